"""Reads of the library. Nobody reads beyond these: what a person may see, and what everybody may."""

from datetime import date

from django.db.models import Q, QuerySet

from documents.library.models import Announcement, FormerContent, LibraryItem
from documents.library.search import words_of
from units.hats import Hats
from units.models import Instansi


def on_shelf(shelf: Instansi | None) -> QuerySet[LibraryItem]:
    """Everything on one shelf (None: the shared one), for who keeps it."""
    return _items(Q(instansi=shelf))


def readable(hats: Hats) -> QuerySet[LibraryItem]:
    """What a person who is logged in may read: the shared shelf and those of the instansi of their hats."""
    return _items(_walls(hats))


def open_to_all() -> QuerySet[LibraryItem]:
    """What is public."""
    return _items(Q(public=True))


def found(
    items: QuerySet[LibraryItem], *, query: str = "", kind: str = "", status: str = ""
) -> QuerySet[LibraryItem]:
    """Those in whose number, title or text every word occurs, of a kind and status; unknown choices filter nothing."""
    for word in words_of(query):
        items = items.filter(search_text__contains=word)
    if kind in LibraryItem.Kind.values:
        items = items.filter(kind=kind)
    if status in LibraryItem.Status.values:
        items = items.filter(status=status)
    return items


def former_of(item: LibraryItem) -> QuerySet[FormerContent]:
    """What an item held before, newest first, for who keeps its shelf."""
    return item.former.select_related("blob", "replaced_by")


def changers_for(shelf: Instansi | None, *, but: int | None) -> QuerySet[LibraryItem]:
    """What may be named as changing or revoking an item of the shelf: its own and the shared items, never itself."""
    return (
        LibraryItem.objects.filter(Q(instansi=shelf) | Q(instansi=None)).exclude(pk=but).defer("search_text")
    )


def notices_on(shelf: Instansi | None) -> QuerySet[Announcement]:
    """All announcements of one shelf, for who keeps it."""
    return Announcement.objects.filter(instansi=shelf).select_related("created_by")


def readable_notices(hats: Hats, today: date) -> QuerySet[Announcement]:
    """The announcements that a person who is logged in reads today."""
    return _shown(today).filter(_walls(hats))


def open_notices(today: date) -> QuerySet[Announcement]:
    """The public announcements of today."""
    return _shown(today).filter(public=True)


def _walls(hats: Hats) -> Q:
    own = {hat.instansi_id for hat in hats.hats if hat.instansi_id is not None}
    return Q(instansi=None) | Q(instansi__in=own)


def _items(walls: Q) -> QuerySet[LibraryItem]:
    related = ("instansi", "blob", "changed_by")
    return (
        LibraryItem.objects.filter(walls)
        .select_related(*related)
        .defer("search_text", "changed_by__search_text")
    )


def _shown(today: date) -> QuerySet[Announcement]:
    return Announcement.objects.filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today).select_related(
        "instansi"
    )
