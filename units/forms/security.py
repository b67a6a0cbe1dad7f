"""The form of a passkey."""

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
