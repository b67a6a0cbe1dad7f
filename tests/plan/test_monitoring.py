"""Monitoring: who records it and until when, findings, what the unit does about them, the report."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Finding, Monitoring, State
from assessments.monitoring import open_findings, rounds_of
from assessments.reports.monitoring import html_of, report_of
from assessments.services.activities import ActivityData, add_activity, remove_activity
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.follow_ups import FollowUp, follow_up
from assessments.services.monitoring import (
    FindingData,
    RoundData,
    add_finding,
    change_finding,
    change_round,
    record_round,
    remove_finding,
    remove_round,
)
from audit.models import Entry
from tests.assessments.papers import put

TODAY = timezone.localdate()
ROUND = RoundData(date(2026, 1, 5), "unit", "Siti Aminah", ("PP", "MP", ""), "Berjalan baik.")
FOUND = FindingData(
    "SOP belum ada", "berat", follow_up="Susun", person="Budi", until=TODAY - timedelta(days=1)
)
BUILDING = (State.PENCANANGAN, State.PEMBANGUNAN, State.PENILAIAN_MANDIRI)


@pytest.fixture
def a(world) -> Assessment:
    return world.assessment(State.PEMBANGUNAN)


def url(name: str, a, *more) -> str:
    return reverse(f"assessments:{name}", args=[a.pk, *more])


def actions(a) -> list[str]:
    found = Entry.objects.filter(chain__key=a.audit_chain, object_label="assessments.monitoring").order_by(
        "seq"
    )
    return [entry.action for entry in found]


def test_a_round_is_kept_once(world, a):
    for _ in range(2):
        made = record_round(a.pk, data=ROUND, actor=world.petugas)
    stored = Monitoring.objects.get()
    assert (stored, stored.areas, stored.coached, actions(a)) == (
        made,
        ["MP", "PP", ""],
        False,
        ["monitoring.add"],
    )


@pytest.mark.parametrize("who", ["admin", "anggota", "ketua", "pengendali"])
@pytest.mark.parametrize("state", State)
def test_coaching_ends_with_the_submission(world, who, state):
    a = world.assessment(state)
    actor = world.people[who]
    if state in BUILDING:
        made = record_round(a.pk, data=ROUND, actor=actor)
        assert (made.coached, made.kind) == (True, "pendampingan")
        return
    with pytest.raises(NotAllowed):
        record_round(a.pk, data=ROUND, actor=actor)


def test_each_side_writes_its_own(world, a):
    record_round(a.pk, data=ROUND, actor=world.petugas)
    record_round(a.pk, data=ROUND, actor=world.admin)
    sides = ((1, world.admin, world.pimpinan_unit), (2, world.petugas, world.ketua))
    for number, other, own in sides:
        for act in (
            lambda n=number, who=other: change_round(a.pk, n, data=ROUND, seen=1, actor=who),
            lambda n=number, who=other: remove_round(a.pk, n, seen=1, actor=who),
            lambda n=number, who=other: add_finding(a.pk, n, data=FOUND, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act()
        add_finding(a.pk, number, data=FOUND, actor=own)
    world.assessment(State.PENILAIAN_TPI)
    with pytest.raises(NotAllowed):
        remove_finding(a.pk, 2, 1, seen=1, actor=world.ketua)
    assert Finding.objects.count() == 2


def test_what_is_refused_says_why(world, a):
    with pytest.raises(Refused) as refused:
        record_round(
            a.pk,
            data=RoundData(TODAY + timedelta(days=2), "pendampingan", " ", ("XX",)),
            actor=world.petugas,
        )
    assert [where for _, where in refused.value.reasons] == ["kind", "people", "date", "areas"]
    record_round(a.pk, data=ROUND, actor=world.petugas)
    bad = FindingData(" ", "parah", activity=9, code="Z", until=date(2062, 1, 1))
    with pytest.raises(Refused) as refused:
        add_finding(a.pk, 1, data=bad, actor=world.petugas)
    assert [where for _, where in refused.value.reasons] == ["text", "severity", "code", "until", "activity"]


def test_a_stale_tab_conflicts(world, a):
    record_round(a.pk, data=ROUND, actor=world.petugas)
    add_finding(a.pk, 1, data=FOUND, actor=world.petugas)
    change_round(a.pk, 1, data=RoundData(ROUND.date, "unit", "Lain"), seen=1, actor=world.petugas)
    change_finding(a.pk, 1, 1, data=FindingData("Lain"), seen=1, actor=world.petugas)
    for act in (
        lambda: change_round(a.pk, 1, data=ROUND, seen=1, actor=world.petugas),
        lambda: change_finding(a.pk, 1, 1, data=FOUND, seen=1, actor=world.petugas),
        lambda: follow_up(a.pk, 1, 1, data=FollowUp(ROUND.date, "Beres"), seen=1, actor=world.petugas),
    ):
        with pytest.raises(Conflict):
            act()


def test_the_unit_follows_up_whoever_found_it(world, a):
    record_round(a.pk, data=ROUND, actor=world.admin)
    add_finding(a.pk, 1, data=FOUND, actor=world.admin)
    document = put(world, "isi", "SOP")
    world.assessment(State.PENILAIAN_TPI)
    done = FollowUp(date(2026, 2, 1), "Sudah disusun.", document.pk)
    for _ in range(2):
        follow_up(a.pk, 1, 1, data=done, seen=1, actor=world.petugas)
    stored = Finding.objects.get()
    assert (stored.done_on, stored.evidence, stored.done_by, stored.version) == (
        date(2026, 2, 1),
        document,
        world.petugas,
        2,
    )
    assert actions(a) == ["monitoring.add", "finding.add", "finding.follow_up"]
    follow_up(a.pk, 1, 1, data=FollowUp(None, "Ternyata belum."), seen=2, actor=world.petugas)
    assert list(open_findings(a)) == [stored]
    for who in ("admin", "ketua"):
        with pytest.raises(NotAllowed):
            follow_up(a.pk, 1, 1, data=done, seen=3, actor=world.people[who])


def test_a_follow_up_that_cannot_be(world, a):
    record_round(a.pk, data=ROUND, actor=world.petugas)
    add_finding(a.pk, 1, data=FOUND, actor=world.petugas)
    theirs = put(world, "isi", "Tetangga", unit=world.unit2)
    bad = FollowUp(TODAY + timedelta(days=2), " ", theirs.pk)
    with pytest.raises(Refused) as refused:
        follow_up(a.pk, 1, 1, data=bad, seen=1, actor=world.petugas)
    assert [where for _, where in refused.value.reasons] == ["done_on", "note", "document"]


def test_a_pokja_follows_up_its_own(world, a):
    add_activity(a.pk, data=ActivityData("Rapat", "MP"), actor=world.petugas)
    record_round(a.pk, data=ROUND, actor=world.admin)
    for number, data in enumerate(
        (FindingData("A", activity=1), FindingData("B", code="A.I.6.i.a"), FindingData("C")), start=1
    ):
        add_finding(a.pk, 1, data=data, actor=world.admin)
        wanted = FollowUp(date(2026, 2, 1), "Beres")
        if number == 2:
            with pytest.raises(NotAllowed):
                follow_up(a.pk, 1, number, data=wanted, seen=1, actor=world.petugas_pokja)
        else:
            follow_up(a.pk, 1, number, data=wanted, seen=1, actor=world.petugas_pokja)
    with pytest.raises(Refused):  # what was found about an activity keeps it
        remove_activity(a.pk, 1, actor=world.petugas)


def test_removed_twice_it_is_removed_once(world, a):
    record_round(a.pk, data=ROUND, actor=world.petugas)
    add_finding(a.pk, 1, data=FOUND, actor=world.petugas)
    for _ in range(2):
        remove_finding(a.pk, 1, 1, seen=1, actor=world.petugas)
    for _ in range(2):
        remove_round(a.pk, 1, seen=1, actor=world.petugas)
    assert actions(a) == ["monitoring.add", "finding.add", "finding.remove", "monitoring.remove"]


def test_a_followed_finding_stays_and_a_stale_page_removes_nothing(world, a):
    record_round(a.pk, data=ROUND, actor=world.admin)
    for text in ("Satu", "Dua"):
        add_finding(a.pk, 1, data=FindingData(text), actor=world.admin)
    change_finding(a.pk, 1, 2, data=FindingData("Dua, diperjelas"), seen=1, actor=world.admin)
    with pytest.raises(Conflict):
        remove_finding(a.pk, 1, 2, seen=1, actor=world.admin)
    follow_up(a.pk, 1, 1, data=FollowUp(None, "Sedang disusun."), seen=1, actor=world.petugas)
    for act in (
        lambda: remove_finding(a.pk, 1, 1, seen=2, actor=world.admin),
        lambda: remove_round(a.pk, 1, seen=1, actor=world.admin),
    ):
        with pytest.raises(Refused, match="sudah ditindaklanjuti"):
            act()
    page = world.client("admin").post(url("finding_remove", a, 1, 1), {"version": "2"}, follow=True)
    assert "sudah ditindaklanjuti unit" in page.content.decode()
    page = world.client("admin").post(url("finding_remove", a, 1, 2), {"version": "1"}, follow=True)
    assert "baru saja diubah orang lain" in page.content.decode()
    assert Finding.objects.count() == 2
    remove_finding(a.pk, 1, 2, seen=2, actor=world.admin)
    assert [one.text for one in Finding.objects.all()] == ["Satu"]


def test_evidence_of_a_follow_up_is_the_units_until_it_is_submitted(world, a):
    record_round(a.pk, data=ROUND, actor=world.admin)
    add_finding(a.pk, 1, data=FOUND, actor=world.admin)
    document = put(world, "isi", "Draf rahasia")
    follow_up(a.pk, 1, 1, data=FollowUp(date(2026, 2, 1), "Beres", document.pk), seen=1, actor=world.petugas)
    page = url("monitoring_round", a, 1)
    told = {
        who: "Draf rahasia" in world.client(who).get(page).content.decode()
        for who in ("petugas", "admin", "ketua")
    }
    assert told == {"petugas": True, "admin": False, "ketua": False}


def test_the_pages_walk(world, a):
    client = world.client("petugas")
    sent = {"date": "2026-01-05", "kind": "pimpinan", "people": "<i>Siti</i>", "areas": ["MP", "HASIL"]}
    assert client.post(url("monitoring_new", a), sent).status_code == 302
    assert client.post(url("monitoring_new", a), {**sent, "people": ""}).status_code == 422
    found = {"text": "SOP belum ada", "severity": "sedang", "until": "2026-01-31"}
    assert client.post(url("finding_new", a, 1), found).status_code == 302
    page = client.get(url("monitoring_round", a, 1)).content.decode()
    assert ("&lt;i&gt;Siti&lt;/i&gt;" in page, "SOP belum ada" in page) == (True, True)
    stale = {"note": "Beres", "done_on": "2026-02-01", "version": "0"}
    assert client.post(url("finding_follow", a, 1, 1), stale).status_code == 409
    assert client.post(url("finding_follow", a, 1, 1), {**stale, "version": "1"}).status_code == 302
    assert client.get(url("finding_follow", a, 1, 9)).status_code == 404
    assert client.post(url("finding_new", a, 9), found).status_code == 404
    page = client.get(url("activities", a)).content.decode()
    assert "tindak lanjut monev" not in page


def test_open_follow_ups_stand_on_the_plan(world, a):
    record_round(a.pk, data=ROUND, actor=world.admin)
    add_finding(a.pk, 1, data=FOUND, actor=world.admin)
    page = world.client("petugas").get(url("activities", a)).content.decode()
    assert ("1 tindak lanjut monev belum selesai" in page, "Terlambat" in page) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_rounds_take_as_many_queries_whatever_their_number(world, a, count):
    for number in range(1, count + 1):
        record_round(a.pk, data=RoundData(date(2026, 1, number), "unit", "Siti"), actor=world.petugas)
        for n in range(count):
            add_finding(a.pk, number, data=FindingData(f"T{n}"), actor=world.petugas)
    client = world.client("petugas")
    client.get(url("monitoring", a))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url("monitoring", a)).status_code == 200
    # session, user, two of hats, assessment, rounds, findings
    assert len(seen) == 7


def test_the_report_says_what_was_found_and_done(world, a):
    record_round(a.pk, data=ROUND, actor=world.admin)
    add_finding(a.pk, 1, data=FindingData("<b>SOP</b> belum ada", "berat"), actor=world.admin)
    line = rounds_of(world.petugas, a, TODAY, number=1)[0]
    html = html_of(report_of(a, line, TODAY))
    assert ("&lt;b&gt;SOP&lt;/b&gt; belum ada" in html, "Berat" in html, "<b>SOP" in html) == (
        True,
        True,
        False,
    )
    assert "1 di antaranya belum ditindaklanjuti" in html
