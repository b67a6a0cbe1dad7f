"""The end of TPI's work as a person sees it: what is still lacking, who has signed, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments import queries
from assessments.engine.workflow import Refusal
from assessments.facts import Line, Standing, signature_lines
from assessments.models import Assessment
from assessments.rules import is_ketua
from assessments.services.signing import SIGNATURES
from assessments.services.workflow import refusals
from assessments.templatetags.zi import moment
from units.models import Instansi, TeamMember

Seat = TeamMember.Seat


class Turn(StrEnum):
    """What the person can do with the result now."""

    LACKING = "lacking"  # something must be done before anybody signs
    SIGN = "sign"  # the lead, where the team has a pengendali teknis
    COUNTERSIGN = "countersign"  # the pengendali teknis: sign, or send back
    WAIT = "wait"  # another person's turn
    FINALISE = "finalise"  # the lead: everything is there


@dataclass(frozen=True)
class Closing:
    """`lacking`: why nobody can sign yet; `lines`: the team in the order of signing; `waits_for`: names with seats."""

    turn: Turn
    lacking: tuple[Refusal, ...]
    lines: tuple[Line, ...]
    waits_for: tuple[str, ...] = ()

    @property
    def waiting(self) -> str:
        """The sentence about whom the result waits for; a name that ends in a degree ("CA.") closes it itself."""
        return f"Menunggu tanda tangan: {'; '.join(self.waits_for)}".removesuffix(".") + "."

    @property
    def has_controller(self) -> bool:
        """Whether the team has a pengendali teknis, who countersigns."""
        return any(line.member.seat == Seat.PENGENDALI for line in self.lines)


@dataclass(frozen=True)
class Signer:
    """One line of the signatures as shown. `kind` as a state chip; `words` say how it stands, `why` why it fell."""

    name: str
    seat: str
    kind: str
    words: str
    at: str = ""
    why: str = ""
    short_hash: str = ""


def closing_of(user, assessment: Assessment) -> Closing:
    """How the end stands for this person: the lead, else the pengendali teknis."""
    lines = signature_lines(assessment, queries.team_of(assessment))
    lacking = tuple(r for r in refusals(assessment, "finalkan") if r.where != SIGNATURES)
    result = [line for line in lines if line.member.seat != Seat.ANGGOTA]
    controlled = any(line.member.seat == Seat.PENGENDALI for line in result)
    missing = [line for line in result if not line.stands] if controlled else []
    waits_for = tuple(f"{line.member.get_seat_display()}, {line.member.user}" for line in missing)
    return Closing(_turn(user, assessment, lacking, missing), lacking, lines, waits_for)


def _turn(user, assessment: Assessment, lacking: Sequence[Refusal], missing: Sequence[Line]) -> Turn:
    leads = is_ketua.test(user, assessment)
    if lacking:
        return Turn.LACKING
    if not missing:
        return Turn.FINALISE if leads else Turn.WAIT
    first = missing[0].member.seat
    mine = any(line.member.user_id == user.pk for line in missing)
    if leads:
        return Turn.SIGN if first == Seat.KETUA else Turn.WAIT
    return Turn.COUNTERSIGN if first == Seat.PENGENDALI and mine else Turn.WAIT


WORDS: Mapping[Standing, tuple[str, str]] = {
    Standing.NONE: ("belum", "belum menandatangani"),
    Standing.SIGNED: ("selesai", "menandatangani"),
    Standing.CHANGED: ("perlu", "gugur karena hasil berubah sesudah ditandatangani"),
    Standing.OVERTAKEN: ("perlu", "gugur karena anggota atau ketua menandatangani lagi sesudahnya"),
    Standing.VOID: ("perlu", "tanda tangan gugur"),
    Standing.EXCUSED: ("selesai", "dibebaskan"),
}


def signers(lines: Sequence[Line], instansi: Instansi) -> tuple[Signer, ...]:
    """The lines of the signatures in words, times in the zone of the instansi."""
    return tuple(_signer(line, instansi) for line in lines)


def _signer(line: Line, instansi: Instansi) -> Signer:
    kind, words = WORDS[line.standing]
    is_member = line.member.seat == Seat.ANGGOTA
    if is_member and line.standing == Standing.SIGNED:
        words = "menandatangani lembarnya dengan menyatakan selesai"
    elif is_member and line.standing == Standing.NONE:
        words = "belum menyatakan selesai"
    row = line.signature
    return Signer(
        name=str(line.member.user),
        seat=line.member.get_seat_display(),
        kind=kind,
        words=words,
        at=moment(line.at, instansi) if line.at else "",
        why=row.void_reason if row and line.standing == Standing.VOID else "",
        short_hash=row.content_hash[:12] if row and line.stands else "",
    )
