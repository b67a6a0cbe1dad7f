"""Comparing two years question by question, and the mapping between instruments."""

import copy
from pathlib import Path

import pytest
import yaml

from assessments.engine.answers import Given
from assessments.engine.carrying import (
    Kind,
    MappingError,
    are_editions,
    carried,
    compare_questions,
    pairs_of,
    parse_mapping,
)
from assessments.engine.schema import parse_instrument

FOLDER = Path(__file__).resolve().parents[2] / "assessments"
DATA = {
    code: yaml.safe_load((FOLDER / "instruments" / f"{code}.yaml").read_text(encoding="utf-8"))
    for code in ("lke-zi-2014", "lke-zi-2021")
}
OLD, NEW = (parse_instrument(DATA[code]) for code in ("lke-zi-2014", "lke-zi-2021"))
SHIPPED = yaml.safe_load(
    (FOLDER / "mappings" / "carry_over" / "lke-zi-2014_lke-zi-2021.yaml").read_text(encoding="utf-8")
)


def question_of(code: str, **changed):
    """A question of 2021, as an edition with other words or choices would have it."""
    data = copy.deepcopy(DATA["lke-zi-2021"])

    def walk(components):
        for component in components:
            walk(component.get("children", []))
            for question in component.get("questions", []):
                if question["code"] == code:
                    question.update(changed)

    walk(data["components"])
    return parse_instrument(data).questions[code]


def test_the_same():
    assert compare_questions(NEW.questions["A.I.1.i.a"], question_of("A.I.1.i.a")) == (Kind.SAME, "")


def test_other_words_are_compatible():
    kind, why = compare_questions(NEW.questions["A.I.1.i.a"], question_of("A.I.1.i.a", text="Tim ZI ada"))
    assert (kind, why) == (
        Kind.COMPATIBLE,
        "Rumusan pertanyaan atau kriterianya berubah; baca dahulu yang baru.",
    )


def test_other_evidence_alone_is_the_same():
    assert (
        compare_questions(NEW.questions["A.I.1.i.a"], question_of("A.I.1.i.a", evidence=["Foto"]))[0]
        is Kind.SAME
    )


def test_other_choices():
    changed = question_of("A.I.1.i.a", answer="abc", criteria={"A": "Ya", "B": "Sebagian", "C": "Tidak"})
    assert compare_questions(NEW.questions["A.I.1.i.a"], changed) == (
        Kind.CHANGED,
        "Pilihan jawabannya berubah: dahulu Ya, Tidak, kini A, B, C.",
    )


def test_other_kinds_and_counts():
    assert compare_questions(NEW.questions["A.I.1.i.a"], NEW.questions["B.I.a"]) == (
        Kind.CHANGED,
        "Jenis jawabannya berubah.",
    )
    assert compare_questions(NEW.questions["A.II.1.i.a"], NEW.questions["A.II.1.i.b"]) == (
        Kind.CHANGED,
        "Jumlah yang diisi atau cara menghitungnya berubah.",
    )


def test_two_instruments_share_nothing_without_a_mapping():
    assert not are_editions(OLD, NEW)
    assert {pair.kind for pair in pairs_of(OLD, NEW)} == {Kind.GONE}


def test_the_shipped_mapping_fits_both_instruments():
    mapping = parse_mapping(SHIPPED, OLD, NEW)
    pairs = pairs_of(OLD, NEW, mapping)
    assert len(pairs) == 84
    assert sum(pair.new is not None for pair in pairs) == 27
    assert all(pair.fits for pair in pairs if pair.new is not None)
    assert {p.why for p in pairs if p.new is None} == {"Tidak ada pertanyaan semakna di lke-zi-2021."}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"items": {"A.I.1.x": {"to": "A.I.1.i.a", "why": "x"}}}, "A.I.1.x: not in lke-zi-2014"),
        ({"items": {"A.I.1.a": {"to": "A.I.1.x", "why": "x"}}}, "A.I.1.a: A.I.1.x not in lke-zi-2021"),
        ({"items": {"A.I.1.a": {"to": "A.I.1.i.a", "why": " "}}}, "A.I.1.a: says no reason"),
        ({"items": {"A.I.1.a": {"to": "A.I.1.i.a"}}}, "A.I.1.a: needs exactly to, why"),
        ({"items": {"A.I.1.a": {"to": "A.I.1.i.b", "why": "x"}}}, "A.I.1.a: A.I.1.i.b takes other answers"),
        ({"items": {"B.I.1": {"to": "B.I.a", "why": "x"}}}, "B.I.1: an index is never carried"),
        (
            {
                "items": {
                    "A.I.1.a": {"to": "A.I.1.i.a", "why": "x"},
                    "A.I.2.a": {"to": "A.I.1.i.a", "why": "x"},
                }
            },
            "A.I.2.a: A.I.1.i.a is the successor of A.I.1.a already",
        ),
        ({"more": 1}, "unknown key more"),
        ({"format": 2}, "format is 2, not 1"),
        ({"to": "lke-zi-2014"}, "written for lke-zi-2014 and lke-zi-2014, not lke-zi-2014 and lke-zi-2021"),
    ],
)
def test_wrong_mappings_are_refused(change, told):
    with pytest.raises(MappingError) as caught:
        parse_mapping({**SHIPPED, **change}, OLD, NEW)
    assert str(caught.value) == told


def test_a_missing_key_is_told():
    with pytest.raises(MappingError, match="items is missing"):
        parse_mapping({k: v for k, v in SHIPPED.items() if k != "items"}, OLD, NEW)


def test_none_yet_keeps_its_note_and_nothing_else_is_invented():
    pairs = {pair.old.code: pair for pair in pairs_of(NEW, NEW)}
    assert carried(pairs["A.I.1.i.a"], Given(None, none_yet=True, note="Belum."), years=1) == (
        Given(None, none_yet=True, note="Belum."),
        "",
    )
    assert carried(pairs["A.I.1.i.a"], None, years=1) == (None, "Tidak dijawab.")
    assert carried(pairs["B.I.a"], Given("3.6", source="S"), years=1)[0] is None
