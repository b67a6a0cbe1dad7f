"""A sanggah of the demo: the paper check refused the unit, new evidence went out in time, and TPN accepted it."""

from datetime import date, datetime, time, timedelta

from assessments.demo.walk import Year
from assessments.models import Assessment
from assessments.services.objection_checks import Filing, Outcome
from assessments.services.objection_windows import save_objection_window
from assessments.services.objections import decide_objection, file_objection
from assessments.services.tpn_stages import StageData, record_stage

WHY = (
    "Keterangan penyelesaian TLHP sudah terbit sebelum usulan dikirim, tetapi belum terlampir. "
    "Kami lampirkan keterangan dari Inspektorat dan bukti setorannya."
)


def contest(year: Year, row: Assessment, *, begun: date) -> None:
    """The refusal of `begun`, the days after it, the sanggah, and TPN's answer before the next stage."""
    number, actor, instansi = year.period.year, year.admin, year.period.instansi
    refused = StageData(
        "tidak", begun, f"B/40/PW.03/{number}", "Keterangan penyelesaian TLHP tidak ditemukan."
    )
    record_stage(row.pk, stage="pra_evaluasi", data=refused, seen=0, actor=actor)
    save_objection_window(
        year.period,
        opens_on=begun + timedelta(days=1),
        closes_on=begun + timedelta(days=3),
        letter_number=f"Pengumuman B/12/PW.03/{number}",
        letter_date=begun,
        seen=0,
        actor=actor,
    )
    day = begun + timedelta(days=2)
    filing = Filing(f"700/231/INSP/{number}", day, datetime.combine(day, time(10), tzinfo=instansi.zone), WHY)
    file_objection(row.pk, filing=filing, actor=actor)
    answer = Outcome("diterima", f"B/44/PW.03/{number}", begun + timedelta(days=3), "Bukti cukup.")
    decide_objection(row.pk, outcome=answer, seen=1, actor=actor)
