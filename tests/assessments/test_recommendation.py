"""TPI's recommendation: the form beside the considerations, who reads it when, and what it does to a proposal."""

import pytest
from django.urls import reverse

from assessments.models import Recommendation, State
from assessments.services.errors import Conflict, NotAllowed, Refused
from assessments.services.proposals import Wanted, create_proposal
from assessments.services.tpi import save_recommendation
from assessments.services.workflow import refusals
from assessments.where import url_of
from audit.models import Entry
from tests.assessments.tpi import FINAL, HX, finalised, members_filled, submitted, weighed

FIT, WHY, COACH = "Layak diusulkan sebagai WBK", "ALASAN LAYAK 5511", "DIBINA TIAP BULAN 5512"


def page(world, who, a):
    return world.client(who).get(reverse("assessments:considerations", args=[a.pk]))


def write(world, a, *, who="ketua", htmx=True, version=0, **data):
    data = {"version": str(version), "rekomendasi": "WBK", "uraian": WHY, "pembinaan": "", **data}
    url = reverse("assessments:recommendation", args=[a.pk])
    return world.client(who).post(url, data, headers=HX if htmx else {})


def stored() -> tuple:
    row = Recommendation.objects.get()
    return row.verdict, row.text, row.coaching, row.version


def test_three_choices_with_what_the_final_answers_allow(world):
    a = submitted(world)
    world.fill(a, "best", kind=FINAL)
    html = page(world, "ketua", a).content.decode()
    assert [html.count(f'id="r-{verdict}"') for verdict in ("WBK", "WBBM", "belum")] == [1, 1, 1]
    assert html.count("Jawaban akhir memenuhi semua nilai minimal") == 2
    world.fill(a, "worst", kind=FINAL)
    html = page(world, "ketua", a).content.decode()
    assert html.count("Jawaban akhir belum memenuhi nilai minimalnya") == 2
    assert "Total kurang 75,00 poin" in html
    assert "checked" not in html


def test_it_saves_itself_and_writes_equal_values_once(world):
    a = submitted(world)
    assert "tersimpan" in write(world, a).content.decode()
    write(world, a, version=0)
    assert stored() == ("WBK", WHY, "", 1)
    entry = Entry.objects.get(action="recommendation.save")
    assert (entry.before, entry.after) == (None, {"verdict": "WBK", "text": WHY, "coaching": ""})
    assert 'value="WBK" checked' in page(world, "ketua", a).content.decode()


def test_without_javascript_the_page_comes_back_at_the_form(world):
    a = submitted(world)
    response = write(world, a, htmx=False)
    assert response["Location"] == url_of(a, "rekomendasi")
    assert response["Location"].endswith("/pertimbangan/#rekomendasi")
    assert "Rekomendasi tersimpan." in page(world, "ketua", a).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_not_fit_needs_its_coaching_and_nothing_typed_is_lost(world, htmx):
    a = submitted(world)
    response = write(world, a, htmx=htmx, rekomendasi="belum")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Tulis pembinaannya." in html
    if not htmx:
        assert f"{WHY}</textarea>" in html
        assert 'value="belum" checked' in html
    assert Recommendation.objects.count() == 0
    assert write(world, a, htmx=htmx, rekomendasi="belum", pembinaan=COACH).status_code in (200, 302)
    assert stored() == ("belum", WHY, COACH, 1)


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"rekomendasi": ""}, 422),
        ({"rekomendasi": "emas"}, 422),
        ({"uraian": "x" * 5001}, 422),
        ({"pembinaan": "x" * 5001}, 422),
        ({"version": ""}, 400),
        ({"version": "-1"}, 400),
    ],
)
def test_what_cannot_be_one_is_refused(world, bad, status):
    a = submitted(world)
    assert write(world, a, **bad).status_code == status
    assert Recommendation.objects.count() == 0


def test_a_second_tab_is_shown_both(world):
    a = submitted(world)
    write(world, a)
    conflict = write(world, a, rekomendasi="belum", uraian="Dari tab lama.", pembinaan=COACH)
    html = conflict.content.decode()
    assert conflict.status_code == 409
    for text in ("Anda di tab lain", FIT, WHY, "Dari tab lama.", COACH, "pakai_saya:1", "pakai_mereka:1"):
        assert text in html
    assert stored() == ("WBK", WHY, "", 1)
    theirs = write(world, a, uraian="Dari tab lama.", keputusan="pakai_mereka:1")
    assert theirs["HX-Retarget"] == "#f-rekomendasi"
    assert f"{WHY}</textarea>" in theirs.content.decode()
    write(world, a, rekomendasi="belum", uraian="Dari tab lama.", pembinaan=COACH, keputusan="pakai_saya:1")
    assert stored() == ("belum", "Dari tab lama.", COACH, 2)


def test_html_in_a_text_stays_text(world):
    a = submitted(world)
    write(world, a, uraian="<script>alert(1)</script>")
    html = page(world, "pengendali", a).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("who", "status"),
    [("anggota", 403), ("pengendali", 403), ("petugas", 403), ("admin", 403), ("petugas_lain", 404)],
)
def test_only_the_lead_writes_it(world, who, status):
    a = submitted(world)
    assert write(world, a, who=who).status_code == status
    assert Recommendation.objects.count() == 0


def test_the_service_compares_versions_and_needs_the_right(world):
    a = submitted(world)
    save = {"verdict": "WBK", "text": "Satu", "coaching": ""}
    save_recommendation(a.pk, **save, seen=0, actor=world.ketua)
    with pytest.raises(Conflict):
        save_recommendation(a.pk, **save | {"text": "Dua"}, seen=0, actor=world.ketua)
    with pytest.raises(NotAllowed):
        save_recommendation(a.pk, **save | {"text": "Dua"}, seen=1, actor=world.pengendali)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "anggota"])
def test_it_is_read_only_after_release(world, who):
    a = submitted(world)
    write(world, a)
    assert page(world, who, a).status_code == 403
    home = world.client(who).get(reverse("assessments:assessment", args=[a.pk])).content.decode()
    assert FIT not in home
    world.assessment(State.SELESAI_TPI)
    html = page(world, who, a).content.decode()
    assert FIT in html
    assert WHY in html
    assert 'name="rekomendasi"' not in html


def test_the_pengendali_reads_it_before_without_a_form(world):
    a = submitted(world)
    assert "Belum dipilih." in page(world, "pengendali", a).content.decode()
    write(world, a, rekomendasi="belum", pembinaan=COACH)
    html = page(world, "pengendali", a).content.decode()
    assert COACH in html
    assert 'name="rekomendasi"' not in html


def test_fit_is_refused_where_the_final_answers_miss_a_minimum(world):
    a = submitted(world)
    members_filled(world, a, done=True)
    world.fill(a, "best", kind=FINAL)
    weighed(world, a)
    assert [r.where for r in refusals(world.assessment(a.state), "finalkan")] == ["tanda_tangan"] * 2
    world.fill(a, "worst", kind=FINAL)
    told = [r.message for r in refusals(world.assessment(a.state), "finalkan") if r.where == "rekomendasi"]
    assert told == [
        f"Rekomendasi layak WBK tidak sesuai dengan nilainya: {n} nilai minimal belum tercapai. "
        "Pilih rekomendasi yang sesuai."
        for n in [12]
    ]


def test_a_proposal_needs_the_recommendation_and_the_list_says_it(world):
    a = finalised(world)
    url = reverse("assessments:proposals", args=["KAB-X", 2026])
    assert FIT in world.client("admin").get(url).content.decode()
    Recommendation.objects.update(verdict="belum", coaching=COACH)
    html = world.client("admin").get(url).content.decode()
    assert "Belum layak, perlu pembinaan" in html
    assert f"{reverse('assessments:considerations', args=[a.pk])}#rekomendasi" in html
    posted = world.client("admin").post(
        url, {"letter_number": "700/1", "letter_date": "2026-05-20", f"predicate-{a.pk}": "WBK"}
    )
    told = posted.content.decode()
    assert posted.status_code == 422
    assert "TPI tidak merekomendasikan WBK: rekomendasinya belum layak." in told
    assert f'href="{url_of(a, "rekomendasi")}"' in told
    with pytest.raises(Refused) as refused:
        create_proposal(
            world.period,
            letter_number="700/1",
            letter_date=world.period.opens_on,
            scan=None,
            wanted=[Wanted(a.pk, "WBK")],
            actor=world.admin,
        )
    assert "rekomendasi" in [where for _, where in refused.value.reasons]
