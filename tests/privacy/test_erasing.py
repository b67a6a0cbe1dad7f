"""Erasing a person: nothing of them is left in an account or a page, and all that they did is."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from assessments.models import CalendarFeed, Comment, Notice, NoticeChoice, Sheet, State
from audit import queries as audit
from audit.models import Entry
from units.models import ConflictOfInterest, Invitation, Kawasan, Membership, TeamMember, User
from units.services.accounts import CLOSE, REOPEN, keep_any_account
from units.services.errors import NotAllowed, Refused
from zi_portal.privacy.erasing import UNTOLD, erase_person

YEAR = timedelta(days=365)
OLD = {"name": "Nusaibah Contohwati, S.Kom.", "email": "nusaibah@contoh.go.id", "nip": "199001012020122099"}


@pytest.fixture
def leaver(world) -> User:
    """A member of the TPI team who answered, commented, was invited and signed in, and has left."""
    person = world.anggota
    User.objects.filter(pk=person.pk).update(
        **OLD, new_email="nusaibah.baru@contoh.go.id", new_email_at=timezone.now()
    )
    person.refresh_from_db()
    assessment = world.assessment(State.PENILAIAN_TPI)
    world.fill(assessment, "best", kind=Sheet.Kind.MEMBER, owner=person)
    Comment.objects.create(assessment=assessment, code="A", author=person, text="sebuah komentar")
    now = timezone.now()
    for number, taken in enumerate((person, None)):
        Invitation.objects.create(
            token_hash=f"{number:064}", role="petugas_unit", instansi=world.instansi, unit=world.unit,
            created_by=world.admin, expires_at=now, accepted_by=taken, accepted_at=now if taken else None, **OLD,
        )  # fmt: skip
    EmailAddress.objects.create(user=person, email=OLD["email"])
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    UserSession.objects.create(user=person, ip="10.1.2.3", session_key="kunci", user_agent="Peramban")
    Notice.objects.create(user=person, kind="x", key="1", at=now)
    NoticeChoice.objects.create(user=person, topic="x", channel="none")
    CalendarFeed.objects.create(
        user=person, token_hash="1" * 64, form_id="00000000-0000-4000-8000-000000000001", created_at=now
    )
    ConflictOfInterest.objects.create(
        user=person, unit=world.unit2, reason="Suami saya bekerja di sana.", declared_at=now
    )
    return person


def leave(person: User, world) -> None:
    """The account is closed and the roles end, as they do when somebody goes."""
    keep_any_account(person, CLOSE, actor=world.admin_sistem)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=person).update(end=yesterday)
    TeamMember.objects.filter(user=person).update(end=yesterday)


@pytest.fixture
def later(monkeypatch):
    """The retention is over."""
    now = timezone.now() + YEAR + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: now)


def whole_database() -> str:
    """Every value of every table as one text, but for the audit."""
    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


@pytest.mark.django_db
def test_nothing_is_left_of_the_person_and_everything_of_their_work(world, leaver, settings, monkeypatch):
    leave(leaver, world)
    entries = Entry.objects.count()
    acted = Entry.objects.filter(actor_id=leaver.pk).count()
    answers = leaver.sheets.get().answers.count()
    monkeypatch.setitem(settings.RETENTION_DAYS, "closed_accounts", 0)
    old = leaver.username
    assert erase_person(leaver, actor=world.admin_sistem) is True
    assert erase_person(leaver, actor=world.admin_sistem) is False
    leaver.refresh_from_db()
    assert (leaver.name, leaver.nip, leaver.last_login) == (f"Mantan pegawai #{leaver.pk}", "", None)
    assert leaver.email == f"mantan-{leaver.pk}@dihapus.invalid"
    assert (leaver.is_active, leaver.has_usable_password()) == (False, False)
    text = whole_database()
    for gone in (*OLD.values(), "Nusaibah", "nusaibah.baru", "10.1.2.3", "Suami saya"):
        assert gone not in text
    assert not User.objects.filter(username=old).exists()
    assert ConflictOfInterest.objects.get(user=leaver).reason == UNTOLD
    assert set(Invitation.objects.exclude(created_by=None).values_list("email", flat=True)) == {leaver.email}
    for model in (EmailAddress, Authenticator, UserSession, Notice, NoticeChoice, CalendarFeed):
        assert not model.objects.filter(user=leaver).exists()
    assert leaver.sheets.get().answers.count() == answers
    assert Comment.objects.get(author=leaver).text == "sebuah komentar"
    assert Entry.objects.filter(actor_id=leaver.pk).count() == acted
    last = Entry.objects.order_by("-pk")[0]
    assert Entry.objects.count() == entries + 1
    assert (last.action, last.object_id, last.before, last.after) == (
        "person.erase",
        str(leaver.pk),
        None,
        None,
    )
    assert audit.verify_all() == []


@pytest.mark.django_db
def test_pages_show_a_number_and_the_search_finds_no_name(world, leaver, settings, monkeypatch):
    leave(leaver, world)
    monkeypatch.setitem(settings.RETENTION_DAYS, "closed_accounts", 0)
    erase_person(leaver, actor=world.admin_sistem)
    assessment = world.assessment(State.SELESAI_TPI)
    shown = f"Mantan pegawai #{leaver.pk}"
    pages = {
        ("admin", f"/kelola/{world.instansi.code}/tim/{world.team.pk}/"): True,
        ("admin", f"/kelola/{world.instansi.code}/orang/?q=Nusaibah"): False,
        ("admin", f"/kelola/{world.instansi.code}/orang/{leaver.pk}/akun/"): True,
        ("admin", f"/kelola/{world.instansi.code}/benturan/"): True,
        ("admin", f"/kelola/{world.instansi.code}/undangan/"): True,
        ("admin", "/cari/?q=Nusaibah"): False,
        ("ketua", f"/penilaian/{assessment.pk}/"): False,
        ("ketua", f"/penilaian/{assessment.pk}/riwayat/"): True,
    }
    for (who, url), tells in pages.items():
        answer = world.client(who).get(url, follow=True)
        assert answer.status_code == 200, url
        text = answer.content.decode().replace("?q=Nusaibah", "").replace('"Nusaibah"', "")
        assert (shown in text) is tells, url
        assert "Contohwati" not in text
        assert OLD["email"] not in text


@pytest.mark.django_db
def test_what_stands_against_it_is_told_whole(world, leaver, settings):
    with pytest.raises(Refused, match="Akun ini masih terbuka"):
        erase_person(leaver, actor=world.admin_sistem)
    keep_any_account(leaver, CLOSE, actor=world.admin_sistem)
    area = Kawasan.objects.create(name="Bandara", kind="bandara", basis="SK", coordinator=world.instansi)
    area.seats.create(instansi=world.instansi, user=leaver, start=timezone.localdate())
    with pytest.raises(Refused) as refused:
        erase_person(leaver, actor=world.admin_sistem)
    assert "data dihapus 365 hari setelah ditutup" in str(refused.value)
    assert "Masih ada 2 peran yang berlaku. Akhiri dahulu peran itu" in str(refused.value)
    User.objects.filter(pk=world.tanpa_peran.pk).update(is_active=False)  # by no act that was told
    with pytest.raises(Refused, match="tidak diketahui kapan ditutup"):
        erase_person(world.tanpa_peran, actor=world.admin_sistem)
    assert User.objects.get(pk=leaver.pk).name == OLD["name"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi", "anggota", "orang_asing", "tanpa_peran"])
def test_only_an_admin_sistem(world, who):
    with pytest.raises(NotAllowed):
        erase_person(world.petugas, actor=getattr(world, who))


@pytest.mark.django_db
def test_after_its_time_and_never_opened_again(world, leaver, later):
    leave(leaver, world)
    with pytest.raises(Refused, match="baru ditutup"):
        erase_person(leaver, actor=world.admin_sistem)
    now = timezone.now() + YEAR + timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now)
        assert erase_person(leaver, actor=world.admin_sistem)
    with pytest.raises(Refused, match="sudah dihapus"):
        keep_any_account(leaver, REOPEN, actor=world.admin_sistem)


@pytest.fixture
def typed(monkeypatch):
    """What the admin types at the terminal."""
    answers = {"password": "", "username": ""}
    command = "zi_portal.management.commands.erase_person"
    monkeypatch.setattr(f"{command}.getpass", lambda prompt: answers["password"])
    monkeypatch.setattr("builtins.input", lambda prompt: answers["username"])
    return answers


@pytest.mark.django_db
def test_the_command_asks_twice(world, leaver, typed, settings, monkeypatch, capsys):
    leave(leaver, world)
    monkeypatch.setitem(settings.RETENTION_DAYS, "closed_accounts", 0)
    world.admin_sistem.set_password("rahasia-Admin-9")
    world.admin_sistem.save()
    arguments = (leaver.username, "--as", world.admin_sistem.username)
    with pytest.raises(CommandError, match="Kata sandi tidak cocok"):
        call_command("erase_person", *arguments)
    typed["password"] = "rahasia-Admin-9"
    typed["username"] = "lain"
    with pytest.raises(CommandError, match="tidak ada yang dihapus"):
        call_command("erase_person", *arguments)
    assert User.objects.get(pk=leaver.pk).erased_at is None
    typed["username"] = leaver.username
    call_command("erase_person", *arguments)
    assert capsys.readouterr().out.endswith(f"Mantan pegawai #{leaver.pk}.\n")
    with pytest.raises(CommandError, match="tidak dikenal"):
        call_command("erase_person", *arguments)


@pytest.mark.django_db
def test_people_stand_in_no_entry_of_the_audit_by_name(world, leaver):
    """What the audit holds of people is their number, so it needs no rewriting."""
    leave(leaver, world)
    told = json.dumps(list(Entry.objects.values("before", "after", "reason")), ensure_ascii=False)
    for one in (leaver, world.tanpa_peran):
        assert one.name not in told
        assert one.email not in told
