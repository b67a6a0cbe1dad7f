"""Where the files of a portal under test lie."""

import copy
from pathlib import Path

from django.conf import settings


def stored_in(folder: Path) -> dict:
    """The settings that put all files of the portal into a folder."""
    storages = copy.deepcopy(settings.STORAGES)
    for name in ("default", "evidence"):
        storages[name]["OPTIONS"]["location"] = folder / name
    return {"STORAGES": storages, "DATA_DIR": folder}
