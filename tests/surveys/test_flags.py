"""Flags find patterns that were planted, and nothing else."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from surveys.engine.flags import Flag, Row, flags_of

START = datetime(2026, 3, 2, 1, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def calm(hours: int = 20) -> list[Row]:
    """Two answers an hour, none like another of its hour."""
    return [
        Row(f"{hour}-{n}", "tautan", at(hour), (6, 4 + n, 1 + hour % 4), told=False)
        for hour in range(hours)
        for n in range(2)
    ]


def many(count: int, hour: int, channel: str = "tautan", items=None) -> list[Row]:
    return [
        Row(f"x{n}", channel, at(hour), items or (1 + n % 6, 1 + n // 6 % 6, 7 - (1 + n % 5)), told=False)
        for n in range(count)
    ]


def test_calm_answers_raise_no_doubt():
    assert flags_of(calm()) == []
    assert flags_of([]) == []


def test_a_burst_is_found_in_its_hour_alone():
    planted = many(25, 30)
    planted = [row for row in planted if len(set(row.items)) > 1]
    found = [flag for flag in flags_of(calm() + planted) if flag.kind == "lonjakan"]
    reason = f"{len(planted)} jawaban masuk dalam satu jam, biasanya 2 per jam."
    assert found == [Flag("lonjakan", frozenset(row.key for row in planted), reason, at(30))]


def test_ten_times_the_usual_hour_of_another_channel_is_no_burst_of_this_one():
    steady = [row for hour in range(4) for row in many(20, hour, "kios")]
    assert [flag.kind for flag in flags_of(calm() + steady) if flag.kind == "lonjakan"] == []


def test_a_channel_with_a_single_hour_has_no_usual_one():
    found = [flag for flag in flags_of(calm() + many(12, 5, "kios")) if flag.kind == "lonjakan"]
    keys = frozenset(f"x{n}" for n in range(12))
    reason = "12 jawaban masuk dalam satu jam, tidak ada pada jam lain."
    assert found == [Flag("lonjakan", keys, reason, at(5))]


def test_more_in_an_hour_than_users_on_a_day():
    """However they are shared out over channels: which one it is says whoever sends."""
    rows = many(9, 3, "kios", (1, 2)) + [Row(n, "tautan", at(3), (1, n), told=False) for n in range(9)]
    found = [flag for flag in flags_of(rows, Fraction(35, 2)) if flag.kind == "lonjakan"]
    reason = "18 jawaban masuk dalam satu jam, padahal pengguna layanan rata-rata 18 orang per hari."
    assert found == [Flag("lonjakan", frozenset(row.key for row in rows), reason, at(3))]
    assert [flag for flag in flags_of(rows, Fraction(18)) if flag.kind == "lonjakan"] == []


def test_paper_comes_in_as_fast_as_it_is_typed():
    assert [f for f in flags_of(calm() + many(40, 30, "kertas")) if f.kind == "lonjakan"] == []


def test_few_answers_in_an_hour_are_no_burst():
    slow = [Row(n, "tautan", at(n), (1, 2), told=False) for n in range(20)]
    assert [f for f in flags_of(slow + many(9, 40)) if f.kind == "lonjakan"] == []


def test_the_same_row_three_times_in_an_hour():
    planted = many(3, 5, items=(6, 5, 6))
    found = flags_of([row for row in calm() if row.items != (6, 5, 6)] + planted)
    assert found == [
        Flag("kembar", frozenset({"x0", "x1", "x2"}), "3 jawaban sama persis dalam satu jam.", at(5))
    ]
    assert flags_of(calm() + planted[:2]) == []
    spread = [Row(n, "tautan", at(n), (6, 5, 6), told=False) for n in range(3)]
    assert flags_of(spread) == []


def test_what_somebody_types_or_imports_has_no_hour_in_which_rows_are_alike():
    for channel in ("kertas", "impor"):
        assert flags_of(many(30, 5, channel, items=(6, 5, 6))) == []


def test_one_degree_throughout_is_counted_by_degree():
    planted = [Row(n, "kode", at(n), (6, 6, 6) if n < 3 else (1, 1, 1), told=False) for n in range(4)]
    assert flags_of(planted) == [
        Flag(
            "seragam",
            frozenset(range(4)),
            "4 dari 4 jawaban memberi nilai yang sama untuk semua pertanyaan (1 kali 1, 3 kali 6).",
        )
    ]


def test_who_was_told_how_to_answer():
    told = [Row("t", "kios", at(1), (6, 5, 6), told=True)]
    assert flags_of(calm() + told) == [
        Flag("diarahkan", frozenset({"t"}), "1 responden menyatakan diarahkan petugas saat mengisi.")
    ]
