"""The TPI page: who gets which, what stands on it, filters, how many queries it takes."""

import pytest

from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.sheets import mark_done
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import FINAL, MEMBER, finalised, html_of, members_filled, submitted, tpi_url
from tests.factories.assessments import answers_for
from tests.factories.units import LONG_AGO, give_role, make_user
from units.models import Role, TeamMember

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
EVERYBODY = (
    "petugas",
    "petugas_pokja",
    "pimpinan_unit",
    "admin",
    "pimpinan_instansi",
    "ketua",
    "anggota",
    "anggota2",
    "pengendali",
)
STRANGERS = ("petugas_lain", "orang_asing", "petugas_asing", "admin_sistem", "tanpa_peran")


def statuses(world, state: str) -> dict[str, int]:
    a = world.assessment(state)
    return {who: world.client(who).get(tpi_url(a)).status_code for who in (*EVERYBODY, *STRANGERS)}


# --- who gets the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.TERDAFTAR, State.PENILAIAN_MANDIRI])
def test_before_submission_nobody_gets_the_page(world, state):
    assert statuses(world, state) == dict.fromkeys(EVERYBODY, 403) | dict.fromkeys(STRANGERS, 404)


def test_while_tpi_works_only_the_team_gets_the_page(world):
    team = ("ketua", "anggota", "anggota2", "pengendali")
    assert statuses(world, State.PENILAIAN_TPI) == (
        dict.fromkeys(EVERYBODY, 403) | dict.fromkeys(team, 200) | dict.fromkeys(STRANGERS, 404)
    )


@pytest.mark.parametrize("state", [State.SELESAI_TPI, State.DIUSULKAN, State.WBK, State.BELUM_MEMENUHI])
def test_after_release_the_unit_and_the_instansi_get_it_too(world, state):
    assert statuses(world, state) == dict.fromkeys(EVERYBODY, 200) | dict.fromkeys(STRANGERS, 404)


def test_the_team_of_another_unit_is_a_stranger(world):
    a = submitted(world)
    TeamMember.objects.filter(user=world.anggota).update(end=LONG_AGO)
    assert world.client("anggota").get(tpi_url(a)).status_code == 404


def test_nobody_assesses_a_unit_of_which_they_are_a_member(world):
    a = submitted(world)
    give_role(world.anggota, Role.PETUGAS, world.unit)
    assert world.client("anggota").get(tpi_url(a)).status_code == 403
    assert world.client("ketua").get(tpi_url(a)).content.decode().count("Maya Kusuma") == 0


def test_an_unknown_area_is_404_and_login_is_asked(world):
    a = submitted(world)
    assert world.client("ketua").get(tpi_url(a, "XX")).status_code == 404
    assert world.client(None).get(tpi_url(a)).status_code == 302


# --- the member's page ---------------------------------------------------------------------------------------


def test_a_member_gets_own_choices_beside_value_note_and_evidence_of_the_unit(world):
    a = submitted(world, {YES: Given("Tidak", note="SK masih di bagian hukum"), LETTER: "B"})
    make_use(world, a, YES, title="SK Tim Kerja 2026")
    html = html_of(world, "anggota", a)
    for text in ("Tidak — Tim belum dibentuk", "SK masih di bagian hukum", "SK Tim Kerja 2026", "hlm. 2"):
        assert text in html
    assert "Sebagai: Anggota TPI" in html
    assert "Penilaian Anda" in html
    assert 'name="lembar" value="member"' in html
    assert html.count('class="zi-question"') == 16
    # the unit's answer stands at its choice, the member's radios are free
    assert '<span class="zi-choice-mark">Unit</span>' in html
    assert html.count(" checked") == 1  # the evidence is not marked yet


def test_belum_ada_source_and_counts_of_the_unit_are_said(world):
    given = {
        INDEX: Given("3.6", source="Survei mandiri 2026, 210 responden"),
        LETTER: Given(None, none_yet=True, note="Belum sempat"),
        COUNTS: {"agen": 8, "perubahan": 7},
    }
    a = submitted(world, given)
    hasil = html_of(world, "anggota", a, "HASIL")
    assert "3,6" in hasil
    assert "90,00%" in hasil
    assert "Sumber: Survei mandiri 2026, 210 responden" in hasil
    mp = html_of(world, "anggota", a)
    assert "Belum sempat" in mp
    assert '<dd class="num">8</dd>' in mp
    assert "87,50%" in mp


def test_the_sheet_can_be_declared_done_only_when_nothing_is_missing(world):
    a = submitted(world)
    world.fill(a, "best", kind=MEMBER, owner=world.anggota)
    assert "Nyatakan selesai" in html_of(world, "anggota", a)
    Answer.objects.filter(sheet__owner=world.anggota, code=YES).delete()
    Sheet.objects.filter(owner=world.anggota).update(answered=112)
    html = html_of(world, "anggota", a)
    assert "Tampilkan 1 yang belum" in html
    assert "tpi-selesai" not in html


def test_after_done_the_page_is_to_read_and_the_others_are_seen(world):
    a = submitted(world)
    members_filled(world, a)
    change = Change(LETTER, Given("C", note="Tidak ada berita acara pemilihan"), 1)
    save_answers(a.pk, kind=MEMBER, changes=[change], actor=world.anggota2)
    assert "berita acara pemilihan" not in html_of(world, "anggota", a)
    mark_done(a.pk, actor=world.anggota)
    html = html_of(world, "anggota", a)
    assert "sudah dinyatakan selesai" in html
    assert "Tidak ada berita acara pemilihan" in html
    assert "Rudi Hartono" in html
    assert "Anggota berbeda" in html
    assert "/simpan/" not in html
    # not done themselves: the other still sees nobody
    assert "Maya Kusuma" not in html_of(world, "anggota2", a)


# --- the lead's page -----------------------------------------------------------------------------------------


def differing(world):
    """Members agree but on LETTER (A and C) and on YES (both otherwise than the unit)."""
    a = submitted(world)
    members_filled(world, a)
    for member in (world.anggota, world.anggota2):
        save_answers(a.pk, kind=MEMBER, changes=[Change(YES, Given("Tidak"), 1)], actor=member)
    apart = Change(LETTER, Given("C", note="Diturunkan"), 1)
    save_answers(a.pk, kind=MEMBER, changes=[apart], actor=world.anggota2)
    return a


def shown(world, html: str) -> list[str]:
    return [code for code in world.instrument.questions if f"/tpi/{code}/simpan/" in html]


def test_the_lead_sees_every_member_beside_the_final_answer(world):
    html = html_of(world, "ketua", differing(world))
    assert "Sebagai: Ketua TPI" in html
    assert "Jawaban akhir TPI" in html
    assert "Diturunkan" in html
    assert '<span class="zi-choice-mark">Maya Kusuma · Rudi Hartono</span>' in html  # YES: Tidak
    assert '<span class="zi-choice-mark">Unit · Maya Kusuma</span>' in html  # LETTER: A
    assert (html.count("Anggota sepakat"), html.count("Anggota berbeda")) == (15, 1)
    assert 'name="lembar" value="tpi"' in html
    assert "Anggota selesai" in html


def test_the_pengendali_reads_the_same_without_forms(world):
    html = html_of(world, "pengendali", differing(world))
    assert "Diturunkan" in html
    assert "Anda membaca penilaian TPI sebagai Pengendali teknis TPI." in html
    assert shown(world, html) == []
    assert "tpi-sepakat" not in html
    assert "Hasil dan tanda tangan" in html


def test_each_filter_leaves_exactly_what_it_names(world):
    a = differing(world)
    final = dict.fromkeys(list(world.instrument.questions)[2:5])
    best = answers_for(world.instrument)
    world.fill(a, {code: best[code] for code in final} | {LETTER: "B"}, kind=FINAL)
    codes = {
        q: shown(world, html_of(world, "ketua", a, "SEMUA", f"?filter={q}"))
        for q in ("beda", "tanpa_catatan")
    }
    assert codes == {"beda": [YES, LETTER], "tanpa_catatan": [LETTER]}
    missing = shown(world, html_of(world, "ketua", a, "SEMUA", "?filter=belum"))
    assert missing == [c for c in world.instrument.questions if c not in {*final, LETTER}]
    assert shown(world, html_of(world, "ketua", a, "MP", "?filter=belum")) == [
        c for c in missing if world.instrument.questions[c].area == "MP"
    ]
    assert len(shown(world, html_of(world, "ketua", a, "SEMUA", "?filter=entah"))) == 113


def test_a_filter_that_leaves_nothing_says_so(world):
    a = differing(world)
    assert "Setiap perbedaan sudah diberi catatan" in html_of(
        world, "ketua", a, query="?filter=tanpa_catatan"
    )
    world.fill(a, "best", kind=FINAL)
    assert "Semua jawaban akhir di sini sudah ada" in html_of(world, "ketua", a, query="?filter=belum")
    assert "Tidak ada perbedaan di sini" in html_of(world, "ketua", a, "TT", "?filter=beda")


def test_a_member_without_a_sheet_is_waited_for(world):
    a = submitted(world)
    world.fill(a, "best", kind=MEMBER, owner=world.anggota)
    html = html_of(world, "ketua", a)
    assert "0 dari 113" in html
    assert html.count("Menunggu 1 anggota") == 16
    assert "Ambil alih" not in html


def test_the_next_step_of_the_lead_follows_the_work(world):
    a = differing(world)
    assert "Ambil alih 112 yang sepakat" in html_of(world, "ketua", a)
    best = answers_for(world.instrument)
    world.fill(a, {c: g for c, g in best.items() if c != LETTER}, kind=FINAL)
    assert "Putuskan 1 yang tersisa" in html_of(world, "ketua", a)
    world.fill(a, best | {YES: Given("Tidak")}, kind=FINAL)
    assert "Tulis 1 catatan" in html_of(world, "ketua", a)
    world.fill(a, best, kind=FINAL)
    assert "Tulis pertimbangan</a>" in html_of(world, "ketua", a)


# --- after release -------------------------------------------------------------------------------------------


def test_the_unit_reads_final_answers_and_notes_but_no_member(world):
    best = answers_for(world.instrument)
    a = finalised(world, final=best | {LETTER: Given("C", note="Belum ada berita acara")})
    Answer.objects.filter(sheet__owner=world.anggota, code=LETTER).update(note="Catatan rahasia anggota")
    for who in ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi"):
        html = html_of(world, who, a)
        assert "Belum ada berita acara" in html
        assert html.count("Berbeda dari unit</span>") == 1
        assert shown(world, html) == []
        assert [
            n for n in ("Catatan rahasia", "Maya Kusuma", "Rudi Hartono", "Hendra Gunawan") if n in html
        ] == []
    team = html_of(world, "anggota2", a)
    assert "Catatan rahasia anggota" in team
    assert html_of(world, "petugas", a, "SEMUA", "?filter=beda").count('class="zi-question"') == 1


def test_notes_are_shown_as_text_never_as_markup(world):
    a = differing(world)
    Answer.objects.filter(sheet__assessment=a).update(note="</textarea><script>alert(1)</script>" * 20)
    for who in ("ketua", "anggota"):
        assert "<script>alert" not in html_of(world, who, a)


# --- queries -------------------------------------------------------------------------------------------------


def evidence_everywhere(world, a, codes) -> None:
    for code in codes:
        make_use(world, a, code, title=f"Bukti {code}")


@pytest.mark.parametrize("area", ["PW", "HASIL", "SEMUA"])
@pytest.mark.parametrize("members", [1, 3])
def test_the_pages_take_the_same_queries_for_small_and_large(world, django_assert_num_queries, area, members):
    a = submitted(world)
    TeamMember.objects.filter(user=world.anggota2).delete()
    people = [world.anggota]
    for n in range(members - 1):
        person = make_user(f"anggota_{n}")
        TeamMember.objects.create(team=world.team, user=person, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
        people.append(person)
    for person in people:
        world.fill(a, "random", kind=MEMBER, owner=person, seed=person.pk)
    world.fill(a, "random", kind=FINAL)
    here = {"PW": "A.I.5.i.a", "HASIL": "B.I.a"}.get(area, "A.I.1.i.a")
    codes = list(world.instrument.questions)[:60] if members == 3 else []
    evidence_everywhere(world, a, {here, *codes})
    for who in ("anggota", "ketua"):  # the instrument is parsed once a process, a look noted once a minute
        world.client(who).get(tpi_url(a, area))
    world.client("petugas")
    # where index questions stand: what surveys gave, and the unit's own
    survey = 2 * (area in {"HASIL", "SEMUA"})
    # session, user, memberships, seats, conflicts of interest; assessment with unit, period and versions; all sheets;
    # the answers of the two that are shown, with their writers; the last look; evidence with documents, the
    # marks on it; what happened to the own sheet; rounds; own proposals
    with django_assert_num_queries(14 + survey):
        world.client("anggota").get(tpi_url(a, area))
    # and the seats of the team; the team's discussion; the number of considerations written; no own sheet to which
    # something happened
    with django_assert_num_queries(16 + survey):
        world.client("ketua").get(tpi_url(a, area))
    mark_done(a.pk, actor=world.anggota)
    with django_assert_num_queries(
        16 + survey
    ):  # a member who is done sees the others: seats of the team, discussion
        world.client("anggota").get(tpi_url(a, area))
    world.assessment(State.SELESAI_TPI)
    with django_assert_num_queries(
        14 + survey
    ):  # who handed in a sheet; the discussion; no proposals any more
        world.client("ketua").get(tpi_url(a, area))
    with django_assert_num_queries(9 + survey):  # the unit: without the members' sheets
        world.client("petugas").get(tpi_url(a, area))
