"""The form with which a representative brings evidence to an aspect."""

from django import forms

from assessments.engine.kawasan import ASPECTS
from documents.filetypes import ACCEPT, ALLOWED_TEXT
from documents.links import MAX_URL
from documents.models import Document
from documents.names import MAX_TITLE

NEITHER = "Pilih berkasnya, atau isi tautannya."
BOTH = "Pilih salah satu: berkas atau tautan. Kosongkan yang lain."


class KawasanEvidenceForm(forms.Form):
    """A file or a link for an aspect. What it holds the service judges."""

    aspect = forms.ChoiceField(label="Aspek", choices=[(aspect.code, aspect.name) for aspect in ASPECTS])
    file = forms.FileField(
        label="Berkas",
        required=False,
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=ALLOWED_TEXT,
    )
    url = forms.CharField(
        label="Atau tautan",
        max_length=MAX_URL,
        required=False,
        widget=forms.URLInput(),
        help_text="Alamat lengkap, misalnya laman layanan bersama. Portal tidak menyimpan isinya.",
    )
    title = forms.CharField(
        label="Judul",
        max_length=MAX_TITLE,
        required=False,
        help_text="Wajib untuk tautan; kosongkan untuk memakai nama berkas.",
    )
    confidentiality = forms.ChoiceField(
        label="Kerahasiaan",
        choices=Document.Confidentiality.choices,
        help_text="Yang terbatas atau rahasia hanya dibuka TPI gabungan dan instansi Anda; setiap pembukaan dicatat.",
    )

    def clean(self) -> dict:
        """Exactly one of both."""
        data = super().clean() or self.cleaned_data
        if "file" in self.errors or "url" in self.errors:
            return data
        if bool(data.get("file")) == bool(data.get("url")):
            self.add_error("file", BOTH if data.get("url") else NEITHER)
        return data
