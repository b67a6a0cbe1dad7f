"""The form of a passkey, and what a mailed link is asked."""

from allauth.account.forms import UserTokenForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm


class PasskeyForm(AddWebAuthnForm):
    """allauth's, in our words; a passkey that works without a password is what most people want."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60
        passwordless = self.fields["passwordless"]
        passwordless.label = "Pakai juga untuk masuk tanpa kata sandi"
        passwordless.help_text = "Perangkat meminta sidik jari, wajah, atau PIN setiap kali masuk."
        passwordless.initial = True


class ResetLinkForm(UserTokenForm):
    """allauth's check of the link of a forgotten password; the link of a closed account opens nothing."""

    def _get_user(self, uidb36: str):
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None
