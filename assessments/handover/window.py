"""Which year PortalRB may pull now."""

from datetime import datetime

from assessments.models import Period
from assessments.pull_days import Window, window_of
from units.models import Instansi

__all__ = ["Window", "open_period", "periods_of", "window_of"]


def periods_of(instansi: Instansi) -> list[Period]:
    """The years of an instansi, newest first, with versions, window and changes of the deadline; two queries."""
    found = Period.objects.filter(instansi=instansi).select_related(
        "instansi", "instrument", "policy", "handover_window"
    )
    found = found.prefetch_related("deadline_changes").order_by("-year")
    return list(found.defer("instrument__content", "policy__content"))


def open_period(instansi: Instansi, now: datetime) -> Period | None:
    """The year that PortalRB may pull now; of several the newest. Two queries once the policies are parsed."""
    return next((period for period in periods_of(instansi) if window_of(period).is_open(now)), None)
