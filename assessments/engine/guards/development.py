"""Pembangunan: the unit's decree, its team and its plan (PermenPANRB 90/2021 p. 13-14)."""

from __future__ import annotations

from ..facts import Facts, Refusal


def development_is_complete(facts: Facts) -> list[Refusal]:
    """Number and date of the decree, the team, the plan as a file."""
    missing = (
        (not facts.decree_number.strip(), "Nomor SK tim kerja belum diisi."),
        (facts.decree_date is None, "Tanggal SK tim kerja belum diisi."),
        (not facts.has_team, "Susunan tim kerja belum diisi."),
        (not facts.has_plan, "Berkas rencana kerja pembangunan ZI belum diunggah."),
    )
    return [Refusal(message, "pembangunan") for is_missing, message in missing if is_missing]
