"""How a look at a document ends when there is nothing to show. Standard library only: both processes read it."""

LOCKED = "Dokumen ini dikunci dengan kata sandi, jadi tidak dapat ditampilkan di sini."
BROKEN = "Dokumen ini rusak atau tidak lazim, jadi tidak dapat ditampilkan di sini."
LARGE = "Dokumen ini terlalu besar atau rumit untuk ditampilkan di sini."
SLOW = "Dokumen ini terlalu lama dibuka, jadi tidak ditampilkan di sini."
EMPTY = "Dokumen ini tidak berisi apa pun yang dapat ditampilkan."
WHY = {"locked": LOCKED, "broken": BROKEN, "large": LARGE, "empty": EMPTY}


class NotShown(Exception):
    """`why` is a key of WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
