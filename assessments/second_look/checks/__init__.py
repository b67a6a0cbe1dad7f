"""The checks, one a file; each is `check(seen)` and yields its doubts in the order of the sheet."""

from assessments.second_look.checks import (
    contradictions,
    count_totals,
    doubled_counts,
    jumped_counts,
    one_for_all,
    other_period,
    part_over_whole,
    repeated_notes,
    top_marks,
    unproven_tops,
)
from assessments.second_look.doubt import Check, Doubt, Seen, Weight

CHECKS: dict[str, Check] = {
    "bertentangan": contradictions.check,
    "melebihi": part_over_whole.check,
    "jumlah_bagian": count_totals.check,
    "dua_jumlah": doubled_counts.check,
    "melonjak": jumped_counts.check,
    "luar_periode": other_period.check,
    "satu_berkas": one_for_all.check,
    "tanpa_bukti": unproven_tops.check,
    "catatan_sama": repeated_notes.check,
    "serba_terbaik": top_marks.check,
}


def look(seen: Seen) -> list[Doubt]:
    """All doubts, the heavy ones first, in the order of the checks."""
    found = [doubt for check in CHECKS.values() for doubt in check(seen)]
    return sorted(found, key=lambda doubt: doubt.weight != Weight.HEAVY)
