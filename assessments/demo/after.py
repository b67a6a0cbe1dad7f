"""What follows a predicate: one from before the portal that was revoked, a report, a complaint."""

from datetime import date, timedelta
from decimal import Decimal

from assessments.models import PredicateRecord
from assessments.reports.holder_report import issue_report
from assessments.services.holder_reports import Report
from assessments.services.maladministration import Note, add_note
from assessments.services.register import Decree, add_predicate
from assessments.services.revoking import revoke_predicate
from units.models import Instansi, User


def build_after(instansi: Instansi, *, admin: User, today: date) -> None:
    """BKPSDM lost a WBK from before the portal, BAPENDA one of last year, and both build again; PTSP reports on its
    WBK; DISNAKER has a complaint.
    """
    year = today.year - 4
    made = add_predicate(
        instansi.units.get(code="BKPSDM"),
        decree=Decree(year, "WBK", f"Keputusan Menteri PANRB 1122/{year}", date(year, 12, 8)),
        scan=None,
        actor=admin,
    )
    revoke_predicate(
        made.pk,
        number=f"Keputusan Menteri PANRB 87/{today.year - 1}",
        on=date(today.year - 1, 2, 3),
        reason="Laporan TPI menyatakan kriteria tidak lagi terpenuhi sesudah perubahan layanan kepegawaian.",
        scan=None,
        seen=made.version,
        actor=admin,
    )
    _revoke_last_year(instansi, admin=admin, today=today)
    held = PredicateRecord.objects.filter(unit__instansi=instansi, unit__code="PTSP", revoked_on=None).first()
    if held is not None:
        issue_report(held.pk, report=_report(today), actor=admin)
    add_note(
        instansi.units.get(code="DISNAKER"),
        note=Note(
            today - timedelta(days=9),
            "SP4N-LAPOR!",
            "Pemohon kartu pencari kerja mengaku diminta datang tiga kali tanpa penjelasan.",
        ),
        actor=admin,
    )


def _revoke_last_year(instansi: Instansi, *, admin: User, today: date) -> None:
    """A WBK that the portal determined falls: its year moves to `dicabut`."""
    lost = PredicateRecord.objects.filter(
        unit__instansi=instansi, unit__code="BAPENDA", revoked_on=None
    ).first()
    if lost is None:
        return
    revoke_predicate(
        lost.pk,
        number=f"Keputusan Menteri PANRB 61/{today.year}",
        on=max(lost.decree_date, today - timedelta(days=24)),
        reason="Dua petugas terbukti menerima pembayaran di luar tarif sesudah predikat ditetapkan.",
        scan=None,
        seen=lost.version,
        actor=admin,
    )


def _report(today: date) -> Report:
    return Report(
        year=today.year,
        still_meets=True,
        pengungkit=Decimal("47.12"),
        hasil=Decimal("35.40"),
        notes="Standar pelayanan dijalankan dan survei triwulan terbuka di situs unit.\n"
        "Dua aduan tentang antrean sudah diselesaikan; jam layanan diperpanjang.",
        letter_number=f"700/318/{today.year}",
        letter_date=max(today - timedelta(days=3), date(today.year, 1, 1)),
    )
