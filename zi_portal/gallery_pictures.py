"""Development only: the pictures of the gallery in their states, with invented numbers."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessments.engine.answers import Given
from assessments.engine.policy import parse_policy
from assessments.engine.schema import parse_instrument
from assessments.engine.scoring import score
from assessments.pictures.charts import Bar, Pair, bars, pairs
from assessments.pictures.distribution import distribution
from assessments.pictures.heat_map import Unit, heat_map
from assessments.pictures.quartiles import Among, quartile_bands
from assessments.pictures.radar import Reached, radar
from assessments.pictures.slope import Series, slope
from assessments.pictures.waterfall import waterfall
from assessments.pictures.year_line import Deadline, Span, year_line

DATA = Path(__file__).parents[1] / "assessments"
UNIT, TPI, TPN = (82, 74, 91, 60, 55, 100), (71, 74, 62, 60, 48, 88), (70, 70, 60, 58, 52, 81)
LONG = "Balai Besar Pengujian Perangkat Telekomunikasi dan Pelayanan Perizinan Terpadu Satu Pintu"


def examples(areas: dict[str, str]) -> list[dict[str, Any]]:
    """Kind, state and picture of every example; None is the state without data."""
    found = {
        "radar": _radars(areas),
        "waterfall": _waterfalls(),
        "slope": _slopes(areas),
        "distribution": _distributions(),
        "quartiles": _quartiles(areas),
        "year_line": _year_lines(),
        "heat_map": _heat_maps(areas),
    }
    return [
        {"kind": kind, "pictures": [picture for picture in pictures if picture]}
        for kind, pictures in found.items()
    ]


def charts() -> list[tuple[str, Any]]:
    """The charts that stand beside a table of their own, as (kind, chart)."""
    compared = [
        Pair(code, code, *(Fraction(p) for p in percents), Fraction(60), f"{percents[0] - percents[1]:+d}")
        for code, percents in (("MP", (82, 71, 70)), ("TT", (74, 74, 70)), ("SDM", (48, 62, 60)))
    ]
    counted = [
        Bar(LONG, Fraction(24), "24", other=Fraction(15)),
        Bar("Tim II", Fraction(-6), "-6", odd=True),
        Bar("Manajemen perubahan", Fraction(3), "3", area="MP"),
    ]
    return [
        ("pairs", pairs("p1", "Unit, TPI, dan TPN", compared)),
        ("bars", bars("b1", "Jawaban per anggota", counted, unit="jawaban", other="rata-rata tim")),
    ]


def _reached(label: str, areas: dict[str, str], percents: tuple[int, ...]) -> Reached:
    return Reached(label, {code: Fraction(p) for code, p in zip(areas, percents, strict=False)})


def _radars(areas: dict[str, str]) -> list:
    limit: dict[str, Any] = {"minimum": Fraction(60), "predicate": "WBK"}
    unit, tpi, tpn = (
        _reached(label, areas, percents) for label, percents in (("Unit", UNIT), ("TPI", TPI), ("TPN", TPN))
    )
    three = dict(list(areas.items())[:3])
    return [
        radar("r1", "Unit dan TPI", areas, [unit, tpi], **limit),
        radar("r2", "Unit, TPI, dan TPN", areas, [unit, tpi, tpn], **limit),
        radar("r3", "Unit saja", areas, [unit], **limit),
        radar("r4", "Belum ada jawaban, tanpa minimal", areas, [_reached("Unit", areas, ())]),
        radar(
            "r5",
            "Semua penuh",
            areas,
            [_reached("Unit", areas, (100,) * 6), _reached("TPI", areas, (100,) * 6)],
        ),
        radar("r6", "Tiga area", three, [unit, tpi], **limit),
    ]


@cache
def _versions():
    read = [
        yaml.safe_load((DATA / name).read_text("utf-8"))
        for name in ("instruments/lke-zi-2021.yaml", "policies/policy-2024.yaml")
    ]
    return parse_instrument(read[0]), parse_policy(read[1])


def _waterfalls() -> list:
    instrument, policy = _versions()

    def fall(key: str, title: str, share: int):
        """Every choice as good as `share` of 100 lets it be."""
        given = {}
        for number, (code, question) in enumerate(instrument.questions.items()):
            if question.kind == "choice" and number * 37 % 100 < share:
                given[code] = Given(max(question.options, key=lambda o: o.value).code)
            elif question.kind == "index":
                given[code] = Given("3.5" if share < 100 else "4")
        found = score(instrument, given)
        return waterfall(
            key, title, instrument, policy.predicates["WBK"], found, label="TPI", predicate="WBK"
        )

    return [
        fall("w1", "Beberapa yang kurang", 70),
        fall("w2", "Hampir kosong", 0),
        fall("w3", "Tercapai", 100),
    ]


def _slopes(areas: dict[str, str]) -> list:
    series = [
        Series(code, tuple(Fraction(side[at]) for side in (TPN, TPI, UNIT)), code)
        for at, code in enumerate(areas)
    ]
    totals = [
        Series("Unit", (Fraction(61), Fraction(70), Fraction(7612, 100))),
        Series("TPI", (Fraction(55), Fraction(66), None)),
    ]
    same = [Series(code, (Fraction(75), Fraction(75)), code) for code in areas]
    return [
        slope("s1", "Area dari tahun ke tahun", ["2024", "2025", "2026"], series),
        slope("s2", "Tahun yang belum dinilai TPI", ["2024", "2025", "2026"], totals),
        slope("s3", "Satu tahun", ["2026"], [Series(one.name, one.values[-1:], one.area) for one in series]),
        slope("s4", "Semua sama", ["2025", "2026"], same),
    ]


def _distributions() -> list:
    totals = [Fraction(value) for value in (55, 61, 64, 68, 71, 72, 72, 75, 76, 78, 81, 85, 92)]
    limit: dict[str, Any] = {"minimum": Fraction(75), "predicate": "WBK"}
    return [
        distribution("d1", "Unit ini di antara 13 unit", totals, own=Fraction(72), **limit),
        distribution("d2", "Satu unit", [Fraction(100)], own=Fraction(100), **limit),
        distribution("d3", "200 unit yang sama", [Fraction(75)] * 200, **limit),
        distribution("d4", "Semua nol", [Fraction(0)] * 8, own=Fraction(0)),
    ]


def _quartiles(areas: dict[str, str]) -> list:
    def among(short: str, own: int, others: tuple[int, int, int] | None, **more: Any) -> Among:
        told = None if others is None else tuple(Fraction(value) for value in others)
        return Among(
            short, areas.get(short, "Nilai total"), Fraction(own), told, Fraction(60), "letak", **more
        )

    bands = ((55, 65, 80), (90, 95, 100), (70, 70, 70), (0, 5, 40), None, (60, 75, 80))
    rows = [among(code, own, band, area=code) for code, own, band in zip(areas, UNIT, bands, strict=True)]
    total = among("Total", 76, (65, 70, 85), sign="")
    return [
        quartile_bands("q1", "Di antara unit lain", [total, *rows], predicate="WBK"),
        quartile_bands("q2", "Hanya nilai total", [total], predicate="WBBM"),
    ]


def _year_lines() -> list:
    spans = [
        Span("Terdaftar", date(2026, 1, 5), date(2026, 1, 12)),
        Span("Pencanangan", date(2026, 1, 12), date(2026, 2, 3)),
        Span("Pembangunan", date(2026, 2, 3), date(2026, 6, 1)),
        Span("Penilaian mandiri", date(2026, 6, 1), None, "berjalan"),
    ]
    deadlines = [
        Deadline("Batas pengajuan ke TPI", date(2026, 8, 31)),
        Deadline("Batas penilaian TPI", date(2026, 9, 30)),
        Deadline("Batas usulan ke TPN", date(2026, 10, 2)),
    ]
    long = [
        *spans[:3],
        Span("Penilaian TPN", date(2026, 6, 1), date(2027, 4, 20)),
        Span("Predikat WBK", date(2027, 4, 20)),
    ]
    return [
        year_line("y1", "Tahun yang berjalan", 2026, spans, deadlines, today=date(2026, 7, 14)),
        year_line("y2", "Sampai tahun berikutnya", 2026, long, deadlines, today=date(2027, 5, 1)),
        year_line("y3", "Hanya batas waktu", 2026, [], deadlines, today=date(2026, 9, 30)),
    ]


def _heat_maps(areas: dict[str, str]) -> list:
    def unit(number: int, name: str = "") -> Unit:
        percents = {code: Fraction(20 + (number * 17 + at * 29) % 81) for at, code in enumerate(areas)}
        short = frozenset(code for code, percent in percents.items() if percent < 60)
        total = sum(percents.values(), Fraction(0)) / len(areas)
        return Unit(
            f"UNIT-{number:03}",
            name or f"Unit {number}",
            percents,
            total,
            short | ({"total"} if total < 75 else set()),
        )

    empty = Unit("KECAMATAN-SUNGAI-RAYA", LONG, None)
    return [
        heat_map(
            "h1", "Beberapa unit, satu belum menjawab", areas, [*(unit(n, LONG) for n in range(1, 6)), empty]
        ),
        heat_map("h2", "Satu unit", areas, [unit(3)]),
        heat_map("h3", "200 unit", areas, [unit(n) for n in range(1, 201)]),
    ]
