"""The mappings between instruments that ship with the portal: `mappings/carry_over/*.yaml`."""

from functools import lru_cache
from typing import Any

from assessments.engine.carrying import CarryMapping, parse_mapping
from assessments.engine.instrument import Instrument
from assessments.mapping_files import MAPPINGS
from assessments.services.versions import read_yaml

FOLDER = MAPPINGS / "carry_over"


@lru_cache(maxsize=1)
def _files() -> dict[tuple[str, str], dict[str, Any]]:
    """(code of the earlier instrument, code of the later) → data."""
    data = [read_yaml(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {(str(one.get("from")), str(one.get("to"))): one for one in data}


def mapping_between(old: Instrument, new: Instrument) -> CarryMapping | None:
    """The mapping from one instrument to another, None without; MappingError for a file that does not fit them."""
    data = _files().get((old.code, new.code))
    return parse_mapping(data, old, new) if data is not None else None
