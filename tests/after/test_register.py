"""The register of predicates: what a determination writes, and what the conditions of later years read of it."""

from datetime import date

import pytest
from django.utils import timezone

from assessments.engine.eligibility import ConditionFact
from assessments.facts import conditions_of, held_predicates
from assessments.models import ConditionValue, PredicateRecord, State
from assessments.services.register import record_predicate
from audit.models import Entry
from tests.factories.assessments import make_assessment, make_period

pytestmark = pytest.mark.django_db

DECREE = {"predicate": "WBK", "decree_number": " KEP-7/2026 ", "decree_date": date(2026, 11, 30)}


def entry(world, year, predicate="WBK", **extra):
    fields = {
        "unit": world.unit,
        "year": year,
        "predicate": predicate,
        "decree_number": f"KEP-1/{year}",
        "decree_date": date(year, 12, 1),
        "recorded_by": world.admin,
        "recorded_at": timezone.now(),
    }
    return PredicateRecord.objects.create(**{**fields, **extra})


def revoked(day: date) -> dict:
    return {"revoked_on": day, "revocation_number": "KEP-9", "revocation_reason": "Pungutan terbukti."}


def test_a_determination_is_written_once(world):
    a = world.assessment(State.WBK)
    first = record_predicate(a, actor=world.admin, **DECREE)
    second = record_predicate(a, actor=world.admin, **DECREE)
    assert first == second == PredicateRecord.objects.get()
    assert (first.unit, first.year, first.decree_number, first.version) == (world.unit, 2026, "KEP-7/2026", 1)
    assert first.determined_by == "menteri"
    assert [e.action for e in Entry.objects.filter(chain__key=a.audit_chain)] == ["predicate.record"]


def test_a_typed_record_of_that_year_is_taken_over(world):
    typed = entry(world, 2026, decree_number="KEP-salah")
    a = world.assessment(State.WBK)
    taken = record_predicate(a, actor=world.admin, determined_by="mandiri", **DECREE)
    assert (taken.pk, taken.assessment, taken.version) == (typed.pk, a, 2)
    assert (taken.decree_number, taken.determined_by) == ("KEP-7/2026", "mandiri")


def held(world, *, year=2026, today=date(2026, 5, 1)):
    period = world.period if year == 2026 else make_period(world.instansi, year)
    return held_predicates(period, [world.unit.pk, world.unit2.pk], today)


def test_nothing_known_says_nothing(world):
    assert held(world) == {}


def test_an_earlier_predicate_is_held(world):
    entry(world, 2024)
    source = "Penetapan 2024: KEP-1/2024 (register predikat)"
    assert held(world) == {world.unit.pk: {"sudah_wbk": ConditionFact("WBK", source, date(2024, 12, 1))}}


def test_one_of_the_same_year_is_not_yet_held(world):
    entry(world, 2026)
    assert held(world) == {world.unit.pk: {}}


def test_the_highest_is_held(world):
    entry(world, 2023, "WBBM")
    entry(world, 2025, "WBK")
    assert held(world)[world.unit.pk]["sudah_wbk"].value == "WBBM"


def test_a_revoked_one_is_not_held_and_bans(world):
    entry(world, 2023, **revoked(date(2024, 6, 1)))
    found = held(world, today=date(2026, 5, 31))[world.unit.pk]
    assert found == {
        "sudah_wbk": ConditionFact("tidak ada", "Predikat WBK 2023 dicabut (register predikat)"),
        "jeda_pencabutan": ConditionFact(
            "1.99", "Pencabutan: KEP-9, 1 Juni 2024 (register predikat)", date(2024, 6, 1)
        ),
    }
    later = held(world, today=date(2026, 6, 1))[world.unit.pk]
    assert later["jeda_pencabutan"].value == "2"


def test_the_last_revocation_counts_and_a_new_predicate_holds(world):
    entry(world, 2020, **revoked(date(2021, 3, 1)))
    entry(world, 2023, **revoked(date(2025, 3, 1)))
    entry(world, 2025)
    found = held(world, today=date(2026, 3, 1))[world.unit.pk]
    assert (found["sudah_wbk"].value, found["jeda_pencabutan"].value) == ("WBK", "1")


def test_nobody_types_a_revocation_away(world):
    """What the register knows speaks before what was typed; where it is silent, the typed value counts."""
    for code, value in (("sudah_wbk", "WBK"), ("jeda_pencabutan", "tidak pernah")):
        ConditionValue.objects.create(
            period=world.period,
            unit=world.unit,
            code=code,
            value=value,
            source="Surat 1",
            document_date=date(2026, 1, 5),
            recorded_by=world.admin,
        )
    a = make_assessment(world.period, world.unit, State.SELESAI_TPI)

    def verdicts():
        found = [
            *conditions_of(a, "WBK", today=date(2026, 5, 1)),
            *conditions_of(a, "WBBM", today=date(2026, 5, 1)),
        ]
        return {r.code: r.met for r in found if r.code in ("sudah_wbk", "jeda_pencabutan")}

    assert verdicts() == {"jeda_pencabutan": True, "sudah_wbk": True}
    entry(world, 2023, **revoked(date(2024, 6, 1)))
    assert verdicts() == {"jeda_pencabutan": False, "sudah_wbk": False}
