"""The form of the conclusion of a penilaian pendahuluan, with the version that its writer saw."""

from datetime import date

from django import forms
from django.core.exceptions import BadRequest

from assessments.forms.answering import MINE, THEIRS
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import PreliminaryResult
from assessments.services.preliminary import MAX_TEXT, Conclusion

FIT, NOT_FIT = "layak", "belum"
CHOICES = (
    (FIT, "Layak: diteruskan ke TPI dengan surat"),
    (NOT_FIT, "Belum layak: dikembalikan ke unit untuk pembinaan"),
)


class ConclusionForm(StepForm):
    """Everything may still be empty: what is lacking is told beside the form."""

    fit = forms.ChoiceField(
        label="Kesimpulan",
        choices=CHOICES,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    text = forms.CharField(
        label="Uraian kesimpulan",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "class": "form-control"}),
        help_text="Alasan kesimpulan. Bila belum layak, uraian ini dibaca unit: tulis apa yang perlu dibina.",
    )
    letter_number = forms.CharField(
        label="Nomor surat ke TPI",
        required=False,
        max_length=100,
        help_text="Hanya bila layak, misalnya PW.01/17/2026.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
    )
    letter_date = forms.DateField(
        label="Tanggal surat", required=False, widget=DayInput(), help_text="Seperti tercantum pada surat."
    )

    def __init__(self, data=None, *, stored: PreliminaryResult | None = None) -> None:
        initial = {}
        if stored is not None:
            initial = {name: getattr(stored, name) for name in ("text", "letter_number", "letter_date")}
            initial["fit"] = fit_value(stored.fit)
        super().__init__(data, initial=initial)
        self.stored_version = stored.version if stored is not None else 0

    @property
    def version(self) -> int:
        """The version that the form is written against: what was posted, else what is stored."""
        if not self.is_bound:
            return self.stored_version
        decision, _, shown = self.data.get("keputusan", "").partition(":")
        version = shown if decision == MINE else self.data.get("version", "")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise BadRequest("version is missing")
        return int(version)

    @property
    def takes_theirs(self) -> bool:
        """Whether the writer gives up what they typed for what was stored meanwhile."""
        return self.data.get("keputusan", "").partition(":")[0] == THEIRS

    def conclusion(self) -> Conclusion:
        """What was typed, of a valid form."""
        data = self.cleaned_data
        fit = {FIT: True, NOT_FIT: False}.get(data["fit"])
        day: date | None = data["letter_date"]
        return Conclusion(fit, data["text"], data["letter_number"], day)


def fit_value(fit: bool | None) -> str:
    """The choice that stands for a stored conclusion; "" for none."""
    return "" if fit is None else FIT if fit else NOT_FIT
