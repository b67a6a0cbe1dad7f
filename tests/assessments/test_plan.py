"""What TPI left to mend becomes next year's plan: chosen, edited, marked done, by the unit alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, PlanItem, State
from assessments.plans import Progress, mending, plan_for, plan_of, progress_for
from assessments.services.errors import NotAllowed, Refused
from assessments.services.plan import (
    add_plan_items,
    edit_plan_item,
    mark_plan_item,
    remove_plan_item,
    version_of,
)
from audit.models import Entry
from tests.assessments.after import BEST, WORST, judged, small_year, with_note
from tests.factories import assessments as make
from tests.factories.units import make_team
from units.models import User

NOTE = "SK tim <i>belum</i> ada."
TPI = {**WORST, "A.1.a": with_note("Tidak", NOTE), "A.1.b": "Ya"}
CRITERIA = "Penuhi kriteria jawaban Ya: Sudah ada."


@pytest.fixture
def a(world) -> Assessment:
    """PKM-01 is released: A.1.a, A.2.a and B are to be mended."""
    small_year(world)
    return judged(world, "PKM-01", tpi=TPI)


@pytest.fixture
def next_year(world) -> Assessment:
    """The year after of the same unit."""
    period = make.make_period(world.instansi, 2027)
    return make.make_assessment(period, world.unit, State.PEMBANGUNAN)


def url(a) -> str:
    return reverse("assessments:plan", args=[a.pk])


def item_url(a, code: str) -> str:
    return reverse("assessments:plan_item", args=[a.pk, code])


def stored(a) -> dict[str, str]:
    return dict(PlanItem.objects.filter(origin=a).values_list("code", "text"))


def actions(a) -> list[tuple[str, str, str]]:
    names = dict(User.objects.values_list("pk", "username"))
    found = Entry.objects.filter(chain__key=a.audit_chain, object_label="assessments.planitem").order_by(
        "seq"
    )
    return [(entry.action, entry.object_id, names[entry.actor_id]) for entry in found]


# --- the list --------------------------------------------------------------------------------------------------


def test_the_list_holds_what_is_not_worth_its_full_value_with_note_or_criteria(world, a):
    parts = mending(world.petugas, a)
    found = [
        (p.name, p.points, [(m.code, m.advice, m.of_tpi, m.lower, m.gain) for m in p.lines]) for p in parts
    ]
    assert found == [
        ("Manajemen Perubahan", "20,00", [("A.1.a", NOTE, True, True, "20,00")]),
        ("Peningkatan Kualitas Pelayanan Publik", "20,00", [("A.2.a", CRITERIA, False, True, "20,00")]),
        ("Hasil", "40,00", [("B", "Tingkatkan capaian dan lengkapi datanya.", False, True, "40,00")]),
    ]


def test_what_the_unit_itself_rated_low_is_on_the_list_too(world):
    small_year(world)
    a = judged(world, "PKM-01", unit=WORST, tpi={**BEST, "B": "2"})
    assert [(m.code, m.lower) for p in mending(world.petugas, a) for m in p.lines] == [("B", False)]


def test_full_marks_leave_nothing(world):
    small_year(world)
    a = judged(world, "PKM-01")
    assert mending(world.petugas, a) == ()
    assert "Tidak ada yang perlu diperbaiki" in world.client("petugas").get(url(a)).content.decode()
    with pytest.raises(Refused):
        add_plan_items(a.pk, codes=None, actor=world.petugas)


@pytest.mark.parametrize(
    ("who", "boxes"),
    [
        ("petugas", ["A.1.a", "A.2.a", "B"]),
        ("petugas_pokja", ["A.1.a"]),
        ("pimpinan_unit", ["A.1.a", "A.2.a", "B"]),
        ("admin", []),
        ("pimpinan_instansi", []),
    ],
)
def test_who_may_choose_what(world, a, who, boxes):
    html = world.client(who).get(url(a)).content.decode()
    assert [code for code in TPI if f'name="kode" value="{code}"' in html] == boxes
    assert ("Jadikan rencana 2027" in html) == bool(boxes)
    assert "SK tim &lt;i&gt;belum&lt;/i&gt; ada." in html


# --- choosing --------------------------------------------------------------------------------------------------


def test_the_chosen_become_items_of_next_year_once(world, a):
    client = world.client("petugas")
    for _ in range(2):  # a double click
        response = client.post(url(a), {"kode": ["A.1.a", "B"]})
        assert (response.status_code, response["Location"]) == (302, f"{url(a)}#rencana")
    assert stored(a) == {"A.1.a": NOTE, "B": "Tingkatkan capaian dan lengkapi datanya."}
    assert {(i.unit, i.year, i.added_by) for i in PlanItem.objects.all()} == {
        (world.unit, 2027, world.petugas)
    }
    assert actions(a) == [("plan.add", "", "petugas")]
    html = client.get(url(a)).content.decode()
    assert [code for code in TPI if f'name="kode" value="{code}"' in html] == ["A.2.a"]
    assert "sudah ada dalam rencana perbaikan 2027" in html


def test_all_takes_what_lies_in_the_own_areas(world, a):
    world.client("petugas_pokja").post(url(a), {"semua": "1"})
    assert [*stored(a)] == ["A.1.a"]
    world.client("pimpinan_unit").post(url(a), {"semua": "1"})
    assert [*stored(a)] == ["A.1.a", "A.2.a", "B"]


def test_all_keeps_what_was_edited(world, a):
    add_plan_items(a.pk, codes=["A.1.a"], actor=world.petugas)
    edit_plan_item(a.pk, "A.1.a", text="Bentuk tim.", seen=version_of(NOTE), actor=world.petugas)
    assert [i.code for i in add_plan_items(a.pk, codes=None, actor=world.petugas)] == ["A.2.a", "B"]
    assert stored(a)["A.1.a"] == "Bentuk tim."


@pytest.mark.parametrize("codes", [[], ["A.1.b"], ["X.9"], ["A.1.a", "A" * 200]])
def test_nothing_or_something_that_needs_no_mending_is_refused_and_the_choice_kept(world, a, codes):
    response = world.client("petugas").post(url(a), {"kode": codes})
    assert (response.status_code, stored(a), actions(a)) == (422, {}, [])
    html = response.content.decode()
    assert ('value="A.1.a" id="k-A-1-a" checked' in html) == ("A.1.a" in codes)


def test_a_pokja_keeps_to_its_areas(world, a):
    assert world.client("petugas_pokja").post(url(a), {"kode": ["A.1.a", "A.2.a"]}).status_code == 403
    add_plan_items(a.pk, codes=None, actor=world.petugas)
    client = world.client("petugas_pokja")
    for act in ("ubah", "selesai", "buka", "hapus"):
        assert client.post(item_url(a, "A.2.a"), {"aksi": act, "teks": "x"}).status_code == 403
    assert stored(a)["A.2.a"] == CRITERIA
    assert client.post(item_url(a, "A.1.a"), {"aksi": "selesai"}).status_code == 302


# --- items -----------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(world, a) -> Assessment:
    """All three are in the plan."""
    add_plan_items(a.pk, codes=None, actor=world.petugas)
    return a


def edit(world, a, text: str, seen: str = version_of(NOTE), who: str = "petugas"):
    return world.client(who).post(item_url(a, "A.1.a"), {"aksi": "ubah", "teks": text, "dilihat": seen})


def test_editing_stores_the_text_as_typed_and_tells_the_audit_both(world, planned):
    response = edit(world, planned, " Bentuk tim <script>alert(1)</script>\r\nsampai Maret ")
    assert response["Location"] == f"{url(planned)}#r-A-1-a"
    assert stored(planned)["A.1.a"] == "Bentuk tim <script>alert(1)</script>\nsampai Maret"
    assert "<script>alert(1)" not in world.client("petugas").get(url(planned)).content.decode()
    entry = Entry.objects.get(chain__key=planned.audit_chain, action="plan.edit")
    assert (entry.before["text"], entry.after["text"]) == (NOTE, stored(planned)["A.1.a"])


def test_an_unchanged_text_writes_nothing(world, planned):
    edit(world, planned, NOTE, seen="basi")
    assert [action for action, _, _ in actions(planned)] == ["plan.add"]


def test_a_stale_tab_is_told_both_texts_and_loses_neither(world, planned):
    edit(world, planned, "Tulisan pimpinan.", who="pimpinan_unit")
    response = edit(world, planned, "Tulisan petugas.")
    html = response.content.decode()
    assert response.status_code == 409
    assert "Butir ini baru saja diubah menjadi: “Tulisan pimpinan.”" in html
    assert "Tulisan petugas.</textarea>" in html
    assert stored(planned)["A.1.a"] == "Tulisan pimpinan."
    assert f'name="dilihat" value="{version_of("Tulisan pimpinan.")}"' in html
    edit(world, planned, "Tulisan petugas.", seen=version_of("Tulisan pimpinan."))
    assert stored(planned)["A.1.a"] == "Tulisan petugas."


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
def test_an_empty_or_too_long_text_is_refused_on_the_page(world, planned, text):
    response = edit(world, planned, text)
    assert (response.status_code, stored(planned)["A.1.a"]) == (422, NOTE)
    if text.strip():
        assert f"{text}</textarea>" in response.content.decode()


def test_done_and_open_again_happen_once(world, planned):
    for _ in range(2):
        world.client("petugas").post(item_url(planned, "B"), {"aksi": "selesai"})
    item = PlanItem.objects.get(origin=planned, code="B")
    assert (item.done_by, item.done_at is None) == (world.petugas, False)
    for _ in range(2):
        world.client("pimpinan_unit").post(item_url(planned, "B"), {"aksi": "buka"})
    item.refresh_from_db()
    assert (item.done_by, item.done_at) == (None, None)
    assert actions(planned)[1:] == [("plan.done", "B", "petugas"), ("plan.reopen", "B", "pimpinan_unit")]


@pytest.mark.parametrize("back", ["", "7"])
def test_with_htmx_the_item_and_the_count_come_back_alone(world, planned, back):
    data = {"aksi": "selesai", "dari": back}
    response = world.client("petugas").post(item_url(planned, "B"), data, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert html.count('<li class="zi-plan-item is-done" id="r-B">') == 1
    assert '<p id="rencana-maju" hx-swap-oob="true">' in html
    assert "1 dari 3" in html
    assert ("Keluarkan dari rencana" in html) == (back == "")
    assert (f'name="dari" value="{back}"' in html) == bool(back)


def test_removing_twice_happens_once_and_the_list_offers_it_again(world, planned):
    for _ in range(2):
        assert world.client("petugas").post(item_url(planned, "B"), {"aksi": "hapus"}).status_code == 302
    assert [*stored(planned)] == ["A.1.a", "A.2.a"]
    assert actions(planned)[1:] == [("plan.remove", "B", "petugas")]
    assert 'name="kode" value="B"' in world.client("petugas").get(url(planned)).content.decode()


@pytest.mark.parametrize(("code", "act"), [("A.1.b", "selesai"), ("X.9", "ubah"), ("B", "lempar"), ("B", "")])
def test_what_is_not_there_is_not_found(world, planned, code, act):
    assert world.client("petugas").post(item_url(planned, code), {"aksi": act}).status_code == 404


def test_another_units_plan_is_out_of_reach(world, planned):
    other = judged(world, "RSUD", tpi=TPI)
    for client, status in ((world.client("petugas"), 404), (world.client("admin"), 403)):
        assert client.post(url(other), {"semua": "1"}).status_code == status
    for who, status in (("petugas_lain", 404), ("orang_asing", 404), ("admin", 403), ("ketua", 403)):
        assert world.client(who).post(item_url(planned, "B"), {"aksi": "hapus"}).status_code == status
    assert (stored(other), [*stored(planned)]) == ({}, ["A.1.a", "A.2.a", "B"])


def test_the_services_refuse_who_is_not_of_the_unit(world, planned):
    for person in (world.admin, world.ketua):
        with pytest.raises(NotAllowed):
            mark_plan_item(planned.pk, "B", done=True, actor=person)
    with pytest.raises(Assessment.DoesNotExist):
        remove_plan_item(planned.pk, "B", actor=world.petugas_lain)


def test_opened_again_the_plan_rests(world, planned, next_year):
    reopened = make.set_state(planned, State.PENILAIAN_TPI)
    assert world.client("petugas").get(url(reopened)).status_code == 403
    with pytest.raises(NotAllowed):
        add_plan_items(reopened.pk, codes=None, actor=world.petugas)
    assert progress_for(world.petugas, next_year) == Progress(planned.pk, 2026, 0, 3, True)
    assert plan_for(world.petugas, next_year)[1] is None
    html = world.client("petugas").get(f"/penilaian/{next_year.pk}/pembangunan/").content.decode()
    assert "sedang dibuka kembali" in html
    assert "belum&lt;/i&gt; ada" not in html


# --- the year after --------------------------------------------------------------------------------------------


def test_the_year_after_shows_the_plan_even_when_it_is_registered_later(world, planned, next_year):
    mark_plan_item(planned.pk, "B", done=True, actor=world.petugas)
    assert progress_for(world.petugas, next_year) == Progress(planned.pk, 2026, 1, 3, False)
    page = world.client("petugas").get(f"/penilaian/{next_year.pk}/").content.decode()
    assert "Rencana perbaikan dari LHE 2026" in page
    steps = world.client("petugas").get(f"/penilaian/{next_year.pk}/pembangunan/").content.decode()
    assert "SK tim &lt;i&gt;belum&lt;/i&gt; ada." in steps
    assert steps.count("Tandai selesai") == 2
    reading = world.client("admin").get(f"/penilaian/{next_year.pk}/pembangunan/").content.decode()
    assert "SK tim &lt;i&gt;belum&lt;/i&gt; ada." in reading
    assert "Tandai selesai" not in reading


def test_from_there_one_comes_back_there(world, planned, next_year):
    client = world.client("petugas")
    response = client.post(item_url(planned, "B"), {"aksi": "selesai", "dari": str(next_year.pk)})
    assert response["Location"] == f"/penilaian/{next_year.pk}/pembangunan/#r-B"
    foreign = make.make_assessment(world.other_period, world.other_unit)
    answer = client.post(item_url(planned, "B"), {"aksi": "buka", "dari": str(foreign.pk)})
    assert answer.status_code == 404


def test_only_the_year_after_and_only_that_unit_shows_it(world, planned, next_year):
    assert progress_for(world.petugas, planned) is None
    other = make.make_assessment(next_year.period, world.unit2, State.PEMBANGUNAN)
    assert progress_for(world.petugas_lain, other) is None
    later = make.make_assessment(make.make_period(world.instansi, 2028), world.unit)
    assert progress_for(world.petugas, later) is None


def test_the_team_of_the_year_after_does_not_see_it(world, planned, next_year):
    make_team(world.instansi, 2027, units=[world.unit], ketua=world.ketua)
    page = world.client("ketua").get(f"/penilaian/{next_year.pk}/")
    assert page.status_code == 200
    assert "Rencana perbaikan" not in page.content.decode()


def test_the_pages_cost_the_same_for_one_and_many_items(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "worst", kind="tpi")
    later = make.make_assessment(make.make_period(world.instansi, 2027), world.unit, State.PEMBANGUNAN)
    first = next(iter(world.instrument.questions))
    counts = []
    for codes in ([first], None):
        add_plan_items(a.pk, codes=codes, actor=world.petugas)
        for address in (url(a), f"/penilaian/{later.pk}/pembangunan/", f"/penilaian/{later.pk}/"):
            world.client("petugas").get(address)
            with CaptureQueriesContext(connection) as queries:
                assert world.client("petugas").get(address).status_code == 200
            counts.append(len(queries))
    assert plan_of(world.petugas, a).of == 113
    # plan: session, user, hats (2), assessment, codes planned, sheets, answers of unit and of TPI, items
    # pembangunan: session, user, hats (2), assessment, development, plan in numbers, its assessment, items, tim kerja
    assert (counts[0:2], counts[3:5]) == ([10, 10], [10, 10])
    assert counts[2] == counts[5]
