"""Every grade of every scale of every policy against every minimum; one below, equal, one above; each affirmed kind."""

import pytest

from assessments.engine.eligibility import ConditionFact, Subject, conditions_verdict
from assessments.engine.policy_model import PREDICATES
from tests.engine.material import policy

CODES = ("policy-2019", "policy-2022", "policy-2024")
KINDS = ("kl", "provinsi", "kabupaten", "kota")
AFFIRMED = ("RSUD", "Disdukcapil", "Samsat", "PTSP", "Layanan pendidikan", "Layanan ketenagakerjaan")

# What each policy asks, by hand from its article: code → (worst to best, WBK, WBBM).
OPINI = ("TMP", "TW", "WDP", "WTP")
GRADES = ("D", "C", "CC", "B", "BB", "A", "AA")
LEVEL = ("1", "2", "3", "4", "5")
ASKED = {
    ("policy-2024", "opini_bpk"): (OPINI, "WTP", "WTP"),
    ("policy-2024", "sakip"): (GRADES, "B", "BB"),
    ("policy-2024", "indeks_rb"): (GRADES, "B", "BB"),
    ("policy-2024", "indeks_rb_pemda"): (GRADES, "CC", "B"),
    ("policy-2024", "spip"): (LEVEL, "3", "3"),
    ("policy-2024", "sakip_internal"): (GRADES, "B", "BB"),
    ("policy-2019", "opini_bpk"): (OPINI, "WDP", "WTP"),
    ("policy-2019", "sakip"): (GRADES, "B", "B"),
}


def verdict(code: str, condition: str, value: str | None, predicate: str, subject: Subject):
    fact = {condition: ConditionFact(value)}
    found = conditions_verdict(policy(code), predicate, subject, fact, fact)
    return next(result for result in found if result.code == condition)


@pytest.mark.parametrize(("code", "condition"), ASKED)
def test_each_grade_stands_in_its_place(code: str, condition: str) -> None:
    scale, *needed = ASKED[code, condition]
    kind = "kl" if condition == "indeks_rb" else "kabupaten"
    for predicate, minimum in zip(PREDICATES, needed, strict=True):
        met = [verdict(code, condition, grade, predicate, Subject(kind)).met for grade in scale]
        below = scale.index(minimum)
        assert met == [False] * below + [True] * (len(scale) - below), (predicate, minimum)
        assert not verdict(code, condition, None, predicate, Subject(kind)).passes
        assert not verdict(code, condition, "WTP-DPP", predicate, Subject(kind)).passes


@pytest.mark.parametrize("code", CODES)
def test_every_condition_of_the_file_may_lack_and_then_says_so(code: str) -> None:
    """Nothing recorded: every condition asked is "belum ada data" and none is met."""
    for predicate in PREDICATES:
        for kind in KINDS:
            found = conditions_verdict(policy(code), predicate, Subject(kind), {}, {})
            assert {(r.value, r.met, r.passes) for r in found} == {("belum ada data", False, False)}


@pytest.mark.parametrize("service", AFFIRMED)
def test_affirmation_covers_what_the_file_names_and_nothing_else(service: str) -> None:
    """The whole of Tabel 5, both levels; not the KKN, not the ban (PermenPANRB 5/2024 p. 5)."""
    excuses = set(policy().affirmation.excuses)
    for kind in ("provinsi", "kabupaten", "kota"):
        found = conditions_verdict(policy(), "WBK", Subject(kind, service), {}, {})
        assert {r.code for r in found if r.excused} == excuses
        assert {r.code for r in found if not r.passes} == {"bebas_kkn", "jeda_pencabutan"}
        wbbm = conditions_verdict(policy(), "WBBM", Subject(kind, service), {}, {})
        assert not any(r.excused for r in wbbm)
    assert not any(r.excused for r in conditions_verdict(policy(), "WBK", Subject("kl", service), {}, {}))


def test_the_exception_of_2019_covers_the_excusable_alone() -> None:
    found = conditions_verdict(policy("policy-2019"), "WBK", Subject("kota", "", "Unit baru."), {}, {})
    excusable = {c.code for c in policy("policy-2019").conditions if c.excusable}
    assert excusable == {"layanan_strategis", "rb_baik", "sumber_daya_besar"}
    assert {r.code for r in found if r.excused} == excusable


@pytest.mark.parametrize("code", ["policy-2022", "policy-2024"])
def test_later_policies_have_no_such_exception(code: str) -> None:
    found = conditions_verdict(policy(code), "WBK", Subject("kl", "", "Unit baru."), {}, {})
    assert not any(r.excused for r in found)
