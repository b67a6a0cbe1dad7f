"""Pages of TPN's results."""

from assessments.views.tpn.decision import tpn_decision
from assessments.views.tpn.mandiri import self_determination, self_permit_scan, self_permits
from assessments.views.tpn.objection import tpn_objection, tpn_objection_letter
from assessments.views.tpn.stage import tpn_file, tpn_stage
from assessments.views.tpn.starting import tpn_start
from assessments.views.tpn.survey import tpn_survey
from assessments.views.tpn.unit import tpn
from assessments.views.tpn.values import tpn_values
from assessments.views.tpn.window import objection_window, objection_window_scan
from assessments.views.tpn.year import tpn_letter, tpn_year

__all__ = [
    "objection_window",
    "objection_window_scan",
    "self_determination",
    "self_permit_scan",
    "self_permits",
    "tpn",
    "tpn_decision",
    "tpn_file",
    "tpn_letter",
    "tpn_objection",
    "tpn_objection_letter",
    "tpn_stage",
    "tpn_start",
    "tpn_survey",
    "tpn_values",
    "tpn_year",
]
