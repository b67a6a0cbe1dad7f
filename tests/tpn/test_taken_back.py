"""A determination that was recorded by mistake is taken back, while nothing rests on it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.facts import held_predicates
from assessments.holders import rows_of
from assessments.models import (
    FormerDecree,
    MonitoringReport,
    PredicateRecord,
    SelfDetermination,
    State,
    StateChange,
)
from assessments.services.errors import NotAllowed, Refused
from assessments.services.holder_reports import Report, issue_report
from assessments.services.register import Decree, add_predicate, decree_of
from assessments.services.revoking import revoke_predicate
from assessments.services.tpn import determine, take_back
from assessments.services.workflow import move, refusals
from audit.models import Entry
from audit.queries import verify
from documents.models import Revision
from tests.after.test_register import entry
from tests.factories.assessments import fresh, make_assessment, make_period
from tests.tpn.stage import PDF, STAGES, in_tpn, paper, say

pytestmark = pytest.mark.django_db
NAME = "batalkan_penetapan"


def decide(world, a, verdict: str = "WBK", number: str = "KEP/1", **more):
    """As the admin, today."""
    args = {"decree_number": number, "decree_date": timezone.localdate(), "actor": world.admin}
    args["seen"] = fresh(a).proposal_unit.decree_version
    return determine(a.pk, verdict=verdict, **(args | more))


@pytest.fixture
def a(world):
    """A unit that TPN found fit at every stage."""
    (found,) = in_tpn(world)
    for number, stage in enumerate(STAGES):
        say(world, found, stage, days=20 - number)
    return found


def back(world, a, *, seen: int = 1, reason: str = "Salah unit.", **more):
    """Taken back, as the admin."""
    return take_back(a.pk, **({"seen": seen, "reason": reason, "actor": world.admin} | more))


def held(world) -> dict:
    """What the register says for the next year."""
    return held_predicates(make_period(world.instansi, 2027), [world.unit.pk])


def test_the_unit_is_with_tpn_again_and_the_register_says_nothing(world, a):
    decide(world, a, scan=paper(world))
    for _ in range(2):  # pressed twice it happens once
        assert back(world, a).state == State.PENILAIAN_TPN
    former, unit = FormerDecree.objects.get(), fresh(a).proposal_unit
    assert (former.decree_number, former.reason) == ("KEP/1", "Penetapan dibatalkan: Salah unit.")
    assert former.scan is not None
    assert (unit.decree_number, unit.decree_date, unit.decree_scan, unit.decree_version) == (
        "",
        None,
        None,
        2,
    )
    assert list(PredicateRecord.objects.all()) == []
    kept = PredicateRecord.everything.get()
    assert (kept.predicate, kept.decree_number, kept.withdrawn_reason) == ("WBK", "KEP/1", "Salah unit.")
    assert held(world) == {}
    assert [(row.status, row.holds, row.due) for row in rows_of(world.instansi)] == [
        ("dibatalkan", False, None)
    ]
    assert [c.reason for c in StateChange.objects.filter(name=NAME)] == ["Salah unit."]
    assert Entry.objects.filter(action="predicate.withdraw").count() == 1
    assert verify(a.audit_chain) == []
    assert unit.stages.count() == len(STAGES)  # what TPN said before stands


def test_determined_again_the_same_record_stands_again(world, a):
    decide(world, a)
    back(world, a)
    decide(world, a, number="KEP/2")
    record = PredicateRecord.objects.get()
    assert (record.decree_number, record.withdrawn_at, record.withdrawn_reason) == ("KEP/2", None, "")
    with pytest.raises(Refused, match="baru saja diubah"):  # a tab from before
        back(world, a, seen=1)
    assert back(world, a, seen=2).state == State.PENILAIAN_TPN
    assert PredicateRecord.everything.count() == 1


def test_what_was_typed_in_before_the_mistake_stands_again(world, a):
    typed = Decree(2026, "WBK", "KEP-7/2026", date(2026, 3, 1))
    kept = add_predicate(world.unit, decree=typed, scan=None, actor=world.admin)
    for seen in (1, 2):
        decide(world, a, scan=paper(world))
        assert PredicateRecord.objects.get().decree_number == "KEP/1"
        assert back(world, a, seen=seen).state == State.PENILAIAN_TPN
        stands = PredicateRecord.objects.get()
        assert (stands.pk, decree_of(stands), stands.scan, stands.assessment) == (kept.pk, typed, None, None)
    assert verify(a.audit_chain) == []


def test_determined_again_without_a_scan_the_record_has_none(world, a):
    decide(world, a, scan=paper(world))
    back(world, a)
    decide(world, a, number="KEP/2")
    assert PredicateRecord.objects.get().scan is None  # the one of KEP/1 says nothing of KEP/2


def test_belum_memenuhi_too(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    decide(world, a, "belum", "S/1")
    assert back(world, a).state == State.PENILAIAN_TPN
    say(world, a, "pra_evaluasi", "lanjut", seen=1)  # what was written wrongly is written rightly


def test_a_reason_an_admin_and_a_determination(world, a):
    with pytest.raises(Refused, match="hanya dapat dilakukan pada tahap"):
        back(world, a)
    decide(world, a)
    with pytest.raises(Refused, match="Tuliskan alasannya"):
        back(world, a, reason=" ")
    for who in ("pimpinan_instansi", "petugas", "pimpinan_unit", "ketua"):
        with pytest.raises(NotAllowed):
            back(world, a, actor=world.people[who])
    assert fresh(a).state == State.WBK
    assert PredicateRecord.objects.count() == 1


def told(a) -> list[str]:
    """What stands in the way, in short."""
    found = [r.message for r in refusals(fresh(a), NAME)]
    return [text.removeprefix("Penetapan ini sudah diikuti ").partition(",")[0] for text in found]


def test_what_rests_on_it(world, a):
    decide(world, a)
    later = make_period(world.instansi, 2027)
    next_year = make_assessment(later, world.unit, State.TERDAFTAR)
    make_assessment(later, world.unit2, State.PEMBANGUNAN)  # of another unit
    assert told(a) == []
    type(next_year).objects.filter(pk=next_year.pk).update(state=State.PENCANANGAN)
    assert told(a) == ["penilaian tahun 2027"]
    entry(world, 2027, "WBBM", decree_date=date(2027, 12, 1))
    assert told(a) == ["penilaian tahun 2027", "predikat WBBM 2027 di register"]
    with pytest.raises(Refused, match="WBBM 2027"):
        back(world, a)
    assert fresh(a).state == State.WBK


def test_a_revoked_one_is_not_taken_back(world, a):
    decide(world, a)
    record = PredicateRecord.objects.get()
    args = {"number": "KEP/9", "on": timezone.localdate(), "reason": "Pungutan.", "scan": None}
    revoke_predicate(record.pk, seen=record.version, actor=world.admin, **args)
    with pytest.raises(Refused, match="hanya dapat dilakukan"):
        back(world, a)
    type(a).objects.filter(pk=a.pk).update(state=State.WBK)  # as a WBK that fell with its WBBM stays
    assert told(a) == ["pencabutan KEP/9"]


def test_wbk_mandiri_has_no_way_back(world, a):
    decide(world, a)
    SelfDetermination.objects.create(
        assessment=a, decree_number="188/1", decree_date=timezone.localdate(), recorded_by=world.admin
    )
    with pytest.raises(Refused, match="ditetapkan pimpinan instansi"):
        move(a.pk, NAME, actor=world.admin, reason="Salah.")


def test_the_year_of_a_withdrawn_record_is_not_typed(world, a):
    decide(world, a)
    back(world, a)
    typed = Decree(world.period.year, "WBK", "KEP/3", date(world.period.year, 1, 5))
    with pytest.raises(Refused, match="dicatat di halaman TPN"):
        add_predicate(world.unit, decree=typed, scan=None, actor=world.admin)
    withdrawn = PredicateRecord.everything.get()
    args = {"number": "K", "on": timezone.localdate(), "reason": "x", "scan": None, "actor": world.admin}
    with pytest.raises(Refused, match="sudah dibatalkan"):
        revoke_predicate(withdrawn.pk, seen=withdrawn.version, **args)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        report(world, withdrawn)
    assert MonitoringReport.objects.count() == 0


def report(world, record, render=lambda *_: b"%PDF-1.4"):
    """A report of today, as the admin."""
    today = timezone.localdate()
    said = Report(today.year, True, Decimal(50), Decimal(30), "Tetap baik.", "700/1", today)
    return issue_report(record.pk, report=said, actor=world.admin, render=render)


@pytest.mark.parametrize("lost", ["withdrawn", "revoked"])
def test_no_report_on_what_is_lost_while_its_letter_is_made(world, a, lost):
    decide(world, a)
    record = PredicateRecord.objects.get()

    def render(*_) -> bytes:
        if lost == "withdrawn":
            back(world, a)
        else:
            args = {"number": "K", "on": timezone.localdate(), "reason": "x", "scan": None}
            revoke_predicate(record.pk, seen=record.version, actor=world.admin, **args)
        return b"%PDF-1.4"

    with pytest.raises(Refused, match=r"sudah di(batalkan|cabut)"):
        report(world, record, render)
    assert MonitoringReport.objects.count() == 0


def test_over_the_pages(world, a):
    decide(world, a)
    admin, page = world.client("admin"), reverse("assessments:tpn_decision", args=[a.pk])
    record = PredicateRecord.objects.get()
    assert "Batalkan penetapan" in admin.get(page).content.decode()
    said = {"form": "batal", "batal-version": "1"}
    assert admin.post(page, said | {"batal-reason": ""}).status_code == 422
    assert admin.post(page, said | {"batal-reason": "Salah <b>unit</b>."}).status_code == 302
    html = admin.get(reverse("assessments:tpn", args=[a.pk])).content.decode()
    assert ("Salah &lt;b&gt;unit&lt;/b&gt;." in html, "Catat penetapan" in html) == (True, True)
    one = reverse("assessments:predicate", args=[record.pk])
    html = world.client("pimpinan_unit").get(one).content.decode()
    assert ("dibatalkan" in html, "Dibatalkan karena salah catat" in html) == (True, True)
    assert "Catat pencabutan" not in admin.get(one).content.decode()
    assert admin.get(reverse("assessments:predicate_revoke", args=[record.pk])).status_code == 404
    listed = admin.get(reverse("assessments:predicates", args=["KAB-X"]), {"status": "dibatalkan"})
    assert "KEP/1" in listed.content.decode()
    assert world.client("pimpinan_instansi").post(page, said | {"batal-reason": "x"}).status_code == 403


def test_a_tab_from_before_does_not_repeat_the_mistake(world, a):
    admin, page = world.client("admin"), reverse("assessments:tpn_decision", args=[a.pk])
    today = timezone.localdate().isoformat()
    said = {"verdict": "WBK", "decree_number": "KEP/<b>1</b>", "decree_date": today, "version": "1"}
    assert 'name="version" value="1"' in admin.get(page).content.decode()
    decide(world, a)
    back(world, a)
    scan, papers = SimpleUploadedFile("sk.pdf", PDF, "application/pdf"), Revision.objects.count()
    stale = admin.post(page, said | {"scan": scan})
    html = stale.content.decode()
    assert (stale.status_code, "KEP/&lt;b&gt;1&lt;/b&gt;" in html) == (422, True)
    assert ("dibatalkan sejak halaman Anda dibuka" in html, "Penetapan dibatalkan: Salah unit." in html) == (
        True,
        True,
    )
    assert (fresh(a).state, Revision.objects.count()) == (State.PENILAIAN_TPN, papers)
    assert 'name="version" value="2"' in html  # what it shows now: pressed again it is meant
    assert admin.post(page, said | {"version": "2"}).status_code == 302
    assert PredicateRecord.objects.get().decree_number == "KEP/<b>1</b>"


def test_the_page_says_why_not(world, a):
    decide(world, a)
    make_assessment(make_period(world.instansi, 2027), world.unit, State.PEMBANGUNAN)
    admin, page = world.client("admin"), reverse("assessments:tpn_decision", args=[a.pk])
    html = admin.get(page).content.decode()
    assert ("Penetapan ini sudah diikuti penilaian tahun 2027" in html, 'name="batal-reason"' in html) == (
        True,
        False,
    )
    refused = admin.post(page, {"form": "batal", "batal-version": "1", "batal-reason": "Salah unit."})
    html = refused.content.decode()
    assert (refused.status_code, "Salah unit." in html) == (422, True)
    assert html.count("Penetapan ini sudah diikuti penilaian tahun 2027") == 1
