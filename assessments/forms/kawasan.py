"""Forms of the year of a kawasan."""

from fractions import Fraction

from django import forms
from django.utils import timezone

from assessments.engine.answers import BadValue
from assessments.engine.kawasan import ASPECTS, Aspect, clean_score
from assessments.engine.policy_model import Kawasan as Rule
from assessments.engine.scoring import two
from assessments.forms.overview import DayInput
from assessments.models import KawasanScore, KawasanYear, PolicyVersion


class AspectForm(forms.Form):
    """One aspect of integration: its value and what it rests on, with the version that was seen."""

    value = forms.CharField(label="Nilai", required=False, max_length=20)
    note = forms.CharField(
        label="Dasar penilaian", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, aspect: Aspect, stored: KawasanScore | None, rule: Rule, **kwargs) -> None:
        typed = "" if stored is None or stored.value is None else f"{stored.value:.2f}".replace(".", ",")
        note, seen = (stored.note, stored.version) if stored else ("", 0)
        initial = {"value": typed, "note": note, "seen": seen}
        super().__init__(*args, prefix=aspect.code, initial=initial, **kwargs)
        self.aspect, self.stored, self.rule = aspect, stored, rule
        self.fields["value"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_value(self):
        """The exact value, or the reason why it is none."""
        try:
            return clean_score(self.rule, self.cleaned_data["value"])
        except BadValue as error:
            raise forms.ValidationError(str(error)) from error

    def show_conflict(self, stored: KawasanScore | None) -> None:
        """Say what somebody else stored meanwhile; what was typed stays."""
        value = "kosong" if stored is None or stored.value is None else two(Fraction(stored.value))
        who = f" oleh {stored.updated_by}" if stored else ""
        self.add_error(
            "value", f"Aspek ini baru saja diubah{who} menjadi {value}. Simpan lagi untuk menggantinya."
        )
        data = self.data.copy()
        data[self.add_prefix("seen")] = str(stored.version if stored else 0)
        self.data = data


def aspect_forms(data, *, scores: dict[str, KawasanScore], rule: Rule) -> list[AspectForm]:
    """One form for each aspect, in their order."""
    return [AspectForm(data, aspect=a, stored=scores.get(a.code), rule=rule) for a in ASPECTS]


class OpenYearForm(forms.Form):
    """A year to open for scoring."""

    year = forms.IntegerField(label="Tahun", min_value=2014, max_value=2100)
    policy = forms.ModelChoiceField(label="Ketentuan", queryset=PolicyVersion.objects.none())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, initial={"year": timezone.localdate().year}, **kwargs)
        self.fields["policy"].queryset = PolicyVersion.objects.defer("content").order_by("-code")
        self.fields["policy"].label_from_instance = lambda p: f"{p.name} ({p.regulation})"


class KawasanDecisionForm(forms.Form):
    """The Minister's determination of a kawasan."""

    verdict = forms.ChoiceField(
        label="Penetapan", choices=KawasanYear.Verdict.choices, widget=forms.RadioSelect()
    )
    decree_number = forms.CharField(label="Nomor keputusan atau surat", max_length=100)
    decree_date = forms.DateField(label="Tanggal keputusan atau surat", widget=DayInput())
    reason = forms.CharField(
        label="Alasan koreksi", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, year: KawasanYear, **kwargs) -> None:
        initial = {name: getattr(year, name) for name in ("verdict", "decree_number", "decree_date")}
        super().__init__(*args, initial=initial, **kwargs)
        if not year.verdict:
            del self.fields["reason"]


class KawasanRevocationForm(forms.Form):
    """The Minister's decision that revokes the predicate of a kawasan."""

    number = forms.CharField(label="Nomor keputusan pencabutan", max_length=100)
    day = forms.DateField(label="Tanggal keputusan pencabutan", widget=DayInput())
    reason = forms.CharField(
        label="Alasan pencabutan", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
