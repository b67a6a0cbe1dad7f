"""What the TPI pages post: which sheet an answer is for, considerations, the recommendation, remarks."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import QueryDict

from assessments.forms.answering import MINE, THEIRS
from assessments.models import Sheet

KINDS = (Sheet.Kind.MEMBER, Sheet.Kind.TPI, Sheet.Kind.PRELIMINARY)


def read_kind(data: QueryDict) -> str:
    """Which sheet the form was made for: a member's own, the final answers, or that of the level above. Permission is
    asked by the service.

    Raises BadRequest when it says none of them.
    """
    kind = data.get("lembar", "")
    if kind not in KINDS:
        raise BadRequest("sheet is missing")
    return kind


@dataclass(frozen=True)
class TypedText:
    """A consideration as it stood in the form, and the version that was seen."""

    code: str
    text: str
    seen: int
    take_theirs: bool = False


def read_text(data: QueryDict) -> TypedText:
    """Read the form of one consideration. After a conflict `keputusan` says whose text holds, as for answers.

    Raises BadRequest when the version is missing or no number.
    """
    seen, takes = _seen(data)
    return TypedText(data.get("kode", ""), data.get("teks", ""), seen, takes)


@dataclass(frozen=True)
class TypedAdvice:
    """A recommendation as it stood in the form, and the version that was seen."""

    verdict: str
    text: str
    coaching: str
    seen: int
    take_theirs: bool = False


def read_advice(data: QueryDict) -> TypedAdvice:
    """Read the form of the recommendation, like `read_text`."""
    seen, takes = _seen(data)
    texts = (data.get("rekomendasi", ""), data.get("uraian", ""), data.get("pembinaan", ""))
    return TypedAdvice(*texts, seen, takes)


def _seen(data: QueryDict) -> tuple[int, bool]:
    """(version that was seen, whether the stored text shall hold)."""
    decision, _, shown = data.get("keputusan", "").partition(":")
    version = shown if decision == MINE else data.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadRequest("version is missing")
    return int(version), decision == THEIRS


@dataclass(frozen=True)
class TypedRemark:
    """A remark of the team as it stood in the form, and the token of that form."""

    text: str
    token: UUID


def read_remark(data: QueryDict) -> TypedRemark:
    """Read the form of a remark. Raises BadRequest when its token is missing or none that a page has made."""
    try:
        token = UUID(data.get("token", ""))
    except ValueError as error:
        raise BadRequest("token is missing") from error
    return TypedRemark(data.get("pendapat", ""), token)
