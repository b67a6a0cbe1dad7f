"""Reading data that may be wrong: each mistake becomes a sentence that names the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .answers import parse_number

FORMAT = 1


class SchemaError(ValueError):
    """Data that breaks its schema. `messages`: Indonesian, one for each mistake, each naming its place."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(self.messages))


class Checker:
    """Collects mistakes while data is read; every reader gives a harmless value where it found one."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def say(self, place: str, text: str) -> None:
        """Note a mistake at a place."""
        self.messages.append(f"{place}: {text}")

    def finish(self) -> None:
        """Raise SchemaError if there were mistakes."""
        if self.messages:
            raise SchemaError(self.messages)

    def mapping(
        self, place: str, raw: Any, required: Iterable[str] = (), optional: Iterable[str] | None = ()
    ) -> Mapping[str, Any]:
        """A mapping with these keys and no others (`optional=None`: any keys, which must be texts)."""
        if not isinstance(raw, Mapping):
            self.say(place, "harus berupa pasangan kunci dan isi")
            return {}
        needed = tuple(required)
        known = None if optional is None else {*needed, *optional}
        for key in raw:
            if not isinstance(key, str) or not key.strip():
                self.say(place, f"kunci {key!r} bukan teks")
            elif known is not None and key not in known:
                self.say(place, f"kunci “{key}” tidak dikenal")
        for key in needed:
            if key not in raw:
                self.say(place, f"“{key}” belum ada")
        return {key: value for key, value in raw.items() if isinstance(key, str)}

    def place_of(self, what: str, raw: Any, place: str) -> str:
        """How to name a thing with a code ("syarat tlhp"); its place in the file while it has none."""
        code = raw.get("code") if isinstance(raw, Mapping) else None
        return f"{what} {code}" if isinstance(code, str) and code.strip() else place

    def items(self, place: str, raw: Any, *, empty: bool = False) -> list[Any]:
        """A list, not empty unless that is allowed."""
        if not isinstance(raw, (list, tuple)):
            self.say(place, "harus berupa daftar")
            return []
        if not raw and not empty:
            self.say(place, "daftarnya kosong")
        return list(raw)

    def text(self, place: str, raw: Any) -> str:
        """A text that is not blank."""
        if not isinstance(raw, str) or not raw.strip():
            self.say(place, "harus berupa teks yang tidak kosong")
            return ""
        return raw

    def texts(self, place: str, raw: Any, *, empty: bool = False) -> tuple[str, ...]:
        """A list of texts, none twice."""
        found = [
            self.text(f"{place}[{at}]", item)
            for at, item in enumerate(self.items(place, raw, empty=empty), 1)
        ]
        for text in sorted({text for text in found if text and found.count(text) > 1}):
            self.say(place, f"“{text}” tertulis lebih dari sekali")
        return tuple(found)

    def number(
        self, place: str, raw: Any, *, low: int | None = None, high: int | None = None
    ) -> Fraction | None:
        """A number, exactly as written, inside the bounds; None where it is not."""
        found = parse_number(raw)
        if found is None:
            self.say(place, f"{raw!r} bukan angka")
        elif (low is not None and found < low) or (high is not None and found > high):
            self.say(place, f"{raw} di luar rentang {low} sampai {'…' if high is None else high}")
            return None
        return found

    def whole(self, place: str, raw: Any, *, low: int, high: int) -> int:
        """A whole number inside the bounds; `low` where it is not."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            self.say(place, f"{raw!r} harus bilangan bulat {low} sampai {high}")
            return low
        return raw

    def flag(self, place: str, raw: Any) -> bool:
        """True or false."""
        if not isinstance(raw, bool):
            self.say(place, f"{raw!r} harus true atau false")
        return raw is True

    def one_of(self, place: str, raw: Any, allowed: Iterable[str]) -> str:
        """One of the allowed texts; "" where it is not."""
        options = tuple(allowed)
        if isinstance(raw, str) and raw in options:
            return raw
        self.say(place, f"{raw!r} tidak dikenal; yang dikenal: {', '.join(options)}")
        return ""

    def format(self, raw: Any) -> None:
        """The format number at the head of a file."""
        if isinstance(raw, bool) or raw != FORMAT:
            self.say("format", f"{raw!r} tidak dikenal; yang dikenal: {FORMAT}")
