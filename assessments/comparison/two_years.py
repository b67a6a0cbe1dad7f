"""Two years of one party, question by question as far as they compare. Pure: instruments, answers and scores come in.

Totals and areas are only subtracted where both years have the same scale. Questions are paired by code within one
instrument and by the mapping file between two; what pairs with nothing is told with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.comparison.lines import Said
from assessments.comparison.sides import HASIL, said
from assessments.engine.answers import Given, is_answered
from assessments.engine.carrying import CarryMapping, Kind, Pair, are_editions, pairs_of, same_scale
from assessments.engine.instrument import Instrument, Question
from assessments.engine.scoring import Score, exact_sum
from assessments.reports.figures import figure, signed


@dataclass(frozen=True)
class Moved:
    """A total or an area in both years; `difference` "" where they don't compare."""

    code: str
    name: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True)
class Changed:
    """A question in both years; `points`: what the change is worth at the weights of the later year."""

    code: str
    slug: str
    text: str
    said: tuple[Said, Said]
    points: str
    lower: bool
    hint: str


@dataclass(frozen=True)
class Group:
    """The shown questions of an area or of Hasil, and what their changes are worth together."""

    code: str
    name: str
    points: str
    lines: tuple[Changed, ...]


@dataclass(frozen=True)
class Unpaired:
    """Questions of one of the years that compare with none of the other, and why."""

    year: int
    why: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class TwoYears:
    """Two years by the same party. `scale`: their totals and areas compare; `notice` says what does not and why."""

    old: int
    new: int
    side: str
    scale: bool
    notice: str
    total: Moved
    areas: tuple[Moved, ...]
    groups: tuple[Group, ...]
    paired: int
    changed: int
    unpaired: tuple[Unpaired, ...]

    @property
    def alone(self) -> int:
        """How many questions of both years compare with none of the other."""
        return sum(len(one.codes) for one in self.unpaired)


def two_years(
    years: tuple[int, int],
    instruments: tuple[Instrument, Instrument],
    told: Sequence[Mapping[str, Given]],
    scores: Sequence[Score],
    *,
    side: str,
    mapping: CarryMapping | None,
    minima: Mapping[str, Sequence[Fraction]],
    every: bool,
) -> TwoYears:
    """Two years beside each other, the earlier first; questions that changed, or `every` pair.

    `mapping` where the instruments are not of one kind; `minima` as of `figures.thresholds`, which no value seems to
    have reached unreached.
    """
    old, new = instruments
    pairs = pairs_of(old, new, mapping)
    fitting = [pair for pair in pairs if pair.fits]
    unfinished = [(year, one) for year, one in zip(years, scores, strict=True) if one.answered < one.of]
    if unfinished:  # a question that nobody has answered yet says nothing of a change
        fitting = [pair for pair in fitting if _told(pair, told)]
    scale = same_scale(old, new) and not unfinished
    groups, changed = _groups(new, fitting, told, scores, every=every)
    return TwoYears(
        old=years[0],
        new=years[1],
        side=side,
        scale=scale,
        notice=_unfinished(unfinished) or _notice(old, new, scale=scale, paired=len(fitting)),
        total=_moved("", "Nilai total", [one.total for one in scores], scale, "", minima["total"]),
        areas=tuple(
            _moved(
                code, name, [one.areas[code].percent for one in scores], scale, "%", minima.get("area", ())
            )
            for code, name in new.areas.items()
            if code in old.areas
        ),
        groups=groups,
        paired=len(fitting),
        changed=changed,
        unpaired=_unpaired(years, new, pairs),
    )


def _told(pair: Pair, told: Sequence[Mapping[str, Given]]) -> bool:
    """Whether both years have an answer to the pair."""
    assert pair.new is not None  # a pair that fits has a successor
    both = zip((pair.old, pair.new), told, strict=True)
    return all(is_answered(question, answers.get(question.code)) for question, answers in both)


def _unfinished(found: Sequence[tuple[int, Score]]) -> str:
    """Which year is not answered to the end; "" where both are."""
    if not found:
        return ""
    years = ", ".join(
        f"tahun {year} baru {one.answered} dari {one.of} pertanyaan terjawab" for year, one in found
    )
    return f"Belum dapat dibandingkan seluruhnya: {years}. Yang dibandingkan hanya yang terjawab pada kedua tahun."


def _notice(old: Instrument, new: Instrument, *, scale: bool, paired: int) -> str:
    """What does not compare, in one plain sentence; "" where everything does."""
    if scale:
        return ""
    head = (
        "Bobot atau pertanyaannya berubah di antara kedua tahun"
        if are_editions(old, new)
        else f"Kedua tahun memakai instrumen yang berbeda ({old.code} dan {new.code})"
    )
    tail = f"Yang sebanding hanya {paired} pertanyaan di bawah." if paired else "Pertanyaannya juga tidak."
    return f"{head}, jadi nilai total dan area tidak dapat dibandingkan langsung. {tail}"


def _moved(
    code: str, name: str, values: Sequence[Fraction], scale: bool, sign: str, minima: Sequence[Fraction]
) -> Moved:
    old, new = (f"{figure(value, minima)}{sign}" for value in values)
    return Moved(code, name, old, new, signed(values[1] - values[0]) if scale else "")


def _groups(
    new: Instrument, fitting: Sequence[Pair], told, scores: Sequence[Score], *, every: bool
) -> tuple[tuple[Group, ...], int]:
    """(groups of the later instrument, how many questions changed); the largest change first everywhere."""
    found: dict[str, list[tuple[Fraction, Changed]]] = {code: [] for code in (*new.areas, HASIL)}
    changed = 0
    for pair in fitting:
        assert pair.new is not None  # a pair that fits has a successor
        values = scores[0].questions[pair.old.code], scores[1].questions[pair.new.code]
        points = (values[1] - values[0]) * new.worths[pair.new.code]
        changed += bool(points)
        if points or every:
            found[pair.new.area or HASIL].append((points, _changed(pair, pair.new, told, values, points)))
    ranked = []
    for code, lines in found.items():
        if lines:
            inside = tuple(line for _, line in sorted(lines, key=lambda one: -abs(one[0])))
            sum_ = signed(exact_sum(points for points, _ in lines))
            moved = exact_sum(abs(points) for points, _ in lines)
            name = new.areas.get(code, HASIL)
            ranked.append((moved, Group(code if code in new.areas else "", name, sum_, inside)))
    return tuple(group for _, group in sorted(ranked, key=lambda one: -one[0])), changed


def _changed(
    pair: Pair, question: Question, told, values: tuple[Fraction, Fraction], points: Fraction
) -> Changed:
    hint = pair.why if pair.kind is not Kind.SAME else ""
    if pair.old.code != question.code:
        hint = f"Dahulu {pair.old.code}: {pair.old.text}"
    return Changed(
        code=question.code,
        slug=question.code.replace(".", "-"),
        text=question.text,
        said=(
            said(pair.old, "", told[0].get(pair.old.code), values[0]),
            said(question, "", told[1].get(question.code), values[1]),
        ),
        points=signed(points),
        lower=points < 0,
        hint=hint,
    )


def _unpaired(years: tuple[int, int], new: Instrument, pairs: Sequence[Pair]) -> tuple[Unpaired, ...]:
    """What of either year compares with nothing, by reason, in the order of the sheets."""
    reasons: dict[tuple[int, str], list[str]] = {}
    for pair in pairs:
        if not pair.fits:
            reasons.setdefault((years[0], pair.why), []).append(pair.old.code)
    taken = {pair.new.code for pair in pairs if pair.new is not None}
    added = [code for code in new.questions if code not in taken]
    if added:
        reasons[years[1], "Tidak ada pertanyaan semakna pada tahun yang lebih awal."] = added
    return tuple(Unpaired(year, why, tuple(codes)) for (year, why), codes in reasons.items())
