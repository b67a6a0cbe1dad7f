"""What tests of workbooks share: instrument, mapping, policy, random answers, the real template."""

import random
from pathlib import Path

import pytest
import yaml

from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument, Question
from assessments.engine.policy import Policy, parse_policy
from assessments.engine.schema import parse_instrument
from assessments.kke.mapping import RowMap, mapping_for
from assessments.models import PeriodTemplate

from .uploaded_templates import agency, current, upload

DATA = Path(__file__).resolve().parents[2] / "assessments"
REAL = Path(__file__).resolve().parents[3] / "shared" / "kke" / "lke-template-jawaban.xlsx"


def load(folder: str, code: str) -> dict:
    """The parsed YAML of a data file."""
    return yaml.safe_load((DATA / folder / f"{code}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """lke-zi-2021."""
    return parse_instrument(load("instruments", "lke-zi-2021"))


@pytest.fixture(scope="session")
def instrument_2014() -> Instrument:
    """lke-zi-2014."""
    return parse_instrument(load("instruments", "lke-zi-2014"))


@pytest.fixture(scope="session")
def policy() -> Policy:
    """policy-2024."""
    return parse_policy(load("policies", "policy-2024"))


@pytest.fixture(scope="session")
def mapping(instrument: Instrument) -> RowMap:
    """The rows of the template of 2026."""
    found = mapping_for(instrument)
    assert found is not None
    return found


@pytest.fixture
def real_template() -> bytes:
    """An agency's real blank workbook; it is not part of the repository."""
    if not REAL.exists():
        pytest.skip("needs ../shared/kke/lke-template-jawaban.xlsx")
    return REAL.read_bytes()


def random_value(question: Question, dice: random.Random):
    """A random full answer in JSON form."""
    if question.kind == "choice":
        return dice.choice(question.options).code
    if question.kind == "index":
        return dice.choice(["0", "4", "3.6", "3.61", "2.875"])
    return {item.code: dice.choice([0, 0, 1, 3, 7, 12, 250]) for item in question.inputs}


def random_values(instrument: Instrument, seed: int, share: float = 1.0) -> dict:
    """Random answers in JSON form to about that share of the questions."""
    dice = random.Random(seed)
    return {
        code: random_value(question, dice)
        for code, question in instrument.questions.items()
        if dice.random() < share
    }


NOTES = (
    *(
        "",
        "Sudah ada SK tim.\nLihat lampiran 1.",
        "=1+1",
        "-1",
        "+62 812 3456",
        "@sebut",
        "\t=SUM(A1)",
        "＝1+1",
    ),
    *("= di tengah = kalimat", "_x0041_ bukan huruf", "100%", "'kutip'", "a\u00a0b", "'=1+1"),
)


def random_sheet(instrument: Instrument, seed: int) -> dict[str, Given]:
    """A sheet as it may stand in the portal: gaps, "belum ada", half counted, notes that look like formulas."""
    dice = random.Random(seed)
    sheet = {}
    for code, question in instrument.questions.items():
        luck = dice.random()
        note = dice.choice(NOTES).strip()
        if luck < 0.1:
            continue
        if luck < 0.2:
            sheet[code] = Given(none_yet=True, note=note)
        elif luck < 0.25:
            sheet[code] = Given(note="hanya catatan")
        else:
            value = random_value(question, dice)
            if question.inputs and dice.random() < 0.3:
                value.pop(question.inputs[0].code)
            source = "Survei = mandiri 2026" if question.kind == "index" else ""
            sheet[code] = Given(value=value, note=note, source=source)
    return sheet


@pytest.fixture
def stored(world) -> PeriodTemplate:
    """The agency's template, uploaded for the year."""
    assert upload(world, agency(world)).status_code == 302
    return current()
