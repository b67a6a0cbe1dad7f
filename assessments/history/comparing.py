"""A sheet at two moments: what differs, and what each answer was worth, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

from django.utils import timezone

from assessments.engine.answers import Given, display
from assessments.engine.instrument import Instrument
from assessments.engine.scoring import Score, score, two
from assessments.engine.text_diff import Part, word_diff
from assessments.engine.wording import long_date
from assessments.history.items import PARTIES
from assessments.history.lens import Lens
from assessments.history.moments import final_at_releases
from assessments.history.reading import Frame, answer_entries, names_of, stored_answers
from assessments.history.standing import EMPTY, Standing, standing, submitted, submitted_by
from assessments.loaded import instrument_of
from assessments.models import Assessment, Sheet
from assessments.panels import Shown

UNIT, FINAL, ABOVE, TPN = "unit", "akhir", "pendahuluan", "tpn"
KINDS = {
    UNIT: Sheet.Kind.UNIT,
    FINAL: Sheet.Kind.TPI,
    ABOVE: Sheet.Kind.PRELIMINARY,
    TPN: Sheet.Kind.TPN,
}
EARLIEST = date(2000, 1, 1)


class BadMoment(ValueError):
    """A moment that cannot be compared; the message is Indonesian, for the user."""


@dataclass(frozen=True)
class Moment(Shown):
    """A moment of the year: `key` as in the address, what stood when `until` came."""

    key: str
    label: str
    until: datetime
    day: date
    submission_id: int | None = None


@dataclass(frozen=True)
class Row(Shown):
    """A question whose answer differs; points as texts, `pieces` the change of the note."""

    code: str
    text: str
    area: str
    old: str
    new: str
    old_points: str
    new_points: str
    difference: str
    sources: tuple[str, str]
    pieces: tuple[Part, ...]


@dataclass(frozen=True)
class Side(Shown):
    """The whole sheet at one of the moments."""

    label: str
    total: str
    answered: str


@dataclass(frozen=True)
class Comparison(Shown):
    """Both sides, the questions that differ, and how many say the same."""

    left: Side
    right: Side
    difference: str
    rows: tuple[Row, ...]
    same: int
    unrecorded: bool


def sheets_open(lens: Lens, frame: Frame) -> dict[str, str]:
    """The sheets that the reader may compare, by key; one query for names, where members' sheets are open."""
    found = {UNIT: PARTIES[Sheet.Kind.UNIT]}
    if lens.preliminary:
        found[ABOVE] = PARTIES[Sheet.Kind.PRELIMINARY]
    members = [s for s in frame.sheets.values() if s.kind == Sheet.Kind.MEMBER and lens.opens(s)]
    names = names_of(sheet.owner_id for sheet in members) if lens.team else {}
    found |= {f"m{s.owner_id}": f"Lembar {names.get(s.owner_id or 0, '')}" for s in members}
    if lens.own is not None:
        found[f"m{lens.own}"] = "Lembar Anda"
    if lens.team or lens.final:
        found[FINAL] = PARTIES[Sheet.Kind.TPI]
    if lens.tpn:
        found[TPN] = PARTIES[Sheet.Kind.TPN]
    return found


def named_moments(assessment: Assessment, frame: Frame) -> list[Moment]:
    """The unit's submissions as moments with names, oldest first."""
    zone, number, found = assessment.unit.instansi.zone, 0, []
    for submission in frame.submissions:
        round_, day = frame.round_of(submission), submission.at.astimezone(zone).date()
        number += round_ is None
        name = f"Perbaikan putaran {round_.number}" if round_ else f"Pengajuan ke-{number}"
        label = f"{name}, {long_date(day)}"
        found.append(Moment(f"s{submission.pk}", label, submission.at, day, submission.pk))
    return found


def moment_of(text: str, assessment: Assessment, named: list[Moment]) -> Moment:
    """The moment of a submission ("s12") or the end of a day ("2026-03-01") in the zone of the instansi. BadMoment."""
    known = next((moment for moment in named if moment.key == text), None)
    if known is not None:
        return known
    zone = assessment.unit.instansi.zone
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadMoment(
            "Tanggal belum dapat dibaca. Tulis seperti 2026-03-31 atau pilih dari kalender."
        ) from error
    if day < EARLIEST:
        raise BadMoment("Tanggal itu terlalu lama. Pilih tanggal sejak penilaian ini dimulai.")
    if day > timezone.now().astimezone(zone).date():
        raise BadMoment(f"{long_date(day)} belum tiba. Pilih tanggal sampai hari ini.")
    return Moment(text, f"Akhir {long_date(day)}", datetime.combine(day, time.max, tzinfo=zone), day)


def compare(
    assessment: Assessment, lens: Lens, frame: Frame, sheet: str, moments: tuple[Moment, Moment]
) -> Comparison:
    """The sheet `sheet` (a key of `sheets_open`) at both moments. Two queries at most."""
    instrument = instrument_of(assessment.period)
    stood = _stood(assessment, lens, frame, sheet, moments)
    scores = [score(instrument, one.answers) for one in stood]
    before, after = (one.answers for one in stood)
    codes = [c for c in instrument.questions if before.get(c, EMPTY) != after.get(c, EMPTY)]
    left, right = (
        Side(moment.label, two(one.total), f"{one.answered} dari {one.of}")
        for moment, one in zip(moments, scores, strict=True)
    )
    return Comparison(
        left=left,
        right=right,
        difference=signed(scores[1].total - scores[0].total),
        rows=tuple(_row(instrument, code, (before, after), scores) for code in codes),
        same=len(instrument.questions) - len(codes),
        unrecorded=any(one.unrecorded for one in stood),
    )


def _stood(
    assessment: Assessment, lens: Lens, frame: Frame, key: str, moments: tuple[Moment, Moment]
) -> list[Standing]:
    if key == UNIT and not lens.live:
        found = [submitted_by(frame.submissions, moment.until) for moment in moments]
        if frame.submissions:
            return [submitted(submission) for submission in found]
    if key == FINAL and not lens.team:
        released = final_at_releases(assessment, frame)
        return [
            next((stood for change, stood in reversed(released) if change.at <= m.until), Standing({}))
            for m in moments
        ]
    owner = int(key[1:]) if key not in KINDS else None
    sheet = frame.sheets.get((KINDS.get(key, Sheet.Kind.MEMBER), owner))
    entries = list(answer_entries(assessment, sheet))
    rows = {answer.code: answer for answer in stored_answers([sheet] if sheet else [])}
    copied = next((change.at for change in frame.changes if change.name == "mulai_tpn"), None)
    since = copied if key == TPN else None
    return [standing(entries, rows, moment.until, since=since) for moment in moments]


def _row(
    instrument: Instrument,
    code: str,
    sides: tuple[Mapping[str, Given], Mapping[str, Given]],
    scores: list[Score],
) -> Row:
    question = instrument.questions[code]
    leaf = instrument.components_by_code[question.component]
    worth = leaf.weight / len(leaf.questions)
    points = [one.questions[code] * worth for one in scores]
    old, new = (side.get(code, EMPTY) for side in sides)
    return Row(
        code=code,
        text=question.text,
        area=question.area or "",
        old=display(question, old),
        new=display(question, new),
        old_points=two(points[0]),
        new_points=two(points[1]),
        difference=signed(points[1] - points[0]),
        sources=(old.source, new.source),
        pieces=word_diff(old.note, new.note) if old.note != new.note else (),
    )


def signed(number: Fraction) -> str:
    """A difference with its sign: "+0,50", "−1,25", "0,00"."""
    text = two(abs(number))
    if number == 0 or text == "0,00":
        return text
    return f"{'+' if number > 0 else '−'}{text}"
