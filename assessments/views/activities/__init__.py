"""The action plan of a unit: its page, one activity, what becomes evidence, what comes from elsewhere."""

from assessments.views.activities.editing import activity_edit, activity_new, activity_remove
from assessments.views.activities.one import activity, activity_note
from assessments.views.activities.page import activities, activities_take
from assessments.views.activities.papers import activity_paper_off, activity_papers, activity_prove
from assessments.views.activities.workbook import activities_import, activities_workbook

__all__ = [
    "activities",
    "activities_import",
    "activities_take",
    "activities_workbook",
    "activity",
    "activity_edit",
    "activity_new",
    "activity_note",
    "activity_paper_off",
    "activity_papers",
    "activity_prove",
    "activity_remove",
]
