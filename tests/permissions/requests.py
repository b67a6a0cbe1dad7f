"""What is sent for each case of the matrix: arguments of the URL, and valid data, so that "ok" really happens.

Here the system, accounts and public pages; `requests_unit` and `requests_instansi` hold the rest.
"""

from typing import Any

from tests.factories.units import PASSWORD
from tests.permissions import (
    requests_after,
    requests_carry,
    requests_checklist,
    requests_closing,
    requests_compare,
    requests_conditions,
    requests_declare,
    requests_handover,
    requests_history,
    requests_imports,
    requests_instansi,
    requests_kawasan,
    requests_library,
    requests_marks,
    requests_package,
    requests_pane,
    requests_papers,
    requests_pictures,
    requests_plan,
    requests_predicates,
    requests_preliminary,
    requests_propose,
    requests_recaps,
    requests_rounds,
    requests_second_look,
    requests_sheets,
    requests_simulation,
    requests_surveys,
    requests_tables,
    requests_team,
    requests_templates,
    requests_todo,
    requests_tpn,
    requests_unit,
)
from tests.permissions.matrix import Case
from tests.permissions.scene import Ask, Builder, Scene
from units.services.invitations import revoke
from units.services.people import ask_email

A = "assessments:"
U = "units:"
NEW_PASSWORD = "jagung-manis-rebus-9"


def _accept(scene: Scene) -> Ask:
    made, token = requests_instansi.invited(scene)
    if scene.state == "tertutup":
        revoke(made, actor=scene.place.admin)
    return Ask((token,), {"username": "lina", "password": NEW_PASSWORD, "again": NEW_PASSWORD})


def _first_admin(scene: Scene) -> Ask:
    return Ask((scene.place.instansi.pk,), {"name": "Nur", "email": "nur@contoh.go.id"})


def _account(scene: Scene) -> Ask:
    """Somebody of the instansi who has a role nowhere else."""
    return Ask((scene.place.instansi.code, scene.place.petugas.pk), {"act": "tutup"})


def _new_email(scene: Scene) -> Ask:
    """The link of whoever asks; nobody has none."""
    if scene.person is None:
        return Ask(("x",))
    wish = {"email": "baru@contoh.go.id", "password": PASSWORD}
    return Ask((ask_email(scene.person, actor=scene.person, **wish).token,))


def _waiting_email(scene: Scene) -> Ask:
    """Somebody who waits for another address."""
    if scene.person is not None:
        ask_email(scene.person, email="baru@contoh.go.id", password=PASSWORD, actor=scene.person)
    return Ask()


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

BUILDERS: dict[tuple[str, str], Builder] = {
    **requests_unit.BUILDERS,
    **requests_instansi.BUILDERS,
    **requests_rounds.BUILDERS,
    **requests_marks.BUILDERS,
    **requests_sheets.BUILDERS,
    **requests_simulation.BUILDERS,
    **requests_surveys.BUILDERS,
    **requests_compare.BUILDERS,
    **requests_conditions.BUILDERS,
    **requests_declare.BUILDERS,
    **requests_preliminary.BUILDERS,
    **requests_predicates.BUILDERS,
    **requests_propose.BUILDERS,
    **requests_closing.BUILDERS,
    **requests_after.BUILDERS,
    **requests_plan.BUILDERS,
    **requests_carry.BUILDERS,
    **requests_second_look.BUILDERS,
    **requests_history.BUILDERS,
    **requests_templates.BUILDERS,
    **requests_tables.BUILDERS,
    **requests_team.BUILDERS,
    **requests_tpn.BUILDERS,
    **requests_recaps.BUILDERS,
    **requests_handover.BUILDERS,
    **requests_kawasan.BUILDERS,
    **requests_imports.BUILDERS,
    **requests_library.BUILDERS,
    **requests_checklist.BUILDERS,
    **requests_package.BUILDERS,
    **requests_pane.BUILDERS,
    **requests_papers.BUILDERS,
    **requests_pictures.BUILDERS,
    **requests_todo.BUILDERS,
    (A + "home", ""): _me(),
    (A + "verify_form", ""): _me(),
    (A + "verify", ""): lambda s: Ask((s.place.issued.pk,)),
    (U + "system", ""): _me(),
    (U + "instansi_add", ""): _me(**NEW_INSTANSI),
    (U + "first_admin", ""): _first_admin,
    (U + "person_account", ""): _account,
    (U + "profile", ""): _me(name="Nama Baru", nip=""),
    (U + "profile_email", ""): _me(email="baru@contoh.go.id", password=PASSWORD),
    (U + "profile_email_drop", ""): _waiting_email,
    (U + "profile_email_new", ""): _new_email,
    (U + "accept", ""): _accept,
    ("health", ""): _me(),
    ("ready", ""): _me(),
    ("metrics", ""): _me(),
    ("own_data", ""): _me(),
    ("account_login", ""): _session(login="petugas", password=PASSWORD),
    ("account_openid", ""): _me(),
    ("account_openid_back", ""): _me(),
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
    ("mfa_index", ""): _me(),
    ("mfa_authenticate", ""): _me(code="123456"),
    ("mfa_reauthenticate", ""): _me(code="123456"),
    ("mfa_activate_totp", ""): _me(code="123456"),
    ("mfa_deactivate_totp", ""): _me(),
    ("mfa_view_recovery_codes", ""): _me(),
    ("mfa_generate_recovery_codes", ""): _me(),
    ("mfa_download_recovery_codes", ""): _me(),
    ("mfa_list_webauthn", ""): _me(),
    ("mfa_add_webauthn", ""): _me(credential="{}"),
    ("mfa_reauthenticate_webauthn", ""): _me(credential="{}"),
    ("mfa_login_webauthn", ""): _me(credential="{}"),
    ("mfa_edit_webauthn", ""): lambda s: Ask((1,), {"name": "Lain"}),
    ("mfa_remove_webauthn", ""): lambda s: Ask((1,)),
    ("usersessions_list", ""): _me(),
}


def ask_for(case: Case, scene: Scene) -> Ask:
    """The request of a case; a GET carries no data. KeyError: the matrix has a case that nobody knows to ask."""
    ask = BUILDERS[case.url, case.case](scene)
    return Ask(ask.args, quiet=ask.quiet) if case.method == "GET" else ask
