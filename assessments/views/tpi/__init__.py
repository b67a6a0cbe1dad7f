"""TPI at work: sheets beside the unit's answers, agreement, considerations, finalising."""

from assessments.views.tpi.acts import tpi_agree, tpi_done
from assessments.views.tpi.area import tpi_area
from assessments.views.tpi.closing import finalise
from assessments.views.tpi.considerations import considerations
from assessments.views.tpi.saving import tpi_save

__all__ = ["considerations", "finalise", "tpi_agree", "tpi_area", "tpi_done", "tpi_save"]
