"""Forms of the proposal and of TPN's results."""

from django import forms

from assessments.engine.policy_model import Stage
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Assessment, StageResult
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
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
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


class StageForm(StepForm):
    """What TPN said at one stage."""

    result = forms.ChoiceField(
        label="Hasil", choices=[("", "belum ada"), *StageResult.Result.choices], required=False
    )
    on = forms.DateField(label="Tanggal", required=False, widget=DayInput())
    letter_number = forms.CharField(label="Nomor surat", max_length=100, required=False)
    note = forms.CharField(
        label="Catatan", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, stage: Stage, stored: StageResult | None, **kwargs) -> None:
        if stored is not None:
            kwargs["initial"] = {
                "result": stored.result,
                "on": stored.date,
                "letter_number": stored.letter_number,
                "note": stored.note,
            }
        super().__init__(*args, prefix=stage.code, **kwargs)
        self.stage = stage

    def clean(self) -> dict:
        """A result needs its date."""
        data = super().clean() or {}
        if data.get("result") and not data.get("on") and "on" not in self.errors:
            self.add_error("on", "Isi tanggal hasil tahap ini.")
        return data


class DeterminationForm(StepForm):
    """The determination by the Minister, or the letter that says that the unit does not qualify."""

    verdict = forms.ChoiceField(
        label="Penetapan",
        choices=[("WBK", "WBK"), ("WBBM", "WBBM"), ("belum", "Belum memenuhi")],
        widget=forms.RadioSelect(),
    )
    decree_number = forms.CharField(label="Nomor keputusan atau surat", max_length=100)
    decree_date = forms.DateField(label="Tanggal keputusan atau surat", widget=DayInput())
