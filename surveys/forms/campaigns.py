"""What is said of a campaign, with its services as rows."""

import uuid

from django import forms
from django.utils import timezone

from surveys.services.campaigns import MAX_SERVICES, ServiceData
from surveys.services.excluding import MAX_REASON
from surveys.shelf import shipped
from units.forms.base import DateInput

MOST = 10_000_000


def _number(typed: str) -> int:
    """The number of a row. ValueError: no number that a database takes."""
    if not typed.isdecimal() or len(typed) > 9:
        raise ValueError(typed)
    return int(typed)


class CampaignForm(forms.Form):
    """Name, questionnaire, period, and whether codes are needed."""

    title = forms.CharField(
        label="Nama survei",
        max_length=120,
        help_text="Tampil pada halaman survei, misalnya: Survei Puskesmas Melati.",
    )
    questionnaire = forms.ChoiceField(label="Kuesioner")
    year = forms.IntegerField(
        label="Tahun penilaian",
        min_value=2020,
        max_value=2100,
        help_text="Untuk penilaian ZI tahun mana hasilnya dipakai.",
    )
    opens_on = forms.DateField(label="Mulai", widget=DateInput())
    closes_on = forms.DateField(
        label="Sampai", widget=DateInput(), help_text="Hari terakhir jawaban diterima."
    )

    with_codes = forms.BooleanField(
        label="Hanya dengan kode sekali pakai",
        required=False,
        help_text="Kode dicetak sebagai lembar kecil dan dibagikan di loket. Tanpa kode, jawaban "
        "hanya masuk lewat petugas: formulir kertas yang diketik dan berkas yang diimpor.",
    )

    version = forms.CharField(widget=forms.HiddenInput, required=False)  # of a draft that is changed

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].choices = [
            (code, f"{one.kind}: {one.title} ({len(one.items)} pertanyaan)")
            for code, one in shipped().items()
        ]
        self.initial.setdefault("year", timezone.localdate().year)


class ServiceForm(forms.Form):
    """One service."""

    name = forms.CharField(label="Jenis layanan", max_length=120)
    population = forms.IntegerField(
        label="Pengguna dalam masa survei",
        min_value=1,
        max_value=MOST,
        error_messages={"min_value": "Isi perkiraan banyaknya pengguna, sekurang-kurangnya 1 orang."},
    )
    target = forms.IntegerField(label="Target responden", min_value=0, max_value=MOST, required=False)

    def has_changed(self) -> bool:
        """Whether anything is written in the row: one that somebody emptied is no service any more."""
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)


class _Rows(forms.BaseFormSet):
    def get_form_kwargs(self, index: int | None) -> dict:
        """Any row may be left empty, also one that was stored."""
        return super().get_form_kwargs(index) | {"empty_permitted": True}

    @property
    def services(self) -> list[ServiceData]:
        """The rows that are filled in."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [ServiceData(row["name"], row["population"], row["target"]) for row in rows]


ServiceRows = forms.formset_factory(
    ServiceForm, formset=_Rows, extra=3, max_num=MAX_SERVICES, validate_max=True, absolute_max=MAX_SERVICES
)


class ExcludeForm(forms.Form):
    """Which answers don't count, and why."""

    answers = forms.TypedMultipleChoiceField(coerce=uuid.UUID, required=False)
    imports = forms.TypedMultipleChoiceField(coerce=_number, required=False)
    paper = forms.BooleanField(required=False)
    reason = forms.CharField(
        label="Alasan",
        max_length=MAX_REASON,
        required=False,
        help_text="Dicatat dalam jejak audit, misalnya: diisi petugas menurut berita acara 12/2026.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("answers", "imports"):  # whose they are the service asks
            self.fields[name].valid_value = lambda value: True
