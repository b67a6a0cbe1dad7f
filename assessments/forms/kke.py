"""Form of the import of a workbook."""

from django import forms

from assessments.forms.steps import StepForm
from assessments.kke.guard import MAX_BYTES
from documents.services.blobs import too_large

ACCEPT = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"


class ImportForm(StepForm):
    """The workbook, and for whom its answers are."""

    file = forms.FileField(
        label="Buku kerja KKE (.xlsx atau .csv)",
        help_text="Ekspor portal ini, templat nasional (lembar Jawaban atau LKE ZI), lembar 2014, atau CSV.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    side = forms.ChoiceField(label="Isian yang diambil", widget=forms.RadioSelect())

    def __init__(self, *args, sides: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, initial={"side": sides[0][0]}, **kwargs)
        self.fields["side"].choices = sides
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()

    def clean_file(self):
        """Refuse before anything is kept what is larger than any workbook that is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large(MAX_BYTES))
        return file


class TemplateForm(StepForm):
    """The agency's own workbook."""

    file = forms.FileField(
        label="Templat KKE resmi (.xlsx)",
        help_text="Berkas kosong yang dipakai instansi: lembar Jawaban dari templat nasional, LKE ZI, atau LKE 2014.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
