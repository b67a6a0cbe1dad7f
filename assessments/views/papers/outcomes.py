"""What happened to each of several files that came together: each is taken or refused by itself."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.http import HttpRequest, JsonResponse

from assessments.panels import Shown
from assessments.services.errors import NotAllowed, Refused
from documents.errors import AlreadyThere, UploadRefused
from documents.models import Revision
from documents.names import clean_filename

STORED, THERE, REFUSED = "tersimpan", "sudah_ada", "ditolak"
STATUS = {STORED: 200, THERE: 409, REFUSED: 422}


@dataclass(frozen=True)
class Outcome(Shown):
    """One file. `document` and `title` are the document that it became (STORED) or that has its content (THERE)."""

    name: str
    state: str
    message: str
    document: int | None = None
    title: str = ""
    field: str = "file"
    archived: bool = False


def take_each(files: Iterable, act: Callable[..., Revision]) -> list[Outcome]:
    """Give each upload to `act` (file, filename) and tell what came of it; NotAllowed goes through."""
    return [_take(file, act) for file in files]


def _take(file, act: Callable[..., Revision]) -> Outcome:
    name = clean_filename(file.name)
    try:
        revision = act(file=file, filename=file.name)
    except AlreadyThere as twin:
        return there(name, twin)
    except UploadRefused as refused:
        return Outcome(name, REFUSED, refused.message, field=refused.field)
    except NotAllowed:
        raise
    except Refused as refused:
        return Outcome(name, REFUSED, str(refused), field="")
    return Outcome(name, STORED, "Tersimpan.", revision.document_id, revision.document.title)


def there(name: str, twin: AlreadyThere) -> Outcome:
    """What came under `name` is in the document of this refusal already."""
    return Outcome(name, THERE, twin.message, twin.pk, twin.title, twin.field, twin.archived)


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's own script sends one file after another and reads what came of each."""
    return request.headers.get("Accept", "") == "application/json"


def told(outcomes: list[Outcome]) -> JsonResponse:
    """The outcomes for the script; the status is that of the worst."""
    status = max((STATUS[one.state] for one in outcomes), default=200)
    return JsonResponse({"hasil": [asdict(one) for one in outcomes]}, status=status)


def refused_form(messages: Iterable[str]) -> JsonResponse:
    """What is wrong with the form itself, for the script."""
    return told([Outcome("", REFUSED, message) for message in messages])
