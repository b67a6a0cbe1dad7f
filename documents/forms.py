"""The form for one piece of evidence: a file or a link. It checks the form of the input, the services the content."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings

from documents.errors import UploadRefused
from documents.filetypes import ACCEPT, ALLOWED_TEXT
from documents.links import MAX_URL, clean_url
from documents.models import Document
from documents.names import MAX_TITLE
from documents.services.blobs import MIB, UNAVAILABLE, too_large
from documents.uploadhandlers import Unwritten


class UploadForm(forms.Form):
    """A file or a link, never both. `cleaned_data` has file, url, title (may be empty for a file) and kind."""

    file = forms.FileField(label="Berkas", required=False, allow_empty_file=True, max_length=1000)
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
    kind = forms.ChoiceField(label="Jenis", choices=Document.Kind.choices, initial=Document.Kind.DOKUMEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.EVIDENCE_MAX_BYTES
        self.fields["file"].widget.attrs.update({"accept": ACCEPT, "data-max-bytes": str(limit)})
        self.fields["file"].help_text = f"{ALLOWED_TEXT}; paling besar {limit // MIB} MiB."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self) -> Any:
        """Refuse what is empty or too large before anything else is done with it."""
        file = self.cleaned_data["file"]
        if isinstance(file, Unwritten):
            raise forms.ValidationError(UNAVAILABLE)
        if file is not None and file.size == 0:
            raise forms.ValidationError("Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi.")
        if file is not None and file.size > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(too_large(settings.EVIDENCE_MAX_BYTES))
        return file

    def clean_url(self) -> str:
        """Refuse what is no plain web address."""
        url = self.cleaned_data["url"]
        try:
            return clean_url(url) if url else ""
        except UploadRefused as refused:
            raise forms.ValidationError(refused.message) from refused

    def clean(self) -> dict[str, Any]:
        """One of file and link; a link needs a title."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if bool(data["file"]) == bool(data["url"]):
            self.add_error("file", "Pilih berkas atau isikan tautan, salah satu saja.")
        elif data["url"] and not data["title"]:
            self.add_error("title", "Tuliskan judul untuk tautan ini.")
        return data

    def refuse(self, refused: UploadRefused) -> None:
        """Show what a service refused beside its field."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)
