"""Forms of tables taken in from Excel."""

from django import forms

from assessments.forms.kke import ACCEPT, WorkbookForm


class TableForm(WorkbookForm):
    """The file of a table."""

    file = forms.FileField(
        allow_empty_file=True,
        label="Berkas (.xlsx atau .csv)",
        help_text="Templat dari halaman ini, atau berkas lain dengan judul kolom yang sama.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
