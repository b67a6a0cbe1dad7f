"""Revocation: register and workflow at once, both predicates with WBBM, the ban, and what later years read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.facts import conditions_of, held_predicates
from assessments.models import PredicateRecord, SelfDetermination, State, StateChange
from assessments.services.errors import NotAllowed, Refused
from assessments.services.register import (
    Decree,
    RecordChanged,
    add_predicate,
    correct_predicate,
    record_predicate,
)
from assessments.services.revoking import correct_revocation, revoke_predicate
from audit.queries import verify
from tests.after.test_register import entry
from tests.factories.assessments import fresh, make_assessment, make_period

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: TODAY)


def determined(world, year=2025, predicate="WBK"):
    period = world.period if year == 2026 else make_period(world.instansi, year)
    a = make_assessment(period, world.unit, predicate.lower())
    made = record_predicate(
        a,
        predicate=predicate,
        decree_number=f"KEP-1/{year}",
        decree_date=date(year, 6, 1),
        actor=world.admin,
    )
    return a, made


def revoke(world, made, **extra):
    data = {"number": "KEP-9/2026", "on": date(2026, 10, 1), "reason": "Pungutan terbukti.", "scan": None}
    return revoke_predicate(made.pk, **({"seen": made.version, "actor": world.admin} | data | extra))


def test_register_and_year_move_at_once(world):
    a, made = determined(world)
    stored = revoke(world, made)
    assert (stored.revoked_on, stored.revocation_number) == (date(2026, 10, 1), "KEP-9/2026")
    assert fresh(a).state == State.DICABUT
    change = StateChange.objects.get(assessment=a)
    assert (change.name, change.reason) == ("cabut", "KEP-9/2026 (2026-10-01): Pungutan terbukti.")
    assert verify(a.audit_chain) == []


def test_asked_twice_it_happens_once(world):
    a, made = determined(world)
    first = revoke(world, made)
    assert revoke(world, made).version == first.version == 2
    assert StateChange.objects.filter(assessment=a).count() == 1
    with pytest.raises(Refused, match="sudah dicabut dengan keputusan KEP-9/2026"):
        revoke(world, made, number="KEP-10/2026")


@pytest.mark.parametrize(
    ("spoilt", "messages"),
    [
        ({"number": " "}, ["Nomor keputusan pencabutan belum diisi."]),
        ({"on": None}, ["Tanggal keputusan pencabutan belum diisi."]),
        ({"reason": ""}, ["Tuliskan alasannya."]),
        ({"on": TODAY + timedelta(days=1)}, ["Tanggal keputusan pencabutan belum tiba. Periksa tahunnya."]),
        (
            {"on": date(2025, 5, 31)},
            ["Predikat ini baru ditetapkan 1 Juni 2025; pencabutannya tidak mungkin lebih awal."],
        ),
        (
            {"number": "", "on": None, "reason": ""},
            [
                "Nomor keputusan pencabutan belum diisi.",
                "Tanggal keputusan pencabutan belum diisi.",
                "Tuliskan alasannya.",
            ],
        ),
    ],
)
def test_what_is_refused_changes_nothing(world, spoilt, messages):
    a, made = determined(world)
    with pytest.raises(Refused) as refused:
        revoke(world, made, **spoilt)
    assert [message for message, _ in refused.value.reasons] == messages
    made.refresh_from_db()
    assert (made.revoked_on, made.version, fresh(a).state) == (None, 1, State.WBK)


def test_on_the_day_of_the_determination_and_today(world):
    _, made = determined(world)
    assert revoke(world, made, on=date(2025, 6, 1)).revoked_on == date(2025, 6, 1)
    other = entry(world, 2024, unit=world.unit2)
    assert revoke(world, other, on=TODAY).revoked_on == TODAY


def test_who_loses_wbbm_loses_both(world):
    _, wbk = determined(world, 2023)
    _, wbbm = determined(world, 2025, "WBBM")
    with pytest.raises(Refused, match="sudah berpredikat WBBM 2025"):
        revoke(world, wbk)
    revoke(world, wbbm)
    assert set(PredicateRecord.objects.values_list("year", "revoked_on")) == {
        (2023, date(2026, 10, 1)),
        (2025, date(2026, 10, 1)),
    }


def test_one_from_before_the_portal_has_no_year_to_move(world):
    made = entry(world, 2021)
    assert revoke(world, made).revoked_on == date(2026, 10, 1)
    assert StateChange.objects.count() == 0
    assert verify(f"instansi:{world.instansi.pk}") == []


def test_a_stale_tab(world):
    made = entry(world, 2021)
    PredicateRecord.objects.update(version=2)
    with pytest.raises(RecordChanged):
        revoke(world, made, seen=1)


@pytest.mark.parametrize("who", ["pimpinan_instansi", "petugas", "pimpinan_unit", "ketua", "orang_asing"])
def test_only_the_admin(world, who):
    _, made = determined(world)
    with pytest.raises(NotAllowed):
        revoke(world, made, actor=world.people[who])


def test_later_years_read_it(world):
    """Two years of one unit: WBK 2025, revoked in 2026; what the proposal of 2026 and of 2028 then say."""
    _, made = determined(world)
    a = make_assessment(world.period, world.unit, State.SELESAI_TPI)

    def met(day):
        found = [*conditions_of(a, "WBK", today=day), *conditions_of(a, "WBBM", today=day)]
        return {r.code: r.met for r in found if r.code in ("sudah_wbk", "jeda_pencabutan")}

    assert met(TODAY) == {"jeda_pencabutan": False, "sudah_wbk": True}  # nobody said that nothing was revoked
    revoke(world, made)
    assert met(TODAY) == {"jeda_pencabutan": False, "sudah_wbk": False}
    assert met(date(2028, 9, 30)) == {"jeda_pencabutan": False, "sudah_wbk": False}
    assert met(date(2028, 10, 1)) == {"jeda_pencabutan": True, "sudah_wbk": False}


def correct(world, made, **extra):
    data = {"number": "KEP-9/2026", "on": date(2026, 10, 1), "reason": "Pungutan terbukti.", "scan": None}
    more = {"why": "Salah ketik.", "seen": made.version, "actor": world.admin}
    return correct_revocation(made.pk, **(data | more | extra))


def test_a_revocation_is_corrected_and_the_ban_counts_from_the_right_day(world):
    _, wbk = determined(world, 2023)
    a, wbbm = determined(world, 2025, "WBBM")
    stored = revoke(world, wbbm)
    for _ in range(2):  # a double click
        found = correct(world, stored, number="KEP-8/2026", on=date(2025, 10, 1))
        assert (found.version, found.revocation_number) == (3, "KEP-8/2026")
    wbk.refresh_from_db()
    assert (wbk.revoked_on, wbk.revocation_number) == (date(2025, 10, 1), "KEP-8/2026")  # the same decision
    assert fresh(a).state == State.DICABUT
    held = held_predicates(world.period, [world.unit.pk], TODAY)[world.unit.pk]["jeda_pencabutan"]
    assert held.document_date == date(2025, 10, 1)
    assert verify(a.audit_chain) == []


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"why": " "}, "why"),
        ({"number": ""}, "number"),
        ({"on": None}, "on"),
        ({"reason": " "}, "reason"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(2025, 5, 31)}, "on"),
    ],
)
def test_a_correction_that_cannot_be(world, spoilt, field):
    _, made = determined(world)
    stored = revoke(world, made)
    with pytest.raises(Refused) as refused:
        correct(world, stored, **spoilt)
    assert [where for _, where in refused.value.reasons] == [field]
    made.refresh_from_db()
    assert (made.revoked_on, made.version) == (date(2026, 10, 1), 2)


def test_who_corrects_a_revocation_and_when(world):
    _, made = determined(world)
    with pytest.raises(Refused, match="tidak dicabut"):
        correct(world, made)
    stored = revoke(world, made)
    with pytest.raises(RecordChanged):
        correct(world, stored, number="KEP-8", seen=1)
    for who in ("pimpinan_instansi", "petugas", "ketua", "orang_asing"):
        with pytest.raises(NotAllowed):
            correct(world, stored, number="KEP-8", actor=world.people[who])


def test_a_determination_does_not_come_after_its_revocation(world):
    made = entry(world, 2021)
    stored = revoke(world, made, on=date(2022, 1, 5))
    late = Decree(2021, "WBK", "KEP-1/2021", date(2022, 1, 6))
    args = {"scan": None, "reason": "Salah.", "seen": stored.version, "actor": world.admin}
    with pytest.raises(Refused) as refused:
        correct_predicate(made.pk, decree=late, **args)
    assert [where for _, where in refused.value.reasons] == ["decree_date"]
    same_day = Decree(2021, "WBK", "KEP-1/2021", date(2022, 1, 5))
    assert correct_predicate(made.pk, decree=same_day, **args).decree_date == date(2022, 1, 5)


# --- typing in and correcting ------------------------------------------------------------------------------

OLD = Decree(2021, "WBK", "KEP-5/2021", date(2021, 12, 10))


def test_typing_in_an_earlier_predicate(world):
    made = add_predicate(world.unit, decree=OLD, scan=None, actor=world.admin)
    again = add_predicate(world.unit, decree=OLD, scan=None, actor=world.admin)
    assert made == again == PredicateRecord.objects.get()
    other = Decree(2021, "WBK", "KEP-6/2021", date(2021, 12, 10))
    with pytest.raises(Refused, match="sudah ada di register"):
        add_predicate(world.unit, decree=other, scan=None, actor=world.admin)


@pytest.mark.parametrize(
    ("decree", "field"),
    [
        (Decree(2021, "ZI", "K", date(2021, 12, 10)), "predicate"),
        (Decree(2021, "WBBM", "K", date(2021, 12, 10), "mandiri"), "determined_by"),
        (Decree(2021, "WBK", "  ", date(2021, 12, 10)), "decree_number"),
        (Decree(2009, "WBK", "K", date(2009, 12, 10)), "year"),
        (Decree(2027, "WBK", "K", date(2027, 1, 10)), "year"),
        (Decree(2021, "WBK", "K", date(2020, 12, 31)), "decree_date"),
        (Decree(2021, "WBK", "K", date(2023, 1, 1)), "decree_date"),
        (Decree(2026, "WBK", "K", TODAY + timedelta(days=1)), "decree_date"),
    ],
)
def test_what_cannot_be(world, decree, field):
    with pytest.raises(Refused) as refused:
        add_predicate(world.unit, decree=decree, scan=None, actor=world.admin)
    assert [where for _, where in refused.value.reasons] == [field]


def test_what_the_portal_determines_is_not_typed(world):
    make_assessment(make_period(world.instansi, 2021), world.unit, State.WBK)
    with pytest.raises(Refused, match="dicatat di halaman TPN"):
        add_predicate(world.unit, decree=OLD, scan=None, actor=world.admin)


def test_correcting(world):
    made = add_predicate(world.unit, decree=OLD, scan=None, actor=world.admin)
    right = Decree(2021, "WBK", "KEP-55/2021", date(2021, 12, 11))
    wrong = {"decree": right, "scan": None, "actor": world.admin}
    with pytest.raises(Refused, match="alasan"):
        correct_predicate(made.pk, reason=" ", seen=1, **wrong)
    with pytest.raises(RecordChanged):
        correct_predicate(made.pk, reason="Salah ketik.", seen=0, **wrong)
    assert correct_predicate(made.pk, reason="Salah ketik.", seen=1, **wrong).version == 2
    assert correct_predicate(made.pk, reason="Salah ketik.", seen=1, **wrong).version == 2  # a double click


def test_a_determination_is_corrected_where_its_decision_stands(world):
    a, made = determined(world)
    same = Decree(made.year, made.predicate, "KEP-LAIN", made.decree_date)
    with pytest.raises(Refused, match="hasil penetapan di portal"):
        correct_predicate(made.pk, decree=same, scan=None, reason="Salah.", seen=1, actor=world.admin)
    edit = reverse("assessments:predicate_edit", args=[made.pk])
    decision = reverse("assessments:tpn_decision", args=[a.pk])
    for answer in (world.client("admin").get(edit), world.client("admin").post(edit, {"reason": "Salah."})):
        assert (answer.status_code, answer["Location"]) == (302, decision)
    own = SelfDetermination.objects.create(
        assessment=a, decree_number="188/1", decree_date=made.decree_date, recorded_by=world.admin
    )
    answer = world.client("admin").get(edit)
    assert answer["Location"] == reverse("assessments:self_determination", args=[own.assessment_id])
    made.refresh_from_db()
    assert (made.decree_number, made.version) == ("KEP-1/2025", 1)
