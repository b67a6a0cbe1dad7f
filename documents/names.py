"""File names as they came from someone else's machine, made safe to show and to put into a header."""

import re
import unicodedata

MAX_NAME = 150
MAX_TITLE = 200
MAX_NUMBER = 100
MAX_EXTENSION = 10
_FORBIDDEN = re.compile(r'[<>:"|?*%;]')
_SPACES = re.compile(r"\s+")


def plain_line(text: str, limit: int) -> str:
    """Return `text` as one visible line of at most `limit` characters.

    Unicode is composed (NFC); control and format characters (line breaks in headers, right-to-left overrides
    that disguise an extension, zero-width ones) and lone surrogates are removed, white space is collapsed.
    """
    # Cc control, Cf format, Cs surrogate, Co private use, Cn unassigned
    spaced = _SPACES.sub(" ", text)
    visible = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()[:limit].strip()


def clean_filename(raw: str) -> str:
    """Return a display name of at most 150 characters without path parts, whatever was sent.

    Kept: letters of every script, digits, inner spaces and dots, the extension (also when the name is cut).
    A name of which nothing is left becomes "berkas".
    """
    line = plain_line(raw.replace("\\", "/").replace("\0", "").rsplit("/", 1)[-1], 10_000)
    line = _FORBIDDEN.sub("_", line).rstrip(". ")
    stem, dot, extension = line.rpartition(".")
    if not dot or len(extension) > MAX_EXTENSION:
        return line[:MAX_NAME].strip(". ") or "berkas"
    stem = stem[: MAX_NAME - len(extension) - 1].strip(". ")
    return f"{stem or 'berkas'}.{extension}"


def extension_of(filename: str) -> str:
    """Return what stands after the last dot, in lower case; "" when there is none."""
    return filename.rpartition(".")[2].lower() if "." in filename else ""


def title_from(filename: str) -> str:
    """Return a title made of a cleaned file name: without extension, underscores as spaces."""
    stem = filename.rpartition(".")[0] or filename
    return plain_line(stem.replace("_", " "), MAX_TITLE)
