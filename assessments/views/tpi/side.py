"""What stands beside the TPI page: where the work is, and the one step that comes next."""

from dataclasses import dataclass

from assessments.loaded import instrument_of, policy_of
from assessments.models import Consideration, Recommendation
from assessments.templatetags.zi import clock
from assessments.tpi_sheets import Desk, Party
from units.models import Instansi


@dataclass(frozen=True)
class Task:
    """One line of the lead's list. `kind`: belum, berjalan, selesai. `page`: key for the template's links. `hidden`:
    not of interest now, but it may change with a save.
    """

    label: str
    value: str
    kind: str
    page: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Member:
    """How far a member is: "36 dari 113", or since when the sheet is done."""

    name: str
    state: str
    kind: str


def members(desk: Desk) -> tuple[Member, ...]:
    """The members whose sheets the person sees; how far they are."""
    of = len(instrument_of(desk.assessment.period).questions)
    instansi = desk.assessment.unit.instansi
    return tuple(_member(party, of, instansi) for party in desk.members)


def _member(party: Party, of: int, instansi: Instansi) -> Member:
    if party.excused_at:
        return Member(party.name, "dibebaskan", "selesai")
    if party.done_at:
        return Member(party.name, f"selesai {clock(party.done_at, instansi)}", "selesai")
    state = f"{party.answered} dari {of}"
    if party.unconfirmed:
        return Member(party.name, f"{state}, perlu memeriksa {len(party.unconfirmed)}", "perlu")
    return Member(party.name, state, "berjalan" if party.answered else "belum")


def side_of(desk: Desk, moving: dict) -> dict:
    """Members and, for those who decide, the list of what finalising still needs. One query, for the latter."""
    if not desk.decides:
        return {"members": members(desk), "tasks": (), "considered": False}
    written, wanted, advised = written_of(desk)
    return {
        "members": members(desk),
        "tasks": tasks(desk, moving, (written, wanted), advised=advised),
        "considered": written == wanted and advised,
    }


def written_of(desk: Desk) -> tuple[int, int, bool]:
    """(written, wanted) considerations of the policy, and whether a recommendation is chosen. One query."""
    wanted = policy_of(desk.assessment.period).assessors.considerations
    texts = Consideration.objects.filter(assessment=desk.assessment, code__in=wanted).exclude(text="")
    advice = Recommendation.objects.filter(assessment=desk.assessment)
    found = list(
        texts.order_by().values_list("code", flat=True).union(advice.values_list("verdict", flat=True))
    )
    written = sum(code in wanted for code in found)
    return written, len(wanted), len(found) > written


def tasks(
    desk: Desk, moving: dict, considerations: tuple[int, int], *, advised: bool = False
) -> tuple[Task, ...]:
    """What finalising needs, in the order in which it is done."""
    handed_in = sum(party.done_at is not None for party in desk.counting)
    written, wanted = considerations
    return (
        _task("Anggota selesai", handed_in, len(desk.counting), "tim"),
        _task("Jawaban akhir", moving["answered"], moving["of"], "belum"),
        Task(
            "Berbeda tanpa catatan",
            str(moving["unexplained"]),
            "perlu" if moving["unexplained"] else "selesai",
            "tanpa_catatan",
        ),
        Task(
            "Diperbaiki unit, belum diperiksa",
            str(moving["unconfirmed"]),
            "perlu",
            "periksa",
            hidden=not moving["unconfirmed"],
        ),
        _task("Pertimbangan", written, wanted, "pertimbangan"),
        Task(
            "Rekomendasi", "dipilih" if advised else "belum", "selesai" if advised else "belum", "rekomendasi"
        ),
    )


def _task(label: str, done: int, of: int, page: str) -> Task:
    kind = "selesai" if done == of else "berjalan" if done else "belum"
    return Task(label, f"{done} dari {of}", kind, page)
