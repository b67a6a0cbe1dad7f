"""KKE workbooks by the browser."""

from assessments.views.kke.exporting import kke_export

__all__ = ["kke_export"]
