"""Released instruments and policies as rows, read from the project's YAML once a process."""

import json
from functools import cache
from pathlib import Path

import yaml

import assessments
from assessments.models import InstrumentVersion, PolicyVersion
from assessments.services.versions import content_hash

HOME = Path(assessments.__file__).parent


@cache
def _file(folder: str, code: str) -> dict:
    return yaml.safe_load((HOME / folder / f"{code}.yaml").read_text(encoding="utf-8"))


@cache
def _row(folder: str, code: str) -> dict:
    data = _file(folder, code)
    return {
        "name": data["name"],
        "regulation": data["regulation"],
        "content": json.dumps(data, ensure_ascii=False),
        "content_hash": content_hash(data),
    }


def load_instrument(code: str = "lke-zi-2021") -> InstrumentVersion:
    """The row of a released instrument, created when it is not there; equal to what the command loads."""
    return InstrumentVersion.objects.get_or_create(code=code, defaults=_row("instruments", code))[0]


def load_policy(code: str = "policy-2024") -> PolicyVersion:
    """The row of a released policy, with its instrument."""
    instrument = load_instrument(_file("policies", code)["instrument"])
    defaults = {**_row("policies", code), "instrument": instrument}
    return PolicyVersion.objects.get_or_create(code=code, defaults=defaults)[0]
