"""The questionnaires that ship, and those that campaigns have frozen, as engine values."""

import json
from functools import cache, lru_cache
from pathlib import Path

import yaml

from surveys.engine.questionnaire import Questionnaire, parse_questionnaire

FOLDER = Path(__file__).parent / "questionnaires"


@cache
def shipped() -> dict[str, Questionnaire]:
    """Code → questionnaire of every file; read once a process."""
    files = sorted(FOLDER.glob("*.yaml"))
    found = [parse_questionnaire(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return {one.code: one for one in found}


@lru_cache(maxsize=64)
def frozen(content: str) -> Questionnaire:
    """The questionnaire of a campaign, from the JSON that it keeps: a later version of the file changes nothing."""
    return parse_questionnaire(json.loads(content))
