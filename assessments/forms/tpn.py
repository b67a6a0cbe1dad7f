"""Forms of TPN's results."""

from django import forms

from assessments.engine.policy_model import Stage
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import StageResult


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
