"""Copies of a pattern: each instansi once, its units set by set, with ids, names, hashes and chains of their own."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import Assessment, IssuedDocument
from audit.models import GENESIS, Chain, Entry
from units.models import Instansi, UnitKerja, User
from zi_portal.sizes.hashes import contents_of, sha256, text_of
from zi_portal.sizes.layout import Layout, Place, Scope, lay_out
from zi_portal.sizes.loading import HELD, Loader
from zi_portal.sizes.marks import Text
from zi_portal.sizes.names import instansi_name, person_name, unit_name
from zi_portal.sizes.naming import Model
from zi_portal.sizes.pattern import Key, Pattern, read, tables
from zi_portal.sizes.preparing import Preparing, Ready, id_as_stored

APART = 1_000  # numbers of names between two sets of units
SETS = 10_000  # more than an instansi has sets


@dataclass
class Chained:
    """A hash chain as it grows."""

    key: str
    head: str = GENESIS
    length: int = 0


@dataclass
class Block:
    """Rows of one scope, ready; `contents`: (hash in the pattern, text), those that others name first."""

    rows: list[Ready]
    entries: list[Ready]
    contents: list[tuple[str, Text]]

    @property
    def chains(self) -> list[Ready]:
        """The chains that begin in this scope."""
        return [ready for ready in self.rows if ready.table.model is Chain]


class Source:
    """A pattern with everything prepared that its copies need, for the years that are wanted."""

    def __init__(self, instansi: Instansi, years: Sequence[int]) -> None:
        self.pattern: Pattern = read(instansi)
        self.years = tuple(years)
        self.contents = contents_of(instansi)
        self.known = frozenset(one.hash for one in self.contents)
        self.heads = self._issued_after()
        self.words = self._words()

    @property
    def size(self) -> int:
        """How many units it has."""
        return len(self.pattern.units)

    @lru_cache(maxsize=16)  # noqa: B019 - lives as long as the source
    def layout(self, units: int) -> Layout:
        """What a copy of this many units takes."""
        return lay_out(self.pattern, units=units, years=self.years)

    @lru_cache(maxsize=128)  # noqa: B019
    def block(self, units: int, scope: Scope) -> Block:
        """The rows of a scope, ready."""
        layout = self.layout(units)
        preparing = Preparing(layout, scope.year, self.words, self.known)
        contents = []
        for one in self.contents:
            row = self.pattern.rows[Assessment, one.assessment]
            place = layout.places.get((row.key, scope.year))
            if place is not None and place.scope == scope:
                contents.append((one.hash, text_of(one, row, preparing)))
        every = [preparing.ready(row) for row in layout.rows[scope]]
        entries = [ready for ready in every if ready.table.model is Entry]
        return Block([ready for ready in every if ready.table.model is not Entry], entries, contents)

    def _words(self) -> dict[str, Any]:
        words: dict[str, Any] = {}
        for number, row in enumerate(self.pattern.rows.values()):
            values = dict(zip(row.table.columns, row.values, strict=True))
            if row.table.model is Instansi:
                words[values["name"]] = ("instansi",)
            elif row.table.model is UnitKerja:
                words[values["name"]] = ("unit", len(words))
            elif row.table.model is User:
                words[values["name"]] = ("person", row.whole, number % APART)
                words[values["email"]] = ("mail", row.whole, values["email"])
        return words

    def _issued_after(self) -> dict[Key, Key]:
        """Entry → the document whose printed head is the head just before this entry."""
        documents = {}
        for row in self.pattern.rows.values():
            if row.table.model is IssuedDocument:
                values = dict(zip(row.table.columns, row.values, strict=True))
                documents[values["audit_head"]] = row.key
        found = {}
        for row in self.pattern.rows.values():
            if row.table.model is Entry:
                before = row.values[row.table.columns.index("prev_hash")]
                if before in documents:
                    found[row.key] = documents[before]
        return found


@dataclass
class Copy:
    """What the instansi (or set of units) being written is called and counts."""

    seed: int
    kind: str
    instansi: int
    number: int = 0
    serial: int = 1
    firsts: dict[Scope, dict[Model, int]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    chains: dict[Place, Chained] = field(default_factory=dict)
    heads: dict[Any, tuple[str, int]] = field(default_factory=dict)
    chain: Chained = field(default_factory=lambda: Chained(""))

    def number_of(self, place: Place) -> int:
        """The id at a place."""
        return self.firsts[place.scope][place.model] + place.at

    def say(self, hole: Any) -> Any:
        """What stands in a hole of a text."""
        if isinstance(hole, Place):
            found = self.number_of(hole)
            if hole.model is IssuedDocument:
                return _dashed(found)
            return found
        return getattr(self, f"_{hole[0]}")(*hole[1:])

    def _hash(self, old: str) -> str:
        return self.hashes.get(old, old)

    def _head(self, document: Any, old: str) -> str:
        return self.heads.get(document, (old, 0))[0]

    def _end(self, chain: Place) -> str:
        return self.chains[chain].head

    def _key(self) -> str:
        return self.chain.key

    def _seq(self) -> int:
        return self.chain.length + 1

    def _previous(self) -> str:
        return self.chain.head

    def _instansi(self) -> str:
        return instansi_name(self.kind, self.instansi)

    def _unit(self, at: int) -> str:
        return unit_name(self.seed, self.number * APART + at)

    def _person(self, whole: bool, at: int) -> str:
        return person_name(self.seed, (self.instansi if whole else -self.number) * APART + at)

    def _mail(self, whole: bool, old: str) -> str:
        local, _, domain = old.partition("@")
        return f"{local}{self._tail(whole)}@{domain}"

    def _tail(self, whole: bool) -> str:
        return f"-i{self.instansi}" if whole else f"-{self.number}"

    def _again(self) -> str:
        return f"/{self.serial}" if self.serial > 1 else ""

    def _token(self, old: str) -> str:
        return sha256(f"{old}/{self.instansi}/{self.number}")


def _dashed(number: int) -> str:
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Copier:
    """Writes copies. Ids go on after those in the database."""

    def __init__(self, *, seed: int) -> None:
        self.seed, self.loader = seed, Loader()
        self.next: dict[Model, int] = {}
        for table in tables():
            if table.model is IssuedDocument:
                # after those of an earlier run with this seed
                self.next[table.model] = _first_uuid(seed) + IssuedDocument.objects.count()
            else:
                self.next[table.model] = (
                    table.model._base_manager.aggregate(last=Max("pk"))["last"] or 0
                ) + 1

    def write_instansi(self, source: Source, *, number: int, units: int, say: Callable[[int], None]) -> None:
        """Write instansi `number` with this many units; `say` hears after each set how many there are."""
        copy = Copy(self.seed, source.pattern.instansi.kind, number)
        full = min(units, source.size)
        self._write(source, full, copy, whole=True)
        done = 0
        while done < units:
            now = min(source.size, units - done)
            copy.serial = done // source.size + 1
            copy.number = number * SETS + copy.serial
            self._write(source, now, copy, whole=False)
            done += now
            say(done)
            if self.loader.held > HELD:
                self._settle(copy)
        self._settle(copy)

    def finish(self) -> dict[str, int]:
        """Write the rest; rows written by table."""
        self.loader.finish()
        return dict(self.loader.written)

    def _settle(self, copy: Copy) -> None:
        """Flush, with the head of the instansi's chain as it is now."""
        with transaction.atomic():
            self.loader.flush()
            for place, grown in copy.chains.items():
                if place.scope.whole:
                    mine = Chain.objects.filter(pk=copy.number_of(place), length__lt=grown.length)
                    mine.update(head=grown.head, length=grown.length)

    def _write(self, source: Source, units: int, copy: Copy, *, whole: bool) -> None:
        layout = source.layout(units)
        scopes = [scope for scope in layout.rows if scope.whole == whole]
        for scope in scopes:
            copy.firsts[scope] = {m: self._take(m, count) for m, count in layout.counts[scope].items()}
        for scope in scopes:
            block = source.block(units, scope)
            copy.heads.clear()
            for old, text in block.contents:
                copy.hashes[old] = sha256(text.fill(copy.say))
            for ready in block.chains:
                copy.chains[ready.own] = Chained(dict(ready.texts)[CHAIN_KEY].fill(copy.say))
            for ready in block.entries:
                self.loader.add(ready.table, _entry(source, ready, copy))
            for ready in block.rows:
                self.loader.add(ready.table, _row(ready, copy))

    def _take(self, model: Model, count: int) -> int:
        """The first of `count` new ids, all with equally many digits: they sort as texts as they do as numbers."""
        first = self.next[model]
        if model is not IssuedDocument and len(str(first)) != len(str(first + count)):
            first = 10 ** len(str(first))
        self.next[model] = first + count
        return first


def _row(ready: Ready, copy: Copy) -> list[Any]:
    values = ready.values.copy()
    model = ready.table.model
    values[ready.table.pk] = id_as_stored(model, copy.number_of(ready.own))
    for at, place in ready.links:
        values[at] = id_as_stored(place.model, copy.number_of(place))
    for at, text in ready.texts:
        values[at] = text.fill(copy.say)
    if model is Chain:
        values[CHAIN_LENGTH] = copy.chains[ready.own].length
    elif model is IssuedDocument and ready.key[1] in copy.heads:
        values[PRINTED_LENGTH] = copy.heads[ready.key[1]][1]
    return values


def _entry(source: Source, ready: Ready, copy: Copy) -> list[Any]:
    chain = copy.chain = copy.chains[next(place for _, place in ready.links if place.model is Chain)]
    if ready.key in source.heads:
        copy.heads[source.heads[ready.key][1]] = (chain.head, chain.length)
    values = _row(ready, copy)
    content = ready.content.fill(copy.say) if ready.content else ""
    found = hashlib.sha256(content.encode("ascii")).hexdigest()
    chain.length += 1
    values[SEQ], values[BEFORE], values[HASH] = chain.length, chain.head, found
    chain.head = found
    return values


def _column(model: Model, name: str) -> int:
    return [f.name for f in model._meta.concrete_fields].index(name)


CHAIN_KEY, CHAIN_LENGTH = _column(Chain, "key"), _column(Chain, "length")
SEQ, BEFORE, HASH = (_column(Entry, name) for name in ("seq", "prev_hash", "hash"))
PRINTED_LENGTH = _column(IssuedDocument, "audit_length")


def _first_uuid(seed: int) -> int:
    """The first of the ids of issued documents: of the fourth version, and none like those of another seed."""
    digits = sha256(f"issued/{seed}")
    return int(f"{digits[:12]}4{digits[13:16]}a{digits[17:20]}{'0' * 12}", 16)
