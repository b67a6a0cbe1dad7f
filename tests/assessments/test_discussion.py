"""The team's discussion of a question: who is in it, what it keeps, and that nobody else ever finds a trace of it."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from assessments.models import Sheet, State, TpiComment
from assessments.services.discussion import discuss, may_discuss
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import excuse_member, mark_done, reopen_sheet
from audit.models import Entry
from tests.assessments.answering import HX, area_url, without_tokens
from tests.assessments.tpi import MEMBER, html_of, members_filled, submitted, tpi_url

CODE, SLUG = "A.I.1.i.b", "A-I-1-i-b"
SECRET = "Berita acara ini dibuat mundur 7731"
TEAM = ("ketua", "pengendali", "anggota")
OUTSIDE = ("petugas", "petugas_pokja", "pimpinan_unit", "admin", "pimpinan_instansi", "anggota2")
STRANGERS = ("petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran")


def say(world, who, a, text=SECRET, *, htmx=True, token: UUID | None = None, code=CODE, page="MP"):
    data = {"pendapat": text, "token": str(token or uuid4()), "halaman": page}
    url = reverse("assessments:tpi_discuss", args=[a.pk, code])
    return world.client(who).post(url, data, headers=HX if htmx else {})


@pytest.fixture
def a(world):
    """The unit has submitted; anggota is done, anggota2 is at work."""
    assessment = submitted(world)
    members_filled(world, assessment)
    mark_done(assessment.pk, actor=world.anggota)
    return assessment


# --- who talks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", TEAM)
def test_the_team_talks_and_reads(world, a, who):
    response = say(world, who, a, f"  {SECRET} \r\n")
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    remark = TpiComment.objects.get()
    assert (remark.code, remark.author, remark.text) == (CODE, world.people[who], SECRET)
    for reader in TEAM:
        html = html_of(world, reader, a)
        assert SECRET in html
        assert 'Diskusi tim <b class="num">1</b>' in html


@pytest.mark.parametrize("who", [*OUTSIDE, *STRANGERS])
def test_nobody_else_talks(world, a, who):
    assert say(world, who, a).status_code == (404 if who in STRANGERS else 403)
    assert not TpiComment.objects.exists()


@pytest.mark.parametrize("state", [State.PENILAIAN_TPI, State.PERBAIKAN, State.SELESAI_TPI, State.WBK])
@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_can_tell_that_there_is_one(world, a, who, state):
    if who == "anggota2" and state in (State.SELESAI_TPI, State.WBK):
        Sheet.objects.filter(owner=world.anggota2).update(done_at=None)
    world.assessment(state)
    client = world.client(who)
    urls = [tpi_url(a), tpi_url(a, "SEMUA"), area_url(a), f"/penilaian/{a.pk}/", "/"]
    before = [client.get(url) for url in urls]
    for author in (world.ketua, world.anggota):
        TpiComment.objects.create(assessment=a, code=CODE, author=author, text=SECRET, token=uuid4())
    after = [client.get(url) for url in urls]
    assert [r.status_code for r in after] == [r.status_code for r in before]
    for old, new in zip(before, after, strict=True):
        assert without_tokens(new.content) == without_tokens(old.content)
        assert "Diskusi tim" not in new.content.decode()


def test_who_is_reopened_loses_it_until_the_sheet_is_done_again(world, a):
    say(world, "ketua", a)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason="Periksa lagi.", actor=world.ketua)
    assert SECRET not in html_of(world, "anggota", a)
    assert say(world, "anggota", a).status_code == 403
    mark_done(a.pk, actor=world.anggota)
    assert SECRET in html_of(world, "anggota", a)


def test_who_is_excused_is_not_in_it(world, a):
    excuse_member(a.pk, member_id=world.anggota2.pk, reason="Cuti.", actor=world.ketua)
    assert not may_discuss(world.anggota2, a)
    with pytest.raises(NotAllowed):
        discuss(a.pk, code=CODE, text="x", token=uuid4(), actor=world.anggota2)


def test_after_the_release_the_team_reads_on_and_adds_nothing(world, a):
    say(world, "ketua", a)
    world.assessment(State.SELESAI_TPI)
    for who in TEAM:
        html = html_of(world, who, a)
        assert SECRET in html
        assert "Kirim pendapat" not in html
        assert say(world, who, a).status_code == 403
    assert "Pertanyaan ini tidak didiskusikan." in html_of(world, "ketua", a, "TT")
    assert TpiComment.objects.count() == 1


# --- one form, one remark ------------------------------------------------------------------------------------


def test_a_double_click_adds_it_once(world, a):
    token = uuid4()
    for _ in range(2):
        assert say(world, "ketua", a, token=token).status_code == 200
    assert TpiComment.objects.count() == 1
    assert Entry.objects.filter(action="discussion.add").count() == 1


def test_a_form_that_was_left_open_swallows_nothing(world, a):
    token = uuid4()
    say(world, "ketua", a, "pertama", token=token)
    say(world, "ketua", a, "kedua", token=token)
    say(world, "ketua", a, "kedua", token=token, code="A.I.1.i.a")
    say(world, "anggota", a, "kedua", token=token)
    told = TpiComment.objects.values_list("code", "author__username", "text")
    assert list(told) == [
        (CODE, "ketua", "pertama"),
        (CODE, "ketua", "kedua"),
        ("A.I.1.i.a", "ketua", "kedua"),
        (CODE, "anggota", "kedua"),
    ]


def test_each_form_has_a_token_of_its_own(world, a):
    html = html_of(world, "ketua", a)
    tokens = [part.split('"')[0] for part in html.split('name="token" value="')[1:]]
    assert (len(tokens), len({*tokens})) == (16, 16)
    assert html.count("Belum ada pendapat tentang pertanyaan ini.") == 16


@pytest.mark.parametrize("token", ["", "bukan-token"])
def test_a_form_without_a_token_is_no_form_of_ours(world, a, token):
    url = reverse("assessments:tpi_discuss", args=[a.pk, CODE])
    assert world.client("ketua").post(url, {"pendapat": "x", "token": token}).status_code == 400


# --- texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Tuliskan pendapat Anda."),
        (" \n\x00 ", "Tuliskan pendapat Anda."),
        ("x" * 2001, "Pendapat paling panjang 2.000 huruf; ini 2001 huruf."),
    ],
)
def test_an_empty_or_endless_text_is_refused_and_kept(world, a, text, why):
    response = say(world, "ketua", a, text)
    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert why in response.content.decode()
    page = say(world, "ketua", a, text, htmx=False)
    html = page.content.decode()
    assert page.status_code == 422
    assert why in html
    assert f'id="d-{SLUG}-tim" open' in html
    assert text.strip("\x00 \n") in html
    assert not TpiComment.objects.exists()


def test_2000_characters_are_taken_and_markup_is_text(world, a):
    assert say(world, "ketua", a, "é" * 2000).status_code == 200
    response = say(world, "ketua", a, "</p><script>alert(1)</script>")
    assert "<script>alert" not in response.content.decode()
    for who in TEAM:
        assert "<script>alert" not in html_of(world, who, a)
    assert "&lt;script&gt;alert(1)" in html_of(world, "anggota", a)


def test_without_javascript_it_leads_back_to_the_question(world, a):
    response = say(world, "ketua", a, htmx=False)
    assert (response.status_code, response["Location"]) == (302, f"{tpi_url(a)}#q-{SLUG}")
    response = say(world, "ketua", a, "lagi", htmx=False, page="SEMUA")
    assert response["Location"] == f"{tpi_url(a, 'SEMUA')}#q-{SLUG}"


def test_an_unknown_question_is_404_for_the_team_and_403_for_others(world, a):
    assert say(world, "ketua", a, code="Z").status_code == 404
    assert say(world, "petugas", a, code="Z").status_code == 403
    with pytest.raises(Refused):
        discuss(a.pk, code="Z", text="x", token=uuid4(), actor=world.ketua)


def test_the_audit_tells_that_it_was_not_what_it_said(world, a):
    remark = discuss(a.pk, code=CODE, text=SECRET, token=uuid4(), actor=world.ketua)
    entry = Entry.objects.get(action="discussion.add")
    assert (entry.chain.key, entry.object_id, entry.after) == (a.audit_chain, str(remark.pk), {"code": CODE})


def test_remarks_of_another_unit_stay_there(world, a):
    other = world.assessment(State.PENILAIAN_TPI, world.unit2)
    TpiComment.objects.create(assessment=other, code=CODE, author=world.ketua, text=SECRET, token=uuid4())
    assert SECRET not in html_of(world, "ketua", a)
    assert say(world, "ketua", other).status_code == 404


def test_a_member_who_is_not_done_gets_no_form(world, a):
    world.fill(a, "best", kind=MEMBER, owner=world.anggota2)
    assert "pendapat" not in html_of(world, "anggota2", a)
