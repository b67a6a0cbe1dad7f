"""What the inspectorate is shown of the hand-over: what goes out now, or why nothing does; tokens; the last pulls."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from assessments.engine.facts import Refusal
from assessments.handover.proposed import LeftOut, Proposed, Unit, proposed_in
from assessments.handover.questions import questions_of
from assessments.handover.window import Window, window_of
from assessments.loaded import instrument_of, policy_of
from assessments.models import HandoverToken, Period
from audit.models import Entry
from units.models import Instansi

SHOWN_PULLS = 10
NO_WBBM = Refusal("Pengaturan portal tidak menyerahkan usulan WBBM.", "")


@dataclass(frozen=True)
class Reason:
    """What keeps the hand-over back, as a sentence, and where it is mended: periods, window, proposals, conditions."""

    message: str
    where: str = ""


@dataclass(frozen=True)
class State:
    """What is handed over of the open year, else of the newest; `reasons`: everything that keeps it back; `left_out`:
    the proposed units that are not among `units`, each with why.
    """

    period: Period | None
    window: Window | None
    units: tuple[Unit, ...]
    reasons: tuple[Reason, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether PortalRB gets something now."""
        return not self.reasons


@dataclass(frozen=True)
class Pull:
    """One pull: when, with which token, which address, which result."""

    at: datetime
    token: str
    path: str
    status: int


def state_of(periods: list[Period], now: datetime) -> State:
    """The state of the hand-over; `periods` come from `window.periods_of`. Six queries."""
    if not periods:
        return State(
            None, None, (), (Reason("Belum ada periode. Buat periode tahun ini lebih dulu.", "periods"),)
        )
    period = next((one for one in periods if window_of(one).is_open(now)), periods[0])
    window, proposed = window_of(period), proposed_in(period)
    units, left_out = proposed.units, proposed.left_out
    if not settings.PORTALRB_WBBM:
        units = proposed.of("WBK")
        left_out += tuple(LeftOut(unit, (NO_WBBM,)) for unit in proposed.of("WBBM"))
    return State(period, window, units, tuple(_reasons(period, window, proposed, now)), left_out)


def _reasons(period: Period, window: Window, proposed: Proposed, now: datetime) -> list[Reason]:
    reasons = []
    if not window.is_open(now):
        said = "sudah ditutup" if window.is_over(now) else "belum dibuka"
        reasons.append(Reason(f"Masa pengambilan {period.year} {said}.", "window"))
    if not proposed.approved:
        message = f"Belum ada usulan {period.year} yang disetujui pimpinan instansi."
        reasons.append(Reason(message, "proposals"))
    reasons += [Reason(f"{why} Karena itu semua usulan batal.", "conditions") for why in proposed.void]
    if questions_of(policy_of(period).handover, instrument_of(period)) is None:
        reasons.append(Reason("Nomor soal PortalRB untuk ketentuan tahun ini belum ada di portal."))
    return reasons


def tokens_of(instansi: Instansi) -> list[HandoverToken]:
    """All tokens of an instansi, newest first, with who made and revoked them; one query."""
    return list(instansi.handover_tokens.select_related("created_by", "revoked_by"))


def last_pulls(tokens: list[HandoverToken]) -> list[Pull]:
    """The newest pulls with these tokens, from the audit; one query."""
    names = {str(token.pk): token.name for token in tokens}
    entries = Entry.objects.filter(
        object_label=HandoverToken._meta.label_lower, object_id__in=names, action="handover.pull"
    )
    return [
        Pull(entry.at, names[entry.object_id], entry.after["path"], entry.after["status"])
        for entry in entries.order_by("-id")[:SHOWN_PULLS]
    ]
