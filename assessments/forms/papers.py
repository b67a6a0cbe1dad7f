"""Forms of the unit's documents: new ones, what is said of one, what takes the place of one."""

from django import forms

from documents.forms import NewDocumentsForm, UploadForm, check_years
from documents.models import Document
from documents.names import MAX_NUMBER, MAX_TITLE
from documents.services import Facts
from units.forms.base import DateInput

MAX_DIGITS = 10


class KeepForm(NewDocumentsForm):
    """New documents for the shelf, without a question."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="u-%s", **kwargs)


class FactsForm(forms.Form):
    """What is said of a document; `version` is what the person saw."""

    title = forms.CharField(label="Judul", max_length=MAX_TITLE)
    kind = forms.ChoiceField(label="Jenis", choices=Document.Kind.choices)
    number = forms.CharField(
        label="Nomor", required=False, max_length=MAX_NUMBER, help_text="Misalnya 188.4/12/2026."
    )
    date = forms.DateField(
        label="Tanggal dokumen", required=False, widget=DateInput, help_text="Tanggal ditandatangani."
    )
    speaks_from = forms.DateField(
        label="Periode isi, mulai",
        required=False,
        widget=DateInput,
        help_text="Waktu yang dibicarakan isinya, bukan tanggal ditandatangani.",
    )
    speaks_until = forms.DateField(
        label="Periode isi, sampai",
        required=False,
        widget=DateInput,
        help_text="Kosongkan bila masih berlaku.",
    )
    confidentiality = forms.ChoiceField(
        label="Kerahasiaan",
        choices=Document.Confidentiality.choices,
        help_text="Terbatas dan rahasia: setiap pembukaan berkasnya dicatat, juga sesudah diturunkan.",
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, document: Document, **kwargs) -> None:
        names = (*Facts.__dataclass_fields__, "version")
        super().__init__(
            *args, initial={name: getattr(document, name) for name in names}, auto_id="f-%s", **kwargs
        )

    def clean(self) -> dict:
        """Dates of this time: a slip of the finger in a year is told at once."""
        data = super().clean() or self.cleaned_data
        check_years(self, "date", "speaks_from", "speaks_until")
        return data

    @property
    def facts(self) -> Facts:
        """What a service takes."""
        return Facts(**{name: self.cleaned_data[name] for name in Facts.__dataclass_fields__})

    @property
    def seen(self) -> int:
        """The version that came with the form; 0, which is older than any, where none came or no number."""
        version = self.cleaned_data["version"]
        return int(version) if version.isascii() and version.isdecimal() and len(version) < MAX_DIGITS else 0


class ReplaceForm(UploadForm):
    """One file or a link that takes the place of what the document holds."""

    note = forms.CharField(
        label="Apa yang berubah",
        required=False,
        max_length=300,
        help_text="Misalnya: tanda tangan sudah lengkap.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="g-%s", **kwargs)
        for name in ("title", "kind"):
            del self.fields[name]

    def clean(self) -> dict:
        """One file or a link."""
        data = self.cleaned_data
        if not self.errors:
            self.check_choice(data)
            if len(data.get("file", ())) > 1:
                self.add_error("file", "Pilih satu berkas saja.")
        return data
