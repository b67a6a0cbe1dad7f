"""The action plan of the demo units that build this year, half-way through it, with two rounds of monitoring."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from assessments.models import Employee, Monitoring
from assessments.services.activities import ActivityData, add_activity
from assessments.services.activity_progress import attach_document, note_progress
from assessments.services.follow_ups import FollowUp, follow_up
from assessments.services.monitoring import FindingData, RoundData, add_finding, record_round
from documents.models import Document
from units.models import UnitKerja, User

Day = Callable[[int], date]


class Planned(NamedTuple):
    """An activity: area, what, questions, target, measure, output; begun and due in days ago (negative: to come)."""

    area: str
    text: str
    codes: tuple[str, ...]
    target: str
    measure: str
    output: str
    start: int
    due: int
    percent: int


PLAN = (
    Planned(
        "MP",
        "Menyusun rencana kerja dan membagi tugas tim kerja per pokja",
        ("A.I.1.i.a", "A.I.1.ii.a"),
        "Setiap pokja mempunyai rencana kerja yang ditetapkan",
        "6 rencana kerja",
        "Rencana kerja pembangunan ZI",
        95,
        70,
        100,
    ),
    Planned(
        "MP",
        "Rapat monitoring dan evaluasi setiap bulan bersama pimpinan",
        ("A.I.1.iii.b",),
        "Monev berjalan setiap bulan dan ditindaklanjuti",
        "12 notulen",
        "Notulen dan daftar hadir",
        90,
        -35,
        60,
    ),
    Planned(
        "MP",
        "Memilih dan menetapkan agen perubahan",
        ("A.I.1.iv.b",),
        "Setiap pokja mempunyai agen perubahan",
        "6 agen perubahan",
        "SK agen perubahan",
        60,
        10,
        40,
    ),
    Planned(
        "TT",
        "Memperbarui SOP layanan utama dan mengevaluasinya",
        ("A.I.2.i.a", "A.I.2.i.b"),
        "Semua layanan utama mempunyai SOP yang mutakhir",
        "12 SOP",
        "SK penetapan SOP",
        80,
        -20,
        50,
    ),
    Planned(
        "SDM",
        "Menyusun kebutuhan pengembangan kompetensi pegawai",
        ("A.I.3.iii.a",),
        "Kebutuhan kompetensi seluruh pegawai terpetakan",
        "1 dokumen",
        "Analisis kebutuhan diklat",
        50,
        5,
        100,
    ),
    Planned(
        "AK",
        "Menyelaraskan sasaran kinerja individu dengan kinerja unit",
        (),
        "Seluruh sasaran kinerja pegawai selaras dengan perjanjian kinerja",
        "100% pegawai",
        "Matriks peran hasil",
        45,
        -60,
        0,
    ),
    Planned(
        "PW",
        "Kampanye pengendalian gratifikasi di ruang layanan",
        ("A.I.5.i.a",),
        "Pengguna layanan tahu cara menolak dan melaporkan gratifikasi",
        "4 kegiatan",
        "Foto dan laporan kegiatan",
        85,
        15,
        75,
    ),
    Planned(
        "PP",
        "Menyusun dan memasang maklumat serta standar pelayanan",
        ("A.I.6.i.a", "A.I.6.i.b"),
        "Standar pelayanan ditetapkan dan dapat dibaca pengguna layanan",
        "8 standar",
        "SK standar pelayanan",
        75,
        -10,
        80,
    ),
    Planned(
        "PP",
        "Survei kepuasan masyarakat setiap triwulan",
        (),
        "Indeks kepuasan naik dari tahun lalu",
        "4 survei",
        "Laporan survei",
        60,
        -90,
        25,
    ),
)


def plan_the_year(pk: int, *, unit: UnitKerja, clerk: User, admin: User, day: Day) -> None:
    """Write plan, progress and monitoring; `day(n)` is n days before the day of the demo."""
    staff = list(Employee.objects.filter(unit=unit, left_on=None).order_by("pk")[: len(PLAN)])
    for at, one in enumerate(PLAN):
        person = staff[at % len(staff)] if staff else None
        data = ActivityData(
            text=one.text,
            area=one.area,
            codes=one.codes,
            target=one.target,
            measure=one.measure,
            output=one.output,
            person="" if person else "Ketua pokja",
            employee=person.pk if person else None,
            start=day(one.start),
            due=day(one.due),
        )
        made = add_activity(pk, data=data, actor=clerk)
        if one.percent:
            said = (
                "Selesai sesuai rencana."
                if one.percent == 100
                else "Berjalan; sisanya dilanjutkan bulan depan."
            )
            note_progress(
                pk, made.number, on=day(2), percent=one.percent, text=said, actor=clerk, today=day(0)
            )
    if paper := Document.objects.filter(unit=unit, archived_at=None).order_by("pk").first():
        attach_document(pk, 1, document_id=paper.pk, actor=clerk)
    _monitor(pk, clerk=clerk, admin=admin, day=day)


def _monitor(pk: int, *, clerk: User, admin: User, day: Day) -> None:
    own = RoundData(
        day(30),
        Monitoring.Kind.LEADER,
        "Kepala unit dan ketua pokja",
        ("MP", "PW"),
        "Kegiatan berjalan; kampanye gratifikasi perlu dipercepat.",
    )
    made = record_round(pk, data=own, actor=clerk)
    found = FindingData(
        text="Notulen rapat bulan lalu belum ditandatangani",
        severity="ringan",
        activity=2,
        follow_up="Lengkapi tanda tangan dan simpan pindaiannya",
        person="Sekretaris tim",
        until=day(15),
    )
    finding = add_finding(pk, made.number, data=found, actor=clerk)
    done = FollowUp(day(16), "Notulen sudah ditandatangani dan disimpan di dokumen unit.")
    follow_up(pk, made.number, finding.number, data=done, seen=1, actor=clerk)
    coached = RoundData(
        day(7), "", "Tim pendamping Inspektorat", ("TT", "PP"), "Pendampingan pembangunan ZI."
    )
    made = record_round(pk, data=coached, actor=admin)
    for found in (
        FindingData(
            text="SOP tiga layanan belum memuat waktu penyelesaian",
            severity="sedang",
            activity=4,
            follow_up="Lengkapi waktu dan penanggung jawab pada setiap langkah",
            person="Ketua pokja tatalaksana",
            until=day(-14),
        ),
        FindingData(
            text="Maklumat pelayanan belum terlihat dari ruang tunggu",
            severity="ringan",
            code="A.I.6.i.a",
            follow_up="Pindahkan ke ruang tunggu",
            until=day(2),
        ),
    ):
        add_finding(pk, made.number, data=found, actor=admin)
