"""The form of the package page."""

from django import forms

CHOICES = (
    ("ya", "Sertakan"),
    ("tidak", "Jangan sertakan"),
)


class PackageForm(forms.Form):
    """Whether confidential documents go along: a choice that nobody makes by accident, so nothing is chosen before."""

    rahasia = forms.ChoiceField(
        label="Dokumen terbatas dan rahasia",
        choices=CHOICES,
        error_messages={
            "required": "Pilih apakah dokumen terbatas dan rahasia disertakan.",
            "invalid_choice": "Pilih salah satu yang ada di daftar.",
        },
    )

    def __init__(self, *args, asks: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rahasia"].required = asks

    @property
    def confidential(self) -> bool:
        """The choice; only of a valid form."""
        return self.cleaned_data["rahasia"] == "ya"
