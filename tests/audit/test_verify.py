"""Every way to tamper with history is found, with the chain and the entry named."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import queries, triggers
from audit.models import Chain, Entry
from tests.audit.tamper import execute, filled, rewrite_consistently

KEY = "assessment:12"


def found(key: str = KEY) -> list[tuple[int | None, str]]:
    return [(problem.seq, problem.kind) for problem in queries.verify(key)]


@pytest.fixture
def chain(db):
    """Five entries in the chain, and another chain that nobody touches."""
    filled("system", 2)
    return filled(KEY, 5)


def test_a_whole_chain_has_no_problem(chain):
    assert queries.verify_all() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("after", '{"value": "B"}'),
        ("before", '{"value": "A"}'),
        ("actor_id", 8),
        ("role", "ketua_tpi"),
        ("action", "answer.clear"),
        ("object_label", "assessments.Sheet"),
        ("object_id", "99"),
        ("reason", "lain"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("prev_hash", "1" * 64),
    ],
)
def test_a_changed_row_is_found(chain, column, value):
    execute(f'UPDATE audit_entry SET "{column}" = %s WHERE id = %s', value, chain[2].pk)
    assert (3, "changed") in found()
    assert queries.verify("system") == []


def test_a_changed_hash_is_found_there_and_after(chain):
    execute("UPDATE audit_entry SET hash = %s WHERE id = %s", "1" * 64, chain[2].pk)
    assert found() == [(3, "changed"), (4, "link")]


def test_a_removed_row_in_the_middle_is_found(chain):
    execute("DELETE FROM audit_entry WHERE id = %s", chain[2].pk)
    assert found() == [(3, "gap")]


def test_a_removed_first_row_is_found(chain):
    execute("DELETE FROM audit_entry WHERE id = %s", chain[0].pk)
    assert found() == [(1, "gap")]


@pytest.mark.parametrize("removed", [1, 2, 5])
def test_rows_removed_at_the_end_are_found(chain, removed):
    execute(
        "DELETE FROM audit_entry WHERE object_id > %s AND chain_id = %s", str(5 - removed), chain[0].chain_id
    )
    assert found() == [(6 - removed, "end")]


def test_two_swapped_rows_are_found(chain):
    second, third = chain[1], chain[2]
    execute("UPDATE audit_entry SET seq = 99 WHERE id = %s", second.pk)
    execute("UPDATE audit_entry SET seq = 2 WHERE id = %s", third.pk)
    execute("UPDATE audit_entry SET seq = 3 WHERE id = %s", second.pk)
    assert {(2, "changed"), (3, "changed"), (2, "link"), (3, "link")} <= set(found())


def test_a_row_moved_from_another_chain_is_found(chain):
    system = Chain.objects.get(key="system")
    execute("UPDATE audit_entry SET chain_id = %s, seq = 3 WHERE id = %s", system.pk, chain[4].pk)
    assert found() == [(5, "end")]
    assert found("system") == [(3, "link"), (3, "changed"), (3, "beyond")]


def test_an_added_row_is_found(chain):
    execute(
        "INSERT INTO audit_entry"
        " (chain_id, seq, at, role, action, object_label, object_id, reason, prev_hash, hash)"
        " SELECT chain_id, 6, at, role, action, object_label, object_id, reason, hash, prev_hash"
        " FROM audit_entry WHERE id = %s",
        chain[4].pk,
    )
    assert found() == [(6, "changed"), (6, "beyond")]


def test_a_changed_head_is_found(chain):
    execute("UPDATE audit_chain SET head = %s WHERE key = %s", "1" * 64, KEY)
    assert found() == [(5, "head")]


def test_a_renamed_chain_is_found(chain):
    execute("UPDATE audit_chain SET key = 'assessment:13' WHERE key = %s", KEY)
    assert found() == [(None, "chain-missing")]
    assert found("assessment:13") == [(n, "changed") for n in range(1, 6)]


@pytest.mark.django_db(transaction=True)
def test_entries_without_their_chain_are_found():
    entry = filled_committed()
    with triggers.lifted(connection), connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE audit_entry DISABLE TRIGGER ALL; ALTER TABLE audit_chain DISABLE TRIGGER ALL"
            )
        cursor.execute("DELETE FROM audit_chain WHERE id = %s", [entry.chain_id])
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE audit_entry ENABLE TRIGGER ALL; ALTER TABLE audit_chain ENABLE TRIGGER ALL"
            )
    problems = queries.verify_all()
    assert [(p.chain, p.seq, p.kind) for p in problems] == [(f"#{entry.chain_id}", 1, "chain-missing")]


def filled_committed() -> Entry:
    """The first of two entries, in a transaction that has ended."""
    with transaction.atomic():
        return filled(KEY, 2)[0]


class TestCommand:
    def run(self, *args: str) -> str:
        out = io.StringIO()
        call_command("verify_audit", *args, stdout=out)
        return out.getvalue()

    def test_says_the_heads_when_all_is_whole(self, chain):
        digest, length = queries.head(KEY)
        system, two = queries.head("system")
        assert self.run() == f"{KEY}:{length}:{digest}\nsystem:{two}:{system}\nJejak audit utuh: 2 rantai.\n"
        assert self.run("--chain", KEY) == f"{KEY}:{length}:{digest}\nJejak audit utuh: 1 rantai.\n"

    def test_names_chain_and_entry(self, chain):
        execute("UPDATE audit_entry SET role = 'x' WHERE id = %s", chain[2].pk)
        with pytest.raises(CommandError) as refused:
            self.run()
        expected = f"Jejak audit tidak utuh: rantai {KEY}, entri 3: isi entri berubah atau berpindah"
        assert (str(refused.value), refused.value.returncode) == (expected, 1)

    def test_an_unknown_chain_is_refused(self, chain):
        with pytest.raises(CommandError, match="rantai assessment:99: rantai tidak ada"):
            self.run("--chain", "assessment:99")

    def test_a_printed_head_stays_true_while_the_chain_grows(self, chain):
        digest, length = queries.head(KEY)
        filled(KEY, 2)
        assert self.run("--expect", f"{KEY}:{length}:{digest}").endswith("Jejak audit utuh: 2 rantai.\n")
        assert self.run("--expect", f"{KEY}:{length}:{digest[:16].upper()}").endswith("utuh: 2 rantai.\n")

    def test_a_perfect_forgery_shows_against_the_printed_head(self, chain):
        digest, length = queries.head(KEY)
        rewrite_consistently(KEY, 3, {"value": "B"})
        assert self.run("--chain", KEY).endswith("Jejak audit utuh: 1 rantai.\n")
        with pytest.raises(CommandError, match=f"rantai {KEY}, entri 5: hash berbeda dari yang tercetak"):
            self.run("--expect", f"{KEY}:{length}:{digest}")

    def test_a_head_beyond_the_end_is_refused(self, chain):
        with pytest.raises(CommandError, match="entri 6: entri yang tercetak tidak ada lagi"):
            self.run("--expect", f"{KEY}:6:{'a' * 64}")

    @pytest.mark.parametrize("text", ["", "a:b", "system:x:abc", ":1:abc"])
    def test_a_malformed_head_is_refused(self, chain, text):
        with pytest.raises(CommandError, match="KEY:LENGTH:HASH"):
            self.run("--expect", text)

    def test_a_short_hash_is_refused(self, chain):
        with pytest.raises(CommandError, match="16–64 digit"):
            self.run("--expect", f"{KEY}:5:{chain[4].hash[:15]}")

    @pytest.mark.parametrize("table", ["audit_entry", "audit_chain", "surveys_answer"])
    def test_missing_triggers_are_refused(self, chain, table):
        triggers.drop(connection, only=table)
        with pytest.raises(CommandError, match=f"pemicu basis data {table}_"):
            self.run()
