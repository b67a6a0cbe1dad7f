"""What stands on the pages of pakta integritas: who signs, who saw it, where and when. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import F

from assessments.engine.wording import long_date
from assessments.models import Employee
from assessments.staff_places import StaffPlace


@dataclass(frozen=True)
class Signer:
    """A person as documents name them."""

    name: str
    nip: str = ""
    post: str = ""


@dataclass(frozen=True)
class Pakta:
    """One page. `signed` is the day as text, "" to be signed; `witness` the superior, None where none is known."""

    signer: Signer
    place: str
    instansi: str
    city: str
    signed: str
    occasion: str
    witness: Signer | None


def said(pages: Sequence[Pakta]) -> dict[str, Any]:
    """What pages say as plain values, for the hash that a document is bound to: the order says nothing."""
    plain = [asdict(page) for page in pages]
    return {"pakta": sorted(plain, key=repr)}


def pages_of(place: StaffPlace, rows: Sequence[Employee]) -> list[Pakta]:
    """What stands on each page; up to two queries, whatever their number."""
    heads, above = _heads_of(place), (_heads_of(StaffPlace(place.instansi)) if place.unit else [])
    return [
        Pakta(
            signer=Signer(row.name, row.nip, row.post),
            place=place.name,
            instansi=place.instansi.name,
            city=place.instansi.city,
            signed=long_date(row.signed_on) if row.signed_on else "",
            occasion=row.get_occasion_display().lower() if row.occasion else "",
            witness=_witness(place, row, heads, above),
        )
        for row in rows
    ]


def _heads_of(place: StaffPlace) -> list[Employee]:
    """Everybody who was or is its head by the list; who left first comes first."""
    return list(place.employees.filter(leads=True).order_by(F("left_on").asc(nulls_last=True), "pk"))


def _witness(
    place: StaffPlace, row: Employee, heads: Sequence[Employee], above: Sequence[Employee]
) -> Signer | None:
    """The superior: of the head whoever the unit answers to, of the instansi's head nobody here."""
    if not row.leads:
        return _head(place, heads, row.signed_on)
    return _head(StaffPlace(place.instansi), above, row.signed_on) if place.unit else None


def head_of(place: StaffPlace) -> Signer | None:
    """Who heads a place today, with NIP where its staff list knows; one query."""
    return _head(place, _heads_of(place), None)


def _head(place: StaffPlace, heads: Sequence[Employee], on: date | None) -> Signer | None:
    """Who heads a place: of a day that is past by the list alone, since a head of today was no witness then; of
    today (None) by the list, else by what the portal knows of the place.
    """
    for one in heads:
        here = _works(one, on or place.today)
        if here:
            return Signer(one.name, one.nip, one.post)
    name, post = place.head
    return Signer(name, post=post) if on is None and name else None


def _works(row: Employee, on: date) -> bool:
    return (row.joined_on is None or row.joined_on <= on) and (row.left_on is None or row.left_on >= on)
