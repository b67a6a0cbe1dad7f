"""A file with scans of paper forms."""

from django import forms

from surveys.services.scans import COUNT, MAX_SHEETS, MOST_FORMS


class CountForm(forms.Form):
    """How many forms a file holds."""

    count = forms.IntegerField(
        label="Banyaknya formulir",
        min_value=1,
        max_value=MOST_FORMS,
        help_text="Berapa formulir yang terpindai dalam berkas ini.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), COUNT),
    )


class ScanForm(CountForm):
    """Which sheets, how many, and the file; what the file is the service judges."""

    sheets = forms.CharField(
        label="Lembar", max_length=MAX_SHEETS, required=False, help_text="Lembar mana saja, misalnya 1–20."
    )
    file = forms.FileField(
        label="Berkas pindaian (PDF atau JPEG)",
        allow_empty_file=True,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}),
    )
