"""Pencanangan: who declared, and have enough signed the pakta integritas? (PermenPANRB 90/2021 p. 12)"""

from __future__ import annotations

from fractions import Fraction

from ..answers import decimal_text
from ..facts import Facts, Refusal, given
from ..wording import long_date, percent_text

PAGE = "pencanangan"
LISTS = {"": PAGE, "unit": "pegawai", "instansi": "pegawai_instansi"}


def declaration_is_complete(facts: Facts) -> list[Refusal]:
    """Declared on a level that the policy knows, by someone, on a day that has come, with the scan."""
    rule = given(facts.policy, "policy").declaration
    found = []
    if facts.declaration_level not in rule.levels:
        found.append(f"Pencanangan harus dicatat oleh {' atau '.join(rule.levels)}. Pilih salah satunya.")
    if not facts.declarer.strip():
        found.append("Nama yang mencanangkan belum diisi.")
    if facts.declared_on is None:
        found.append("Tanggal pencanangan belum diisi.")
    elif facts.declared_on > given(facts.today, "today"):
        found.append(f"Tanggal pencanangan, {long_date(facts.declared_on)}, belum tiba. Periksa tanggalnya.")
    if not facts.declaration_scan:
        found.append("Pindaian dokumen pencanangan belum diunggah.")
    return [Refusal(message, PAGE) for message in found]


def enough_have_signed(facts: Facts) -> list[Refusal]:
    """The leader, where the policy wants it, and strictly more of the staff than the policy's share, on the day of the
    pencanangan. Counted from the staff list where there is one; of the typed number of staff where that is larger.
    """
    rule = given(facts.policy, "policy").declaration
    found = []
    if rule.leader_signed and facts.staff_list and not facts.leader_listed:
        found.append("Daftar pegawai belum menyebut siapa pimpinannya. Tandai pimpinan di daftar itu.")
    elif rule.leader_signed and not facts.leader_signed:
        found.append("Pimpinan belum menandatangani pakta integritas. Catat setelah pimpinan menandatangani.")
    if facts.staff is None or facts.staff < 1:
        found.append("Jumlah pegawai belum diisi.")
    elif facts.signed is None:
        found.append("Jumlah pegawai yang menandatangani pakta integritas belum diisi.")
    elif facts.signed > facts.staff:
        found.append(
            f"Yang menandatangani ({facts.signed}) lebih banyak daripada jumlah pegawai ({facts.staff}). "
            "Periksa kedua jumlahnya."
        )
    elif not Fraction(facts.signed * 100, facts.staff) > rule.more_than_percent:
        share = percent_text(facts.signed, facts.staff, rule.more_than_percent)
        needed = (decimal_text(rule.more_than_percent) or "").replace(".", ",")
        found.append(
            f"Baru {facts.signed} dari {facts.staff} pegawai ({share}%) menandatangani pakta integritas; "
            f"perlu lebih dari {needed}%.{_shorter(facts)}"
        )
    return [Refusal(message, LISTS[facts.staff_list]) for message in found]


def _shorter(facts: Facts) -> str:
    if not facts.staff_list or facts.staff is None or facts.listed >= facts.staff:
        return ""
    return f" Daftar pegawai baru memuat {facts.listed} dari {facts.staff} pegawai: lengkapi daftarnya."
