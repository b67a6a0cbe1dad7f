"""Sanggah recorded, answered, cancelled: once, and final."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import FormerStageResult, Objection, ObjectionDocument, StageResult, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.objection_checks import Outcome
from assessments.services.objection_windows import save_objection_window, window_for
from assessments.services.objections import (
    add_documents,
    cancel_objection,
    decide_objection,
    file_objection,
)
from assessments.services.tpn import determine
from assessments.services.tpn_stages import remove_stage
from audit.models import Entry
from audit.queries import verify
from tests.tpn.stage import PDF, ago, announce, contest, filing, in_tpn, paper, say

pytestmark = pytest.mark.django_db


def outcome(what: str) -> Outcome:
    """An answer of today."""
    return Outcome(what, "B/77", timezone.localdate(), "Bukti cukup.")


@pytest.fixture
def a(world):
    """A unit that TPN assesses."""
    return in_tpn(world)[0]


def reasons(refused) -> list[str]:
    """The pages of a refusal."""
    return [where for _, where in refused.value.reasons]


def test_accepted_goes_on_and_what_stood_is_kept(world, a):
    made = contest(world, a, letter=paper(world), evidence=[paper(world, PDF + b"%bukti\n", "Bukti")])
    assert [d.kind for d in made.documents.all()] == ["surat", "bukti"]
    with pytest.raises(Refused, match="belum diputus"):
        determine(
            a.pk,
            verdict="belum",
            decree_number="S/1",
            decree_date=timezone.localdate(),
            seen=1,
            actor=world.admin,
        )
    for _ in range(2):  # pressed twice it happens once
        decide_objection(a.pk, outcome=outcome("diterima"), seen=1, actor=world.admin)
    stands, former = StageResult.objects.get(), FormerStageResult.objects.get()
    assert (stands.result, stands.letter_number, stands.note) == ("lanjut", "B/77", "Bukti cukup.")
    assert (former.result, former.letter_number, former.reason) == ("tidak", "B/1", "Sanggah diterima TPN.")
    say(world, a, "desk_evaluasi", days=0)  # the road goes on
    assert Entry.objects.filter(action="tpn.objection_outcome").count() == 1
    assert verify(a.audit_chain) == []


def test_rejected_is_final(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=outcome("ditolak"), seen=1, actor=world.admin)
    assert StageResult.objects.get().result == "tidak"
    with pytest.raises(Refused, match="hanya hasil sanggah yang mengubahnya"):
        say(world, a, "pra_evaluasi", seen=1)
    with pytest.raises(Refused, match="sudah disanggah"):
        remove_stage(a.pk, stage="pra_evaluasi", seen=1, reason="x", actor=world.admin)
    with pytest.raises(Refused, match="satu kali") as second:
        file_objection(a.pk, filing=filing(number="700/92"), actor=world.admin)
    assert reasons(second) == ["sanggah"]
    done = determine(
        a.pk,
        verdict="belum",
        decree_number="S/1",
        decree_date=timezone.localdate(),
        seen=1,
        actor=world.admin,
    )
    assert done.state == State.BELUM_MEMENUHI


def test_a_second_sanggah_after_an_accepted_one(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=outcome("diterima"), seen=1, actor=world.admin)
    with pytest.raises(Refused, match="satu kali"):
        file_objection(a.pk, filing=filing(number="700/92"), actor=world.admin)


def test_the_same_letter_twice_is_one_sanggah(world, a):
    say(world, a, "pra_evaluasi", "tidak")
    announce(world)
    letter = filing()
    first, second = (file_objection(a.pk, filing=letter, actor=world.admin) for _ in range(2))
    assert (first, Objection.objects.count()) == (second, 1)


def test_without_refusal_without_window_outside_of_it(world, a):
    with pytest.raises(Refused) as none:
        file_objection(a.pk, filing=filing(), actor=world.admin)
    say(world, a, "pra_evaluasi", "tidak")
    with pytest.raises(Refused) as unknown:
        file_objection(a.pk, filing=filing(), actor=world.admin)
    announce(world, first=9, last=5)
    with pytest.raises(Refused) as late:
        file_objection(a.pk, filing=filing(), actor=world.admin)
    with pytest.raises(Refused) as future:
        file_objection(a.pk, filing=filing(hours=-2), actor=world.admin)
    assert [reasons(one) for one in (none, unknown, late, future)] == [
        ["tpn"],
        ["masa_sanggah"],
        ["masa_sanggah"],
        ["sanggah"],
    ]
    assert Objection.objects.count() == 0
    in_time = file_objection(
        a.pk, filing=filing(hours=24 * 6), actor=world.admin
    )  # recorded late, sent in time
    assert in_time.filed_at < timezone.now() - timedelta(days=5)


def test_what_the_letter_lacks(world, a):
    say(world, a, "pra_evaluasi", "tidak")
    announce(world)
    with pytest.raises(Refused) as refused:
        file_objection(a.pk, filing=filing(number=" ", reason=" "), actor=world.admin)
    assert reasons(refused) == ["letter_number", "reason"]


def test_what_the_answer_lacks(world, a):
    with pytest.raises(Refused, match="Tidak ada sanggah yang menunggu"):
        decide_objection(a.pk, outcome=outcome("ditolak"), seen=0, actor=world.admin)
    contest(world, a)
    wrong = Outcome("mungkin", " ", timezone.localdate() + timedelta(days=1), result="tidak")
    with pytest.raises(Refused) as refused:
        decide_objection(a.pk, outcome=wrong, seen=1, actor=world.admin)
    assert reasons(refused) == ["outcome", "letter_number", "on"]
    with pytest.raises(Refused, match="baru saja diubah"):
        decide_objection(a.pk, outcome=outcome("ditolak"), seen=9, actor=world.admin)
    early = Outcome("diterima", "B/1", ago(3), result="tidak")
    with pytest.raises(Refused) as refused:
        decide_objection(a.pk, outcome=early, seen=1, actor=world.admin)
    assert reasons(refused) == ["result", "on"]


def test_evidence_comes_until_the_answer(world, a):
    contest(world, a)
    more = paper(world, PDF + b"%lain\n", "Bukti lain")
    for _ in range(2):
        add_documents(a.pk, kind="bukti", revisions=[more], actor=world.admin)
    assert ObjectionDocument.objects.get().revision == more
    decide_objection(a.pk, outcome=outcome("ditolak"), seen=1, actor=world.admin)
    with pytest.raises(Refused):
        add_documents(a.pk, kind="bukti", revisions=[more], actor=world.admin)


def test_one_recorded_by_mistake_does_not_count(world, a):
    contest(world, a)
    with pytest.raises(Refused, match="Tulis alasan"):
        cancel_objection(a.pk, reason="", seen=1, actor=world.admin)
    for _ in range(2):
        cancel_objection(a.pk, reason="Salah unit.", seen=1, actor=world.admin)
    assert Entry.objects.filter(action="tpn.objection_cancel").count() == 1
    again = file_objection(a.pk, filing=filing(number="700/92"), actor=world.admin)
    assert (Objection.objects.count(), again.outcome) == (2, "")


@pytest.mark.parametrize("who", ["pimpinan_instansi", "petugas", "pimpinan_unit", "ketua", "anggota"])
def test_only_the_admin(world, a, who):
    say(world, a, "pra_evaluasi", "tidak")
    announce(world)
    with pytest.raises(NotAllowed):
        file_objection(a.pk, filing=filing(), actor=world.people[who])


def save(world, **other):
    """The announced days, as the admin."""
    data = {
        "opens_on": ago(2),
        "closes_on": ago(-3),
        "letter_number": "P/1",
        "letter_date": ago(4),
        "seen": 0,
        "actor": world.admin,
    }
    return save_objection_window(world.period, **(data | other))


def test_the_announced_days(world):
    for _ in range(2):
        assert save(world).version == 1
    assert Entry.objects.filter(action="objection.window").count() == 1
    with pytest.raises(Refused, match="baru saja diubah"):
        save(world, closes_on=ago(-9))
    assert save(world, closes_on=ago(-9), seen=1).version == 2
    window = window_for(world.period, None)
    assert (window.opens_at.date(), window.closes_at.date()) == (ago(2), ago(-9))


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"closes_on": ago(3)}, "closes_on"),
        ({"closes_on": ago(-400)}, "closes_on"),
        ({"letter_number": " "}, "letter_number"),
        ({"letter_date": ago(-1)}, "letter_date"),
    ],
)
def test_days_that_cannot_be(world, other, field):
    with pytest.raises(Refused) as refused:
        save(world, **other)
    assert reasons(refused) == [field]


def test_a_policy_without_sanggah(world):
    from tests.factories.assessments import make_period

    old = make_period(world.instansi, 2020, "policy-2019")
    with pytest.raises(Refused, match="tidak mengenal sanggah"):
        save_objection_window(
            old,
            opens_on=ago(2),
            closes_on=ago(1),
            letter_number="P",
            letter_date=ago(4),
            seen=0,
            actor=world.admin,
        )
