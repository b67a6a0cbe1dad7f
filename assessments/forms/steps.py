"""The form of pembangunan, and what forms of steps share."""

from django import forms

from assessments.forms.overview import DayInput
from assessments.models import Development
from assessments.services.errors import Refused
from documents.errors import UploadRefused
from documents.filetypes import ACCEPT
from documents.services.blobs import UNAVAILABLE
from documents.uploadhandlers import Unwritten


class StepForm(forms.Form):
    """A form whose service may refuse: reasons stand at its head, `reasons` with the pages where they are mended."""

    reasons: list[dict] | None = None

    def clean(self) -> dict:
        """Tell of files that the server's disk did not take."""
        data = super().clean() or self.cleaned_data
        for name, file in self.files.items():
            if isinstance(file, Unwritten) and name in self.fields:
                self.add_error(name, UNAVAILABLE)
        return data

    def refuse(self, error: Refused) -> None:
        """Show every reason of a refusal."""
        for message, _ in error.reasons:
            self.add_error(None, message)

    def refuse_file(self, field: str, error: UploadRefused) -> None:
        """Show at the file field why the file was not taken."""
        self.add_error(field, error.message)


TYPED = ("decree_number", "decree_date", "team")


class DevelopmentForm(StepForm):
    """Pembangunan: the plan (PermenPANRB 90/2021 p. 13-14). Decree and team have a page of their own; where they were
    typed here before, they can still be corrected here.
    """

    decree_number = forms.CharField(label="Nomor SK tim kerja", max_length=100)
    decree_date = forms.DateField(label="Tanggal SK", widget=DayInput())
    team = forms.CharField(
        label="Susunan tim kerja",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Satu orang satu baris: nama, jabatan, pokja.",
    )
    plan = forms.FileField(
        label="Rencana kerja pembangunan ZI",
        required=False,
        help_text="PDF atau berkas Office.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args, stored: Development | None = None, **kwargs) -> None:
        if stored is not None:
            kwargs["initial"] = {
                name: getattr(stored, name) for name in ("decree_number", "decree_date", "team")
            }
        super().__init__(*args, **kwargs)
        if stored is None or not stored.team.strip():
            for name in TYPED:
                del self.fields[name]
        if stored is not None and stored.plan_id:
            self.fields["plan"].help_text = "Sudah ada. Pilih berkas hanya bila ingin menggantinya."
