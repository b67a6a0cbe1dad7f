"""Form of the proposal."""

from django import forms

from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Assessment
from assessments.services.proposals import Wanted
from documents.filetypes import ACCEPT


class ProposalForm(StepForm):
    """The letter of the head of the instansi and the units that it proposes."""

    letter_number = forms.CharField(label="Nomor surat", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat", widget=DayInput())
    scan = forms.FileField(
        label="Pindaian surat",
        required=False,
        help_text="PDF atau gambar surat yang sudah ditandatangani.",
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "form-control"}),
    )

    def __init__(self, *args, candidates: list[Assessment], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for a in candidates:
            self.fields[f"predicate-{a.pk}"] = forms.ChoiceField(
                label=a.unit.name,
                required=False,
                choices=[("", "Tidak diusulkan"), ("WBK", "WBK"), ("WBBM", "WBBM")],
            )
            self.fields[f"reason-{a.pk}"] = forms.CharField(
                label="Alasan pengecualian (bila ketentuan memintanya)", required=False, max_length=2000
            )

    def rows(self) -> list[tuple[Assessment, forms.BoundField, forms.BoundField]]:
        """Per candidate: the assessment and its two fields."""
        return [(a, self[f"predicate-{a.pk}"], self[f"reason-{a.pk}"]) for a in self.candidates]

    def wanted(self) -> list[Wanted]:
        """The units that were chosen."""
        data = self.cleaned_data
        return [
            Wanted(a.pk, data[f"predicate-{a.pk}"], data[f"reason-{a.pk}"])
            for a in self.candidates
            if data[f"predicate-{a.pk}"]
        ]
