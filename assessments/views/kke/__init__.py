"""KKE workbooks by the browser."""

from assessments.views.kke.exporting import (
    kke_blank,
    kke_export,
    kke_files,
    kke_template,
    kke_template_file,
)
from assessments.views.kke.templates import period_template_file, period_template_remove, period_templates

__all__ = [
    "kke_blank",
    "kke_export",
    "kke_files",
    "kke_template",
    "kke_template_file",
    "period_template_file",
    "period_template_remove",
    "period_templates",
]
