"""Deadlines as a calendar file (RFC 5545). Pure: the entries, the place of the portal and the clock come in."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from assessments.agenda.reading import Entry

PRODUCT = "-//Portal Zona Integritas//Kalender batas waktu//ID"


def calendar(entries: Iterable[Entry], *, name: str, site: str, now: datetime) -> bytes:
    """The file: one event a deadline, at its instant in UTC, with an id that stays when the day is changed."""
    host = urlsplit(site).hostname
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", entry.at.astimezone(UTC))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("url", f"{site}{entry.path}")
        event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
        made.add_component(event)
    return made.to_ical()
