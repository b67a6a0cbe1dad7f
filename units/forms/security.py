"""The form of a passkey, where the own password is asked once more, and what a mailed link is asked."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, UserTokenForm
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


class NewPasswordForm(ChangePasswordForm):
    """allauth's; guesses of the present password count as those of a sign-in."""

    def clean_oldpassword(self) -> str:
        """The present password. ValidationError for another one, and for any after too many."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class ResetLinkForm(UserTokenForm):
    """allauth's check of the link of a forgotten password; the link of a closed account opens nothing."""

    def _get_user(self, uidb36: str):
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None
