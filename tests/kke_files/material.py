"""What the committed workbooks are made of: instruments, mapping, policy, and answers that raise no warning."""

import random
from dataclasses import dataclass, field
from functools import cache

from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument
from assessments.kke.mapping import RowMap, mapping_for
from tests.kke.conftest import load


@dataclass(frozen=True)
class Case:
    """A file and what reading and planning it must give. `content` is built when asked for.

    `expected` of a passing file: layout, answers (questions with a value), unknown (place → why), warnings
    (place, why). Of a failing one: messages, as a user sees them.
    """

    name: str
    content: object
    expected: dict = field(default_factory=dict)
    instrument: str = "lke-zi-2021"
    side: str = "unit"
    block: int = 1

    @property
    def data(self) -> dict:
        """What is written beside the file."""
        how = {"instrument": self.instrument, "side": self.side, "block": self.block}
        return how | self.expected


@cache
def instrument(code: str = "lke-zi-2021") -> Instrument:
    """An instrument that ships."""
    return parse_instrument(load("instruments", code))


@cache
def mapping(code: str = "lke-zi-2021") -> RowMap | None:
    """The newest mapping of an instrument."""
    return mapping_for(instrument(code))


@cache
def policy() -> Policy:
    """policy-2024."""
    return parse_policy(load("policies", "policy-2024"))


def answers(code: str = "lke-zi-2021", seed: int = 1, share: float = 1.0) -> dict:
    """Random answers in JSON form to about that share of the questions; no part is larger than its whole."""
    dice = random.Random(seed)
    return {
        question.code: _answer(question, dice)
        for question in instrument(code).questions.values()
        if dice.random() < share
    }


def _answer(question: Question, dice: random.Random):
    if question.kind == "choice":
        return dice.choice(question.options).code
    if question.kind == "index":
        return dice.choice(["3.6", "3.61", "2.875", "4"])
    counts = {item.code: dice.randint(4, 9) for item in question.inputs}
    for part in question.part:
        if part not in question.whole:
            counts[part] = dice.randint(0, 4) // len(question.part)
    return counts
