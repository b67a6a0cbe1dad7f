"""How allauth's second factors behave here: secrets encrypted at rest, texts in Indonesian, our own QR codes."""

from io import BytesIO

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.conf import settings

from units.sealing import seal_for

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
