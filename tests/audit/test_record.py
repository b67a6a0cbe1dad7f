"""Writing: what an entry holds, what is refused, how many queries it costs."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import transaction

from audit import queries
from audit.hashing import entry_hash, moment, plain
from audit.models import GENESIS, Chain, Entry
from audit.services import AuditError, Event, record, record_many

ACT = {"actor": None, "action": "answer.save", "label": "assessments.Answer", "object_id": 5}


@pytest.mark.django_db
def test_an_entry_holds_what_was_done():
    entry = record(
        "assessment:12",
        actor=SimpleNamespace(pk=7),
        role="petugas_unit",
        action="answer.save",
        label="assessments.Answer",
        object_id=5,
        before={"value": "A"},
        after={"value": "B"},
        reason="salah pilih",
    )
    kept = Entry.objects.get()
    assert kept.pk == entry.pk
    assert (kept.chain.key, kept.seq, kept.actor_id, kept.role) == ("assessment:12", 1, 7, "petugas_unit")
    assert (kept.action, kept.object_label, kept.object_id) == ("answer.save", "assessments.Answer", "5")
    assert (kept.before, kept.after, kept.reason) == ({"value": "A"}, {"value": "B"}, "salah pilih")
    assert (kept.prev_hash, kept.hash) == (GENESIS, entry_hash("assessment:12", kept))
    assert queries.head("assessment:12") == (kept.hash, 1)


@pytest.mark.django_db
def test_entries_of_a_chain_hang_together():
    first = record("system", **ACT)
    second = record("system", **ACT)
    other = record("instansi:3", **ACT)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert (other.seq, other.prev_hash) == (1, GENESIS)
    assert queries.heads() == {"system": (second.hash, 2), "instansi:3": (other.hash, 1)}
    assert queries.head("nobody") == (GENESIS, 0)


@pytest.mark.django_db
def test_three_queries_when_the_chain_exists(django_assert_num_queries):
    record("system", **ACT)
    with django_assert_num_queries(3):  # lock the chain, insert the entry, move the head
        record("system", **ACT)


@pytest.mark.django_db
def test_many_entries_in_three_queries(django_assert_num_queries):
    record("system", **ACT)
    events = [Event(action="answer.import", label="assessments.Answer", object_id=n) for n in range(50)]
    with django_assert_num_queries(3):  # lock the chain, insert 50 entries, move the head
        entries = record_many("system", events, actor=7, role="petugas_unit")
    assert [entry.seq for entry in entries] == list(range(2, 52))
    assert [entry.object_id for entry in queries.of_chain("system")[:3]] == ["49", "48", "47"]
    assert queries.verify("system") == []


@pytest.mark.django_db
def test_no_event_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert record_many("system", [], actor=None) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused():
    with pytest.raises(AuditError, match=r"transaction\.atomic"):
        record("system", **ACT)
    assert not Chain.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_entry():
    with transaction.atomic():
        record("system", **ACT)
        transaction.set_rollback(True)
    with transaction.atomic():
        assert record("system", **ACT).seq == 1
    assert queries.verify_all() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"after": {"score": 0.5}}, TypeError),
        ({"after": object()}, TypeError),
        ({"after": "nul\x00"}, ValueError),
        ({"reason": "nul\x00"}, ValueError),
        ({"after": "\ud800"}, ValueError),
        ({"after": {1: "a", "1": "b"}}, ValueError),
        ({"after": datetime(2026, 1, 1)}, ValueError),  # noqa: DTZ001 the naive moment is the case
        ({"action": "a" * 81}, AuditError),
        ({"role": "r" * 61}, AuditError),
    ],
)
def test_what_a_database_would_not_keep_is_refused(change, error):
    with pytest.raises(error):
        record("system", **ACT | change)
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_chain_needs_a_key_that_fits(key):
    with pytest.raises(AuditError, match="chain key"):
        record(key, **ACT)


@pytest.mark.django_db
def test_every_kind_of_value_survives_the_database():
    jakarta = timezone(timedelta(hours=7))
    value = {
        "decimal": Decimal("75.000000"),
        "big": Decimal("1E+3"),
        "third": Fraction(1, 3),
        "at": datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=jakarta),
        "date": date(2026, 3, 1),
        "set": {"b", "a"},
        "tuple": (1, None, True, "Peraturan “Menteri” é\u2028\\"),
        "long": 12345678901234567890123,
        "z": {},
        "a": [],
    }
    record("system", **ACT | {"before": value, "after": "text"})
    kept = Entry.objects.get()
    assert kept.before == plain(value)
    assert (kept.before["decimal"], kept.before["big"], kept.before["third"]) == ("75.000000", "1000", "1/3")
    assert (kept.before["at"], kept.before["set"]) == ("2026-03-01T05:00:00.000005Z", ["a", "b"])
    assert kept.hash == entry_hash("system", kept)


def test_the_hash_does_not_depend_on_the_order_of_keys_or_the_zone():
    at = datetime(2026, 3, 1, 5, tzinfo=UTC)
    fields = {
        "seq": 1, "actor_id": 7, "role": "", "action": "x", "object_label": "y", "object_id": "1",
        "before": None, "reason": "", "prev_hash": GENESIS,
    }  # fmt: skip
    one = SimpleNamespace(**fields, at=at, after={"a": 1, "b": 2})
    two = SimpleNamespace(**fields, at=at.astimezone(timezone(timedelta(hours=9))), after={"b": 2, "a": 1})
    assert entry_hash("system", one) == entry_hash("system", two)
    # Fixed for ever: a changed recipe would make every printed head worthless.
    text = (
        '{"action":"x","actor":7,"after":{"a":1,"b":2},"at":"2026-03-01T05:00:00.000000Z","before":null,'
        '"chain":"system","format":1,"label":"y","object":"1","previous":"%s","reason":"","role":"","seq":1}'
    ) % ("0" * 64)
    assert entry_hash("system", one) == hashlib.sha256(text.encode()).hexdigest()
    assert moment(at) == "2026-03-01T05:00:00.000000Z"


@pytest.mark.django_db
def test_entries_about_one_thing_newest_first():
    record("assessment:1", **ACT)
    record("instansi:1", **ACT)
    record("assessment:1", **ACT | {"object_id": 6})
    chains = [entry.chain.key for entry in queries.of_object("assessments.Answer", 5)]
    assert chains == ["instansi:1", "assessment:1"]
