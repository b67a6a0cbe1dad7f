"""Writes of the app `documents`."""

from documents.services.blobs import intake, keep_blob, store_generated
from documents.services.link_checks import Checked, check_links
from documents.services.sweep import Swept, sweep
from documents.services.uploads import add_link, archive, rename, revise, unarchive, upload

__all__ = [
    "Checked",
    "Swept",
    "add_link",
    "archive",
    "check_links",
    "intake",
    "keep_blob",
    "rename",
    "revise",
    "store_generated",
    "sweep",
    "unarchive",
    "upload",
]
