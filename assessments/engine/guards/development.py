"""Pembangunan: the unit's decree, its team and its plan (PermenPANRB 90/2021 p. 13-14)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given

PAGE, TEAM, PLAN = "pembangunan", "tim_kerja", "rencana_aksi"


def development_is_complete(facts: Facts) -> list[Refusal]:
    """The decree of the tim kerja, its ketua, somebody in each pokja (or a team as text); the plan, as file or here."""
    typed = not facts.team_listed and (facts.has_team or facts.decree_number.strip() != "")
    page = PAGE if typed else TEAM
    missing = (
        (not facts.decree_number.strip(), "Nomor SK tim kerja belum diisi.", page),
        (facts.decree_date is None, "Tanggal SK tim kerja belum diisi.", page),
        *_team(facts, page),
    )
    found = [Refusal(message, where) for is_missing, message, where in missing if is_missing]
    return found if facts.has_plan else [*found, *_without_plan(facts)]


def _without_plan(facts: Facts) -> list[Refusal]:
    """Two ways to mend it, each with its page; nothing where the portal's plan is complete."""
    if facts.unplanned_areas == ():
        return []
    upload = Refusal("Berkas rencana kerja pembangunan ZI belum diunggah.", PAGE)
    if facts.unplanned_areas is None:
        return [upload]
    areas = ", ".join(facts.unplanned_areas)
    lacking = f"belum ada kegiatan dengan target, penanggung jawab, dan tenggat pada {areas}."
    return [upload, Refusal(f"Rencana aksi di portal, yang dapat menggantikannya, {lacking}", PLAN)]


def _team(facts: Facts, page: str) -> tuple[tuple[bool, str, str], ...]:
    if not facts.team_listed:
        return ((not facts.has_team, "Susunan tim kerja belum diisi.", page),)
    areas = ", ".join(facts.areas_without_people)
    return (
        (not facts.team_has_head, "Tim kerja belum punya ketua.", TEAM),
        (bool(areas), f"Pokja yang belum punya anggota: {areas}.", TEAM),
    )


def unit_is_selected(facts: Facts) -> list[Refusal]:
    """A decree of the head of the instansi fixes the unit, where the policy asks for one (90/2021 does not)."""
    if not given(facts.policy, "policy").selection.decree_required or facts.selected:
        return []
    message = "Unit ini belum ditetapkan dengan SK pimpinan instansi untuk membangun ZI tahun ini."
    return [Refusal(message, "penetapan")]
