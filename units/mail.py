"""Mails of this app: plain text, short, with one link."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from units.models import Invitation, User
from units.rules import role_label

log = logging.getLogger(__name__)
_LATER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link to the invited address; False when the mail server did not take it (the log says why)."""
    context = {"invitation": invitation, "link": link, "role": role_label(invitation.role)}
    return _send("Undangan Portal Zona Integritas", "invitation", context, invitation.email)


def send_address_link(new_address: str, name: str, link: str) -> bool:
    """Send a new address the link that proves it; False when the mail server did not take it."""
    return _send("Pastikan alamat surel Anda", "address_link", {"name": name, "link": link}, new_address)


def send_address_asked(old_address: str, name: str) -> None:
    """Tell the present address, in a moment, that another one is to take its place."""
    message = _message("Alamat surel akun Anda akan diubah", "address_asked", {"name": name}, old_address)
    send_later(message, "address_asked")


def send_address_changed(old_address: str, name: str) -> bool:
    """Tell the old address that the account has a new one; False as above."""
    return _send("Alamat surel akun Anda diubah", "address_changed", {"name": name}, old_address)


ACCOUNT_CHANGED = {
    "tutup": "Akun Anda di Portal Zona Integritas ditutup.",
    "buka": "Akun Anda di Portal Zona Integritas dibuka kembali.",
    "keluarkan": "Semua perangkat yang masuk dengan akun Anda di Portal Zona Integritas dikeluarkan.",
    "hapus-langkah-kedua": "Langkah kedua akun Anda di Portal Zona Integritas dihapus. Pasang baru saat masuk lagi.",
}


def send_account_changed(person: User, act: str) -> bool:
    """Tell a person what the admin did to their account (a key of ACCOUNT_CHANGED); False as above."""
    context = {"name": str(person), "what": ACCOUNT_CHANGED[act]}
    return _send("Akun Anda", "account_changed", context, person.email)


def send_later(message: EmailMessage, what: str) -> None:
    """Hand a mail to this process's postman and go on: how long the mail server takes tells nobody whether an address
    has an account. Not queued in the database, for the text may hold a link that opens an account. At its end the
    process sends what is left; a mail that the server did not take is told in the log.
    """
    _LATER.submit(copy_context().run, _deliver, message, what)  # its log lines belong to this request


def all_sent() -> None:
    """Wait until what was handed over so far has gone out."""
    _LATER.submit(lambda: None).result()


def _deliver(message: EmailMessage, what: str) -> None:
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 nobody waits for this thread; the text of the error may name the address
        log.error("mail %s was not sent: %s", what, type(error).__name__)


def _message(subject: str, template: str, context: dict, address: str) -> EmailMessage:
    body = render_to_string(f"units/mail/{template}.txt", context)
    return EmailMessage(f"[Portal ZI] {subject}", body, to=[address])


def _send(subject: str, template: str, context: dict, address: str) -> bool:
    try:
        _message(subject, template, context, address).send()
    except (SMTPException, OSError) as error:
        # the text of the error may name the address, which has no place in a log
        log.error("mail %s was not sent: %s", template, type(error).__name__)
        return False
    return True
