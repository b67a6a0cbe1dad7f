"""TPI at work: sheets beside the unit's answers, agreement, considerations, finalising."""

from assessments.views.tpi.acts import tpi_agree, tpi_done
from assessments.views.tpi.area import tpi_area
from assessments.views.tpi.closing import decline, finalise, sign
from assessments.views.tpi.confirming import tpi_confirm
from assessments.views.tpi.considerations import considerations
from assessments.views.tpi.question import tpi_next, tpi_question
from assessments.views.tpi.recommendation import recommendation
from assessments.views.tpi.saving import tpi_save

__all__ = [
    "considerations",
    "decline",
    "finalise",
    "recommendation",
    "sign",
    "tpi_agree",
    "tpi_area",
    "tpi_confirm",
    "tpi_done",
    "tpi_next",
    "tpi_question",
    "tpi_save",
]
