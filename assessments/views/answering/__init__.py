"""The answering page: an area (Pemenuhan and Reform) or Hasil, its questions, evidence and comments."""

from assessments.views.answering.area import area_page
from assessments.views.answering.checklist import checklist, use_line
from assessments.views.answering.comments import comment
from assessments.views.answering.evidence import evidence_add, evidence_file, evidence_remove
from assessments.views.answering.saving import save_answer
from assessments.views.answering.taking import take_index

__all__ = [
    "area_page",
    "checklist",
    "comment",
    "evidence_add",
    "evidence_file",
    "evidence_remove",
    "save_answer",
    "take_index",
    "use_line",
]
