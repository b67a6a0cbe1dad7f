"""The file of answers from elsewhere."""

from django import forms

from documents.forms import WorkbookField


class AnswerFileForm(forms.Form):
    """A workbook or CSV."""

    file = WorkbookField(label="Berkas jawaban (.xlsx atau .csv)")
