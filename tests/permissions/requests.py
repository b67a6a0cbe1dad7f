"""What is sent for each case of the matrix: arguments of the URL, and valid data, so that "ok" really happens."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Answer, Job, Proposal, Sheet
from tests.factories.units import PASSWORD
from tests.permissions.matrix import Case
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP
from tests.permissions.town import PDF, Place, Town, pdf_blob, spare_unit
from units.models import Role, User
from units.services.invitations import invite, revoke

A = "assessments:"
U = "units:"
NOBODY = "00000000-0000-4000-8000-000000000000"
DECLARATION = {
    "date": "2026-01-13",
    "declarer_name": "dr. Rina Wulandari",
    "declarer_post": "Kepala",
    "staff_count": "57",
    "signed_count": "42",
    "leader_signed": "on",
}
NEW_PASSWORD = "jagung-manis-rebus-9"


@dataclass(frozen=True)
class Ask:
    """One request. `quiet`: done without a trace in the audit (a preview, a session, a mail)."""

    args: tuple = ()
    data: dict[str, Any] = field(default_factory=dict)
    quiet: bool = False


@dataclass(frozen=True)
class Scene:
    """Where and by whom a case is asked. `state` is of the thing; `send` performs a request, for what needs two."""

    town: Town
    place: Place
    person: User | None
    state: str
    send: Callable


Builder = Callable[[Scene], Ask]


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("pindai.pdf", PDF, "application/pdf")


def _xlsx(scene: Scene) -> SimpleUploadedFile:
    return SimpleUploadedFile("kke.xlsx", scene.place.workbook(scene.person))


def _of_unit(*more: Any, quiet: bool = False, **data: Any) -> Builder:
    return lambda s: Ask((s.place.assessment.pk, *more), data, quiet)


def _of_year(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.period.year), data)


def _of_instansi(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code,), data)


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
    return Ask((scene.place.assessment.pk,), {"file": _xlsx(scene), "side": side, "block": "1"}, quiet)


def _apply(scene: Scene) -> Ask:
    ask = _import(scene)
    preview = scene.send(Case(A + "kke_import", "", "POST"), ask)
    token = re.search(rb'name="token" value="([^"]+)"', getattr(preview, "content", b""))
    return Ask(ask.args, {"token": token[1].decode() if token else "tidak ada", "on_conflict": "file"})


def _stages(scene: Scene) -> Ask:
    data = {"form": "stages", "pra_evaluasi-result": "lanjut", "pra_evaluasi-on": "2026-09-01"}
    return Ask((scene.place.assessment.pk,), data)


def _decision(scene: Scene) -> Ask:
    scene.place.all_stages_are_passed()
    data = {"form": "decision", "verdict": "WBK", "decree_number": "1/2026", "decree_date": "2026-12-01"}
    return Ask((scene.place.assessment.pk,), data)


def _tpn_values(scene: Scene) -> Ask:
    data = {IN_HASIL: "3,9", f"{IN_HASIL}-version": "1", f"{IN_HASIL}-source": "Survei TPN"}
    return Ask((scene.place.assessment.pk, "HASIL"), data)


def _job(kind: str, *, own: bool, issued: bool = False) -> Builder:
    """A finished job of the person, or of somebody who is not among the columns."""

    def build(scene: Scene) -> Ask:
        place, year = scene.place, {"year": scene.place.period.year}
        job = Job.objects.create(
            kind=kind,
            instansi=place.instansi,
            assessment=None if kind == "recap" else place.assessment,
            requested_by=scene.person if own and scene.person else scene.town.world.anggota2,
            params=year if kind == "recap" else {},
            status=Job.Status.DONE,
            progress=100,
            result=place.issued.blob if issued else place.letter.blob if kind == "recap" else _working_copy(),
            filename="berkas.pdf",
        )
        return Ask((job.pk,))

    return build


def _working_copy():
    """Content that no issued document has."""
    from documents.services import store_generated

    return store_generated(PDF + b"%salinan\n", media_type="application/pdf")


def _proposals(scene: Scene) -> Ask:
    scene.place.enter("selesai_tpi")
    data = {"letter_number": "700/2", "letter_date": "2026-05-20", "scan": _pdf()}
    data[f"predicate-{scene.place.assessment.pk}"] = "WBK"
    return Ask((scene.place.instansi.code, scene.place.period.year), data)


def _proposal(*more: str) -> Builder:
    """The proposal in the stage; its unit stands where it then stands."""

    def build(scene: Scene) -> Ask:
        scene.place.enter("diusulkan" if scene.state == "terkirim" else "selesai_tpi")
        made = Proposal.objects.filter(period=scene.place.period).first() or scene.place.propose(scene.state)
        return Ask((made.pk, *more))

    return build


def _new_year(scene: Scene) -> Ask:
    data = {
        "year": "2027",
        "policy": scene.place.period.policy_id,
        "opens_on": "2027-01-02",
        "deadline": "2027-05-31",
        "tpi_deadline": "2027-06-30",
    }
    return Ask((scene.place.instansi.code,), data)


def _dates(scene: Scene) -> Ask:
    data = _new_year(scene).data | {"year": "2026"}
    return Ask((scene.place.instansi.code, 2026), data)


def _register(scene: Scene) -> Ask:
    data = {"units": [spare_unit(scene.place).pk], "target": "WBK"}
    return Ask((scene.place.instansi.code, 2026), data)


def _considerations(scene: Scene) -> Ask:
    return Ask((scene.place.assessment.pk,), {"kode": "inovasi", "teks": "Ditimbang ulang.", "version": "1"})


UNIT = {"code": "RSUD", "name": "RSUD", "level": "lower", "parent": "", "service_kind": ""}
DATA = {"name": "Pemerintah Kabupaten Baru", "time_zone": "Asia/Jakarta"}
TEAM = {"name": "Tim Baru", "year": "2026", "decree_number": "700/9", "decree_date": "2026-02-01"}


def _unit(name: str = "", **data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.unit.pk), {"name": name, **data})


def _role(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.petugas.memberships.first().pk), data)


def _role_add(scene: Scene) -> Ask:
    data = {"user": scene.place.ketua.pk, "role": Role.PIMPINAN_INSTANSI, "start": "2026-11-01"}
    return Ask((scene.place.instansi.code,), data)


def _invitation_add(scene: Scene) -> Ask:
    return Ask(
        (scene.place.instansi.code,), {"name": "Lina", "email": "lina@contoh.go.id", "role": Role.ADMIN}
    )


def _invited(scene: Scene):
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": scene.place.unit}
    return invite(scene.place.instansi, actor=scene.place.admin, **fields)


def _invitation(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.code, _invited(scene)[0].pk))


def _accept(scene: Scene) -> Ask:
    made, token = _invited(scene)
    if scene.state == "tertutup":
        revoke(made, actor=scene.place.admin)
    return Ask((token,), {"username": "lina", "password": NEW_PASSWORD, "again": NEW_PASSWORD})


def _team(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.team.pk), data)


def _team_members(scene: Scene) -> Ask:
    data: dict[str, Any] = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    for number, (user, seat) in enumerate(
        [(scene.place.anggota[0], "ketua_tpi"), (scene.place.ketua, "anggota_tpi")]
    ):
        data |= {f"form-{number}-user": user.pk, f"form-{number}-seat": seat, f"form-{number}-origin": "apip"}
    return Ask((scene.place.instansi.code, scene.place.team.pk), data)


def _first_admin(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.pk,), {"name": "Nur", "email": "nur@contoh.go.id"})


def _me(**data: Any) -> Builder:
    return lambda s: Ask(data=data)


def _session(*args: Any, **data: Any) -> Builder:
    """Something that only the session or the mail box knows."""
    return lambda s: Ask(args, data, quiet=True)


NEW_INSTANSI = {"code": "KOTA-Z", "name": "Kota Z", "kind": "kota", "time_zone": "Asia/Jakarta"}
CHANGE_PASSWORD = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
SIGNUP = {
    "username": "lina",
    "email": "lina@contoh.go.id",
    "password1": NEW_PASSWORD,
    "password2": NEW_PASSWORD,
}
DONE = Place.members_are_done

BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "assessment", ""): _of_unit(),
    **{
        (A + "move", n): _of_unit(n)
        for n in ("catat_pencanangan", "catat_pembangunan", "buka_penilaian", "ajukan")
    },
    **{(A + "move", n): _of_unit(n) for n in ("mulai_tpn", "usulkan", "tetapkan_wbk")},
    (A + "move", "finalkan"): _after(DONE, _of_unit("finalkan")),
    (A + "pencanangan", ""): _of_unit(**DECLARATION),
    (A + "use_declaration", ""): lambda s: Ask((s.place.assessment.pk, s.place.shared_declaration.pk)),
    (A + "pembangunan", ""): _of_unit(decree_number="188/2", decree_date="2026-01-21", team="Ketua: baru"),
    (A + "step_file", "pencanangan"): _of_unit("pencanangan"),
    (A + "step_file", "rencana"): _of_unit("rencana"),
    (A + "syarat", ""): _of_unit(
        **{"tlhp-value": "99", "tlhp-source": "Surat 2", "tlhp-document_date": "2026-03-01"}
    ),
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
    (A + "kke_apply", ""): _apply,
    (A + "tpi_area", ""): _of_unit("MP"),
    (A + "tpi_save", "own sheet"): _answer(IN_MP, "Tidak", lembar="member"),
    (A + "tpi_save", "own sheet, done"): _after(DONE, _answer(IN_MP, "Tidak", lembar="member")),
    (A + "tpi_save", "final answer"): _answer(IN_MP, "Tidak", lembar="tpi"),
    (A + "tpi_done", ""): _of_unit(),
    (A + "tpi_agree", ""): _after(Place.leave_one_final_answer_open, _of_unit()),
    (A + "considerations", ""): _considerations,
    (A + "finalise", ""): _after(DONE, _of_unit()),
    (A + "tpn", ""): _of_unit(),
    (A + "tpn", "stages"): _stages,
    (A + "tpn", "decision"): _decision,
    (A + "tpn_values", ""): _tpn_values,
    (A + "reports", ""): _of_unit(),
    (A + "score_sheet", ""): _of_unit(),
    (A + "issue_lhe", ""): _of_unit(number="700/15/LHE/2026"),
    (A + "issued_file", ""): lambda s: Ask((s.place.issued.pk,)),
    (A + "job", "own"): _job("score_sheet", own=True),
    (A + "job", "another's"): _job("score_sheet", own=False),
    (A + "job_file", "own working copy"): _job("score_sheet", own=True),
    (A + "job_file", "own issued document"): _job("lhe", own=True, issued=True),
    (A + "job_file", "another's"): _job("score_sheet", own=False),
    (A + "job_file", "recap"): _job("recap", own=True),
    (A + "period", ""): _of_year(),
    (A + "instansi_syarat", ""): _of_year(
        **{"sakip-value": "A", "sakip-source": "Surat 2", "sakip-document_date": "2026-03-01"}
    ),
    (A + "instansi_pencanangan", ""): _of_year(**DECLARATION),
    (A + "proposals", ""): _proposals,
    (A + "proposal", ""): _proposal(),
    (A + "proposal_scan", ""): _proposal(),
    **{(A + "proposal_act", name): _proposal(name) for name in ("setujui", "batalkan", "kirim")},
    (A + "recap", ""): _of_year(),
    (A + "periods", ""): _new_year,
    (A + "period_edit", ""): _dates,
    (A + "register", ""): _register,
    (A + "home", ""): _me(),
    (A + "verify_form", ""): _me(),
    (A + "verify", ""): lambda s: Ask((s.place.issued.pk,)),
    **{(U + name, ""): _of_instansi() for name in ("manage", "units", "people", "invitations", "teams")},
    (U + "instansi_data", ""): _of_instansi(**DATA),
    (U + "unit_add", ""): _of_instansi(**UNIT),
    (U + "unit_edit", ""): _unit("Puskesmas Mawar", code="PKM-99", level="lower", parent="", service_kind=""),
    (U + "unit_status", ""): _unit(active="0"),
    (U + "role_add", ""): _role_add,
    (U + "role_end", ""): _role(end="2026-12-31"),
    (U + "role_areas", ""): _role(areas=["TT"]),
    (U + "invitation_add", ""): _invitation_add,
    (U + "invitation_revoke", ""): _invitation,
    (U + "team_add", ""): _of_instansi(**TEAM),
    (U + "team", ""): _team(),
    (U + "team_edit", ""): _team(**TEAM),
    (U + "team_members", ""): _team_members,
    (U + "team_units", ""): _team(units=[]),
    (U + "system", ""): _me(),
    (U + "instansi_add", ""): _me(**NEW_INSTANSI),
    (U + "first_admin", ""): _first_admin,
    (U + "profile", ""): _me(name="Nama Baru", nip=""),
    (U + "profile_email", ""): _me(email="baru@contoh.go.id", password=PASSWORD),
    (U + "accept", ""): _accept,
    ("health", ""): _me(),
    ("account_login", ""): _session(login="petugas", password=PASSWORD),
    ("account_logout", ""): _session(),
    ("account_inactive", ""): _me(),
    ("account_signup", ""): _me(**SIGNUP),
    ("account_reauthenticate", ""): _session(password=PASSWORD),
    ("account_email", ""): _me(email="lain@contoh.go.id", action_add=""),
    ("account_email_verification_sent", ""): _me(),
    ("account_confirm_email", ""): lambda s: Ask(("kunci-salah",)),
    ("account_change_password", ""): _me(**CHANGE_PASSWORD),
    ("account_set_password", ""): _me(password1=NEW_PASSWORD, password2=NEW_PASSWORD),
    ("account_reset_password", ""): _session(email="petugas@contoh.go.id"),
    ("account_reset_password_done", ""): _me(),
    ("account_reset_password_from_key", ""): lambda s: Ask(
        ("1", "kunci-salah"), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    ),
    ("account_reset_password_from_key_done", ""): _me(),
    ("account_confirm_login_code", ""): _me(code="ABCDEF"),
}


def ask_for(case: Case, scene: Scene) -> Ask:
    """The request of a case; a GET carries no data. KeyError: the matrix has a case that nobody knows to ask."""
    ask = BUILDERS[case.url, case.case](scene)
    return Ask(ask.args, quiet=ask.quiet) if case.method == "GET" else ask


__all__ = ["BUILDERS", "NOBODY", "Answer", "Ask", "Scene", "Sheet", "ask_for", "pdf_blob"]
