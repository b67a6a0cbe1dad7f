"""The guard of evidence before a submission: only where the policy wants it, question by question."""

from dataclasses import replace

import pytest

from assessments.engine.policy import SchemaError, parse_policy
from assessments.engine.workflow import TRANSITIONS, Refusal
from tests.engine.material import POLICIES, policy, policy_data
from tests.engine.moves import refused

MOVES = ("ajukan", "ajukan_pendahuluan", "ajukan_perbaikan")
WANTED = replace(policy(), evidence_required=True)
CODES = tuple(f"A.I.1.ii.{letter}" for letter in "abcdefghi")


def ask(name: str, **spoilt: object) -> list[Refusal]:
    return refused(name, TRANSITIONS[name].sources[0], **spoilt)


@pytest.mark.parametrize("name", POLICIES)
def test_no_shipped_policy_wants_it(name):
    assert not policy(name).evidence_required


@pytest.mark.parametrize("name", MOVES)
def test_without_the_key_nothing_changes(name):
    assert ask(name, without_evidence=CODES) == []


@pytest.mark.parametrize("name", MOVES)
def test_with_the_key_each_question_is_named_with_its_link(name):
    assert ask(name, policy=WANTED) == []
    assert ask(name, policy=WANTED, without_evidence=("A.I.1.i.a", "B.I.a")) == [
        Refusal(
            f"{code} belum memiliki bukti, padahal ketentuan tahun ini memintanya.",
            f"bukti?{code}",
        )
        for code in ("A.I.1.i.a", "B.I.a")
    ]


def test_a_long_list_is_shortened():
    found = ask("ajukan", policy=WANTED, without_evidence=CODES)
    assert [refusal.where for refusal in found] == [f"bukti?{code}" for code in CODES[:6]]
    assert found[-1].message == (
        "4 pertanyaan lain juga belum memiliki bukti: A.I.1.ii.f, A.I.1.ii.g, A.I.1.ii.h, dan 1 lainnya."
    )


def test_no_other_move_asks():
    asking = {name for name, move in TRANSITIONS.items() if "evidence_is_attached" in str(move.guards)}
    assert asking == set(MOVES)


def test_a_forgotten_fact_is_an_error():
    with pytest.raises(ValueError, match="without_evidence"):
        ask("ajukan", policy=WANTED, without_evidence=None)


def test_the_key_of_the_policy():
    assert parse_policy({**policy_data(), "evidence": {"required": "answered"}}).evidence_required


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"required": "all"}, "evidence.required: 'all' tidak dikenal; yang dikenal: answered"),
        ({"required": True}, "evidence.required: True tidak dikenal; yang dikenal: answered"),
        ({"required": "answered", "from": 1}, "evidence: kunci “from” tidak dikenal"),
        ("answered", "evidence: harus berupa pasangan kunci dan isi"),
    ],
)
def test_mistakes_in_the_key(wrong, message):
    with pytest.raises(SchemaError) as refusal:
        parse_policy({**policy_data(), "evidence": wrong})
    assert message in refusal.value.messages
