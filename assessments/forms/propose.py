"""Forms of the deadline, of a proposal's documents, of its letter and of its withdrawal."""

from django import forms

from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from assessments.models import Proposal
from assessments.proposal_papers import Paper
from assessments.services.errors import Refused
from assessments.services.withdrawing import withdrawable
from documents.filetypes import ACCEPT
from documents.links import MAX_URL

SCAN = "PDF atau gambar."


def _file(label: str, *, help_text: str = SCAN, required: bool = True) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ACCEPT, "class": "form-control"})
    return forms.FileField(label=label, help_text=help_text, widget=widget, required=required)


def _why(
    label: str = "Alasan", help_text: str = "Tercatat di riwayat usulan dan jejak audit."
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PlacedForm(StepForm):
    """A refusal that names a field stands there. `asked`: fields that are needed, though each alone may be empty."""

    asked: frozenset[str] = frozenset()

    def refuse(self, error: Refused) -> None:
        """Show every reason, at its field where it has one."""
        for message, where in error.reasons:
            self.add_error(where if where in self.fields else None, message)


class DeadlineForm(PlacedForm):
    """A change of the last day for proposals."""

    day = forms.DateField(
        label="Hari terakhir yang baru",
        widget=DayInput(),
        help_text="Sampai pukul 23.59.59 WIB pada tanggal ini.",
    )
    number = forms.CharField(label="Nomor", max_length=100)
    letter_date = forms.DateField(label="Tanggal", widget=DayInput())

    def __init__(self, *args, changed_by: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        name = "surat" if changed_by == "letter" else "pengumuman"
        self.fields["number"].label = f"Nomor {name}"
        self.fields["letter_date"].label = f"Tanggal {name}"
        self.fields["scan"] = _file(f"Pindaian {name}")


class PaperForm(PlacedForm):
    """What stands for an entry of the policy's documents: a file, or a link where it is no letter."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args, paper: Paper, approved: bool, **kwargs) -> None:
        super().__init__(*args, initial={"seen": paper.stands, "signer_name": _signer(paper)}, **kwargs)
        self.fields["file"] = _file("Berkas", required=not paper.takes_link)
        if paper.takes_link:
            self.asked |= {"file", "url"}
            self.fields["file"].help_text = "PDF atau gambar. Cukup salah satu: berkas, atau tautan di bawah."
            self.fields["url"] = forms.CharField(
                label="atau tautan",
                required=False,
                max_length=MAX_URL,
                help_text="Harus dapat dibuka tanpa login.",
                widget=forms.URLInput(),
            )
        if not paper.is_letter:
            self.fields["signer_name"] = forms.CharField(
                label="Penanda tangan",
                required=paper.needs_signer,
                max_length=200,
                help_text="Nama seperti tertulis di dokumen.",
            )
        if paper.document.stamp_duty:
            label = f"Sudah bermeterai {paper.duty}"
            self.fields["stamped"] = forms.BooleanField(label=label, required=False)
            self.asked |= {"stamped"}
        if approved:
            self.fields["reason"] = _why("Alasan perubahan")

    def clean(self) -> dict:
        """A file or a link, not both."""
        data = super().clean()
        if not self.errors and bool(data.get("file")) == bool(data.get("url")):
            self.add_error("file", "Unggah satu berkas, atau isi satu tautan.")
        return data


def _signer(paper: Paper) -> str:
    return paper.row.signer_name if paper.row else ""


class LetterForm(PlacedForm):
    """Number and date of the letter; `seen_…` is what the person saw."""

    letter_number = forms.CharField(label="Nomor surat", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat", widget=DayInput())
    seen_number = forms.CharField(widget=forms.HiddenInput(), max_length=100)
    seen_date = forms.DateField(widget=forms.HiddenInput())

    def __init__(self, *args, proposal: Proposal, **kwargs) -> None:
        number, day = proposal.letter_number, proposal.letter_date
        initial = {
            "letter_number": number,
            "letter_date": day,
            "seen_number": number,
            "seen_date": day.isoformat(),
        }
        super().__init__(*args, initial=initial, **kwargs)
        if proposal.approved_at is not None:
            self.fields["reason"] = _why("Alasan perubahan")


class WithdrawalForm(PlacedForm):
    """Which units of a sent proposal are taken back, by which letter and why."""

    units = forms.TypedMultipleChoiceField(
        label="Unit yang ditarik", coerce=int, widget=forms.CheckboxSelectMultiple()
    )
    letter_number = forms.CharField(label="Nomor surat penarikan", max_length=100)
    letter_date = forms.DateField(label="Tanggal surat penarikan", widget=DayInput())

    def __init__(self, *args, proposal: Proposal, chosen: str = "", **kwargs) -> None:
        super().__init__(*args, initial={"units": [chosen]}, **kwargs)
        rows = proposal.units.select_related("assessment__unit").order_by("assessment__unit__code")
        self.fields["units"].choices = [
            (row.assessment_id, f"{row.assessment.unit} · {row.predicate}")
            for row in rows
            if withdrawable(row.assessment.state)
        ]
        if self.is_bound:  # asked twice it happens once
            gone = proposal.withdrawn.select_related("assessment__unit").order_by("assessment__unit__code")
            again = set(proposal.units.values_list("assessment_id", flat=True))
            self.fields["units"].choices += [
                (row.assessment_id, f"{row.assessment.unit} · sudah ditarik")
                for row in gone
                if row.assessment_id not in again
            ]
        self.fields["scan"] = _file("Pindaian surat penarikan")
        self.fields["reason"] = _why("Alasan penarikan")
