"""Rounds of perbaikan: what TPI asks, until when, and what the unit answers (DESIGN "Return")."""

from __future__ import annotations

from ..facts import Facts, Refusal, given
from ..wording import listed, long_time

PAGE = "perbaikan"


def requests_are_written(facts: Facts) -> list[Refusal]:
    """At least one question is named, each with what is asked."""
    if not given(facts.requests, "requests"):
        return [Refusal("Belum ada pertanyaan yang diminta diperbaiki. Tulis permintaannya.", PAGE)]
    if not facts.requests_without_text:
        return []
    text = (
        f"{len(facts.requests_without_text)} permintaan belum ditulis: {listed(facts.requests_without_text)}."
    )
    return [Refusal(text, PAGE)]


def due_is_ahead(facts: Facts) -> list[Refusal]:
    """One due date for the whole round, and there is time left until then."""
    if facts.due is None:
        return [Refusal("Batas perbaikan belum diisi.", PAGE)]
    if facts.due > given(facts.now, "now"):
        return []
    return [
        Refusal(f"Batas perbaikan, {long_time(facts.due)}, sudah lewat. Pilih hari yang akan datang.", PAGE)
    ]


def due_has_passed(facts: Facts) -> list[Refusal]:
    """The unit keeps the time that it was given: a round is closed without its reply only after the due date."""
    if facts.due is not None and facts.due < given(facts.now, "now"):
        return []
    until = f" Batasnya {long_time(facts.due)}." if facts.due is not None else ""
    return [Refusal(f"Unit masih punya waktu untuk menjawab.{until}", PAGE)]


def requests_are_replied(facts: Facts) -> list[Refusal]:
    """Every request has a reply of the unit."""
    open_ones = given(facts.requests_without_reply, "requests_without_reply")
    if not open_ones:
        return []
    return [Refusal(f"{len(open_ones)} permintaan TPI belum ditanggapi: {listed(open_ones)}.", PAGE)]


def a_reason_is_given(facts: Facts) -> list[Refusal]:
    """Who takes back a step says why."""
    return [] if facts.reason.strip() else [Refusal("Tuliskan alasannya.", "alur")]
