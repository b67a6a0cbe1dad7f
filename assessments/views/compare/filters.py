"""Which questions the side by side shows, and in which order: everything stands in the query string."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from urllib.parse import urlencode

from django.http import QueryDict

from assessments.engine.instrument import Instrument
from assessments.panels import HASIL
from assessments.views.compare.rows import DIFFERS, DISCUSSED, DIVIDED, OPEN, UNEXPLAINED, Row

SPREADS = {
    "0.25": ("Jarak ≥ 0,25", Fraction(1, 4)),
    "0.5": ("Jarak ≥ 0,5", Fraction(1, 2)),
    "1": ("Jarak penuh", Fraction(1)),
}
EFFECTS = {
    "0.1": ("Pengaruh ≥ 0,1 poin", Fraction(1, 10)),
    "0.5": ("Pengaruh ≥ 0,5 poin", Fraction(1, 2)),
    "1": ("Pengaruh ≥ 1 poin", Fraction(1)),
}
MARKS = {
    DIFFERS: "Berbeda unit–anggota",
    DIVIDED: "Anggota tidak sepakat",
    OPEN: "Belum diputuskan",
    UNEXPLAINED: "Tanpa catatan",
    DISCUSSED: "Ada diskusi",
}
BY_EFFECT = "pengaruh"
ORDERS: dict[str, tuple[str, Callable[[Row], tuple]]] = {
    BY_EFFECT: ("Pengaruh", lambda row: (-row.found.effect, -row.found.spread, row.place)),
    "jarak": ("Jarak", lambda row: (-row.found.spread, -row.found.effect, row.place)),
    "area": ("Area", lambda row: ()),
    "kode": ("Kode", lambda row: (row.place,)),
}


@dataclass(frozen=True)
class Wanted:
    """What the person asks to see; "" and the empty set: everything."""

    area: str = ""
    spread: str = ""
    effect: str = ""
    marks: frozenset[str] = frozenset()
    order: str = BY_EFFECT

    @property
    def narrowed(self) -> bool:
        """Whether a filter is on."""
        return bool(self.area or self.spread or self.effect or self.marks)

    def query(self, **changes: str) -> str:
        """The query string ("?area=MP&…", "" for none), with some of it changed."""
        wanted = replace(self, **changes)
        pairs = [("area", wanted.area), ("jarak", wanted.spread), ("pengaruh", wanted.effect)]
        pairs += [("tanda", mark) for mark in MARKS if mark in wanted.marks]
        pairs += [("urut", wanted.order if wanted.order != BY_EFFECT else "")]
        text = urlencode([pair for pair in pairs if pair[1]])
        return f"?{text}" if text else ""


def read(data: QueryDict, instrument: Instrument, *, deciding: bool) -> Wanted:
    """Read a query string; what is unknown, or not for the reader (`deciding`), is left out."""
    marks = set(data.getlist("tanda")) & set(MARKS)
    area, spread, effect, order = (data.get(key, "") for key in ("area", "jarak", "pengaruh", "urut"))
    return Wanted(
        area=area if area in {*instrument.areas, HASIL} else "",
        spread=spread if spread in SPREADS else "",
        effect=effect if effect in EFFECTS else "",
        marks=frozenset(marks if deciding else marks - {OPEN, UNEXPLAINED}),
        order=order if order in ORDERS else BY_EFFECT,
    )


def shown(rows: Iterable[Row], wanted: Wanted, instrument: Instrument) -> list[Row]:
    """The rows that pass all filters, in the wanted order."""
    found = [row for row in rows if all(passes(row) for passes in _tests(wanted).values())]
    if wanted.order == "area":
        places = {area: at for at, area in enumerate((*instrument.areas, HASIL))}
        return sorted(found, key=lambda row: (places[row.area], row.place))
    return sorted(found, key=ORDERS[wanted.order][1])


def facets(rows: list[Row], wanted: Wanted, instrument: Instrument, *, deciding: bool) -> dict:
    """The choices of each filter, with how many questions it would leave beside the other filters that are on."""
    tests = _tests(wanted)

    def beside(group: str) -> list[Row]:
        others = [passes for name, passes in tests.items() if name != group]
        return [row for row in rows if all(passes(row) for passes in others)]

    names = {**instrument.areas, HASIL: "Hasil"}
    by_area, by_spread, by_effect = beside("area"), beside("spread"), beside("effect")
    both = [row for row in by_area if tests["area"](row)]
    offered = [mark for mark in MARKS if deciding or mark not in {OPEN, UNEXPLAINED}]
    return {
        "areas": [
            _choice(
                code, f"{code} {name}" if code != HASIL else name, wanted.area == code, by_area, _in(code)
            )
            for code, name in names.items()
        ],
        "spreads": [
            _choice(key, label, wanted.spread == key, by_spread, _apart(least))
            for key, (label, least) in SPREADS.items()
        ],
        "effects": [
            _choice(key, label, wanted.effect == key, by_effect, _moving(least))
            for key, (label, least) in EFFECTS.items()
        ],
        "marks": [_choice(mark, MARKS[mark], mark in wanted.marks, both, _marked(mark)) for mark in offered],
    }


def _choice(key: str, label: str, on: bool, rows: list[Row], passes: Callable[[Row], bool]) -> dict:
    return {"key": key, "label": label, "on": on, "count": sum(map(passes, rows))}


def _tests(wanted: Wanted) -> dict[str, Callable[[Row], bool]]:
    return {
        "area": _in(wanted.area) if wanted.area else _all,
        "spread": _apart(SPREADS[wanted.spread][1]) if wanted.spread else _all,
        "effect": _moving(EFFECTS[wanted.effect][1]) if wanted.effect else _all,
        "marks": lambda row: wanted.marks <= row.marks,
    }


def _all(row: Row) -> bool:
    return True


def _in(area: str) -> Callable[[Row], bool]:
    return lambda row: row.area == area


def _apart(least: Fraction) -> Callable[[Row], bool]:
    return lambda row: row.found.spread >= least


def _moving(least: Fraction) -> Callable[[Row], bool]:
    return lambda row: row.found.effect >= least


def _marked(mark: str) -> Callable[[Row], bool]:
    return lambda row: mark in row.marks
