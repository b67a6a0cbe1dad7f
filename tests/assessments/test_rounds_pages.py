"""The pages of the rounds from closing on: what everybody sees of what changed, where it is told, at what cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import EvidenceUse, State
from assessments.services import evidence
from assessments.services.rounds import propose_return, save_reply, save_request
from assessments.services.workflow import move
from tests.assessments.answering import area_url
from tests.assessments.round_pages import file_status, give_back, in_days, page, rounds_url
from tests.assessments.rounds import (
    A1,
    A2,
    ASKED,
    attach,
    handed_in,
    mend,
    overdue,
    reply_all,
    resubmitted,
    returned,
)
from tests.assessments.tpi import tpi_url
from tests.factories.assessments import fresh

NO = Given("Tidak", note="Belum ada SK tahun ini.")


# --- closing, and what is over ---------------------------------------------------------------------------------


def test_closing_is_offered_after_the_due_date(world):
    a = handed_in(world)
    returned(world, a)
    assert "Setelah batasnya lewat" in page(world, "ketua", a)
    overdue(a)
    html = page(world, "ketua", a)
    assert ("lewat 2 hari" in html, 'name="alasan"' in html) == (True, True)
    assert 'name="alasan"' not in page(world, "pengendali", a)
    assert "tercatat terlambat" in page(world, "petugas", a)
    save_reply(a.pk, code=A1, text="TANGGAPAN DRAF", seen=0, actor=world.petugas)
    url = reverse("assessments:move", args=[a.pk, "tutup_perbaikan"])
    world.client("ketua").post(url, {"alasan": " "})
    assert fresh(a).state == State.PERBAIKAN
    world.client("ketua").post(url, {"alasan": "TIDAK DIJAWAB"})
    assert fresh(a).state == State.PENILAIAN_TPI
    told = {who: page(world, who, a) for who in ("ketua", "anggota", "petugas")}
    assert {who: "Ditutup tanpa jawaban" in html for who, html in told.items()} == dict.fromkeys(told, True)
    assert {who: "TIDAK DIJAWAB" in html for who, html in told.items()} == {
        "ketua": True,
        "anggota": True,
        "petugas": False,
    }
    assert [who for who, html in told.items() if "TANGGAPAN DRAF" in html] == []


def test_afterwards_everybody_who_may_sees_what_changed(world):
    a = handed_in(world)
    old = EvidenceUse.objects.get()
    returned(world, a)
    mend(world, a, A1, NO)
    attach(world, a, A1, "sk-baru.txt", b"SK tahun ini\n")
    evidence.remove(old.pk, actor=world.petugas)
    overdue(a)
    a = resubmitted(world, a)
    for html in (
        page(world, "ketua", a),
        page(world, "petugas", a),
        world.client("ketua").get(tpi_url(a)).content.decode(),
        world.client("anggota").get(tpi_url(a)).content.decode(),
    ):
        assert "terlambat 2 hari" in html
        assert "Sudah diperbaiki." in html
        assert re.search(r"<del>.*Ya — .*</del>.*<ins>.*Tidak — .*</ins>", html)
        assert re.search(
            r"<ins><span class=\"visually-hidden\">\[ditambah: </span>Belum ada SK tahun ini\.", html
        )
        assert re.search(r"\+ ditambah</b> <a href=\"/bukti/\d+/baca/[^>]*>sk-baru</a>", html)
        assert f'− dilepas</b> <a href="/bukti/{old.pk}/baca/?dari=' in html
    assert "Catatan dan bukti tidak berubah." in page(world, "ketua", a)
    assert ("Hendra" in page(world, "petugas", a), "Hendra" in page(world, "ketua", a)) == (False, True)
    assert file_status(world, "ketua", old) == 200


def test_after_the_release_the_instansi_reads_the_rounds_without_names(world):
    a = handed_in(world)
    propose_return(a.pk, code=A2, text="USUL TERTINGGAL", actor=world.anggota)
    returned(world, a)
    resubmitted(world, a)
    a = world.assessment(State.SELESAI_TPI)
    for who in ("admin", "pimpinan_instansi", "petugas"):
        html = page(world, who, a)
        assert ASKED[A1] in html
        assert [word for word in ("Hendra", "Maya", "USUL") if word in html] == []


# --- where it is told ------------------------------------------------------------------------------------------


def test_the_next_steps_and_the_due_date_stand_where_people_look(world):
    a = handed_in(world)
    unit_page = reverse("assessments:assessment", args=[a.pk])
    assert "Minta perbaikan" in world.client("ketua").get(unit_page).content.decode()
    returned(world, a)
    told = {who: world.client(who).get(unit_page).content.decode() for who in ("petugas", "ketua", "admin")}
    assert "Perbaiki 2 yang diminta TPI" in told["petugas"]
    assert "Lihat putaran perbaikan" in told["ketua"]
    assert re.search(
        r"Putaran 1: batas \d+ \w+ \d+, 23\.59 WIB \(sisa 7 hari\), 2 permintaan\.", told["admin"]
    )
    assert [word for word in (*ASKED.values(), A1) if word in told["admin"]] == []
    for who, url in (
        ("petugas", "/"),
        ("ketua", reverse("assessments:tpi_queue")),
        ("admin", reverse("assessments:period", args=["KAB-X", 2026])),
    ):
        assert "sisa 7 hari" in world.client(who).get(url).content.decode()
    reply_all(world, a)
    assert "Ajukan perbaikan" in world.client("pimpinan_unit").get(unit_page).content.decode()
    move(a.pk, "ajukan_perbaikan", actor=world.pimpinan_unit)
    assert "Perbaiki 2" not in world.client("petugas").get(unit_page).content.decode()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("petugas", "Semua permintaan TPI"),
        ("admin", "Unit sedang memperbaiki yang diminta TPI; yang terlihat adalah yang terakhir diajukan."),
        ("ketua", "Anda membaca jawaban unit sebagai Ketua TPI."),
    ],
)
def test_the_answering_page_says_why_it_can_only_be_read(world, who, said):
    a = handed_in(world)
    returned(world, a)
    assert said in world.client(who).get(area_url(a)).content.decode()


# --- queries -------------------------------------------------------------------------------------------------


def queries_of(world, who: str, url: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as found:
        assert world.client(who).get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize("many", [False, True])
def test_the_pages_take_the_same_queries_for_one_request_and_for_many(world, many):
    a = handed_in(world)
    here, area, tpi = rounds_url(a), area_url(a), tpi_url(a)
    asked = list(world.instrument.questions)[:20] if many else [A1]
    for person in (world.anggota, world.anggota2) if many else (world.anggota,):
        for code in asked:
            propose_return(a.pk, code=code, text=f"Usul {code}", actor=person)
    for code in asked:
        save_request(a.pk, code=code, text=f"Permintaan {code}", seen=0, actor=world.ketua)
    for who in ("ketua", "anggota", "petugas", "pimpinan_unit"):
        world.client(who).get(here)
    # session, user, memberships, seats; conflicts of interest of who has a seat; assessment; rounds, requests;
    # proposals; whether a member is excused, for the lead what the marks on evidence say
    got = [queries_of(world, who, here) for who in ("ketua", "anggota", "petugas")]
    assert got == [10, 10, 7]
    give_back(world, a, in_days(7))
    for code in asked:
        attach(world, a, code, f"{code}.txt", f"bukti {code}\n".encode())
    # for the unit also the drafts, evidence as it has it, evidence ever; for its head what ajukan_perbaikan asks:
    # the unit's sheet, its answers, the drafts, the round, its requests; the marks that were told with the round
    assert [queries_of(world, who, here) for who in ("petugas", "pimpinan_unit")] == [11, 16]
    # sheet, answers, drafts, evidence, comments, lines of check-lists, round, requests, told marks; registers
    assert [queries_of(world, who, area) for who in ("petugas", "ketua")] == [15, 9]
    resubmitted(world, a)
    # and the documents of evidence that came or went, the marks that were told
    assert [queries_of(world, who, here) for who in ("ketua", "petugas")] == [12, 9]
    for who in ("ketua", "anggota"):
        world.client(who).get(tpi)  # a look is noted once a minute
    # what the page takes without rounds (the lead also the discussion and the marks on evidence), and the requests
    assert [queries_of(world, who, tpi) for who in ("ketua", "anggota")] == [17, 13]


def test_the_overview_takes_no_query_for_a_round(world):
    a = handed_in(world)
    pages = (("admin", reverse("assessments:period", args=["KAB-X", 2026])), ("petugas", "/"))
    for who, url in pages:
        world.client(who).get(url)
    before = [queries_of(world, who, url) for who, url in pages]
    returned(world, a)
    # home shows what is asked: the round, its requests, what the unit has drafted
    assert [queries_of(world, who, url) for who, url in pages] == [before[0], before[1] + 3]
