"""Marks on evidence on the pages of TPI: the form, what saves and what does not, who may not."""

import pytest
from django.utils import timezone

from assessments.models import EvidenceMark, EvidenceUse, State
from assessments.services.sheets import mark_done
from tests.assessments.marks import (
    FINAL,
    MEMBER,
    checked,
    mark_url,
    post_mark,
    put_mark,
    stored,
)
from tests.assessments.rounds import A1, A2, attach, handed_in, resubmitted, returned
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import html_of, members_filled, submitted
from units.models import ConflictOfInterest
from units.queries import forget_hats

NASTY = "<script>alert(1)</script>"
NASTY_SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def a(world):
    """The unit has submitted, with evidence at A1."""
    return handed_in(world)


@pytest.fixture
def use(a) -> EvidenceUse:
    """That evidence."""
    return EvidenceUse.objects.get(assessment=a, code=A1)


# --- the form ------------------------------------------------------------------------------------------------


def test_a_mark_saves_itself_and_moves_count_and_filters(world, a, use):
    response = post_mark(world.client("anggota"), use, "sebagian", hlm="hlm. 4", catatan="Baru satu bulan.")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'id="mv-{use.pk}" value="1" hx-swap-oob="true"' in html
    assert 'id="mc-A-I-1-i-a" hx-swap-oob="true"' in html
    assert '<span class="num">1 dari 1</span> bukti ditandai' in html
    assert '<span class="num" id="zi-filter-bukti" hx-swap-oob="true">0</span>' in html
    assert '<span class="num" id="zi-filter-tidak" hx-swap-oob="true">0</span>' in html
    assert "hlm. 4 · Baru satu bulan." in html
    mark = stored(use, MEMBER, world.anggota)
    assert (mark.verdict, mark.page, mark.note) == ("sebagian", "hlm. 4", "Baru satu bulan.")
    page = html_of(world, "anggota", a)
    assert (checked(page, use), 'value="hlm. 4"' in page, ">Baru satu bulan.</textarea>" in page) == (
        "sebagian",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ("MP", "/tpi/MP/#q-A-I-1-i-a"),
        ("SEMUA", "/tpi/SEMUA/#q-A-I-1-i-a"),
        ("SOAL", "/tpi/soal/A.I.1.i.a/"),
        ("ngawur", "/tpi/MP/#q-A-I-1-i-a"),
    ],
)
def test_without_javascript_a_mark_leads_back_to_its_page(world, a, use, page, where):
    response = post_mark(world.client("ketua"), use, "tidak", kind=FINAL, htmx=False, halaman=page)
    assert (response.status_code, response["Location"]) == (302, f"/penilaian/{a.pk}{where}")
    assert stored(use).verdict == "tidak"


def test_a_double_click_marks_once(world, use):
    for _ in range(2):
        assert post_mark(world.client("anggota"), use, "tidak").status_code == 200
    assert stored(use, MEMBER, world.anggota).version == 1


def test_belum_ditandai_takes_the_mark_back(world, a, use):
    post_mark(world.client("anggota"), use, "tidak")
    assert post_mark(world.client("anggota"), use, "", version=1).status_code == 200
    html = html_of(world, "anggota", a)
    assert (checked(html, use), "0 dari 1</span> bukti ditandai" in html) == ("", True)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_mark_comes_back_with_what_was_typed(world, use, htmx):
    response = post_mark(world.client("anggota"), use, "tidak", htmx=htmx, hlm="h" * 61, catatan=NASTY)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Halaman paling panjang 60 huruf" in html
    if not htmx:  # with htmx the form itself stays on the page
        assert (checked(html, use), "h" * 61 in html, NASTY_SHOWN in html) == ("tidak", True, True)
    assert (NASTY in html, EvidenceMark.objects.count()) == (False, 0)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_conflict_shows_both_marks_and_each_can_hold(world, a, use, htmx):
    put_mark(world, use, "meyakinkan", "hlm. 1", "Jelas.")
    lead = world.client("ketua")
    typed = {"kind": FINAL, "htmx": htmx, "hlm": "hlm. 9", "catatan": "Keliru."}
    response = post_mark(lead, use, "tidak", **typed)
    html = response.content.decode()
    assert response.status_code == 409
    for text in ("Anda di tab lain", "Meyakinkan, hlm. 1", "Jelas.", "Tidak meyakinkan, hlm. 9", "Keliru."):
        assert text in html
    theirs = post_mark(lead, use, "tidak", keputusan="pakai_mereka:1", **typed)
    assert (theirs.status_code, stored(use).verdict) == (200 if htmx else 302, "meyakinkan")
    if htmx:
        assert (theirs["HX-Retarget"], theirs["HX-Reswap"]) == (f"#f-mark-{use.pk}", "outerHTML")
        assert checked(theirs.content.decode(), use) == "meyakinkan"
    post_mark(lead, use, "tidak", keputusan="pakai_saya:1", **typed)
    assert (stored(use).verdict, stored(use).version) == ("tidak", 2)


@pytest.mark.parametrize(
    "more", [{"lembar": "unit"}, {"lembar": "prelim"}, {"lembar": ""}, {"version": "x"}, {"version": ""}]
)
def test_a_form_that_no_page_makes_is_a_bad_request(world, use, more):
    data = {"lembar": MEMBER, "version": "0", "tanda": "tidak", **more}
    assert world.client("anggota").post(mark_url(use), data).status_code == 400
    assert EvidenceMark.objects.count() == 0


def test_html_in_page_and_note_is_text(world, a, use):
    put_mark(world, use, "tidak", NASTY[:60], NASTY)
    for html in (html_of(world, "ketua", a), html_of(world, "pengendali", a)):
        assert (NASTY in html, NASTY_SHOWN in html) == (False, True)


# --- who may not ---------------------------------------------------------------------------------------------


def test_others_are_turned_away(world, a, use):
    found = {
        who: [post_mark(world.client(who), use, "tidak", kind=kind).status_code for kind in (MEMBER, FINAL)]
        for who in ("petugas", "admin", "pengendali", "anggota", "ketua", "petugas_lain", "orang_asing")
    }
    assert found == {
        "petugas": [403, 403],
        "admin": [403, 403],
        "pengendali": [403, 403],
        "anggota": [200, 403],
        "ketua": [403, 200],
        "petugas_lain": [404, 404],
        "orang_asing": [404, 404],
    }
    assert world.client("ketua").get(mark_url(use)).status_code == 405
    assert post_mark(world.client("ketua"), 1_000_000, "tidak", kind=FINAL).status_code == 404


def test_giving_in_shows_nobody_a_mark_of_a_sheet_that_is_not_theirs(world, use):
    put_mark(world, use, "tidak", "hlm. 7", "RAHASIA KETUA")
    for who in ("anggota", "petugas", "admin"):
        response = post_mark(
            world.client(who), use, "", kind=FINAL, keputusan="pakai_mereka:1", htmx=who == "anggota"
        )
        assert (response.status_code, "RAHASIA" in response.content.decode()) == (403, False)


def test_a_draft_of_the_unit_is_404_for_tpi(world, a):
    returned(world, a)
    draft = attach(world, a, A1, "baru.txt", b"SK tahun ini\n")
    for more in ({}, {"keputusan": "pakai_mereka:0"}):
        assert post_mark(world.client("ketua"), draft, "tidak", kind=FINAL, **more).status_code == 404
    assert post_mark(world.client("petugas"), draft, "tidak").status_code == 403


def test_evidence_of_another_unit_is_404(world, a):
    other = world.assessment(State.PENILAIAN_TPI, world.unit2)
    use = make_use(world, other, A1)
    assert post_mark(world.client("anggota"), use, "tidak").status_code == 404


def test_a_sheet_that_is_done_is_403_and_shows_its_marks_to_read(world, a, use):
    members_filled(world, a)
    post_mark(world.client("anggota"), use, "sebagian", hlm="hlm. 4")
    mark_done(a.pk, actor=world.anggota)
    assert post_mark(world.client("anggota"), use, "tidak", version=1).status_code == 403
    html = html_of(world, "anggota", a)
    assert ("f-mark-" in html, "Sebagian, hlm. 4" in html) == (False, True)


def test_a_person_with_a_conflict_of_interest_is_a_stranger(world, use):
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Kerabat.", declared_at=timezone.now()
    )
    forget_hats(world.anggota)
    assert post_mark(world.client("anggota"), use, "tidak").status_code == 404


# --- side by side and filters --------------------------------------------------------------------------------


def test_members_marks_are_seen_by_the_lead_and_by_a_member_who_is_done(world, a, use):
    members_filled(world, a)
    put_mark(world, use, "tidak", "hlm. 3", "CATATAN MAYA", actor=world.anggota, kind=MEMBER)
    put_mark(world, use, "", "hlm. 5", "BELUM PASTI", actor=world.anggota2, kind=MEMBER)
    put_mark(world, use, "meyakinkan", "hlm. 1", "CATATAN KETUA")
    for who in ("ketua", "pengendali"):
        html = html_of(world, who, a)
        assert [text in html for text in ("CATATAN MAYA", "BELUM PASTI", "CATATAN KETUA")] == [
            True,
            False,
            True,
        ]
    other = html_of(world, "anggota2", a)
    assert [text in other for text in ("CATATAN MAYA", "BELUM PASTI", "CATATAN KETUA")] == [
        False,
        True,
        False,
    ]
    mark_done(a.pk, actor=world.anggota2)
    other = html_of(world, "anggota2", a)
    assert [text in other for text in ("CATATAN MAYA", "CATATAN KETUA")] == [True, False]
    assert f"{world.anggota.name}:" in other


def test_the_filters_leave_what_wants_a_mark_and_what_does_not_convince(world, a, use):
    second = make_use(world, a, A2)
    put_mark(world, use, "tidak", actor=world.anggota, kind=MEMBER)

    def left(who: str, key: str) -> list[str]:
        html = html_of(world, who, a, query=f"?filter={key}")
        return [code for code in (A1, A2) if f'id="q-{code.replace(".", "-")}"' in html]

    assert (left("anggota", "bukti"), left("anggota", "tidak")) == ([A2], [A1])
    assert (left("ketua", "bukti"), left("ketua", "tidak")) == ([A1, A2], [A1])
    put_mark(world, second, "meyakinkan", actor=world.anggota, kind=MEMBER)
    html = html_of(world, "anggota", a, query="?filter=bukti")
    assert "Semua bukti di sini sudah ditandai" in html
    put_mark(world, use, "sebagian", actor=world.anggota, kind=MEMBER)
    html = html_of(world, "anggota", a, query="?filter=tidak")
    assert "Tidak ada bukti yang ditandai tidak meyakinkan" in html


def test_without_evidence_there_is_nothing_to_mark_or_to_filter(world):
    html = html_of(world, "anggota", submitted(world))
    assert [word in html for word in ("ditandai", "f-mark-", "filter=bukti", "filter=tidak")] == [False] * 4


def test_evidence_that_came_in_a_round_is_new_until_it_is_marked(world, a, use):
    returned(world, a)
    added = attach(world, a, A1, "baru.txt", b"SK tahun ini\n")
    resubmitted(world, a)
    html = html_of(world, "ketua", a)
    assert html.count("Baru, belum ditandai") == 1
    saved = post_mark(world.client("ketua"), added, "meyakinkan", kind=FINAL).content.decode()
    assert "Baru, belum ditandai" not in saved
    assert "Baru, belum ditandai" not in html_of(world, "ketua", a)
