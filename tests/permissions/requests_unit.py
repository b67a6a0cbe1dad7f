"""Requests about one unit in one year."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Job
from tests.permissions.place import Place
from tests.permissions.scene import DECLARATION, Ask, Builder, Scene
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP

A = "assessments:"
DONE, SIGNED = Place.members_are_done, Place.is_signed


def _xlsx(scene: Scene) -> SimpleUploadedFile:
    return SimpleUploadedFile("kke.xlsx", scene.place.workbook(scene.person))


def _of_unit(*more: Any, quiet: bool = False, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, *more), data, quiet)


def _after(prepare: Callable[[Place], Any], builder: Builder) -> Builder:
    """The place is prepared first."""

    def build(scene: Scene) -> Ask:
        prepare(scene.place)
        return builder(scene)

    return build


def _answer(code: str, value: str, **more: str) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, code), {"version": "1", "nilai": value, **more})


def _evidence_add(code: str) -> Builder:
    data = {"url": "https://contoh.go.id/sk", "title": "SK tim", "kind": "sk"}
    return lambda s: Ask((s.place.assessment.pk, code), data)


def _import(scene: Scene, quiet: bool = True) -> Ask:
    side = "tpi" if scene.person in {*scene.place.anggota, scene.place.ketua} else "unit"
    return Ask((scene.place.assessment.pk,), {"file": _xlsx(scene), "side": side}, quiet)


def _considerations(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), {"kode": "inovasi", "teks": "Ditimbang ulang.", "version": "1"})


def job_of(kind: str, *, own: bool, issued: bool = False) -> Builder:
    """A finished job of the person, or of somebody who is not among the columns."""

    def build(scene: Scene) -> Ask:
        place = scene.place
        job = Job.objects.create(
            kind=kind,
            instansi=place.instansi,
            assessment=place.assessment,
            requested_by=scene.person if own and scene.person else scene.town.world.anggota2,
            status=Job.Status.DONE,
            progress=100,
            result=place.issued.blob if issued else place.working_copy,
            filename="berkas.pdf",
        )
        return Ask((job.pk,))

    return build


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "assessment", ""): _of_unit(),
    **{
        (A + "move", n): _of_unit(n)
        for n in ("catat_pencanangan", "catat_pembangunan", "buka_penilaian", "ajukan")
    },
    **{(A + "move", n): _of_unit(n) for n in ("mulai_tpn", "usulkan", "tetapkan_wbk", "cabut")},
    (A + "move", "ajukan, JPT madya"): _after(Place.is_of_jpt_madya, _of_unit("ajukan")),
    **{
        (A + "move", n): _of_unit(n, alasan="Salah hitung.")
        for n in ("ajukan_pendahuluan", "kembalikan", "ajukan_perbaikan", "buka_kembali")
    },
    (A + "move", "teruskan_ke_tpi"): _after(lambda p: p.preliminary(fit=True), _of_unit("teruskan_ke_tpi")),
    (A + "move", "kembalikan_pendahuluan"): _after(
        lambda p: p.preliminary(fit=False), _of_unit("kembalikan_pendahuluan")
    ),
    (A + "move", "tutup_perbaikan"): _after(
        Place.round_is_overdue, _of_unit("tutup_perbaikan", alasan="Tidak dijawab.")
    ),
    (A + "move", "finalkan"): _after(SIGNED, _of_unit("finalkan")),
    (A + "pencanangan", ""): _of_unit(**DECLARATION, version="1"),
    (A + "use_declaration", ""): lambda s: Ask((s.place.assessment.pk, s.place.shared_declaration.pk)),
    (A + "pembangunan", ""): _of_unit(decree_number="188/2", decree_date="2026-01-21", team="Ketua: baru"),
    (A + "step_file", "pencanangan"): _of_unit("pencanangan"),
    (A + "step_file", "piagam"): _of_unit("piagam"),
    (A + "step_file", "rencana"): _of_unit("rencana"),
    (A + "area", ""): _of_unit("MP"),
    (A + "save_answer", "in MP"): _answer(IN_MP, "Tidak"),
    (A + "save_answer", "in PP"): _answer(IN_PP, "Tidak"),
    (A + "save_answer", "in Hasil"): _answer(IN_HASIL, "3,5", sumber="Survei 2026"),
    (A + "comment", ""): _of_unit(IN_MP, komentar="Lengkap."),
    (A + "evidence_add", "in MP"): _evidence_add(IN_MP),
    (A + "evidence_add", "in PP"): _evidence_add(IN_PP),
    (A + "evidence_remove", "in MP"): lambda s: Ask((s.place.evidence[IN_MP].pk,)),
    (A + "evidence_remove", "in PP"): lambda s: Ask((s.place.evidence[IN_PP].pk,)),
    (A + "evidence_file", ""): lambda s: Ask((s.place.evidence[IN_HASIL].pk,)),
    (A + "kke_export", ""): _of_unit(),
    (A + "kke_import", ""): _import,
    (A + "tpi_area", ""): _of_unit("MP"),
    (A + "tpi_save", "own sheet"): _answer(IN_MP, "Tidak", lembar="member"),
    (A + "tpi_save", "own sheet, done"): _after(DONE, _answer(IN_MP, "Tidak", lembar="member")),
    (A + "tpi_save", "final answer"): _answer(IN_MP, "Tidak", lembar="tpi"),
    (A + "tpi_done", ""): _of_unit(),
    (A + "tpi_agree", ""): _after(Place.leave_one_final_answer_open, _of_unit()),
    (A + "considerations", ""): _considerations,
    (A + "finalise", ""): _after(SIGNED, _of_unit()),
    (A + "reports", ""): _of_unit(),
    (A + "score_sheet", ""): _of_unit(),
    (A + "issue_lhe", ""): _after(Place.nothing_is_issued, _of_unit(number="700/15/LHE/2026")),
    (A + "issue_lhe", "another number"): _of_unit(number="700/15/LHE/2026"),
    (A + "issued_file", ""): lambda s: Ask((s.place.issued.pk,)),
    (A + "job", "own"): job_of("score_sheet", own=True),
    (A + "job", "another's"): job_of("score_sheet", own=False),
    (A + "job_file", "own working copy"): job_of("score_sheet", own=True),
    (A + "job_file", "own issued document"): job_of("lhe", own=True, issued=True),
    (A + "job_file", "another's"): job_of("score_sheet", own=False),
}
