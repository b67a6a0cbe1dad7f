"""Forms of tables taken in from Excel."""

from django import forms

from assessments.forms.kke import ACCEPT
from assessments.forms.steps import StepForm
from assessments.kke.guard import MAX_BYTES
from documents.services.blobs import too_large


class TableForm(StepForm):
    """The file of a table."""

    file = forms.FileField(
        label="Berkas (.xlsx atau .csv)",
        help_text="Templat dari halaman ini, atau berkas lain dengan judul kolom yang sama.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def clean_file(self):
        """Refuse before anything is kept what is larger than any workbook that is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large(MAX_BYTES))
        return file
