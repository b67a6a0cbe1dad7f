"""The page of a document that is open in a reading pane, with the way to its other pages."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from assessments.panels import Shown
from documents.models import Revision
from documents.preview.looking import count
from documents.preview.running import NothingToShow
from documents.preview.turns import Busy


@dataclass(frozen=True)
class Leaf(Shown):
    """The page that is open: `number` of `of` (0: not counted) `unit`; addresses of its frame and of its neighbours.

    `message`: why nothing can be shown; `download` the address of the whole file. `named` is the address of the page
    that the locator names; `back` what says from which page the reader came.
    """

    number: int
    of: int
    unit: str
    frame: str
    download: str
    wide: bool
    back: str = ""
    named: str = ""
    first: str = ""
    before: str = ""
    behind: str = ""
    last: str = ""
    other_size: str = ""
    message: str = ""


def asked_page(request: HttpRequest) -> int:
    """The page that `?hal=` asks for, 0 where that is no such number."""
    asked = request.GET.get("hal", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 6 else 0


def leaf_of(
    request: HttpRequest,
    revision: Revision,
    *,
    number: int,
    role: str,
    frame: str,
    download: str,
    named: int = 0,
    back: str = "",
) -> Leaf:
    """Page `number` of a file at the address `frame`, in the size of `?besar=`. Permission is the caller's."""
    wide = request.GET.get("besar") == "1"
    of, unit, message = 0, "halaman", ""
    try:
        of, unit = count(revision, actor=request.user, role=role)
    except NothingToShow as nothing:
        message = nothing.message
    except Busy:
        pass  # the frame says it, and counts
    number = min(number, of) if of else number

    def to(page: int, large: bool = wide) -> str:
        came = {"dari": back} if back else {}
        return f"?{urlencode({'hal': page} | came | ({'besar': 1} if large else {}))}"

    return Leaf(
        number=number,
        of=of,
        unit=unit,
        frame=f"{frame}?{urlencode({'hal': number} | ({'besar': 1} if wide else {}))}",
        download=download,
        wide=wide,
        back=back,
        named=to(min(named, of or named)) if named else "",
        first=to(1) if number > 1 else "",
        before=to(number - 1) if number > 1 else "",
        behind=to(number + 1) if number < of or not of else "",
        last=to(of) if number < of else "",
        other_size=to(number, not wide),
        message=message,
    )
