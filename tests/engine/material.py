"""Instruments and policies as the engine sees them, and random sheets."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import yaml
from hypothesis import strategies as st

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument

DATA = Path(__file__).parents[2] / "assessments"
INSTRUMENTS = ("lke-zi-2014", "lke-zi-2021")
POLICIES = ("policy-2019", "policy-2022", "policy-2024")


@cache
def _read(folder: str, code: str) -> dict:
    return yaml.safe_load((DATA / folder / f"{code}.yaml").read_text(encoding="utf-8"))


def instrument_path(code: str) -> Path:
    return DATA / "instruments" / f"{code}.yaml"


def instrument_data(code: str = "lke-zi-2021") -> dict:
    """A copy of the file's data, free to be spoilt."""
    return deepcopy(_read("instruments", code))


def policy_data(code: str = "policy-2024") -> dict:
    """A copy of the file's data, free to be spoilt."""
    return deepcopy(_read("policies", code))


@cache
def instrument(code: str = "lke-zi-2021") -> Instrument:
    return parse_instrument(_read("instruments", code))


@cache
def policy(code: str = "policy-2024") -> Policy:
    return parse_policy(_read("policies", code), {code: instrument(code) for code in INSTRUMENTS})


def best(question: Question) -> Given:
    """The best answer there is."""
    if question.kind == "choice":
        return Given(max(question.options, key=lambda option: option.value).code)
    if question.kind == "index":
        return Given(str(question.maximum), source="Survei sendiri")
    if question.kind == "decrease":
        return Given({item.code: 0 for item in question.inputs})
    return Given(
        {item.code: 9 * len(question.whole) if item.code in question.part else 9 for item in question.inputs}
    )


def best_sheet(of: Instrument) -> dict[str, Given]:
    return {code: best(question) for code, question in of.questions.items()}


def values(question: Question) -> st.SearchStrategy:
    """Any complete value in canonical form."""
    if question.kind == "choice":
        return st.sampled_from([option.code for option in question.options])
    if question.kind == "index":
        return st.integers(0, 400).map(lambda cents: f"{cents / 100:g}")
    return st.fixed_dictionaries({item.code: st.integers(0, 12) for item in question.inputs})


@st.composite
def sheets(draw: st.DrawFn, of: Instrument) -> dict[str, Given]:
    """A sheet with some questions answered, some "belum ada", some untouched. One seed draws it: fast."""
    random = draw(st.randoms(use_true_random=False))
    found = {}
    for code, question in of.questions.items():
        luck = random.random()
        if luck < 0.15:
            continue
        if luck < 0.2:
            found[code] = Given(none_yet=True, note="belum ada")
        elif question.kind == "choice":
            found[code] = Given(random.choice(question.options).code)
        elif question.kind == "index":
            cents = random.randint(0, 400)
            found[code] = Given(f"{cents // 100}.{cents % 100:02d}")
        else:
            found[code] = Given({item.code: random.randint(0, 6) for item in question.inputs})
    return found
