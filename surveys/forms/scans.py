"""A file with scans of paper forms."""

from django import forms

from surveys.services.scans import MAX_SHEETS


class ScanForm(forms.Form):
    """Which sheets, and the file; what the file is the service judges."""

    sheets = forms.CharField(
        label="Lembar", max_length=MAX_SHEETS, required=False, help_text="Lembar mana saja, misalnya 1–20."
    )
    file = forms.FileField(
        label="Berkas pindaian (PDF atau JPEG)",
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}),
    )
