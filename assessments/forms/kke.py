"""Form of the import of a workbook."""

from django import forms

from assessments.forms.steps import StepForm
from documents.services.blobs import too_large
from documents.uploadhandlers import Unwritten
from documents.workbooks.guard import MAX_BYTES, FileRefused, refuse_other

ACCEPT = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"


class WorkbookForm(StepForm):
    """A form whose `file` is a workbook: refused at once where it is none, or larger than any that is read."""

    def clean_file(self):
        """The file as it came; that it is empty, infected or without room on the disk is said by the service."""
        file = self.cleaned_data["file"]
        if isinstance(file, Unwritten):
            return file
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large(MAX_BYTES))
        try:
            refuse_other(file.name, file.read())
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file


class ImportForm(WorkbookForm):
    """The workbook, and for whom its answers are."""

    file = forms.FileField(
        allow_empty_file=True,
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


class TemplateForm(WorkbookForm):
    """The agency's own workbook."""

    file = forms.FileField(
        allow_empty_file=True,
        label="Templat KKE resmi (.xlsx)",
        help_text="Berkas kosong yang dipakai instansi: lembar Jawaban dari templat nasional, LKE ZI, atau LKE 2014.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
