"""Search over a bounded, normalised text with LIKE: the same on SQLite and PostgreSQL, no index of words to keep.

A shelf has hundreds of items, not millions; reading their texts (at most MAX_TEXT characters each) is quick enough.
"""

import re
import unicodedata

MAX_TEXT = 100_000
MAX_QUERY = 100
MAX_WORDS = 6
_SPACES = re.compile(r"\s+")


def normalised(text: str) -> str:
    """Lower case, compatibility forms (ligatures of PDFs) unfolded, nothing invisible, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(" " if unicodedata.category(char).startswith("C") else char for char in folded)
    return _SPACES.sub(" ", visible).strip()


def search_text(*parts: str) -> str:
    """What is searched of an item: its parts, the most telling first, cut at MAX_TEXT characters."""
    return normalised(" ".join(part[: 2 * MAX_TEXT] for part in parts))[:MAX_TEXT]


def words_of(query: str) -> list[str]:
    """The words of what somebody typed: at most MAX_WORDS of its first MAX_QUERY characters."""
    return normalised(query[:MAX_QUERY]).split()[:MAX_WORDS]
