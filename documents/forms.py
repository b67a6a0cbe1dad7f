"""The form for new documents: files or a link. It checks the form of the input, the services each content."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings

from documents.errors import UploadRefused
from documents.filetypes import ACCEPT, ALLOWED_TEXT
from documents.links import MAX_URL, clean_url
from documents.models import Document
from documents.names import MAX_TITLE
from documents.services.blobs import MIB, too_large
from documents.services.facts import About
from documents.uploadhandlers import Unwritten
from documents.workbooks.guard import MAX_BYTES, FileRefused, refuse_other
from units.forms.base import DateInput

WORKBOOKS = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"
MAX_ID = 18  # digits
YEARS = (1945, 2100)


class FilesInput(forms.ClearableFileInput):
    """Several files at once; the browser shows nothing of what was chosen before."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """`cleaned_data` is a list of uploads, as they came: each is taken or refused by itself, by the services."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads; their content is not looked at."""
        found = data if isinstance(data, list | tuple) else [data]
        uploads = [upload for upload in found if upload is not None]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"])
        return uploads


class WorkbookField(forms.FileField):
    """A workbook or CSV: refused at once where it is none, or larger than any that is read.

    That it is empty, infected or without room on the disk is said by the service.
    """

    def __init__(self, *, accept: str = WORKBOOKS, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(allow_empty_file=True, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file as it came."""
        file = super().clean(data, initial)
        if file is None or isinstance(file, Unwritten):
            return file
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large(MAX_BYTES))
        try:
            refuse_other(file.name, file.read())
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file


class SeenField(forms.Field):
    """Ids of documents that the person has seen to hold the same content; what is no number is passed over."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[int, ...]:
        """The ids."""
        texts = [str(one) for one in value or ()]
        return tuple(int(text) for text in texts if text.isdecimal() and len(text) <= MAX_ID)


class UploadForm(forms.Form):
    """Files or a link, never both. `cleaned_data`: file (a list), url, title (may be empty for files; of a single
    file alone), kind ("" = as the file's name says), beside (`services.upload`).
    """

    file = FilesField(label="Berkas", required=False, allow_empty_file=True, max_length=1000)
    url = forms.CharField(
        label="Tautan",
        required=False,
        max_length=MAX_URL,
        help_text="Alamat lengkap, misalnya https://…, sebagai ganti berkas.",
        widget=forms.URLInput,
    )
    title = forms.CharField(
        label="Judul", required=False, max_length=MAX_TITLE, help_text="Bila kosong, dipakai nama berkasnya."
    )
    kind = forms.ChoiceField(
        label="Jenis", required=False, choices=[("", "Menurut berkasnya"), *Document.Kind.choices]
    )
    beside = SeenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.EVIDENCE_MAX_BYTES
        self.fields["file"].widget.attrs.update({"accept": ACCEPT, "data-max-bytes": str(limit)})
        self.fields["file"].help_text = f"{ALLOWED_TEXT}; paling besar {limit // MIB} MiB."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_url(self) -> str:
        """Refuse what is no plain web address."""
        url = self.cleaned_data["url"]
        try:
            return clean_url(url) if url else ""
        except UploadRefused as refused:
            raise forms.ValidationError(refused.message) from refused

    def clean(self) -> dict[str, Any]:
        """Files or a link; a link needs a title, several files have each their own."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        self.check_choice(data)
        if not self.errors and data["url"] and not data["title"]:
            self.add_error("title", "Tuliskan judul untuk tautan ini.")
        elif not self.errors and len(data["file"]) > 1 and data["title"]:
            self.add_error(
                "title", "Judul hanya untuk satu berkas. Kosongkan; tiap berkas memakai nama berkasnya."
            )
        return data

    def check_choice(self, data: dict[str, Any]) -> None:
        """Add an error unless there is one thing to take."""
        if bool(data["file"]) == bool(data["url"]):
            self.add_error("file", "Pilih berkas atau isikan tautan, salah satu saja.")

    def refuse(self, refused: UploadRefused) -> None:
        """Show what a service refused beside its field."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)


class NewDocumentsForm(UploadForm):
    """New documents; what is said of them holds for every one that comes in this post."""

    confidentiality = forms.ChoiceField(
        label="Kerahasiaan",
        required=False,
        choices=Document.Confidentiality.choices,
        help_text="Terbatas dan rahasia: setiap pembukaan berkasnya dicatat.",
    )
    speaks_from = forms.DateField(label="Periode isi, mulai", required=False, widget=DateInput)
    speaks_until = forms.DateField(label="Periode isi, sampai", required=False, widget=DateInput)

    def clean(self) -> dict[str, Any]:
        """A period of this time that does not end before it begins."""
        data = super().clean()
        check_years(self, "speaks_from", "speaks_until")
        start, end = data.get("speaks_from"), data.get("speaks_until")
        if start and end and end < start:
            self.add_error("speaks_until", "Akhir periode isi tidak mungkin sebelum mulainya.")
        return data

    @property
    def about(self) -> About:
        """What a service takes."""
        said = {name: self.cleaned_data[name] for name in ("speaks_from", "speaks_until")}
        return About(confidentiality=self.cleaned_data["confidentiality"] or About.confidentiality, **said)


def check_years(form: forms.Form, *names: str) -> None:
    """Tell a slip of the finger in a year at once."""
    first, last = YEARS
    for name in names:
        day = form.cleaned_data.get(name)
        if day is not None and not first <= day.year <= last:
            form.add_error(name, f"Periksa tahunnya: antara {first} dan {last}.")
