"""The timeline: who meets which version of what, by equality; nobody learns what is shut, or that there is any."""

import pytest
from django.urls import reverse

from assessments.models import Sheet, State
from assessments.services.rounds import save_request
from assessments.services.sheets import reopen_sheet
from assessments.services.workflow import move
from tests.assessments import history_story as story
from tests.assessments.answering import without_tokens
from tests.assessments.history_story import (
    ASKED_LATER,
    DRAFTED,
    HARSH,
    INDEX,
    ONE,
    REASON,
    TALK,
    TWO,
    titles,
)
from tests.factories.assessments import fresh

SITI, RINA, HENDRA, MAYA, RUDI = (
    "Siti Aminah",
    "dr. Rina Wulandari",
    "Hendra Gunawan, Ak.",
    "Maya Kusuma",
    "Rudi Hartono",
)
SENT = ("Ajukan ke TPI", "", RINA)
LIVE = [
    SENT,
    ("Bukti ditambah: SK tim", ONE, SITI),
    ("Jawaban unit disimpan", ONE, SITI),
    ("Jawaban unit disimpan", ONE, SITI),
    ("Jawaban unit disimpan", ONE, SITI),
]
FROZEN = [("Bukti ditambah: SK tim, diajukan", ONE, RINA), ("Jawaban unit diajukan", ONE, RINA), SENT]
OUTSIDE = ("petugas", "pimpinan_unit", "admin", "pimpinan_instansi")


@pytest.fixture
def a(world):
    return story.submitted(world)


def pages(world, who: str, a) -> dict[str, bytes]:
    """Every page of the history as a person gets it, with filters and behind the last page."""
    unit, question, compared = (
        reverse("assessments:history", args=[a.pk]),
        reverse("assessments:history_question", args=[a.pk, ONE]),
        reverse("assessments:history_compare", args=[a.pk]),
    )
    wanted = [unit, *(f"{unit}?page={n}" for n in (2, 3, 4, 99)), f"{unit}?jenis=tpi", f"{unit}?area=MP"]
    wanted += [f"{unit}?jenis=jawaban", f"{unit}?orang={world.ketua.pk}", question, f"{question}?jenis=tpi"]
    wanted += [compared, f"{compared}?dari=2026-01-01&sampai=2026-01-02", f"{compared}?lembar=akhir"]
    wanted += [f"{compared}?lembar=m{world.anggota.pk}", f"{unit}?orang={world.anggota.pk}"]
    found = {}
    for url in wanted:
        response = world.client(who).get(url)
        found[url] = b"%d" % response.status_code + without_tokens(response.content)
    return found


@pytest.mark.parametrize("who", ["petugas", "petugas_pokja", "pimpinan_unit", "admin", "pimpinan_instansi"])
def test_unit_and_instansi_meet_every_version_of_the_units_answer(world, a, who):
    assert titles(world, who, a, ONE) == LIVE


@pytest.mark.parametrize("who", ["anggota", "ketua", "pengendali"])
def test_the_team_meets_what_was_submitted_and_no_draft(world, a, who):
    assert titles(world, who, a, ONE) == FROZEN
    html = world.client(who).get(reverse("assessments:history_question", args=[a.pk, ONE])).content.decode()
    assert ("Sudah dibentuk dengan SK 12." in html, DRAFTED in html) == (True, False)


def test_a_change_is_told_with_its_values_and_word_by_word(world, a):
    html = (
        world.client("petugas")
        .get(reverse("assessments:history_question", args=[a.pk, ONE]))
        .content.decode()
    )
    assert "<del>Tidak. " in html
    assert "→ <ins>Ya. " in html
    assert f"</span>{DRAFTED}<span" in html


@pytest.mark.parametrize("who", OUTSIDE)
def test_before_release_every_page_is_the_same_whether_tpi_works_or_not(world, a, who):
    before = pages(world, who, a)
    story.tpi_works(world, a)
    save_request(a.pk, code=TWO, text=ASKED_LATER, seen=0, actor=world.ketua)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason=REASON, actor=world.ketua)
    assert pages(world, who, a) == before
    lead = b"".join(pages(world, "ketua", a).values())
    assert [word.encode() in lead for word in (HARSH, REASON, ASKED_LATER, TALK)] == [True, True, True, False]


def test_a_member_meets_their_own_sheet_and_of_the_others_nothing(world, a):
    before = pages(world, "anggota2", a)
    story.say_all(world, a, "worst", kind=Sheet.Kind.MEMBER, actor=world.anggota, note=HARSH)
    story.say(world, a, ONE, "Tidak", kind=Sheet.Kind.TPI, note=REASON)
    assert pages(world, "anggota2", a) == before
    story.say(world, a, ONE, "Tidak", kind=Sheet.Kind.MEMBER, actor=world.anggota2)
    assert titles(world, "anggota2", a, ONE) == [("Lembar Anda disimpan", ONE, RUDI), *FROZEN]
    assert titles(world, "ketua", a, ONE) == [
        (f"Lembar {RUDI} disimpan", ONE, RUDI),
        ("Jawaban akhir TPI disimpan", ONE, HENDRA),
        (f"Lembar {MAYA} disimpan", ONE, MAYA),
        *FROZEN,
    ]


def test_a_member_who_is_done_still_waits_for_the_release(world, a):
    story.tpi_works(world, a)
    assert titles(world, "anggota", a, ONE)[0] == ("Lembar Anda disimpan", ONE, MAYA)
    html = b"".join(pages(world, "anggota", a).values()).decode()
    assert ("Jawaban akhir TPI disimpan" in html, RUDI in html, REASON in html) == (False, False, False)


def test_an_open_round_is_the_units_until_it_submits(world, a):
    a = story.returned(world, a, ONE)
    team = [("Kembalikan ke unit", "", HENDRA), ("Diminta dalam perbaikan putaran 1", ONE, HENDRA)]
    tpi = [(title, code, "") for title, code, _ in team]  # outside the team nobody reads who it was
    assert titles(world, "petugas", a, ONE) == [*tpi, *LIVE]
    assert titles(world, "admin", a, ONE) == [tpi[0], *LIVE]
    assert b"Hendra Gunawan" not in b"".join(pages(world, "petugas", a).values())
    others = {who: pages(world, who, a) for who in ("admin", "pimpinan_instansi", "anggota", "ketua")}
    story.mended(world, a, ONE, "Tidak", DRAFTED)
    assert {who: pages(world, who, a) for who in others} == others
    drafted = [
        ("Tanggapan unit disimpan", ONE, SITI),
        (f"Bukti ditambah: Tambahan {ONE}", ONE, SITI),
        ("Jawaban unit dalam perbaikan disimpan", ONE, SITI),
    ]
    assert titles(world, "petugas", a, ONE) == [*drafted, *tpi, *LIVE]

    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    sent = ("Ajukan perbaikan", "", RINA)
    kept = ("Jawaban unit dikirim sebagai perbaikan", ONE, RINA)
    proof = (f"Bukti ditambah: Tambahan {ONE}, dikirim dalam perbaikan putaran 1", ONE, RINA)
    told = ("Dijawab unit dalam perbaikan putaran 1", ONE, SITI)
    assert titles(world, "petugas", a, ONE) == [kept, sent, *drafted, *tpi, *LIVE]
    assert titles(world, "admin", a, ONE) == [proof, kept, sent, tpi[0], *LIVE]
    answered = ("Jawaban unit dikirim dalam perbaikan putaran 1", ONE, RINA)
    assert titles(world, "anggota", a, ONE) == [told, proof, answered, sent, *team, *FROZEN]


def test_a_round_closed_without_reply_leaves_no_draft_to_anybody_but_the_unit(world, a):
    a = story.returned(world, a, ONE)
    story.mended(world, a, ONE, "Tidak", DRAFTED)
    a.rounds.update(due=a.state_since)
    move(a.pk, "tutup_perbaikan", actor=world.ketua, reason="Batas lewat.")
    closed = ("Tutup putaran tanpa jawaban", "", HENDRA)
    back = ("Kembalikan ke unit", "", HENDRA)
    asked = ("Diminta dalam perbaikan putaran 1", ONE, HENDRA)
    assert titles(world, "admin", a, ONE) == [(*closed[:2], ""), (*back[:2], ""), *LIVE]
    assert titles(world, "anggota", a, ONE) == [closed, back, asked, *FROZEN]
    assert [title for title, _, _ in titles(world, "petugas", a, ONE)][1:4] == [
        "Tanggapan unit disimpan",
        f"Bukti ditambah: Tambahan {ONE}",
        "Jawaban unit dalam perbaikan disimpan",
    ]
    told = {who: b"".join(pages(world, who, a).values()) for who in ("petugas", "admin", "anggota", "ketua")}
    assert [who for who, html in told.items() if b"Batas lewat." in html] == ["anggota", "ketua"]


def test_the_unit_meets_final_answers_as_they_were_released_and_never_in_between(world, a):
    a = story.released(world, a)
    first = [("Finalkan penilaian TPI", "", HENDRA), ("Jawaban akhir TPI dirilis", ONE, HENDRA)]
    for who in OUTSIDE:
        assert sorted(titles(world, who, a, ONE)[:2]) == first
    before = {who: pages(world, who, a) for who in OUTSIDE}
    move(a.pk, "buka_kembali", actor=world.admin, reason="KELIRU MENGHITUNG")
    assert titles(world, "petugas", a, ONE)[:2] == [
        ("Buka kembali penilaian TPI", "", "Dewi Lestari, S.E."),
        ("Finalkan penilaian TPI", "", HENDRA),
    ]
    shut = pages(world, "petugas", a)
    assert b"KELIRU" not in b"".join(shut.values())
    assert b"KELIRU" in b"".join(pages(world, "admin", a).values())
    story.say(world, a, TWO, "C", kind=Sheet.Kind.TPI, note="Sementara saja.")
    story.say(world, a, TWO, "B", kind=Sheet.Kind.TPI, note="Baru sebagian.")
    assert pages(world, "petugas", a) == shut
    a = story.finalised(world, a)
    told = titles(world, "petugas", a, TWO)
    assert [t for t in told if "dirilis" in t[0]] == [
        ("Jawaban akhir TPI dirilis lagi", TWO, HENDRA),
        ("Jawaban akhir TPI dirilis", TWO, HENDRA),
    ]
    whole = pages(world, "petugas", a)
    assert before["petugas"].keys() == whole.keys()
    text = b"".join(whole.values())
    assert (b"Baru sebagian." in text, b"Sementara" in text, MAYA.encode() in text) == (True, False, False)


def test_after_release_the_team_meets_all_sheets_and_nobody_else_a_members(world, a):
    a = story.released(world, a)
    seen = {
        who: b"Catatan Maya" in b"".join(pages(world, who, a).values())
        for who in (*OUTSIDE, "anggota2", "ketua")
    }
    assert seen == {**dict.fromkeys(OUTSIDE, False), "anggota2": True, "ketua": True}


def test_answers_from_before_the_audit_are_shown_with_the_sentence(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {ONE: "Ya", INDEX: "3"})
    story.say(world, a, INDEX, "4", source="Survei 2026")
    assert titles(world, "petugas", a, ONE) == [("Jawaban unit tersimpan", ONE, SITI)]
    for code in (ONE, INDEX):
        html = world.client("petugas").get(reverse("assessments:history_question", args=[a.pk, code]))
        assert html.content.decode().count("Riwayat sebelum ini tidak tercatat.") == 1


def test_tpn_values_are_told_where_they_were_changed(world, a):
    a = story.released(world, a)
    world.assessment(State.PENILAIAN_TPN)
    story.say(world, a, INDEX, "3.9", kind=Sheet.Kind.TPN, actor=world.admin, source="Survei TPN")
    for who in (*OUTSIDE, "anggota", "ketua"):
        assert titles(world, who, a, INDEX)[0] == ("Nilai TPN disimpan", INDEX, "Dewi Lestari, S.E.")
    world.assessment(State.SELESAI_TPI)
    assert [t for t in titles(world, "petugas", fresh(a), INDEX) if "TPN" in t[0]] == []
