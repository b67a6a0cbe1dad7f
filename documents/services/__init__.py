"""Writes of the app `documents`."""

from documents.services.blobs import intake, keep_blob, store_generated
from documents.services.facts import (
    PLAIN,
    About,
    Facts,
    FactsMoved,
    archive,
    change_facts,
    facts_of,
    unarchive,
)
from documents.services.link_checks import Checked, check_links
from documents.services.sweep import Swept, sweep
from documents.services.uploads import add_link, revise, upload

__all__ = [
    "PLAIN",
    "About",
    "Checked",
    "Facts",
    "FactsMoved",
    "Swept",
    "add_link",
    "archive",
    "change_facts",
    "check_links",
    "facts_of",
    "intake",
    "keep_blob",
    "revise",
    "store_generated",
    "sweep",
    "unarchive",
    "upload",
]
