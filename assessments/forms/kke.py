"""Form of the import of a workbook."""

from django import forms

from assessments.forms.steps import StepForm
from documents.forms import WorkbookField


class ImportForm(StepForm):
    """The workbook, and for whom its answers are."""

    file = WorkbookField(
        label="Buku kerja KKE (.xlsx atau .csv)",
        help_text="Ekspor portal ini, templat nasional (lembar Jawaban atau LKE ZI), lembar 2014, atau CSV.",
    )
    side = forms.ChoiceField(label="Isian yang diambil", widget=forms.RadioSelect())

    def __init__(self, *args, sides: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, initial={"side": sides[0][0]}, **kwargs)
        self.fields["side"].choices = sides
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()


class TemplateForm(StepForm):
    """The agency's own workbook."""

    file = WorkbookField(
        accept=".xlsx",
        label="Templat KKE resmi (.xlsx)",
        help_text="Berkas kosong yang dipakai instansi: lembar Jawaban dari templat nasional, LKE ZI, atau LKE 2014.",
    )
