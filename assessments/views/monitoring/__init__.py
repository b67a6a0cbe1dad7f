"""Monitoring of the building of ZI in a unit: rounds, findings, follow-up, the report."""

from assessments.views.monitoring.findings import finding, finding_follow, finding_new, finding_remove
from assessments.views.monitoring.rounds import (
    monitoring,
    monitoring_edit,
    monitoring_new,
    monitoring_remove,
    monitoring_report,
    monitoring_round,
)

__all__ = [
    "finding",
    "finding_follow",
    "finding_new",
    "finding_remove",
    "monitoring",
    "monitoring_edit",
    "monitoring_new",
    "monitoring_remove",
    "monitoring_report",
    "monitoring_round",
]
