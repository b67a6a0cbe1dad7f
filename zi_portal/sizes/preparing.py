"""A row of the pattern made ready for copying: what stays, and which columns each copy fills by itself."""

import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import models

from assessments.models import Assessment, IssuedDocument, Notice, SelectionDecree
from audit.hashing import canonical, entry_content
from audit.models import Chain, Entry
from units.models import Instansi, Invitation, TpiTeam, UnitKerja, User
from zi_portal.sizes.layout import Layout, Place
from zi_portal.sizes.marks import Marker, Text, stored
from zi_portal.sizes.naming import NOTICES, id_of, parts_of, stored_uuid, subject_of
from zi_portal.sizes.pattern import Key, Row, Table

DATES = {"DateField", "DateTimeField"}
HASH = 64
# What an instansi may use once: each further set of units adds its number to it.
AGAIN = {
    (IssuedDocument, "number"),
    (SelectionDecree, "number"),
    (TpiTeam, "name"),
    ("document.issue", "number"),
    ("selection.decree", "number"),
    ("team.create", "name"),
}


class Ready(NamedTuple):
    """`links` fill a column with the id of a place, `texts` with a text; the hash of an entry covers `content`."""

    table: Table
    key: Key
    values: list[Any]
    own: Place
    links: tuple[tuple[int, Place], ...]
    texts: tuple[tuple[int, Text], ...]
    content: Text | None = None


class Preparing:
    """Prepares the rows of one layout in one year. `words`: names that each copy has of its own; `known`: hashes."""

    def __init__(self, layout: Layout, year: int | None, words: Mapping[str, Any], known: frozenset[str]):
        self.layout, self.year, self.words, self.known = layout, year, words, known

    def ready(self, row: Row) -> Ready:
        """The row, ready to be copied."""
        self.row = row
        self.shift = (self.year or 0) - row.year if row.year else 0
        self.marker = Marker()
        own = self.layout.places[row.key, self.year]
        table, values = row.table, list(row.values)
        links: list[tuple[int, Place]] = []
        texts: list[tuple[int, Text]] = []
        pointing = dict(table.links)
        for at, (column, kind) in enumerate(zip(table.columns, table.types, strict=True)):
            value = values[at]
            if value is None or at == table.pk:
                continue
            if at in pointing:
                found = self.layout.parent(row, self.year, (pointing[at], value))
                if found is not None:
                    links.append((at, found))
                elif pointing[at] is not User:
                    values[at] = None
            elif kind in DATES:
                values[at] = shifted(value, self.shift)
            elif column == "year":
                values[at] = value + self.shift
            elif kind == "JSONField":
                texts.append((at, self._json(column, value)))
            elif isinstance(value, str):
                texts.append((at, self._text(column, value)))
        content = self._entry(values, links) if table.model is Entry else None
        plain = [(at, text) for at, text in texts if not text.holes]
        for at, text in plain:
            values[at] = text.literals[0]
        holed = tuple((at, text) for at, text in texts if text.holes)
        return Ready(table, row.key, values, own, tuple(links), holed, content)

    def object(self, value: Any, *, key: str = "", action: str = "") -> Any:
        """Plain data with marks in it: ids by the keys that they stand under, names and hashes by what they are."""
        if isinstance(value, dict):
            return {k: self.object(v, key=k, action=action) for k, v in value.items()}
        if isinstance(value, list):
            return [self.object(v, key=key, action=action) for v in value]
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            if key == "year":
                return value + self.shift
            model = id_of(key, action)
            found = self._place((model, value)) if model else None
            return self.marker.number(found) if found else value
        if isinstance(value, str):
            return self._word(value, key, action)
        return value

    def _word(self, text: str, key: str, action: str) -> str:
        if text in self.words:
            return self.marker.text(self.words[text])
        if len(text) == HASH and text in self.known:
            return self.marker.text(("hash", text))
        if key == "code" and action.split(".")[0] in ("unit", "instansi"):
            return text + self.marker.text(("tail", False))
        if text and (action, key) in AGAIN:
            return shift_text(text, self.shift) + self.marker.text(("again",))
        found = subject_of("assessments.issueddocument", text) if text.count("-") == 4 else None
        place = self._place(found)
        return self.marker.text(place) if place else shift_text(text, self.shift)

    def _place(self, key: Key | None) -> Place | None:
        """Where something stands; None too for what comes only after this row: the units, for rows of the instansi."""
        found = self.layout.parent(self.row, self.year, key)
        return None if found is None or (self.row.whole and not found.scope.whole) else found

    def _json(self, column: str, value: str) -> Text:
        action = self._column("action") if self.row.table.model is Entry else ""
        return self.marker.cut(stored(self.object(json.loads(value), action=action)))

    def _text(self, column: str, value: str) -> Text:
        model = self.row.table.model
        text = shift_text(value, self.shift)
        if value in self.words:
            text = self.marker.text(self.words[value])
        elif len(value) == HASH and value in self.known:
            text = self.marker.text(("hash", value))
        elif column == "audit_head":
            text = self.marker.text(("head", self.row.values[self.row.table.pk], value))
        elif model is Chain and column == "key":
            text = self._chain(value)
        elif model is Chain and column == "head":
            text = self.marker.text(("end", self.layout.places[self.row.key, self.year]))
        elif model is Entry and column == "object_id":
            text = self._object_id(self._column("object_label"), value)
        elif model is Notice and column == "key":
            text = self._notice(value)
        elif model in (Instansi, UnitKerja) and column == "code":
            text = value + self.marker.text(("tail", model is Instansi))
        elif model is User and column == "username":
            text = value + self.marker.text(("tail", self.row.whole))
        elif model is Invitation and column == "token_hash":
            text = self.marker.text(("token", value))
        elif value and (model, column) in AGAIN:
            text += self.marker.text(("again",))
        return self.marker.cut(text)

    def _chain(self, key: str) -> str:
        kind, _, pk = key.partition(":")
        model = Instansi if kind == "instansi" else Assessment
        place = self._place((model, int(pk)))
        return f"{kind}:{self.marker.text(place)}"

    def _object_id(self, label: str, value: str) -> str:
        names = value.split("/")
        for at, model in enumerate(parts_of(label)[: len(names)]):
            key = subject_of(label, value) if at == 0 else (model, int(names[at]))
            if place := self._place(key):
                names[at] = self.marker.text(place)
        return "/".join(names)

    def _notice(self, value: str) -> str:
        for pattern, model in NOTICES:
            if found := pattern.match(value):
                place = self._place((model, int(found[1])))
                if place:
                    start, end = found.span(1)
                    return value[:start] + self.marker.text(place) + value[end:]
        return value

    def _column(self, name: str) -> Any:
        return self.row.values[self.row.table.columns.index(name)]

    def _entry(self, values: list[Any], links: list[tuple[int, Place]]) -> Text:
        """What the hash of an entry covers; its columns seq, prev_hash and hash are filled when it is copied."""
        columns, marker = self.row.table.columns, Marker()
        at_actor = columns.index("actor_id")
        actor: Any = values[at_actor]
        if actor is not None and (place := self._place((User, actor))):
            links.append((at_actor, place))
            actor = marker.number(place)
        kept, self.marker = self.marker, marker
        told = {
            name: self.object(json.loads(text), action=self._column("action")) if text else None
            for name in ("before", "after")
            for text in [self._column(name)]
        }
        entry: Any = SimpleNamespace(
            seq=marker.number(("seq",)),
            at=as_moment(values[columns.index("at")]),
            actor_id=actor,
            role=self._column("role"),
            action=self._column("action"),
            object_label=self._column("object_label"),
            object_id=self._object_id(self._column("object_label"), self._column("object_id")),
            reason=shift_text(self._column("reason"), self.shift),
            prev_hash=marker.text(("previous",)),
            **told,
        )
        self.marker = kept
        return marker.cut(canonical(entry_content(marker.text(("key",)), entry)))


def shifted(value: Any, years: int) -> Any:
    """A date or moment, as the database gives it, so many years later."""
    if not years:
        return value
    try:
        return value.replace(year=value.year + years)
    except ValueError:  # 29 February
        return value.replace(year=value.year + years, day=28)


def shift_text(text: str, years: int) -> str:
    """A text in which the numbers of years move along."""
    return (
        re.sub(r"(?<![0-9a-fA-F])20\d\d(?![0-9a-fA-F])", lambda m: str(int(m[0]) + years), text)
        if years
        else text
    )


def as_moment(value: datetime) -> datetime:
    """A moment as the table gives it, aware: SQLite gives UTC without saying so."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def id_as_stored(model: type[models.Model], number: int) -> Any:
    """The id with this number, as the table has it."""
    return stored_uuid(uuid.UUID(int=number)) if model is IssuedDocument else number
