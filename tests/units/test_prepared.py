"""Reads whose SQL is made once: the same rows as the queryset, whatever the values, and one query each."""

from datetime import date

import pytest

from tests.factories.units import give_role, make_instansi, make_person, make_unit
from units.models import Membership, Role, UnitKerja
from units.prepared import DAY, ID, TEXT, Prepared
from units.queries import in_force


@pytest.fixture
def units(db):
    kab = make_instansi("KAB-P")
    return [make_unit(kab, code) for code in ("A-01", "B-02")]


def test_rows_are_those_of_the_queryset_for_every_value(units, django_assert_num_queries):
    names = Prepared(
        lambda unit: UnitKerja.objects.filter(pk=unit).values_list("code", "core_service"), unit=ID
    )
    assert names.rows(unit=units[0].pk) == [("A-01", True)]
    with django_assert_num_queries(1):
        assert names.rows(unit=units[1].pk) == [("B-02", True)]
    assert names.rows(unit=0) == []


def test_texts_and_days_are_parameters_too_and_json_comes_converted(units):
    person = make_person("p", Role.PETUGAS, units[0], areas=["MP", "TT"])
    give_role(person, Role.PIMPINAN_UNIT, units[0], start=date(2025, 3, 1), end=date(2025, 3, 31))
    held = Prepared(
        lambda code, on: Membership.objects.filter(in_force(on), unit__code=code).values_list(
            "role", "areas"
        ),
        code=TEXT,
        on=DAY,
    )
    petugas, head = (Role.PETUGAS, ["MP", "TT"]), (Role.PIMPINAN_UNIT, [])
    assert held.rows(code="A-01", on=date(2025, 4, 1)) == [petugas]
    assert held.rows(code="A-01", on=date(2025, 3, 31)) == [petugas, head]
    assert held.rows(code="A-01' OR 1=1 --", on=date(2025, 3, 31)) == []
    assert held.rows(code="A-01", on=date(2024, 12, 31)) == []


def test_a_stand_in_that_does_not_reach_the_sql_is_refused(db):
    lost = Prepared(lambda unit: UnitKerja.objects.values_list("code"), unit=ID)
    with pytest.raises(ValueError, match="stand-ins not found"):
        lost.rows(unit=1)


def test_a_number_that_no_column_holds_finds_nothing(units):
    """In an address anybody may write one."""
    names = Prepared(lambda unit: UnitKerja.objects.filter(pk=unit).values_list("code"), unit=ID)
    for number in (2**63, -(2**63) - 1, 10**23):
        assert names.rows(unit=number) == []
