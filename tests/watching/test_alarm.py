"""Who looks after the machine is told that a service failed, also when the database is away."""

import pytest
from django.core.management import CommandError, call_command


def test_a_mail_says_what_failed_and_where_to_look(settings, mailoutbox):
    """No `db`: a query would fail."""
    settings.ALARM_EMAIL = ["jaga@contoh.go.id", "sistem@contoh.go.id"]
    settings.SITE_URL = "https://zi.contoh.go.id"
    call_command("alarm", "portal-zi-backup")
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (settings.ALARM_EMAIL, "Portal ZI: portal-zi-backup gagal")
    assert "Layanan portal-zi-backup di https://zi.contoh.go.id gagal." in mail.body
    assert "journalctl -u portal-zi-backup" in mail.body


def test_with_nobody_to_tell_it_fails_itself(settings, mailoutbox):
    settings.ALARM_EMAIL = []
    with pytest.raises(CommandError, match="ALARM_EMAIL is empty"):
        call_command("alarm", "portal-zi-backup")
    assert mailoutbox == []
