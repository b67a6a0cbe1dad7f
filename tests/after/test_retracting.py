"""A revocation that was recorded by mistake is taken back, while nothing rests on it; both stay readable."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.facts import held_predicates
from assessments.models import Notice, PredicateRecord, State, StateChange
from assessments.services.errors import NotAllowed, Refused
from assessments.services.register import Decree, RecordChanged, add_predicate, correct_predicate
from assessments.services.revoking import retract_revocation
from audit.queries import verify_all
from tests.after.pages import TODAY, text, url
from tests.after.test_register import entry
from tests.after.test_revoking import determined, revoke
from tests.factories.assessments import fresh, make_assessment
from tests.permissions.place import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def retract(world, made, **extra):
    return retract_revocation(
        made.pk, **({"reason": "Salah unit.", "seen": made.version, "actor": world.admin} | extra)
    )


def stand() -> set[tuple]:
    return set(PredicateRecord.objects.values_list("year", "revoked_on", "revocation_number"))


def test_year_and_register_are_what_they_were_and_it_is_told_once(world):
    a, made = determined(world)
    stored = revoke(world, made)
    Notice.objects.all().delete()
    for _ in range(2):  # a double click
        assert retract(world, stored).version == 3
    assert (fresh(a).state, stand()) == (State.WBK, {(2025, None, "")})
    last = StateChange.objects.filter(assessment=a).last()
    assert (last.name, last.reason) == ("batalkan_cabut_wbk", "Salah unit.")
    assert held_predicates(world.period, [world.unit.pk], TODAY)[world.unit.pk]["sudah_wbk"].value == "WBK"
    heard = Notice.objects.filter(kind="revocation_retracted").values_list("user__username", flat=True)
    assert sorted(heard) == ["petugas", "petugas_pokja", "pimpinan_instansi", "pimpinan_unit"]
    assert verify_all() == []
    again = revoke(world, PredicateRecord.objects.get(pk=made.pk), number="KEP-10/2026")
    assert (again.revocation_number, fresh(a).state) == ("KEP-10/2026", State.DICABUT)


@pytest.mark.parametrize("opened", ["WBK", "WBBM"])
def test_what_one_decision_took_stands_again_together(world, opened):
    below, wbk = determined(world, 2023)
    a, wbbm = determined(world, 2025, "WBBM")
    revoke(world, wbbm)
    stored = PredicateRecord.objects.get(pk=(wbk if opened == "WBK" else wbbm).pk)
    retract(world, stored)
    assert stand() == {(2023, None, ""), (2025, None, "")}
    assert (fresh(a).state, fresh(below).state) == (State.WBBM, State.WBK)


def test_one_from_before_the_portal(world):
    stored = revoke(world, entry(world, 2021))
    assert retract(world, stored).revoked_on is None
    assert StateChange.objects.count() == 0
    assert verify_all() == []


def later_step(world, name: str, at):
    a = make_assessment(world.period, world.unit, State.PEMBANGUNAN)
    StateChange.objects.create(
        assessment=a, name=name, source="terdaftar", target=a.state, by=world.admin, role="", at=at
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("catat_pencanangan", "sudah diikuti penilaian tahun 2026"),
        ("usulkan", "sudah diikuti usulan atau penetapan tahun 2026"),
    ],
)
def test_what_came_after_keeps_it_and_what_came_before_does_not(world, name, told):
    _, made = determined(world)
    stored = revoke(world, made)
    with undone():
        later_step(world, name, timezone.now() - timedelta(days=1))
        assert retract(world, stored).revoked_on is None
    later_step(world, name, timezone.now() + timedelta(seconds=1))
    with pytest.raises(Refused, match=told):
        retract(world, stored)
    assert stand() == {(2025, date(2026, 10, 1), "KEP-9/2026")}


def test_a_new_predicate_keeps_it(world):
    stored = revoke(world, entry(world, 2021))
    entry(world, 2025)
    with pytest.raises(Refused, match="sudah diikuti predikat WBK 2025 di register"):
        retract(world, stored)


def test_one_that_was_only_corrected_since_does_not(world):
    decree = Decree(2025, "WBK", "KEP-1/2025", date(2025, 12, 1))
    later = add_predicate(world.unit, decree=decree, scan=None, actor=world.admin)
    stored = revoke(world, entry(world, 2021))
    mended = replace(decree, decree_number="KEP-11/2025")
    args = {"reason": "Salah ketik.", "seen": later.version, "actor": world.admin}
    assert correct_predicate(later.pk, decree=mended, scan=None, **args).recorded_at > stored.recorded_at
    assert retract(world, stored).revoked_on is None


def test_one_typed_in_since_keeps_it_also_once_corrected(world):
    stored = revoke(world, entry(world, 2021))
    decree = Decree(2025, "WBK", "KEP-1/2025", date(2025, 12, 1))
    later = add_predicate(world.unit, decree=decree, scan=None, actor=world.admin)
    mended = replace(decree, decree_number="KEP-11/2025")
    args = {"reason": "Salah ketik.", "seen": later.version, "actor": world.admin}
    correct_predicate(later.pk, decree=mended, scan=None, **args)
    with pytest.raises(Refused, match="sudah diikuti predikat WBK 2025 di register"):
        retract(world, stored)


def test_no_reason_a_stale_tab_and_what_was_never_revoked(world):
    made = entry(world, 2021)
    with pytest.raises(Refused, match="tidak dicabut"):
        retract(world, made)
    stored = revoke(world, made)
    for reason in (" ", "x" * 1001):
        with pytest.raises(Refused):
            retract(world, stored, reason=reason)
    with pytest.raises(RecordChanged):
        retract(world, stored, seen=1)
    for who in ("pimpinan_instansi", "petugas", "ketua", "orang_asing", "admin_sistem"):
        with pytest.raises(NotAllowed):
            retract(world, stored, actor=world.people[who])


def test_the_page_asks_keeps_what_was_typed_and_the_history_tells_both(world):
    _, made = determined(world)
    stored = revoke(world, made)
    client, page = world.client("admin"), url("predicate_revocation", made.pk)
    shown = text(client.get(page))
    assert ("Batalkan pencabutan" in shown, "data-confirm" in shown) == (True, True)
    sent = {"form": "batal", "batal-seen": "7", "batal-reason": "<b>Salah</b> unit"}
    stale = client.post(page, sent)
    assert (stale.status_code, "&lt;b&gt;Salah&lt;/b&gt; unit" in text(stale)) == (422, True)
    for _ in range(2):
        done = client.post(page, sent | {"batal-seen": str(stored.version)})
        assert (done.status_code, done.url) == (302, url("predicate", made.pk))
    told = text(client.get(url("predicate", made.pk)))
    assert "Dicabut dengan KEP-9/2026" in told
    assert "Pencabutan KEP-9/2026 dibatalkan karena salah catat" in told
    assert client.get(page).status_code == 404


def test_the_page_says_why_it_cannot_be(world):
    _, made = determined(world)
    revoke(world, made)
    later_step(world, "usulkan", timezone.now() + timedelta(seconds=1))
    client, page = world.client("admin"), url("predicate_revocation", made.pk)
    shown = text(client.get(page))
    assert ("Pencabutan ini tidak dapat dibatalkan" in shown, 'value="batal"' in shown) == (True, False)
    refused = client.post(page, {"form": "batal", "batal-seen": "2", "batal-reason": "Salah."})
    assert (refused.status_code, "sudah diikuti usulan" in text(refused)) == (422, True)
