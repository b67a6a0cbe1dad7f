"""What the pages of the rounds post: texts with the version that was seen, and the due date of a round."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils import timezone

from assessments.forms.answering import MINE, THEIRS
from assessments.forms.overview import DayInput
from assessments.forms.steps import StepForm
from units.models import Instansi

MOST = timedelta(days=366)
MARKS = "tanda"  # instead of a proposal: what the lead noted beside the evidence
MAX_TYPED = 50_000  # letters of a refused text that are shown again


@dataclass(frozen=True)
class TypedText:
    """A text as it stood in the form, the version that was seen, the proposal that is taken over with it; `marks`: what
    is noted beside the evidence is.
    """

    text: str
    seen: int
    take_theirs: bool = False
    proposal: int | None = None
    back: str = ""
    marks: bool = False


def read_text(data: QueryDict) -> TypedText:
    """Read a form of one text. After a conflict `keputusan` says whose text holds, as for answers.

    Raises BadRequest when the version or the proposal is no number.
    """
    decision, _, shown = data.get("keputusan", "").partition(":")
    version = shown if decision == MINE else data.get("version", "")
    proposal = data.get("usul", "")
    return TypedText(
        text=data.get("teks", "")[:MAX_TYPED],
        seen=_number(version),
        take_theirs=decision == THEIRS,
        proposal=_number(proposal) if proposal and proposal != MARKS else None,
        back=data.get("halaman", ""),
        marks=proposal == MARKS,
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("version is missing")
    return int(text)


class ReturnForm(StepForm):
    """The one due date of a round: a day, up to its last second in the zone of the instansi."""

    due = forms.DateField(label="Batas perbaikan", widget=DayInput())

    def __init__(self, *args, instansi: Instansi, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.zone = instansi.zone
        self.fields["due"].help_text = f"Sampai akhir hari itu, pukul 23.59 {instansi.zone_label}."
        self.fields["due"].error_messages["required"] = "Isi batas perbaikan."

    def clean_due(self) -> date:
        """No round lasts longer than a year: a slip of the pen would leave the unit open for ever."""
        due: date = self.cleaned_data["due"]
        if due > timezone.localdate() + MOST:
            raise forms.ValidationError("Batas perbaikan paling lama satu tahun dari sekarang.")
        return due

    def instant(self) -> datetime:
        """The last second of the day. Only of a valid form."""
        return datetime.combine(self.cleaned_data["due"], time(23, 59, 59), tzinfo=self.zone)
