"""Penilaian pendahuluan by the level above, in ministries and agencies only (PermenPANRB 90/2021 p. 39-41)."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import listed

PAGE = "pendahuluan"


def goes_straight_to_tpi(facts: Facts) -> list[Refusal]:
    """A unit of JPT madya, and every unit of a local government, has no penilaian pendahuluan (p. 40-42)."""
    if not given(facts.needs_preliminary, "needs_preliminary"):
        return []
    text = "Unit ini dinilai dahulu oleh unit di atasnya. Ajukan ke penilai pendahuluan."
    return [Refusal(text, "alur")]


def goes_through_preliminary(facts: Facts) -> list[Refusal]:
    """Only a unit of K/L below JPT madya is assessed by the level above first (p. 39-40)."""
    if given(facts.needs_preliminary, "needs_preliminary"):
        return []
    return [Refusal("Unit ini langsung dinilai TPI, tanpa penilaian pendahuluan. Ajukan ke TPI.", "alur")]


def preliminary_assessor_exists(facts: Facts) -> list[Refusal]:
    """Somebody of the level above can assess, else the submission would wait for nobody."""
    if not given(facts.needs_preliminary, "needs_preliminary"):
        return []
    if given(facts.preliminary_assessors, "preliminary_assessors"):
        return []
    text = (
        "Belum ada penilai pendahuluan di unit induk. Minta admin inspektorat menetapkan unit induk "
        "dan penilai pendahuluannya."
    )
    return [Refusal(text, "unit_induk")]


def preliminary_sheet_is_complete(facts: Facts) -> list[Refusal]:
    """The level above answered every question of the same instrument (p. 39)."""
    missing = given(facts.preliminary_missing, "preliminary_missing")
    if not missing:
        return []
    text = f"{len(missing)} pertanyaan belum dinilai: {listed(missing)}."
    return [Refusal(text, "pendahuluan?belum")]


def preliminary_changes_are_looked_at(facts: Facts) -> list[Refusal]:
    """What the unit changed since it was sent back is looked at again before anything is concluded from it."""
    unseen = given(facts.preliminary_unconfirmed, "preliminary_unconfirmed")
    if not unseen:
        return []
    text = f"{len(unseen)} jawaban yang diubah unit belum Anda periksa lagi: {listed(unseen)}."
    return [Refusal(text, "pendahuluan?periksa")]


def preliminary_conclusion_is_written(facts: Facts) -> list[Refusal]:
    """Fit or not, and on what grounds (p. 40)."""
    missing = (
        (facts.preliminary_fit is None, "Kesimpulan belum dipilih: layak atau belum layak."),
        (not facts.preliminary_text.strip(), "Uraian kesimpulan belum ditulis."),
    )
    return [Refusal(message, PAGE) for is_missing, message in missing if is_missing]


def preliminary_letter_is_complete(facts: Facts) -> list[Refusal]:
    """Number and date of the letter to TPI of the head of the level above. A unit that is not fit is coached: then
    the regulation knows no letter (p. 40).
    """
    missing = (
        (not facts.preliminary_letter_number.strip(), "Nomor surat ke TPI belum diisi."),
        (facts.preliminary_letter_date is None, "Tanggal surat ke TPI belum diisi."),
    )
    found = [Refusal(message, PAGE) for is_missing, message in missing if is_missing]
    if facts.preliminary_letter_date and facts.preliminary_letter_date > given(facts.today, "today"):
        found.append(Refusal("Tanggal surat belum tiba. Periksa tanggalnya.", PAGE))
    return found


def preliminary_says_fit(facts: Facts) -> list[Refusal]:
    """Only a unit found fit goes on to TPI (p. 40)."""
    if facts.preliminary_fit is False:
        text = (
            "Kesimpulannya belum layak, jadi unit ini dikembalikan untuk pembinaan, bukan diteruskan ke TPI."
        )
        return [Refusal(text, PAGE)]
    return []


def preliminary_says_not_fit(facts: Facts) -> list[Refusal]:
    """A unit found fit is not sent back for coaching (p. 40)."""
    if facts.preliminary_fit is True:
        return [Refusal("Kesimpulannya layak, jadi unit ini diteruskan ke TPI.", PAGE)]
    return []
