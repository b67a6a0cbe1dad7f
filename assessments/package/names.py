"""Names of files and folders that every system unpacks: letters stay, what Windows or a path would trip over goes."""

import re
import unicodedata

MAX_FOLDER = 40
MAX_FILE = 80
MAX_EXTENSION = 10
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
_KEPT = frozenset(" -_.,()&+'")


def plain_name(text: str, limit: int, instead: str = "tanpa nama") -> str:
    """`text` as one part of a path, at most `limit` characters: letters and digits of every script, spaces and a few
    signs; no separators, no dots or spaces at the ends, no name that Windows keeps for devices. Never empty.
    """
    composed = unicodedata.normalize("NFC", text)
    shown = (char if _is_kept(char) else " " if char.isspace() else "-" for char in composed)
    line = " ".join("".join(char for char in shown if char).split())
    line = _cut(re.sub(r"-{2,}", "-", re.sub(r"\.{2,}", ".", line)).strip(" .-'"), limit).strip(" .-'")
    if not line:
        return instead
    return f"_{line}"[:limit].strip(" .") if _RESERVED.match(line) else line


def _cut(line: str, limit: int) -> str:
    """At most `limit` characters, cut between words where one ends in the second half."""
    if len(line) <= limit:
        return line
    end = line.rfind(" ", limit // 2, limit + 1)
    return line[: end if end > 0 else limit]


def file_name(title: str, extension: str) -> str:
    """A file name of a title and an extension (without dot; "" for none)."""
    kept = re.sub(r"[^a-z0-9]", "", extension.lower())[:MAX_EXTENSION]
    stem = plain_name(title, MAX_FILE - len(kept) - 1)
    return f"{stem}.{kept}" if kept else stem


def extension_of(filename: str) -> str:
    """What stands after the last dot; "" when there is none."""
    return filename.rpartition(".")[2] if "." in filename else ""


class Taken:
    """Paths that are given out: no two alike, capitals or not, whole or as the folder of the other."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def free(self, folder: str, name: str) -> str:
        """The path of `name` in `folder` ("" for the top), numbered where it is taken; it is then taken."""
        stem, dot, extension = name.rpartition(".")
        if not dot or not stem:
            stem, extension = name, ""
        path, number = _joined(folder, name), 1
        while _same(path) in self._known:
            number += 1
            end = f" ({number}){dot if extension else ''}{extension}"
            path = _joined(folder, f"{stem[: MAX_FILE - len(end)].rstrip(' .')}{end}")
        self._known.add(_same(path))
        return path


def _is_kept(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char)[0] in "LNM"


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _same(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
