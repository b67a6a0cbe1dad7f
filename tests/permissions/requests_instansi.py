"""Requests about an instansi: its year, its proposals, its management."""

from typing import Any

from assessments.models import Proposal
from assessments.proposal_digest import digest_of
from tests.permissions.place import spare_unit
from tests.permissions.scene import DECLARATION, Ask, Builder, Scene, pdf_upload
from units.models import Role
from units.services.invitations import invite

A = "assessments:"
U = "units:"


def _of_year(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.period.year), data)


def _of_instansi(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code,), data)


def _proposals(scene: Scene) -> Ask:
    scene.place.enter("selesai_tpi")
    scene.place.lhe_holds()
    data = {"letter_number": "700/2", "letter_date": "2026-05-20", "scan": pdf_upload()}
    data[f"predicate-{scene.place.assessment.pk}"] = "WBK"
    return Ask((scene.place.instansi.code, scene.place.period.year), data)


def _proposal(*more: str) -> Builder:
    """The proposal in the stage; its unit stands where it then stands."""

    def build(scene: Scene) -> Ask:
        scene.place.enter("diusulkan" if scene.state == "terkirim" else "selesai_tpi")
        scene.place.lhe_holds()
        made = Proposal.objects.filter(period=scene.place.period).first() or scene.place.propose(scene.state)
        data = {"tarik": {"reason": "Salah surat."}, "setujui": {"seen": digest_of(made)}}
        return Ask((made.pk, *more), data.get(more[0], {}) if more else {})

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


def invited(scene: Scene):
    fields = {"email": "lina@contoh.go.id", "name": "Lina", "role": Role.PETUGAS, "unit": scene.place.unit}
    return invite(scene.place.instansi, actor=scene.place.admin, **fields)


def _invitation(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.code, invited(scene)[0].pk))


def _team(**data: Any) -> Builder:
    return lambda s: Ask((s.place.instansi.code, s.place.team.pk), data)


def _team_members(scene: Scene) -> Ask:
    data: dict[str, Any] = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    for number, (user, seat) in enumerate(
        [(scene.place.anggota[0], "ketua_tpi"), (scene.place.ketua, "anggota_tpi")]
    ):
        data |= {f"form-{number}-user": user.pk, f"form-{number}-seat": seat, f"form-{number}-origin": "apip"}
    return Ask((scene.place.instansi.code, scene.place.team.pk), data)


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "period", ""): _of_year(),
    (A + "instansi_pencanangan", ""): _of_year(**DECLARATION),
    (A + "proposals", ""): _proposals,
    (A + "proposal", ""): _proposal(),
    (A + "proposal_scan", ""): _proposal(),
    **{(A + "proposal_act", name): _proposal(name) for name in ("setujui", "batalkan", "kirim", "tarik")},
    (A + "periods", ""): _new_year,
    (A + "period_edit", ""): _dates,
    (A + "register", ""): _register,
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
}
