"""Management pages: who may open them, what they write, and that they work without JavaScript."""

import re
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.factories.units import PASSWORD, give_role, make_person, make_unit
from units.mail import all_sent
from units.models import Instansi, Membership, Role, TpiTeam, UnitKerja
from units.services.invitations import invite

READ = ["manage", "units", "people", "invitations", "teams", "conflicts"]
WRITE = ["instansi_data", "unit_add", "role_add", "invitation_add", "team_add"]
KNOWN = [
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "ketua",
    "anggota",
    "pengendali",
    "petugas_lain",
    "admin_sistem",
]
STRANGERS = ["orang_asing", "petugas_asing", "tanpa_peran"]


def url(name: str, *args, instansi: str = "KAB-X") -> str:
    return reverse(f"units:{name}", args=[instansi, *args])


def status(world, who: str, address: str, method: str = "get") -> int:
    return getattr(world.client(who), method)(address).status_code


def objects(world) -> dict[str, tuple]:
    """Every page of one object, with an object of KAB-X."""
    role = world.petugas.memberships.get()
    invitation, _ = invite(
        world.instansi, email="a@contoh.go.id", name="A", role=Role.PIMPINAN_INSTANSI, actor=world.admin
    )
    return {
        "unit_edit": ("get", world.unit.pk),
        "unit_status": ("post", world.unit.pk),
        "role_end": ("get", role.pk),
        "role_areas": ("get", role.pk),
        "invitation_revoke": ("post", invitation.pk),
        "team": ("get", world.team.pk),
        "team_edit": ("get", world.team.pk),
        "team_members": ("get", world.team.pk),
        "team_units": ("get", world.team.pk),
    }


@pytest.mark.parametrize("name", READ + WRITE)
def test_who_opens_the_pages_of_an_instansi(world, name):
    address = url(name)
    got = {who: status(world, who, address) for who in ["admin", "pimpinan_instansi", *KNOWN, *STRANGERS]}
    expected = {"admin": 200, "pimpinan_instansi": 200 if name in READ else 403}
    assert got == expected | dict.fromkeys(KNOWN, 403) | dict.fromkeys(STRANGERS, 404)
    assert world.client(None).get(address).url == f"/akun/login/?next={address}"


def test_objects_are_reached_through_their_own_instansi_only(world):
    for name, (method, pk) in objects(world).items():
        ours, theirs = url(name, pk), url(name, pk, instansi="KAB-Y")
        got = {who: status(world, who, ours, method) for who in ("orang_asing", "petugas")}
        assert (name, got) == (name, {"orang_asing": 404, "petugas": 403})
        assert (name, status(world, "orang_asing", theirs, method)) == (name, 404)
        read_only = 200 if name == "team" else 403
        assert (name, status(world, "pimpinan_instansi", ours, method)) == (name, read_only)
    world.unit.refresh_from_db()
    assert world.unit.is_active


def test_the_admin_opens_every_object(world):
    for name, (method, pk) in objects(world).items():
        assert (name, status(world, "admin", url(name, pk), method)) == (
            name,
            200 if method == "get" else 302,
        )


def test_an_ended_admin_is_a_stranger_the_next_day(world):
    give_role(world.pimpinan_instansi, Role.ADMIN, world.instansi)
    Membership.objects.filter(user=world.admin).update(end=date(2026, 1, 1))
    assert status(world, "admin", url("manage")) == 404


def test_a_unit_is_registered_and_a_double_code_is_explained(world):
    browser = world.client("admin")
    data = {
        "code": "RSUD",
        "name": "RSUD Sukamaju",
        "level": "jpt_pratama",
        "parent": "",
        "service_kind": "RSUD",
    }
    answer = browser.post(url("unit_add"), data, follow=True)
    assert "Unit RSUD RSUD Sukamaju terdaftar." in answer.content.decode()
    unit = UnitKerja.objects.get(code="RSUD")
    assert (unit.instansi, unit.level, unit.core_service) == (world.instansi, "jpt_pratama", False)
    again = browser.post(url("unit_add"), data | {"code": "rsud"})
    assert again.status_code == 422
    assert again.context["form"].errors == {
        "code": ["Kode rsud sudah dipakai RSUD Sukamaju. Pilih kode lain."]
    }


def test_a_parent_of_another_instansi_is_no_choice(world):
    data = {"code": "X", "name": "X", "level": "lower", "parent": world.other_unit.pk}
    answer = world.client("admin").post(url("unit_add"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["parent"])
    assert not UnitKerja.objects.filter(code="X").exists()


def test_a_refused_edit_leaves_the_stored_name_in_the_page_head(world):
    data = {"name": "", "time_zone": "Asia/Jakarta"}
    answer = world.client("admin").post(url("instansi_data"), data)
    assert answer.status_code == 422
    assert "Pemerintah Kabupaten Sukamaju" in answer.content.decode()


def test_a_unit_is_edited_and_deactivated(world):
    browser = world.client("admin")
    data = {"code": "PKM-01", "name": "Puskesmas Mawar", "level": "lower", "parent": world.unit2.pk}
    assert browser.post(url("unit_edit", world.unit.pk), data).url == url("units")
    browser.post(url("unit_status", world.unit.pk), {"active": "0"})
    world.unit.refresh_from_db()
    assert (world.unit.name, world.unit.parent, world.unit.is_active) == (
        "Puskesmas Mawar",
        world.unit2,
        False,
    )
    browser.post(url("unit_status", world.unit.pk), {"active": "1"})
    world.unit.refresh_from_db()
    assert world.unit.is_active


def test_search_and_pages(world):
    for number in range(30):
        make_unit(world.instansi, f"U-{number:02d}")
    browser = world.client("admin")
    first, second = (browser.get(url("units"), {"page": n}).context["page"] for n in (1, 2))
    assert (len(first), len(second), first.paginator.count) == (25, 7, 32)
    found = browser.get(url("units"), {"q": "melati"}).context["page"]
    assert [u.code for u in found] == ["PKM-01"]
    people = browser.get(url("people"), {"q": "salim"}).context["page"]
    assert [p.username for p in people] == ["petugas_lain"]


@pytest.mark.parametrize("name", ["units", "people"])
@pytest.mark.parametrize("search", ["\x00", "%", "'; --", "x" * 3000])
def test_a_strange_search_finds_nothing_and_breaks_nothing(world, name, search):
    assert world.client("admin").get(url(name), {"q": search, "page": "-3"}).status_code == 200


def test_a_number_beyond_every_database_is_not_found(world):
    assert status(world, "admin", url("unit_edit", 10**30)) == 404


def test_a_form_set_without_its_counts_is_refused(world):
    answer = world.client("admin").post(url("team_members", world.team.pk), {"form-0-user": "1"})
    assert answer.status_code == 422


def test_people_of_another_instansi_are_not_listed(world):
    listed = {p.username for p in world.client("admin").get(url("people")).context["page"]}
    expected = set(world.people) - {"orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran"}
    assert listed == expected


def test_a_role_is_given_and_ended(world):
    browser = world.client("admin")
    data = {"user": world.petugas_lain.pk, "role": Role.PETUGAS, "unit": world.unit.pk, "start": "2026-11-01"}
    assert browser.post(url("role_add"), data | {"areas": ["MP", "PP"]}).url == url("people")
    role = Membership.objects.get(user=world.petugas_lain, unit=world.unit)
    assert (role.areas, role.start) == (["MP", "PP"], date(2026, 11, 1))
    browser.post(url("role_areas", role.pk), {"areas": ["TT"]})
    browser.post(url("role_end", role.pk), {"end": "2026-12-31"})
    role.refresh_from_db()
    assert (role.areas, role.end) == (["TT"], date(2026, 12, 31))


def test_areas_can_be_emptied(world):
    role = world.petugas_pokja.memberships.get()
    world.client("admin").post(url("role_areas", role.pk), {})
    role.refresh_from_db()
    assert role.areas == []


@pytest.mark.parametrize(
    ("tampered", "field"),
    [
        ({"unit": "other"}, "unit"),
        ({"areas": ["MP", "XX"]}, "areas"),
        ({"role": Role.ADMIN_SISTEM}, "role"),
        ({"role": Role.PENILAI_PENDAHULUAN}, "role"),
        ({"user": "orang_asing"}, "user"),
    ],
)
def test_a_tampered_role_form_is_refused(world, tampered, field):
    data = {"user": world.petugas_lain.pk, "role": Role.PETUGAS, "unit": world.unit.pk, "start": "2026-11-01"}
    values = {"other": world.other_unit.pk, "orang_asing": world.orang_asing.pk}
    for key, value in tampered.items():
        data[key] = values.get(value, value) if isinstance(value, str) else value
    before = Membership.objects.count()
    answer = world.client("admin").post(url("role_add"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Membership.objects.count() == before


def seats(rows: list[tuple], initial: int = 0) -> dict:
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": initial}
    for number, (user, seat, origin, origin_unit) in enumerate(rows):
        fields = {"user": user.pk if user else "", "seat": seat, "origin": origin, "origin_unit": origin_unit}
        data |= {f"form-{number}-{name}": value for name, value in fields.items()}
    return data


def test_a_team_is_formed_page_by_page(world):
    browser = world.client("admin")
    decree = {"name": "Tim II", "year": 2026, "decree_number": "700/2", "decree_date": "2026-02-01"}
    answer = browser.post(url("team_add"), decree)
    team = TpiTeam.objects.get(name="Tim II")
    assert answer.url == url("team_members", team.pk)
    rows = [
        (world.ketua, "ketua_tpi", "apip", ""),
        (world.petugas, "anggota_tpi", "other", "Puskesmas Melati"),
        (None, "anggota_tpi", "apip", ""),
    ]
    assert browser.post(answer.url, seats(rows)).url == url("team", team.pk)
    assert [(m.user.username, m.origin_unit) for m in team.members.all()] == [
        ("ketua", ""),
        ("petugas", "Puskesmas Melati"),
    ]
    refused = browser.post(url("team_units", team.pk), {"units": [world.unit.pk]})
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == [
        "PKM-01 Puskesmas Melati sudah dinilai Tim I (2026).",
        "Siti Aminah adalah anggota PKM-01 Puskesmas Melati pada tahun 2026, jadi tidak dapat menilainya.",
        "Siti Aminah berasal dari PKM-01 Puskesmas Melati, jadi tidak dapat menilainya.",
    ]
    assert browser.post(url("team_units", team.pk), {"units": [world.unit2.pk]}).url == url("team", team.pk)
    tampered = browser.post(url("team_units", team.pk), {"units": [world.other_unit.pk]})
    assert list(tampered.context["form"].errors) == ["units"]


def test_a_team_without_lead_is_refused_with_the_rows_kept(world):
    rows = [(world.anggota, "anggota_tpi", "apip", "")]
    answer = world.client("admin").post(url("team_members", world.team.pk), seats(rows))
    assert (answer.status_code, answer.context["refusals"]) == (
        422,
        [{"message": "Tim belum mempunyai ketua."}],
    )
    assert world.team.members.filter(end=None).count() == 4


def test_who_is_ticked_leaves_the_team(world):
    now = list(world.team.members.order_by("pk"))
    rows = [(m.user, m.seat, m.origin, m.origin_unit) for m in now]
    data = seats(rows, initial=len(rows)) | {"form-2-DELETE": "on"}
    world.client("admin").post(url("team_members", world.team.pk), data)
    assert now[2].user == world.anggota2
    assert [m.user for m in world.team.members.filter(end=None)] == [
        world.ketua,
        world.anggota,
        world.pengendali,
    ]


def test_the_year_of_a_team_stays(world):
    data = {"name": "Tim Baru", "year": 2030, "decree_number": "700/3", "decree_date": "2026-02-01"}
    world.client("admin").post(url("team_edit", world.team.pk), data)
    world.team.refresh_from_db()
    assert (world.team.name, world.team.year) == ("Tim Baru", 2026)


def test_the_admin_sistem_registers_an_instansi_and_invites_its_admin(world, mailoutbox):
    browser = world.client("admin_sistem")
    data = {"code": "KOTA-Z", "name": "Kota Z", "kind": "kota", "time_zone": "Asia/Jakarta"}
    answer = browser.post(reverse("units:instansi_add"), data)
    made = Instansi.objects.get(code="KOTA-Z")
    assert answer.url == reverse("units:first_admin", args=[made.pk])
    page = browser.post(answer.url, {"name": "Nur", "email": "nur@contoh.go.id"})
    assert (page.status_code, made.invitations.get().role) == (200, Role.ADMIN)
    assert [m.to for m in mailoutbox] == [["nur@contoh.go.id"]]


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi", "petugas", "orang_asing", "tanpa_peran"])
def test_system_pages_are_for_the_admin_sistem(world, who):
    addresses = [reverse("units:system"), reverse("units:instansi_add")]
    addresses.append(reverse("units:first_admin", args=[world.instansi.pk]))
    assert [status(world, who, address) for address in addresses] == [403, 403, 403]


def test_the_profile_keeps_the_name_and_an_address_that_was_proven(world, mailoutbox):
    browser, new = world.client("petugas"), "siti@contoh.go.id"
    browser.post(reverse("units:profile"), {"name": "Hj. Siti Aminah", "nip": ""})
    wrong = browser.post(reverse("units:profile_email"), {"email": new, "password": "x"})
    assert (wrong.status_code, list(wrong.context["email_form"].errors)) == (422, ["password"])
    asked = browser.post(reverse("units:profile_email"), {"email": new, "password": PASSWORD}, follow=True)
    assert f"Menunggu kepastian: <b>{new}</b>" in asked.content.decode()
    all_sent()
    assert [(m.to, m.subject) for m in mailoutbox] == [
        ([new], "[Portal ZI] Pastikan alamat surel Anda"),
        (["petugas@contoh.go.id"], "[Portal ZI] Alamat surel akun Anda akan diubah"),
    ]
    link = re.search(r"http://127.0.0.1:8000(/profil/surel/\S+)", mailoutbox[0].body)[1]
    assert link not in mailoutbox[1].body
    assert world.client(None).get(link).url == f"{reverse('account_login')}?next={link}"
    for method in ("get", "post"):
        assert getattr(world.client("anggota"), method)(link).status_code == 410
    page = browser.get(link).content.decode()
    assert "dari petugas@contoh.go.id menjadi <b>siti@contoh.go.id</b>" in page
    world.petugas.refresh_from_db()
    assert (world.petugas.name, world.petugas.email) == ("Hj. Siti Aminah", "petugas@contoh.go.id")
    assert browser.post(link).url == reverse("units:profile")
    world.petugas.refresh_from_db()
    assert (world.petugas.email, world.petugas.new_email) == (new, "")
    assert [m.to for m in mailoutbox[2:]] == [["petugas@contoh.go.id"]]
    assert browser.post(link).status_code == 410


@pytest.mark.parametrize("end", ["\nBcc: jahat@jahat.example", "\r\nBcc: jahat@jahat.example\r\n\r\nIsi"])
def test_nothing_that_is_typed_writes_a_header_of_a_mail(world, mailoutbox, end):
    admin = world.client("admin")
    place = {"role": Role.PETUGAS, "unit": world.unit.pk, "nip": ""}
    invite = reverse("units:invitation_add", args=["KAB-X"])
    refused = admin.post(invite, place | {"name": "Lina", "email": f"lina@contoh.go.id{end}"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["email"])
    admin.post(invite, place | {"name": f"Lina{end}", "email": "lina@contoh.go.id"})
    wish = {"email": f"siti@contoh.go.id{end}", "password": PASSWORD}
    assert world.client("petugas").post(reverse("units:profile_email"), wish).status_code == 422
    all_sent()
    (sent,) = mailoutbox
    assert (sent.recipients(), sent.message()["Subject"]) == (
        ["lina@contoh.go.id"],
        "[Portal ZI] Undangan Portal Zona Integritas",
    )
    assert sent.message()["Bcc"] is None


def test_a_link_that_could_not_be_sent_is_said(world, settings):
    settings.EMAIL_BACKEND = "tests.units.test_forgotten_password.FullServer"
    right = {"email": "siti@contoh.go.id", "password": PASSWORD}
    told = world.client("petugas").post(reverse("units:profile_email"), right, follow=True)
    assert "tidak terkirim" in told.content.decode()
    assert told.context["waiting"] == ""


def test_no_address_is_added_past_the_password(world):
    data = {"email": "diam2@contoh.go.id", "action_add": ""}
    assert world.client("petugas").post("/akun/email/", data).url == reverse("units:profile")
    assert EmailAddress.objects.count() == 0


def test_a_new_instansi_has_empty_lists_that_say_how_to_start(world):
    empty = Instansi.objects.create(code="BARU", name="Baru", kind="kota")
    admin = make_person("adminbaru", Role.ADMIN, empty)
    browser = world.client(admin)
    texts = {name: browser.get(url(name, instansi="BARU")).content.decode() for name in READ}
    assert "Belum ada unit kerja" in texts["units"]
    assert "Belum ada undangan" in texts["invitations"]
    assert "Belum ada tim TPI" in texts["teams"]
