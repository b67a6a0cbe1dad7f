"""The committed workbooks, through reading and planning: what is understood, and what each failing one says."""

import json
from pathlib import Path

import pytest

from assessments.engine.answers import Given
from assessments.kke.importing import plan
from assessments.kke.reading import read
from documents.workbooks.guard import FileRefused, open_package
from documents.workbooks.reader import read_grids
from tests.kke_files import build, material

from .exports import identity

PASSING, FAILING = (
    sorted(path for path in (build.HERE / folder).iterdir() if path.suffix != ".json")
    for folder in build.FOLDERS
)
BIGGEST = 100_000


def told(path: Path) -> dict:
    """What is written beside a file."""
    return json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))


def planned(path: Path, expected: dict):
    """The plan of importing a file into an empty sheet of its side."""
    instrument = material.instrument(expected["instrument"])
    reading = read(
        path.read_bytes(),
        instrument,
        material.mapping(expected["instrument"]),
        side=expected["side"],
        block=expected["block"],
        name=path.name,
    )
    return plan(instrument, reading, {}, {}, here=identity(instrument))


def test_there_are_at_least_thirty():
    assert len(PASSING) + len(FAILING) >= 30
    assert max(path.stat().st_size for path in (*PASSING, *FAILING)) < BIGGEST


@pytest.mark.parametrize("path", PASSING, ids=lambda path: path.name)
def test_it_is_understood(path):
    expected = told(path)
    made = planned(path, expected)
    reading = made.reading
    assert reading.layout == expected["layout"]
    assert sum(row.value is not None for row in reading.rows.values()) == expected["answers"]
    assert {row.place: row.why for row in reading.unknown} == expected["unknown"]
    assert [[said.place, said.why] for said in reading.warnings] == expected["warnings"]
    assert made.refusals() == []
    again = plan(
        material.instrument(expected["instrument"]),
        reading,
        made.answers,
        dict.fromkeys(made.answers, 1),
        here=identity(material.instrument(expected["instrument"])),
    )
    assert (again.changes, again.conflicts) == ((), ())
    assert all(isinstance(given, Given) for given in made.answers.values())


@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.name)
def test_it_is_refused_and_says_why(path):
    expected = told(path)
    try:
        said = planned(path, expected).refusals()
    except FileRefused as refused:
        said = [str(refused)]
    assert said == expected["messages"]


def test_the_script_still_builds_what_stands_here(tmp_path):
    build.build(tmp_path)
    for path in (*PASSING, *FAILING):
        built = tmp_path / path.parent.name / path.name
        assert told(path) == told(built)
        assert cells_of_file(built) == cells_of_file(path), path.name
    assert sum(1 for _ in tmp_path.rglob("*")) == 2 + 2 * (len(PASSING) + len(FAILING))


def cells_of_file(path: Path) -> object:
    """The cells of a workbook; the bytes of what is none (zlib packs a little otherwise on other machines)."""
    content = path.read_bytes()
    try:
        return read_grids(open_package(content))
    except FileRefused as refused:
        return str(refused) if content.startswith(b"PK") else content
