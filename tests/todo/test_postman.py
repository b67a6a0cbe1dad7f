"""The outbox: one mail a person with nothing of the content, sent once, never lost, never in the way."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from assessments.models import Notice, State
from assessments.services import postman
from assessments.services.notices import put, tell
from assessments.services.postman import LOST_AFTER, MAX_TRIES, send_waiting
from tests.assessments import rounds
from units.models import ConflictOfInterest, User

pytestmark = pytest.mark.django_db
HERE = "tests.todo.test_postman"


class Dead(EmailBackend):
    """A mail server that is not there."""

    def open(self):
        raise ConnectionRefusedError("alamat@rahasia.go.id")


class Breaks(EmailBackend):
    """A mail server that goes away after the first mail."""

    def send_messages(self, messages):
        if mail.outbox:
            raise SMTPServerDisconnected("gone")
        return super().send_messages(messages)


class Picky(EmailBackend):
    """A mail server that refuses the address of the petugas."""

    def send_messages(self, messages):
        if messages[0].to == ["petugas@contoh.go.id"]:
            raise SMTPRecipientsRefused({"petugas@contoh.go.id": (550, b"unknown")})
        return super().send_messages(messages)


def states() -> dict[str, str]:
    return dict(Notice.objects.values_list("user__username", "mail"))


def tell_unit(world, kind: str = "returned", key: str = "k") -> None:
    a = world.assessment(State.PERBAIKAN)
    people = [world.petugas.pk, world.pimpinan_unit.pk]
    tell(kind, people, key=key, actor=world.ketua, assessment=a)


def test_one_mail_a_person_says_how_much_and_nothing_of_what(world):
    tell_unit(world, "returned", "1")
    tell_unit(world, "finalised", "2")
    assert send_waiting(now=timezone.now()) == 2
    assert sorted(message.to[0] for message in mail.outbox) == [
        "petugas@contoh.go.id",
        "pimpinan_unit@contoh.go.id",
    ]
    message = next(m for m in mail.outbox if m.to == ["petugas@contoh.go.id"])
    assert message.subject == "[Portal ZI] 1 hal menunggu langkah Anda"
    assert message.body == (
        "Yth. Siti Aminah,\n\nDi Portal Zona Integritas ada:\n\n- 1 hal menunggu langkah Anda\n- 1 kabar baru\n\n"
        "Masuk untuk membacanya: http://127.0.0.1:8000/pemberitahuan/\n\n"
        "Isinya tidak kami tulis di surel. Cara Anda diberi tahu dapat diubah di "
        "http://127.0.0.1:8000/pemberitahuan/pilihan/\n"
    )


def test_a_whole_round_leaves_no_word_of_it_in_any_mail(world):
    a = rounds.handed_in(world)
    rounds.returned(world, a)
    rounds.resubmitted(world, a)
    send_waiting(now=timezone.now())
    text = "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox)
    assert len(mail.outbox) == 7
    for secret in (
        "Melati",
        "PKM-01",
        "perbaikan",
        "TPI",
        "nilai",
        *rounds.ASKED,
        *rounds.ASKED.values(),
        "100,00",
    ):
        assert secret not in text


def test_sent_once_however_often_it_runs(world):
    tell_unit(world)
    now = timezone.now()
    assert [send_waiting(now=now + timedelta(hours=h)) for h in (0, 0, 1, 48)] == [2, 0, 0, 0]
    assert states() == {"petugas": "sent", "pimpinan_unit": "sent"}


def test_mails_of_a_long_run_are_not_taken_up_by_the_next(world, monkeypatch):
    tell_unit(world)
    begun = timezone.now() - 4 * LOST_AFTER
    Notice.objects.update(mail_at=begun)
    taken, mail_of = [], postman._mail

    def looked_at(*arguments):
        taken.extend(Notice.objects.filter(mail=Notice.Mail.SENDING).values_list("mail_at", flat=True))
        return mail_of(*arguments)

    monkeypatch.setattr(postman, "_mail", looked_at)
    assert send_waiting(now=begun) == 2
    assert min(taken) > timezone.now() - LOST_AFTER


def test_a_dead_server_loses_nothing(world, settings, caplog):
    tell_unit(world)
    settings.EMAIL_BACKEND = f"{HERE}.Dead"
    for hours in range(30):
        assert send_waiting(now=timezone.now() + timedelta(hours=hours)) == 0
    assert states() == {"petugas": "waiting", "pimpinan_unit": "waiting"}
    assert "rahasia" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=timezone.now()) == 2


def test_a_server_that_breaks_off_sends_the_rest_later(world, settings):
    tell_unit(world)
    settings.EMAIL_BACKEND = f"{HERE}.Breaks"
    assert send_waiting(now=timezone.now()) == 1
    assert sorted(states().values()) == ["sent", "waiting"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=timezone.now()) == 1


def test_a_refused_address_is_asked_again_and_given_up_and_stops_nobody(world, settings):
    tell_unit(world)
    settings.EMAIL_BACKEND = f"{HERE}.Picky"
    now = timezone.now()
    assert send_waiting(now=now) == 1
    assert states() == {"petugas": "waiting", "pimpinan_unit": "sent"}
    send_waiting(now=now + timedelta(minutes=9))
    assert Notice.objects.get(user=world.petugas).mail_tries == 1  # not before ten minutes
    for hours in range(1, 13):
        send_waiting(now=now + timedelta(hours=hours))
    refused = Notice.objects.get(user=world.petugas)
    assert (refused.mail, refused.mail_tries) == ("refused", MAX_TRIES)


def test_a_run_that_died_is_taken_up_again(world):
    tell_unit(world)
    now = timezone.now()
    Notice.objects.update(mail="sending", mail_at=now)
    assert send_waiting(now=now + LOST_AFTER) == 0
    assert send_waiting(now=now + LOST_AFTER + timedelta(seconds=1)) == 2


def test_who_lost_the_unit_or_the_account_or_has_read_it_gets_no_mail(world):
    a = world.assessment(State.PENILAIAN_TPI)
    people = [world.anggota.pk, world.anggota2.pk, world.ketua.pk, world.pengendali.pk]
    tell("submitted", people, key="k", actor=None, assessment=a)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Saudara.", declared_at=timezone.now()
    )
    User.objects.filter(pk=world.anggota2.pk).update(is_active=False)
    Notice.objects.filter(user=world.ketua).update(read_at=timezone.now())
    assert send_waiting(now=timezone.now()) == 1
    assert states() == {"anggota": "dropped", "anggota2": "dropped", "ketua": "dropped", "pengendali": "sent"}


def test_the_act_stands_while_the_mail_server_is_dead(world, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Dead"
    assert rounds.handed_in(world).state == State.PENILAIAN_TPI
    assert set(states().values()) == {"waiting"}


def test_cron_sends_what_waits(world, capsys):
    tell_unit(world)
    call_command("run_due_tasks")
    call_command("run_due_tasks")
    assert len(mail.outbox) == 2


def test_a_header_in_a_name_is_no_header(world):
    User.objects.filter(pk=world.petugas.pk).update(name="Siti\nBcc: lain@contoh.go.id")
    tell_unit(world)
    send_waiting(now=timezone.now())
    message = next(m for m in mail.outbox if m.to == ["petugas@contoh.go.id"])
    assert message.recipients() == ["petugas@contoh.go.id"]
    assert "\nBcc" not in message.message().as_string().partition("\n\n")[0]


def test_putting_nothing_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert put([], now=timezone.now()) == 0
