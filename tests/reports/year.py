"""A unit's year up to release, walked through the services, with realistic answers and texts."""

import random
from io import BytesIO

from assessments.engine.answers import Given
from assessments.engine.scoring import question_value
from assessments.models import Assessment, EvidenceUse, Sheet, State
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration
from assessments.services.workflow import move
from documents.services import upload
from tests.factories.assessments import answers_for
from units.models import Instansi, TeamMember, UnitKerja, User

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
UNIT_NOTES = (
    "SK Tim Kerja Nomor 12 Tahun 2026 ditetapkan 5 Januari 2026; pembagian tugas tiap area terlampir.",
    "Dilaksanakan setiap triwulan. Notulen dan daftar hadir tersedia untuk triwulan I dan II, sedangkan triwulan III "
    "dijadwalkan ulang pada Oktober karena akreditasi.",
    "Tersedia di papan informasi ruang tunggu, situs web, dan media sosial resmi.",
)
TPI_NOTES = (
    "Bukti hanya mencakup triwulan I. Lengkapi notulen triwulan II dan tindak lanjutnya.",
    "SOP belum ditetapkan pimpinan; yang diunggah masih konsep tanpa nomor dan tanggal.",
    "Belum terlihat pengukuran dampak. Sajikan data sebelum dan sesudah perubahan beserta sumbernya.",
)
CONSIDERATIONS = {
    "komitmen": "Pimpinan hadir pada seluruh rapat evaluasi dan menindaklanjuti sendiri tiga pengaduan terberat.",
    "inovasi": "Antrean daring memangkas waktu tunggu dari 95 menjadi 38 menit.\nReplikasi ke dua unit lain dimulai.",
}


def long_names(world) -> None:
    """Names as long as real ones."""
    Instansi.objects.filter(pk=world.instansi.pk).update(
        name="Pemerintah Kabupaten Penukal Abab Lematang Ilir",
        leader_post="Bupati Penukal Abab Lematang Ilir",
    )
    UnitKerja.objects.filter(pk=world.unit.pk).update(
        name="UPTD Pusat Kesehatan Masyarakat Rawat Inap Simpang Babat, Dinas Kesehatan",
        head_post="Kepala UPTD Puskesmas Rawat Inap Simpang Babat",
        head_name="dr. Hj. Raden Ajeng Siti Nurhaliza Kusumawardhani, M.Kes.",
    )
    User.objects.filter(pk=world.ketua.pk).update(
        name="Drs. H. Muhammad Syarifuddin Hasibuan, Ak., M.M., CGCAE"
    )
    TeamMember.objects.filter(user=world.anggota2).update(
        origin=TeamMember.Origin.OTHER, origin_unit="Bagian Organisasi Sekretariat Daerah"
    )


def unit_answers(instrument, *, how="random", notes=True, seed=3) -> dict[str, Given]:
    """Answers of a unit with notes, the fourth question of ten marked "belum ada"."""
    dice = random.Random(seed)
    found = {}
    for number, (code, given) in enumerate(answers_for(instrument, how, seed=seed).items()):
        note = dice.choice(UNIT_NOTES) if notes and number % 3 else ""
        found[code] = Given(given.value, note=note, source=given.source)
        if how == "random" and number % 40 == 4:
            found[code] = Given(
                None, none_yet=True, note="Belum tersedia; dianggarkan pada perubahan APBD 2026."
            )
    return found


def tpi_answers(instrument, unit: dict[str, Given]) -> dict[str, Given]:
    """TPI's final answers: the unit's, but every sixth choice another one, with a note."""
    found = {}
    for number, (code, given) in enumerate(unit.items()):
        question = instrument.questions[code]
        found[code] = Given(
            given.value, given.none_yet, "" if not given.none_yet else given.note, given.source
        )
        if question.kind == "choice" and number % 6 == 1:
            others = [o for o in question.options if o.code != given.value]
            found[code] = Given(others[-1].code, note=TPI_NOTES[number % 3])
        elif question_value(question, given) < 1 and number % 4 == 2 and not given.none_yet:
            found[code] = Given(given.value, note=TPI_NOTES[number % 3], source=given.source)
    return found


def prove(world, a: Assessment, codes) -> None:
    """Attach one document of the unit to the questions."""
    revision = upload(
        file=BytesIO(PDF),
        filename="sk-tim.pdf",
        title="SK Tim Kerja Pembangunan Zona Integritas Nomor 12 Tahun 2026",
        kind="sk",
        unit=a.unit,
        actor=world.petugas,
        role="",
    )
    EvidenceUse.objects.bulk_create(
        EvidenceUse(assessment=a, code=code, revision=revision, locator="hlm. 1–3", added_by=world.petugas)
        for code in codes
    )


def submitted(world, *, answers: dict[str, Given] | None = None, unproven: int = 9) -> Assessment:
    """Submitted by the pimpinan; the last `unproven` questions have no evidence."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, answers or unit_answers(world.instrument))
    codes = list(world.instrument.questions)
    prove(world, a, codes[: len(codes) - unproven])
    move(a.pk, "ajukan", actor=world.pimpinan_unit)
    return world.assessment(State.PENILAIAN_TPI)


def assessed(world, *, answers=None, final=None, unproven: int = 9) -> Assessment:
    """Everything done but the release."""
    unit = answers or unit_answers(world.instrument)
    a = submitted(world, answers=unit, unproven=unproven)
    for member in (world.anggota, world.anggota2):
        world.fill(a, unit, kind=Sheet.Kind.MEMBER, owner=member)
        mark_done(a.pk, actor=member)
    world.fill(a, final or tpi_answers(world.instrument, unit), kind=Sheet.Kind.TPI)
    for code in world.policy.assessors.considerations:
        text = CONSIDERATIONS.get(code, "Sudah ditimbang berdasarkan bukti dan wawancara.")
        save_consideration(a.pk, code=code, text=text, seen=0, actor=world.ketua)
    world.recommend(a)
    world.sign(a)
    return a


def released(world, **how) -> Assessment:
    """Finalised by the lead."""
    a = assessed(world, **how)
    move(a.pk, "finalkan", actor=world.ketua)
    return world.assessment(State.SELESAI_TPI)
