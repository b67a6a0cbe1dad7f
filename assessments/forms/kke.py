"""Forms of the import of a workbook."""

from django import forms

from assessments.forms.steps import StepForm

XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(StepForm):
    """The workbook, and for TPI the block of a foreign file."""

    file = forms.FileField(
        label="Buku kerja KKE (.xlsx)",
        help_text="Ekspor portal ini, atau lembar Jawaban dari templat nasional.",
        widget=forms.FileInput(attrs={"accept": XLSX}),
    )
    side = forms.ChoiceField(label="Isian yang diambil", widget=forms.RadioSelect())
    block = forms.TypedChoiceField(
        label="Blok TPI pada berkas",
        choices=[("1", "Blok pertama"), ("2", "Blok kedua")],
        coerce=int,
        required=False,
    )

    def __init__(self, *args, sides: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, initial={"side": sides[0][0], "block": "1"}, **kwargs)
        self.fields["side"].choices = sides
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
        if "tpi" not in dict(sides):
            del self.fields["block"]


class ApplyForm(forms.Form):
    """How to settle what differs, and whether blank cells empty an answer."""

    token = forms.CharField(widget=forms.HiddenInput())
    on_conflict = forms.ChoiceField(
        label="Bila berkas berbeda dari portal",
        choices=[("file", "Pakai isian berkas"), ("portal", "Pertahankan isian portal")],
        widget=forms.RadioSelect(),
        required=False,
    )
    blanks_empty = forms.BooleanField(label="Sel kosong mengosongkan jawaban di portal", required=False)
