"""What the form of a mark on evidence posts."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import QueryDict

from assessments.forms.answering import MINE, THEIRS
from assessments.models import Sheet
from assessments.services.marks import KINDS, Wanted

MAX_TYPED = 50_000  # letters of a refused text that are shown again


@dataclass(frozen=True)
class TypedMark:
    """A mark as it stood in the form: for which sheet, what was seen, on which page the form stands."""

    kind: Sheet.Kind
    wanted: Wanted
    seen: int
    take_theirs: bool
    back: str


def read_mark(data: QueryDict) -> TypedMark:
    """Read the form of a mark. After a conflict `keputusan` says whose mark holds, as for answers.

    Raises BadRequest when it names no sheet of TPI, or no version.
    """
    if data.get("lembar") not in KINDS:
        raise BadRequest("sheet is missing")
    decision, _, shown = data.get("keputusan", "").partition(":")
    version = shown if decision == MINE else data.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadRequest("version is missing")
    texts = (data.get(name, "")[:MAX_TYPED] for name in ("tanda", "hlm", "catatan"))
    return TypedMark(
        kind=Sheet.Kind(data["lembar"]),
        wanted=Wanted(*texts),
        seen=int(version),
        take_theirs=decision == THEIRS,
        back=data.get("halaman", ""),
    )
