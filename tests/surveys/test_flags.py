"""Flags find patterns that were planted, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
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


def stuffed(days: int, channel: str = "tautan") -> list[Row]:
    """Nine answers an hour, ten hours a day, no two of an hour alike."""
    return [
        Row(f"{day}-{hour}-{n}", channel, at(24 * day + hour), (1, 2 + n, hour, day), told=False)
        for day in range(days)
        for hour in range(10)
        for n in range(9)
    ]


def test_more_on_days_than_twice_their_users_however_slowly_they_come():
    rows = stuffed(3)
    reason = "270 jawaban masuk dalam 3 hari, padahal pengguna layanan rata-rata 10 orang per hari."
    assert flags_of(rows, Fraction(10)) == [Flag("lonjakan", frozenset(row.key for row in rows), reason)]
    assert flags_of(rows, Fraction(44)) != []
    assert flags_of(rows, Fraction(45)) == []  # a full day is no wonder
    assert flags_of(rows) == []
    assert flags_of(stuffed(3, "kertas"), Fraction(10)) == []


def test_a_day_ends_at_midnight_of_the_zone_in_which_hours_are_given():
    rows = [
        Row(n, "tautan", datetime(2026, 3, 2, 12 + n % 12, tzinfo=UTC), (1, 2 + n), told=False)
        for n in range(24)
    ]
    east = timezone(timedelta(hours=6))
    local = [replace(row, hour=row.hour.astimezone(east)) for row in rows]
    assert [len(flag.keys) for flag in flags_of(rows, Fraction(11))] == [24]
    assert flags_of(local, Fraction(11)) == []


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
        assert flags_of(many(9, 5, channel, items=(6, 5, 6))) == []


def same(count: int, channel: str = "tautan", source=None, name: str = "s", items=(6, 6, 5)) -> list[Row]:
    """One row again and again, two of an hour."""
    return [Row(f"{name}{n}", channel, at(n // 2), items, told=False, source=source) for n in range(count)]


def keys_of(rows) -> frozenset:
    return frozenset(row.key for row in rows)


def test_the_same_row_over_the_whole_survey_whatever_channels_it_came_by():
    rows = same(6) + same(6, "kios", name="k")
    others = [Row(n, "tautan", at(n), (1 + n % 6, 2, n), told=False) for n in range(108)]
    reason = "12 dari 120 jawaban sama persis."
    assert flags_of(rows + others) == [Flag("kembar", keys_of(rows), reason)]
    assert flags_of([*rows, *others, Row("more", "kode", at(1), (1, 2, 6), told=False)]) == []
    assert flags_of(same(9)) == []


def test_the_same_row_in_one_import_or_on_paper():
    others = [Row(n, "tautan", at(n), (1 + n % 6, 2, n), told=False) for n in range(400)]
    one, two, paper = same(10, "impor", 1, "a"), same(9, "impor", 2, "b"), same(11, "kertas", name="p")
    assert flags_of(others + one + two) == [
        Flag("kembar", keys_of(one), "10 dari 10 baris satu berkas impor sama persis.")
    ]
    assert flags_of(others + paper) == [
        Flag("kembar", keys_of(paper), "11 dari 11 formulir kertas sama persis.")
    ]


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
