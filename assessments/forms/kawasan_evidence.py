"""The form with which a representative brings evidence to an aspect."""

from django import forms

from assessments.engine.kawasan import ASPECTS
from documents.filetypes import ACCEPT, ALLOWED_TEXT
from documents.models import Document
from documents.names import MAX_TITLE


class KawasanEvidenceForm(forms.Form):
    """A file for an aspect. What it holds the service judges."""

    aspect = forms.ChoiceField(label="Aspek", choices=[(aspect.code, aspect.name) for aspect in ASPECTS])
    file = forms.FileField(
        label="Berkas",
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=ALLOWED_TEXT,
    )
    title = forms.CharField(
        label="Judul", max_length=MAX_TITLE, required=False, help_text="Kosongkan untuk memakai nama berkas."
    )
    confidentiality = forms.ChoiceField(
        label="Kerahasiaan",
        choices=Document.Confidentiality.choices,
        help_text="Yang terbatas atau rahasia hanya dibuka TPI gabungan dan instansi Anda; setiap pembukaan dicatat.",
    )
