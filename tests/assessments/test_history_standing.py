"""Rebuilding a sheet from the audit: at the end it is the stored sheet, and at each moment what was stored then."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.engine.answers import Given
from assessments.engine.scoring import decimal6, score
from assessments.history.reading import answer_entries, stored_answers
from assessments.history.standing import EMPTY, standing
from assessments.models import Answer, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.stored import given as stored_given

CODES = ("A.I.1.i.a", "A.I.1.i.b", "B.I.a")
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.integers(0, 4), st.booleans(), st.text("ab\n ", max_size=6), st.booleans()
    ),
    max_size=12,
)


def wanted(instrument, code: str, pick: int, none_yet: bool, note: str, empty: bool) -> Given:
    question = instrument.questions[code]
    if empty:
        return Given()
    if question.kind == "index":
        return Given(None if none_yet else str(pick), none_yet, note, f"Survei {pick}")
    return Given(None if none_yet else question.options[pick % len(question.options)].code, none_yet, note)


def stored_of(sheet) -> dict[str, Given]:
    found = {answer.code: stored_given(answer) for answer in Answer.objects.filter(sheet=sheet)}
    return {code: one for code, one in found.items() if one != EMPTY}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=CHANGES)
def test_after_any_saves_the_end_is_what_is_stored_and_each_moment_what_was(world, saves):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    sheet = world.sheet(a)
    seen = {answer.code: answer.version for answer in Answer.objects.filter(sheet=sheet)}
    moments = []
    for code, *how in saves:
        one = wanted(world.instrument, code, *how)
        saved = save_answers(
            a.pk, kind=Sheet.Kind.UNIT, changes=[Change(code, one, seen.get(code, 0))], actor=world.petugas
        )
        if code in saved.answers:
            seen[code] = saved.answers[code].version
        last = answer_entries(a, sheet).last()
        moments.append((last.at if last else datetime.now(UTC), stored_of(sheet)))
    entries = list(answer_entries(a, sheet))
    rows = {answer.code: answer for answer in stored_answers([sheet])}
    end = standing(entries, rows)
    sheet.refresh_from_db()
    result = score(world.instrument, end.answers)
    assert dict(end.answers) == stored_of(sheet)
    assert (decimal6(result.total), result.answered) == (sheet.total, sheet.answered)
    assert end.unrecorded == frozenset()
    for at, then in moments:
        assert dict(standing(entries, rows, at).answers) == then


def test_a_row_that_the_audit_never_saw_stands_from_its_own_moment_and_says_so(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    sheet = world.fill(a, {"A.I.1.i.a": "Ya"})
    rows = {answer.code: answer for answer in stored_answers([sheet])}
    at = rows["A.I.1.i.a"].updated_at
    early, late = (standing([], rows, at + timedelta(seconds=n)) for n in (-1, 0))
    assert (dict(early.answers), early.unrecorded) == ({}, frozenset())
    assert (dict(late.answers), late.unrecorded) == ({"A.I.1.i.a": Given("Ya")}, {"A.I.1.i.a"})


def test_what_the_first_entry_found_stands_before_it_from_the_making_of_the_sheet_on():
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    entry = SimpleNamespace(
        object_id="7/A", at=at, before={"value": "Tidak"}, after={"value": "Ya", "version": 2}
    )
    day = timedelta(days=1)
    made = at - day
    before = standing([entry], {}, at - timedelta(seconds=1), since=made)
    assert (dict(before.answers), before.unrecorded) == ({"A": Given("Tidak")}, {"A"})
    assert dict(standing([entry], {}, made - day, since=made).answers) == {}
    after = standing([entry], {}, at, since=made)
    assert (dict(after.answers), after.unrecorded) == ({"A": Given("Ya")}, frozenset())
