"""Forms of tables taken in from Excel."""

from assessments.forms.steps import StepForm
from documents.forms import WorkbookField


class TableForm(StepForm):
    """The file of a table."""

    file = WorkbookField(
        label="Berkas (.xlsx atau .csv)",
        help_text="Templat dari halaman ini, atau berkas lain dengan judul kolom yang sama.",
    )
