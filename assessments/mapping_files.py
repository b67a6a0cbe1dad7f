"""The mappings that ship with the portal: YAML files, each written for one instrument."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assessments.engine.instrument import Instrument

MAPPINGS = Path(__file__).resolve().parent / "mappings"


@lru_cache(maxsize=8)
def _files(folder: Path) -> tuple[dict[str, Any], ...]:
    newest_first = sorted(folder.glob("*.yaml"), reverse=True)
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in newest_first)


def shipped_for(folder: Path, instrument: Instrument) -> dict[str, Any] | None:
    """What the newest file of a folder says for an instrument, as read; None where none was written for it."""
    return next((data for data in _files(folder) if data["instrument"] == instrument.code), None)
