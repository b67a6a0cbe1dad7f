"""How allauth's second factors behave here: secrets encrypted at rest, texts in Indonesian, our own QR codes."""

from io import BytesIO

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from units.sealing import seal_for

LAST = "last_counter"  # in an app's data: the half minute of the last code that was taken
AHEAD = 10  # half minutes: one further ahead was taken while the server's clock was wrong, and binds nobody
UNREADABLE = "unreadable"  # code of the error where SECRET_KEY was replaced


class AuthenticatorAdapter(DefaultMFAAdapter):
    """Secrets of apps and recovery codes are encrypted with keys that follow from SECRET_KEY and its fallbacks."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Pasang dulu aplikasi autentikator atau kunci sandi.",
        UNREADABLE: (
            "Langkah kedua akun ini tidak dapat dibaca lagi. Minta admin inspektorat menghapusnya, lalu pasang baru."
        ),
        "incorrect_code": "Kode ini tidak cocok. Tulis kode yang sedang tampil; setiap kode hanya berlaku sekali.",
    }

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return seal_for("second factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. ValidationError when SECRET_KEY was replaced and is not among SECRET_KEY_FALLBACKS."""
        try:
            return seal_for("second factor").decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise self.validation_error(UNREADABLE) from error

    def build_totp_svg(self, url: str) -> str:
        """The QR code that an authenticator app scans."""
        picture = BytesIO()
        segno.make(url, error="m", micro=False).save(picture, kind="svg", scale=5, border=4, light="#fff")
        return picture.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser calls the portal when it makes a passkey; the host as allauth has it."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user, type) -> str:
        """The suggested name of the next passkey, e.g. "Kunci sandi 2"."""
        return f"Kunci sandi {user.authenticator_set.filter(type=type).count() + 1}"


def take_code(totp: TOTP, code: str) -> bool:
    """Use an app's code up; False when it, or a later one, was taken before."""
    secret = decrypt(totp.instance.data["secret"])
    with transaction.atomic():
        app = Authenticator.objects.select_for_update(no_key=True).get(pk=totp.instance.pk)
        counters, last = list(yield_hotp_counters_from_time()), app.data.get(LAST, 0)
        if last > max(counters) + AHEAD:
            last = 0
        fresh = [
            counter
            for counter in counters
            if counter > last
            and compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
        ]
        if fresh:
            app.data[LAST] = max(fresh)
            app.save(update_fields=["data"])
    return bool(fresh)


# allauth's own mark lies in the cache for 30 seconds; with MFA_TOTP_TOLERANCE a code holds for 90.
TOTP._mark_code_used = take_code


@receiver(signals.authenticator_added)
def _set_up(sender, request: HttpRequest, authenticator: Authenticator, **kwargs) -> None:
    """The code that set an app up signs nobody in afterwards."""
    if authenticator.type == Authenticator.Type.TOTP:
        take_code(TOTP(authenticator), request.POST.get("code", ""))
