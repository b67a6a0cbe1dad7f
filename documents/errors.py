"""What the app refuses. Messages of UploadRefused are for the user, those of StoreError for the operator."""


class UploadRefused(Exception):
    """A file or link is not taken. `message` is the Indonesian sentence that the user reads.

    `field` names the form field that it belongs to: "file", "url" or "title".
    """

    def __init__(self, message: str, *, field: str = "file") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class AlreadyThere(UploadRefused):
    """The owner has this very content or address already, as the newest revision of the document `pk`, called `title`;
    `archived`: it must be restored before it is used.

    Told after the whole file came, and only of the owner's own documents: who knows a hash learns nothing.
    """

    def __init__(self, *, pk: int, title: str, archived: bool = False, field: str = "file") -> None:
        told = (
            f"Sudah ada di arsip: “{title}”, pulihkan itu?"
            if archived
            else f"Sudah ada: “{title}”, pakai itu?"
        )
        super().__init__(told, field=field)
        self.pk = pk
        self.title = title
        self.archived = archived


class SameAsNewest(UploadRefused):
    """What would take the place of revision `number` is what it holds already: nothing is stored, no note either."""

    def __init__(self, number: int, *, field: str) -> None:
        what = "Isi berkas" if field == "file" else "Tautan"
        super().__init__(f"{what} ini sama dengan revisi {number}; tidak ada yang disimpan.", field=field)


class StoreError(Exception):
    """The store cannot do what was asked."""


class Unavailable(StoreError):
    """The store can't do its work now: disk full, bucket out of reach."""


class EmptyContent(StoreError):
    """Nothing was written: content of 0 bytes is never stored."""


class TooLarge(StoreError):
    """The content is longer than `limit` bytes; reading stopped there."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"content is longer than {limit} bytes")
        self.limit = limit


class Missing(StoreError):
    """The store has no content under this hash."""


class Damaged(StoreError):
    """What lies under this hash is not what the hash says. It is never handed out."""
