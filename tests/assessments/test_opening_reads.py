"""The read made once for opening evidence gives what plain querysets give, and lets in whom they let in."""

import io

import pytest

from assessments.models import State
from assessments.opening_reads import evidence_to_open
from assessments.queries import visible_assessments
from assessments.rules import may
from assessments.services import evidence
from tests.people import PEOPLE

CODE = "A.I.1.i.b"


def add_file(world, a):
    return evidence.add_file(
        a.pk, code=CODE, file=io.BytesIO(b"isi"), filename="a.txt", kind="sk", actor=world.petugas
    )


def same(one, other) -> bool:
    return {f.attname: getattr(one, f.attname) for f in other._meta.concrete_fields} == {
        f.attname: getattr(other, f.attname) for f in other._meta.concrete_fields
    }


def test_it_holds_what_the_rows_hold(world, django_assert_num_queries):
    stored = add_file(world, world.assessment())
    with django_assert_num_queries(1):
        use = evidence_to_open(stored.pk)
        revision = use.revision
        whole = [(use, stored), (revision, stored.revision), (revision.blob, stored.revision.blob)]
        assert [same(one, other) for one, other in whole] == [True] * 3
        assert revision.document.is_confidential is False
        assert use.assessment.audit_chain == f"assessment:{stored.assessment_id}"
    assert same(revision.document, stored.revision.document)
    assert same(use.assessment.unit, world.unit)  # the rest of the columns is read on demand
    assert use.assessment.team_id == world.team.pk
    assert evidence_to_open(stored.pk + 999) is None


def test_a_link_has_no_content(world):
    a = world.assessment()
    stored = evidence.add_link(
        a.pk, code=CODE, url="https://contoh.go.id", title="Berita", kind="sk", actor=world.petugas
    )
    revision = evidence_to_open(stored.pk).revision
    assert (revision.blob, revision.url) == (None, "https://contoh.go.id")


@pytest.mark.parametrize("state", State.values)
def test_whoever_it_lets_in_finds_the_assessment(world, state):
    """The view asks `view_answers` of what this read gives; that is never wider than the scoped queryset."""
    stored = add_file(world, world.assessment())
    a = world.assessment(state)
    for who in PEOPLE:
        person = type(world.petugas).objects.get(pk=world.people[who].pk)
        seen = visible_assessments(person).filter(pk=a.pk).first()
        opens = may(person, "view_answers", evidence_to_open(stored.pk).assessment)
        assert opens == (seen is not None and may(person, "view_answers", seen)), who


def test_opening_asks_five_times(world, django_assert_num_queries):
    """Session, person, the evidence with its assessment, memberships, seats."""
    use = add_file(world, world.assessment())
    client = world.client("petugas")
    with django_assert_num_queries(5):
        response = client.get(f"/bukti/{use.pk}/")
        assert b"".join(response.streaming_content) == b"isi"
