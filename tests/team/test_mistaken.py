"""A unit that was ticked in a decree by mistake is taken out, with a reason, while its year has not begun."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.models import Assessment, DecreeUnit, FormerDecreeUnit, SelectionDecree, State
from assessments.selections import standings
from assessments.services.errors import NotAllowed, Refused, Stale
from assessments.services.selection import record_decree, take_out
from assessments.services.selection_checks import DecreeData
from audit.models import Entry as AuditEntry
from audit.queries import verify_all

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 10)
WHY = "Salah centang."


def decree(world, *units, kind="penetapan", number="100.3/1", day=DAY):
    data = DecreeData(kind, number, day)
    return record_decree(
        world.period,
        data=data,
        units=dict.fromkeys([u.pk for u in units], "WBK"),
        scan=None,
        actor=world.admin,
    )


def out(world, row, unit=None, **more):
    asked = {"unit": (unit or world.unit2).pk, "reason": WHY, "seen": row.version, "actor": world.admin}
    return take_out(row.pk, **asked | more)


def test_it_is_taken_out_once_and_what_stood_is_kept(world):
    row = decree(world, world.unit, world.unit2)
    done = out(world, row)
    assert out(world, row).version == done.version == row.version + 1
    assert list(row.units.values_list("unit", flat=True)) == [world.unit.pk]
    former = FormerDecreeUnit.objects.get()
    assert (former.unit, former.target, former.reason, former.removed_by) == (
        world.unit2,
        "WBK",
        WHY,
        world.admin,
    )
    told = AuditEntry.objects.get(action="selection.unit_out")
    assert (told.reason, told.before) == (WHY, {"unit": world.unit2.pk, "target": "WBK"})
    [standing] = standings(world.period, [world.unit2])
    assert (standing.selected, standing.assessment.state) == (False, State.TERDAFTAR)
    assert verify_all() == []


def test_one_that_was_taken_out_by_mistake_comes_in_again_over_the_page(world):
    row = decree(world, world.unit, world.unit2)
    out(world, row)
    client, args = world.client("admin"), [world.instansi.code, 2026, row.pk]
    page = reverse("assessments:selection_decree", args=args)
    url, asked = reverse("assessments:selection_decree_unit", args=args), {"back": world.unit2.code}
    assert f'name="back" value="{world.unit2.code}"' in client.get(page).content.decode()
    assert world.client("pimpinan_instansi").post(url, asked).status_code == 403
    assert client.post(url, {"back": "TIADA"}).status_code == 404
    for _ in range(2):  # pressed twice it happens once
        assert client.post(url, asked).url == page
    row.refresh_from_db()
    assert (row.version, set(row.units.values_list("unit", "target"))) == (
        3,
        {(world.unit.pk, "WBK"), (world.unit2.pk, "WBK")},
    )
    assert 'name="back"' not in client.get(page).content.decode()
    assert AuditEntry.objects.filter(action="selection.unit_back").count() == 1
    out(world, row)
    decree(world, world.unit2, number="100.3/2", kind="penambahan")
    told = client.post(url, asked, follow=True).content.decode()
    assert f"{world.unit2.code} sudah ditetapkan tahun ini." in told
    assert verify_all() == []


@pytest.mark.parametrize("who", ["pimpinan_instansi", "petugas", "ketua", "orang_asing", "admin_sistem"])
def test_nobody_but_the_admin_does_it(world, who):
    row = decree(world, world.unit, world.unit2)
    with pytest.raises(NotAllowed):
        out(world, row, actor=world.people[who])
    assert DecreeUnit.objects.count() == 2


def test_a_year_that_began_a_newer_decree_a_stale_tab_and_no_reason_stop_it(world):
    row = decree(world, world.unit, world.unit2)
    Assessment.objects.filter(unit=world.unit2).update(state=State.PENCANANGAN)
    with pytest.raises(Refused, match="Catat SK penarikan"):
        out(world, row)
    Assessment.objects.filter(unit=world.unit2).update(state=State.TERDAFTAR)
    with pytest.raises(Refused, match="Tulis alasan"):
        out(world, row, reason=" ")
    with pytest.raises(Stale):
        out(world, row, seen=0)
    with pytest.raises(Refused, match="tidak disebut"):
        out(world, row, world.other_unit)
    decree(world, world.unit2, kind="penarikan", number="100.3/2", day=date(2026, 1, 11))
    with pytest.raises(Refused, match="yang lebih baru"):
        out(world, row)
    assert FormerDecreeUnit.objects.count() == 0


def test_a_unit_withdrawn_by_mistake_is_taken_out_while_its_year_runs(world):
    decree(world, world.unit, world.unit2)
    Assessment.objects.filter(unit=world.unit2).update(state=State.PEMBANGUNAN)
    row = decree(world, world.unit2, kind="penarikan", number="100.3/2", day=date(2026, 1, 11))
    out(world, row)
    [standing] = standings(world.period, [world.unit2])
    assert (standing.selected, standing.assessment.state) == (True, State.PEMBANGUNAN)


def test_an_emptied_decree_is_recorded_again_with_the_right_unit(world):
    row = decree(world, world.unit2)
    out(world, row)
    again = decree(world, world.unit)
    assert (again.pk, again.version, SelectionDecree.objects.count()) == (row.pk, 3, 1)
    assert decree(world, world.unit).version == 3
    assert list(again.units.values_list("unit", flat=True)) == [world.unit.pk]


def test_the_page_asks_says_why_not_and_tells_what_was_taken_out(world):
    row = decree(world, world.unit, world.unit2)
    client = world.client("admin")
    args = [world.instansi.code, 2026, row.pk]
    url, page = (
        reverse("assessments:selection_decree_unit", args=args),
        reverse("assessments:selection_decree", args=args),
    )
    assert url in client.get(page).content.decode()
    asked = client.get(url).content.decode()
    assert "data-confirm" in asked
    assert str(world.other_unit.name) not in asked
    sent = {"unit": world.unit2.pk, "reason": "", "version": row.version}
    assert client.post(url, sent).status_code == 422
    typed = client.post(url, sent | {"version": 7, "reason": "<b>Salah</b> =1"})
    assert (typed.status_code, "&lt;b&gt;Salah&lt;/b&gt; =1" in typed.content.decode()) == (409, True)
    for _ in range(2):
        done = client.post(url, sent | {"reason": "<b>Salah</b> =1"})
        assert (done.status_code, done.url) == (302, page)
    told = client.get(page).content.decode()
    assert "Pernah tercantum" in told
    assert "&lt;b&gt;Salah&lt;/b&gt; =1" in told
    unit_page = reverse("assessments:selection_unit", args=[*args[:2], world.unit2.pk])
    assert "dikeluarkan dari SK 100.3/1" in client.get(unit_page).content.decode()
    assert client.post(url, sent | {"unit": world.other_unit.pk, "reason": WHY}).status_code == 422
