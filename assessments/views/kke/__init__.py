"""KKE workbooks by the browser."""

from assessments.views.kke.exporting import kke_export
from assessments.views.kke.importing import kke_apply, kke_import

__all__ = ["kke_apply", "kke_export", "kke_import"]
