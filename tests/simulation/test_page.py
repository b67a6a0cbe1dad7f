"""The page of the simulation: what it starts from, what it computes, what it never keeps and never tells."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Activity, Answer, Sheet, State
from assessments.services.efforts import efforts_of, set_efforts
from audit.models import Entry
from tests.assessments.tpi import FINAL, finalised, submitted

MP = "A.I.1.i.a"
SURVEYS = {"j-B.I.a": "3,6", "j-B.II.a": "3,6"}


def url(a) -> str:
    return reverse("assessments:simulation", args=[a.pk])


@pytest.fixture
def a(world):
    assessment = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(assessment, "worst")
    return assessment


def test_it_starts_from_the_units_sheet(world, a):
    answer = world.client("petugas").get(url(a))
    context = answer.context
    assert (answer.status_code, context["before"], context["after"], context["changed"]) == (
        200,
        "0,00",
        "0,00",
        0,
    )
    assert [panel.predicate for panel in context["minima"]] == ["WBK", "WBBM"]
    assert context["way"] is None


def test_what_is_typed_is_scored_and_not_kept(world, a):
    rows = list(Answer.objects.order_by("pk").values())
    entries = Entry.objects.count()
    client = world.client("petugas")
    answer = client.post(url(a), {f"j-{MP}": "Ya", "j-A.II.1.i.a-agen": "4", "j-A.II.1.i.a-perubahan": "1"})
    assert answer.context["after"] == "0,50"  # 0,5 / 2 + 1 / 2 x 1/4 of A.II.1.i
    assert answer.context["changed"] == 2
    assert (list(Answer.objects.order_by("pk").values()), Entry.objects.count()) == (rows, entries)
    assert client.get(url(a)).context["after"] == "0,00"


def test_a_bad_value_is_told_and_what_was_typed_stays(world, a):
    answer = world.client("petugas").post(url(a), {"j-B.I.a": "lima", f"j-{MP}": "Ya", "j-B.II.a": "<i>4"})
    page = answer.content.decode()
    assert (answer.status_code, answer.context["after"]) == (422, "0,25")
    assert ('value="lima"' in page, "bukan angka" in page) == (True, True)
    assert ("&lt;i&gt;4" in page, "<i>4" in page) == (True, False)


def test_a_choice_that_is_none_and_an_effort_out_of_range(world, a):
    answer = world.client("petugas").post(url(a), {f"j-{MP}": "Z", "u-A.I.1.i.b": "10"})
    assert answer.status_code == 422
    assert len(answer.context["errors"]) == 2


def test_htmx_gets_the_moving_part_alone(world, a):
    answer = world.client("petugas").post(url(a), {f"j-{MP}": "Ya"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert ('id="zi-sim-now"' in page, "0,25" in page) == (True, True)
    assert ("<html" in page, "<form" in page) == (False, False)


def test_the_way_with_the_surveys(world, a):
    answer = world.client("petugas").post(url(a), {**SURVEYS, "menuju": "WBBM"})
    way = answer.context["way"]
    assert way.lacking == ()
    assert way.effort == sum(step.effort for step in way.steps)
    assert all(row.met for row in way.rows)
    assert "Tidak ada jalan dengan usaha lebih kecil" in answer.content.decode()


def test_without_surveys_it_says_what_is_out_of_reach(world, a):
    client = world.client("petugas")
    way = client.get(f"{url(a)}?menuju=WBK").context["way"]
    assert way.steps == ()
    assert [(one.name, one.text, one.advice) for one in way.lacking if one.advice] == [
        (
            "SPAK",
            "paling tinggi 0,00 dari 15,75, kurang 15,75 poin",
            "indeks survei perlu sekurang-kurangnya 3,60",
        ),
        (
            "Pelayanan Publik yang Prima",
            "paling tinggi 0,00 dari 14, kurang 14,00 poin",
            "indeks survei perlu sekurang-kurangnya 3,20",
        ),
    ]
    supposed = client.post(url(a), {"menuju": "WBK", "andaikan": "1"}).context
    assert (supposed["way"].lacking, supposed["changed"]) == ((), 2)


def test_an_unknown_predicate_finds_no_way(world, a):
    assert world.client("petugas").get(f"{url(a)}?menuju=<b>").context["way"] is None


def test_efforts_of_the_form_count_at_once_and_are_kept_when_asked(world, a):
    client = world.client("petugas")
    data = {**SURVEYS, "menuju": "WBK", "semula": "", "u-area-MP": "9", "u-A.I.2.i.a": "2"}
    assert client.post(url(a), data).context["way"].effort > 0
    assert efforts_of(a) == {}
    answer = client.post(url(a), {**data, "langkah": "bobot"})
    assert "Bobot usaha 17 pertanyaan disimpan." in answer.content.decode()
    kept = efforts_of(a)
    assert (kept["A.I.2.i.a"], kept[MP], len(kept)) == (2, 9, 17)
    assert f"{MP}:9" in answer.context["seen"]


def test_a_stale_page_keeps_what_was_typed(world, a):
    set_efforts(a.pk, efforts={MP: 4}, seen={}, actor=world.pimpinan_unit)
    answer = world.client("petugas").post(url(a), {"langkah": "bobot", "semula": "", f"u-{MP}": "7"})
    assert f"Bobot usaha {MP} baru saja diubah orang lain" in answer.content.decode()
    assert efforts_of(a) == {MP: 4}


@pytest.mark.parametrize(
    ("typed", "told", "kept"),
    [
        ("7", f"Bobot usaha {MP} baru saja diubah orang lain", {MP: 5}),
        ("1", "Bobot usaha tidak berubah", {MP: 5}),
    ],
)
def test_what_somebody_else_weighed_since_the_page_was_opened_is_not_overwritten(world, a, typed, told, kept):
    client = world.client("petugas")
    data = {f"u-{MP}": typed, "semula": client.get(url(a)).context["seen"]}
    set_efforts(a.pk, efforts={MP: 5}, seen={}, actor=world.pimpinan_unit)
    for more in ({"menuju": "WBK"}, {"langkah": "hitung"}, {"langkah": "bobot"}):
        answer = client.post(url(a), data | more)
        data["semula"] = answer.context["seen"]
    assert told in answer.content.decode()
    assert efforts_of(a) == kept


def test_after_saving_the_page_shows_what_others_weighed_and_leaves_it(world, a):
    client, other = world.client("petugas"), "A.I.1.i.b"
    data = {f"u-{MP}": "3", f"u-{other}": "1", "semula": "", "langkah": "bobot"}
    set_efforts(a.pk, efforts={other: 5}, seen={}, actor=world.pimpinan_unit)
    answer = client.post(url(a), data)
    fields = {field.code: field.effort for part in answer.context["parts"] for field in part.fields}
    assert (fields[MP], fields[other], efforts_of(a)) == (3, 5, {MP: 3, other: 5})


def test_steps_become_activities_in_one_click_and_only_once(world, a):
    client = world.client("petugas")
    data = {**SURVEYS, "menuju": "WBK"}
    steps = client.post(url(a), data).context["way"].steps
    chosen = [step.code for step in steps][:3]
    sent = {**data, "langkah": "rencana", "kode": [*chosen, "A.TIDAK.ADA"]}
    page = client.post(url(a), sent).content.decode()
    assert "3 langkah ditambahkan" in page
    page = client.post(url(a), sent).content.decode()
    assert ("3 langkah sudah ada" in page, "ditambahkan ke" in page) == (True, False)
    assert [one.codes for one in Activity.objects.all()] == [[code] for code in chosen]


def form_of(page: str) -> dict:
    """The fields of the way, as a browser sends them."""
    fields: dict[str, list[str]] = {}
    for tag in re.findall(
        r"<input[^>]*>", page[page.index('id="jalan"') : page.index("zi-paper zi-section")]
    ):
        if "checkbox" not in tag or " checked" in tag:
            name, value = (re.search(rf' {part}="([^"]*)"', tag)[1] for part in ("name", "value"))
            fields.setdefault(name, []).append(value)
    return fields


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_unticked_steps_stay_unticked_also_past_a_bad_value(world, a, headers):
    client = world.client("petugas")
    first = form_of(client.post(url(a), {**SURVEYS, "menuju": "WBK"}).content.decode())
    assert first["tampak"] == [" ".join(["WBK", *first["kode"]])]
    sent = {**SURVEYS, **first, "kode": first["kode"][1:]}
    again = form_of(client.post(url(a), sent | {f"u-{MP}": "1"}, headers=headers).content.decode())
    assert again == first | {"kode": first["kode"][1:]}
    bad = client.post(url(a), sent | {"j-B.I.b": "lima"}, headers=headers).content.decode()
    assert "sesudah isian yang salah diperbaiki" in bad
    assert form_of(bad) == again
    assert (
        form_of(client.post(url(a), {**SURVEYS, **form_of(bad)}, headers=headers).content.decode()) == again
    )
    other = client.post(url(a), {**sent, "menuju": [*first["menuju"], "WBBM"]}).content.decode()
    assert form_of(other)["tampak"][0].split()[1:] == form_of(other)["kode"]


def test_with_a_bad_value_nothing_is_planned_or_kept_and_it_says_why(world, a):
    client = world.client("petugas")
    data = {**SURVEYS, "menuju": "WBK", "kode": [MP], f"u-{MP}": "3", "j-B.I.b": "lima"}
    for act in ("rencana", "bobot"):
        page = client.post(url(a), data | {"langkah": act}).content.decode()
        assert ("Perbaiki dulu isian yang salah" in page, "Pilih dahulu" in page) == (True, False)
    assert (Activity.objects.count(), efforts_of(a)) == (0, {})


def test_steps_that_fell_out_of_the_way_are_named(world, a):
    client = world.client("petugas")
    steps = client.post(url(a), {**SURVEYS, "menuju": "WBK"}).context["way"].steps
    gone = next(step.code for step in steps if step.before == "Belum ada" or step.after.startswith("Ya"))
    stays = next(step.code for step in steps if step.code != gone)
    sent = {**SURVEYS, "menuju": "WBK", "langkah": "rencana", f"j-{gone}": "Ya"}
    told = f"1 langkah tidak lagi termasuk jalan ini dan tidak ditambahkan: {gone}."
    page = client.post(url(a), sent | {"kode": [gone, "<b>"]}).content.decode()
    assert (told in page, "Pilih dahulu" in page, "&lt;b&gt;" in page) == (True, False, False)
    page = client.post(url(a), sent | {"kode": [gone, stays]}).content.decode()
    assert (told in page, "1 langkah ditambahkan" in page) == (True, True)
    assert [one.codes for one in Activity.objects.all()] == [[stays]]


def test_nothing_chosen_is_told(world, a):
    answer = world.client("petugas").post(url(a), {**SURVEYS, "menuju": "WBK", "langkah": "rencana"})
    assert "Pilih dahulu langkah" in answer.content.decode()
    assert Activity.objects.count() == 0


def test_only_the_unit_weighs_and_plans(world, a):
    for act in ("bobot", "rencana"):
        assert world.client("admin").post(url(a), {"langkah": act}).status_code == 403
        assert world.client("petugas_lain").post(url(a), {"langkah": act}).status_code == 404
    page = world.client("admin").get(f"{url(a)}?menuju=WBK").content.decode()
    assert ("Simpan bobot usaha" in page, "Jadikan rencana aksi" in page) == (False, False)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "ketua", "anggota"])
def test_tpis_sheet_is_no_start_before_release(world, who):
    a = submitted(world, "best")
    world.fill(a, "worst", kind=FINAL)
    client = world.client(who)
    plain, wanted = (client.get(f"{url(a)}{query}") for query in ("", "?dari=tpi"))
    for answer in (plain, wanted):
        assert (answer.context["sheet"], answer.context["before"], answer.context["tpi_too"]) == (
            *("unit", "100,00"),
            False,
        )
    assert client.post(url(a), {"dari": "tpi"}).context["before"] == "100,00"


def test_after_release_the_unit_may_start_from_tpis_sheet(world):
    a = finalised(world, final="worst")
    total = Sheet.objects.get(assessment=a, kind=Sheet.Kind.TPI).total
    assert total < 100
    answer = world.client("petugas").get(f"{url(a)}?dari=tpi")
    assert (answer.context["sheet"], answer.context["before"]) == ("TPI", f"{total:.2f}".replace(".", ","))
    assert world.client("petugas").get(url(a)).context["sheet"] == "unit"


@pytest.mark.parametrize(
    ("who", "total"),
    [
        ("petugas", "0,25"),
        ("pimpinan_unit", "0,25"),
        ("ketua", "0,00"),
        ("anggota", "0,00"),
        ("admin", "0,00"),
    ],
)
def test_in_a_round_the_unit_starts_from_what_it_mends_and_nobody_else(world, who, total):
    a = world.assessment(State.PERBAIKAN)
    world.fill(a, "worst")
    draft = world.sheet(a, Sheet.Kind.DRAFT)
    Answer.objects.create(
        sheet=draft, code=MP, value="Ya", updated_by=world.petugas, updated_at=timezone.now()
    )
    assert world.client(who).get(url(a)).context["before"] == total


def test_the_unit_page_and_the_answers_lead_here(world, a):
    client = world.client("petugas")
    for page in (
        reverse("assessments:assessment", args=[a.pk]),
        reverse("assessments:area", args=[a.pk, "MP"]),
    ):
        assert f'href="{url(a)}"' in client.get(page).content.decode()


@pytest.mark.parametrize("how", ["worst", "best"])
def test_queries_do_not_grow(world, how):
    """Session, user, hats and seats 2, assessment, sheet, answers, efforts."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, how)
    client = world.client("petugas")
    client.get(url(a))
    with CaptureQueriesContext(connection) as found:
        client.get(f"{url(a)}?menuju=WBK")
    assert len(found) == 8
