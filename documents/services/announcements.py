"""Writes of announcements."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from documents.library.models import MAX_BODY, Announcement
from documents.names import MAX_TITLE, plain_line
from documents.services.shelves import check_version, lock_keeper
from units.models import Instansi, User
from units.services.errors import Refused, refuse_invalid
from units.services.trail import tell

FIELDS = ("title", "body", "starts", "ends", "public")


@dataclass(frozen=True, kw_only=True)
class NoticeData:
    """What is announced: plain text from `starts` to `ends` (None: until taken down)."""

    title: str
    body: str
    starts: date
    ends: date | None
    public: bool


@transaction.atomic
def announce(shelf: Instansi | None, *, data: NoticeData, actor: User) -> Announcement:
    """Write an announcement of an instansi (None: for all) and return it; the same once more gives the same.

    Raises NotAllowed, Refused with the fields that are wrong.
    """
    lock_keeper(shelf, actor)
    notice = Announcement(instansi=shelf, created_by=actor)
    _say(notice, data)
    twin = Announcement.objects.filter(
        instansi=shelf, **{name: getattr(notice, name) for name in FIELDS}
    ).first()
    if twin is not None:
        return twin
    _check(notice)
    notice.save(force_insert=True)
    tell(shelf, notice, "announcement.add", actor=actor, after=_plain(notice))
    return notice


@transaction.atomic
def change_notice(notice: Announcement, *, data: NoticeData, seen: int, actor: User) -> Announcement:
    """Change an announcement whose version `seen` the actor saw; nothing is written when all is as before.

    Raises NotAllowed, Refused: wrong fields, or somebody else changed it meanwhile.
    """
    lock_keeper(notice.instansi, actor)
    stored = Announcement.objects.select_for_update().get(pk=notice.pk)
    check_version(stored.version, seen)
    before = _plain(stored)
    _say(stored, data)
    after = _plain(stored)
    if before != after:
        stored.version += 1
        _check(stored)
        stored.save()
        tell(notice.instansi, stored, "announcement.change", actor=actor, before=before, after=after)
    return stored


@transaction.atomic
def take_down(notice: Announcement, *, actor: User) -> None:
    """Remove an announcement; the audit keeps what it was. Asked twice it happens once. Raises NotAllowed."""
    lock_keeper(notice.instansi, actor)
    stored = Announcement.objects.select_for_update().filter(pk=notice.pk).first()
    if stored is not None:
        tell(notice.instansi, stored, "announcement.remove", actor=actor, before=_plain(stored))
        stored.delete()


def _say(notice: Announcement, data: NoticeData) -> None:
    said = asdict(data)
    lines = (plain_line(line, MAX_BODY) for line in data.body.splitlines())
    said |= {"title": plain_line(data.title, MAX_TITLE), "body": "\n".join(lines).strip()}
    for name, value in said.items():
        setattr(notice, name, value)


def _check(notice: Announcement) -> None:
    if not notice.title:
        raise Refused(("Tuliskan judulnya.", "title"))
    if not notice.body:
        raise Refused(("Tuliskan isinya.", "body"))
    if notice.ends is not None and notice.ends < notice.starts:
        raise Refused(("Tanggal sampai harus sama dengan atau sesudah tanggal mulai.", "ends"))
    refuse_invalid(notice, exclude=("instansi", "created_by"))


def _plain(notice: Announcement) -> dict[str, object]:
    return {
        "title": notice.title,
        "body": notice.body,
        "starts": notice.starts.isoformat(),
        "ends": notice.ends.isoformat() if notice.ends else None,
        "public": notice.public,
    }
