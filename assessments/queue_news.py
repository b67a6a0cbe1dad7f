"""What changed on units of a TPI team since a person last looked, as far as that person may know it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from assessments.loaded import instrument_of
from assessments.models import (
    Assessment,
    LastLook,
    Round,
    SheetAct,
    Signature,
    State,
    StateChange,
    TpiComment,
)
from audit.models import Entry
from units.models import TeamMember

Act, Seat = SheetAct.Act, TeamMember.Seat
MOVES = {
    "ajukan": "Unit mengajukan ke TPI",
    "teruskan_ke_tpi": "Diteruskan penilai pendahuluan",
    "kembalikan": "Dikembalikan ke unit",
    "ajukan_perbaikan": "Unit menjawab perbaikan",
    "tutup_perbaikan": "Putaran ditutup tanpa jawaban",
    "finalkan": "Penilaian difinalkan",
    "buka_kembali": "Dibuka kembali oleh admin",
}
OWN_ACTS = {
    Act.REOPENED: "Lembar Anda dibuka kembali",
    Act.ROUND: "Lembar Anda dibuka untuk perbaikan",
    Act.EXCUSED: "Anda dibebaskan",
    Act.RECALLED: "Anda diminta menilai lagi",
}
OTHERS_ACTS = {
    Act.DONE: "anggota menyatakan selesai",
    Act.REOPENED: "lembar anggota dibuka kembali",
    Act.EXCUSED: "anggota dibebaskan",
    Act.RECALLED: "anggota diminta menilai lagi",
}
ARRIVALS = frozenset({"ajukan", "teruskan_ke_tpi"})
DECLINED = "signature.decline"


@dataclass(frozen=True)
class News:
    """`lines` since the last look, in words; `seen`: the person has looked at all. `arrived` at TPI, `due` of the open
    round; `questions` of the instrument; `wants_countersign`: the lead has signed, the pengendali has not.
    """

    lines: tuple[str, ...]
    seen: bool
    arrived: datetime | None
    due: datetime | None
    questions: int
    wants_countersign: bool


def news_of(user, rows: Collection[Assessment], *, led: set[int], done: set[int]) -> dict[int, News]:
    """Assessment id → its news. `led`: ids of those that the person leads or countersigns; `done`: where their own
    sheet is done. In both they see the members' sheets and the discussion, elsewhere nothing of anybody else.

    Seven queries: looks, changes of state, acts, remarks, declined signatures, open rounds, signatures.
    """
    shared = led | done
    looks = {look.assessment_id: look.at for look in LastLook.objects.filter(user=user, assessment__in=rows)}
    since = Since(looks)
    lines: dict[int, list[str]] = defaultdict(list)
    arrived: dict[int, datetime] = {}
    changes = StateChange.objects.filter(assessment__in=rows, name__in=MOVES).order_by("at", "pk")
    for change in changes.only("assessment_id", "name", "by_id", "at"):
        if change.name in ARRIVALS:
            arrived[change.assessment_id] = change.at
        if change.by_id != user.pk and since(change.assessment_id, change.at):
            lines[change.assessment_id].append(MOVES[change.name])
    for found in (
        _acts(user, rows, shared, since),
        _remarks(user, shared, since),
        _declined(user, led, since),
    ):
        for pk, told in found.items():
            lines[pk] += told
    due = dict(
        Round.objects.filter(assessment__in=rows, closed_at=None, opened_at__isnull=False).values_list(
            "assessment_id", "due"
        )
    )
    waiting = _countersign(led)
    return {
        a.pk: News(
            lines=tuple(dict.fromkeys(lines[a.pk])),
            seen=a.pk in looks,
            arrived=arrived.get(a.pk) or (a.state_since if a.state == State.PENILAIAN_TPI else None),
            due=due.get(a.pk),
            questions=len(instrument_of(a.period).questions),
            wants_countersign=a.pk in waiting,
        )
        for a in rows
    }


@dataclass(frozen=True)
class Since:
    """Whether something happened after the person's last look; before a first look nothing counts as a change."""

    looks: dict[int, datetime]

    def __call__(self, pk: int, at: datetime) -> bool:
        """True if it is news."""
        return pk in self.looks and at > self.looks[pk]


def _acts(
    user, rows: Collection[Assessment], shared: Collection[int], since: Callable
) -> dict[int, list[str]]:
    own = SheetAct.objects.filter(sheet__assessment__in=rows, sheet__owner=user)
    others = SheetAct.objects.filter(sheet__assessment__in=list(shared)).exclude(sheet__owner=user)
    ordered = (own | others).select_related("sheet").order_by("at", "pk")
    last = {act.sheet_id: act for act in ordered if since(act.sheet.assessment_id, act.at)}  # what came of it
    found: dict[int, list[str]] = defaultdict(list)
    counts: dict[int, Counter] = defaultdict(Counter)
    for act in last.values():
        pk = act.sheet.assessment_id
        if act.by_id == user.pk:
            continue
        if act.sheet.owner_id == user.pk and act.act in OWN_ACTS:
            found[pk].append(OWN_ACTS[Act(act.act)])
        elif act.sheet.owner_id != user.pk and act.act in OTHERS_ACTS:
            counts[pk][Act(act.act)] += 1
    for pk, counted in counts.items():
        found[pk] += [f"{counted[act]} {text}" for act, text in OTHERS_ACTS.items() if counted[act]]
    return found


def _remarks(user, shared: Collection[int], since: Callable) -> dict[int, list[str]]:
    remarks = TpiComment.objects.filter(assessment__in=list(shared)).exclude(author=user)
    counted = Counter(pk for pk, at in remarks.values_list("assessment_id", "created_at") if since(pk, at))
    return {pk: [f"{n} komentar baru"] for pk, n in counted.items()}


def _declined(user, led: Collection[int], since: Callable) -> dict[int, list[str]]:
    chains = {f"assessment:{pk}": pk for pk in led}
    entries = Entry.objects.filter(chain__key__in=chains, action=DECLINED).exclude(actor_id=user.pk)
    told = [(chains[key], at) for key, at in entries.values_list("chain__key", "at")]
    return {pk: ["Tanda tangan dikembalikan pengendali teknis"] for pk, at in told if since(pk, at)}


def _countersign(led: Collection[int]) -> frozenset[int]:
    """Where the lead has signed and the pengendali teknis not yet. Whether it still holds is asked when signing."""
    valid = Signature.objects.filter(
        assessment__in=list(led), void_at=None, seat__in=[Seat.KETUA, Seat.PENGENDALI]
    )
    signed = defaultdict(set)
    for pk, seat in valid.values_list("assessment_id", "seat"):
        signed[pk].add(seat)
    return frozenset(pk for pk, seats in signed.items() if seats == {Seat.KETUA})
