"""Which file lies where, from plain values."""

import re
from dataclasses import replace

from assessments.package.manifest import RISKY, csv_bytes, manifest_of, state_of, told
from assessments.package.plan import Use, plan_of
from documents import safe_text
from tests.package.packing import manifest, opened
from tests.package.plain import address, approved, package, paper, proof, subject, unit

HERE = "2 Unit/PKM-01 Puskesmas Melati"


def paths(plan) -> list[str]:
    """Every path."""
    return [entry.path for entry in plan.entries]


def test_letters_units_and_evidence_by_area_and_question():
    plan = plan_of(
        subject(
            unit(proof("A.I.1.i.a"), proof("A.I.2.i.a", "SOP", b"sop"), proof("B.I.a", "Survei", b"survei"))
        ),
        confidential=True,
    )
    assert paths(plan) == [
        "BACA-SAYA.txt",
        "daftar-isi.pdf",
        "1 Usulan/Surat usulan 700-1-2026.pdf",
        f"{HERE}/LHE PKM-01.pdf",
        f"{HERE}/KKE PKM-01 2026.xlsx",
        f"{HERE}/Daftar bukti PKM-01.pdf",
        f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/SK Tim.pdf",
        f"{HERE}/bukti/2 TT Penataan Tatalaksana/A.I.2.i.a/SOP.pdf",
        f"{HERE}/bukti/3 Hasil/B.I.a/Survei.pdf",
    ]


def test_a_document_used_several_times_is_stored_once_and_every_use_is_listed():
    uses = (
        proof("A.I.1.i.a", locator="hlm. 1"),
        proof("A.I.1.i.b"),
        proof("A.I.2.i.a", "SK Tim, salinan", locator="hlm. 3"),
    )
    plan = plan_of(subject(unit(*uses)), confidential=True)
    (entry,) = [entry for entry in plan.entries if entry.kind == "bukti"]
    assert entry.path == f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/SK Tim.pdf"
    assert entry.title == "SK Tim / SK Tim, salinan"
    assert entry.questions == (
        Use(code="A.I.1.i.a", locator="hlm. 1"),
        Use(code="A.I.1.i.b"),
        Use(code="A.I.2.i.a", locator="hlm. 3"),
    )
    row = next(file for file in manifest_of(plan, {})["files"] if file["kind"] == "bukti")
    assert told(row["questions"]) == "A.I.1.i.a (hlm. 1), A.I.1.i.b, A.I.2.i.a (hlm. 3)"


def test_a_report_that_goes_along_by_itself_and_proves_too_is_stored_once():
    report = paper("Laporan survei PKM-01", b"survei", kind="Laporan survei mandiri")
    one = unit(proof("B.I.a", "Survei", b"survei"))
    plan = plan_of(subject(replace(one, papers=(*one.papers, report))), confidential=True)
    (entry,) = [entry for entry in plan.entries if entry.sha256 == report.sha256]
    assert (entry.path, entry.questions) == (f"{HERE}/Laporan survei PKM-01.pdf", (Use(code="B.I.a"),))


def test_units_and_titles_of_the_same_name_do_not_meet():
    twins = (proof("A.I.1.i.a", "SK", b"1"), proof("A.I.1.i.a", "sk", b"2"), proof("A.I.1.i.b", "SK", b"3"))
    one, other = unit(*twins), unit(code="PKM-01 ", name=" puskesmas melati")
    plan = plan_of(subject(one, other), confidential=True)
    assert paths(plan)[6:9] == [
        f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/SK.pdf",
        f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.a/sk (2).pdf",
        f"{HERE}/bukti/1 MP Manajemen Perubahan/A.I.1.i.b/SK.pdf",
    ]
    assert plan.units[1].folder == "2 Unit/PKM-01 puskesmas melati (2)"


def test_nothing_leaves_its_folder_and_no_path_is_too_long():
    evil = "../" * 40 + "x" * 300
    one = unit(proof(evil, evil, filename=evil), code=evil[:60], name=evil)
    plan = plan_of(subject(one, letter_number=evil, papers=(paper(evil, b"s"),)), confidential=True)
    assert max(map(len, paths(plan))) <= 230
    assert all(re.fullmatch(r"[^\\:*?\"<>|\x00-\x1f]+", path) for path in paths(plan))
    assert not [path for path in paths(plan) if {"", ".", ".."} & set(path.split("/"))]
    assert [path.split("/")[0] for path in paths(plan)][2:] == ["1 Usulan", *["2 Unit"] * 4]


def test_links_are_listed_once_with_what_their_check_found():
    uses = (address("A.I.1.i.a"), address("A.I.2.i.a", "Kanal lain"), address("B.I.a", url="https://b.go.id"))
    letter = paper("Keterangan APIP", sha256="", size=0, url="https://c.go.id", link="belum diperiksa")
    plan = plan_of(subject(unit(*uses), papers=(letter,)), confidential=True)
    assert [(link.unit, link.title, link.url, link.check) for link in plan.links] == [
        ("", "Keterangan APIP", "https://c.go.id", "belum diperiksa"),
        ("PKM-01", "Kanal / Kanal lain", "https://contoh.go.id/a", "Dapat dibuka: 200."),
        ("PKM-01", "Kanal", "https://b.go.id", "Dapat dibuka: 200."),
    ]
    assert [
        told([{"code": u.code, "locator": u.locator} for u in link.questions]) for link in plan.links
    ] == [
        "",
        "A.I.1.i.a, A.I.2.i.a",
        "B.I.a",
    ]


def test_what_is_confidential_is_left_out_with_its_title():
    hidden = proof("A.I.1.i.a", "Aduan pelapor", b"aduan", confidentiality="rahasia")
    linked = address("B.I.a", "Berkas pelapor", "https://rahasia.go.id", confidentiality="terbatas")
    one = unit(hidden, replace(hidden, code="A.I.1.i.b"), linked, proof("A.I.2.i.a"))
    whole, without = (plan_of(subject(one), confidential=choice) for choice in (True, False))
    assert [(left.confidentiality, len(left.questions)) for left in without.left_out] == [
        ("rahasia", 2),
        ("terbatas", 1),
    ]
    assert (whole.left_out, whole.size - without.size) == ([], len(b"aduan"))
    told_of = repr(manifest_of(without, {}))
    assert not [
        secret for secret in ("Aduan", "Berkas pelapor", "rahasia.go.id", hidden.sha256) if secret in told_of
    ]
    assert [manifest_of(plan, {})["confidential"] for plan in (whole, without)] == [
        "disertakan",
        "tidak disertakan",
    ]
    assert state_of(manifest_of(whole, {})) != state_of(manifest_of(without, {}))


def test_without_anything_confidential_there_is_one_plan():
    plans = [plan_of(subject(), confidential=choice) for choice in (True, False)]
    assert plans[0] == plans[1]
    assert manifest_of(plans[0], {})["confidential"] == "tidak ada"


def test_a_draft_and_an_approved_one_are_two_states():
    draft, final = package(), package(approved_at="2026-05-21T09:00:00+07:00", approved_by="Bupati")
    assert [manifest(content)["status"] for content in (draft, final)] == ["draf", "disetujui"]
    assert manifest(draft)["state"] != manifest(final)["state"]
    assert approved(subject()).is_draft is False


def test_the_bytes_of_the_zip_know_no_clock(monkeypatch):
    before = package()
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    assert package() == before
    facts = {
        (i.date_time, i.external_attr >> 16, i.compress_type, i.create_system)
        for i in opened(before).infolist()
    }
    assert facts == {((1980, 1, 1, 0, 0, 0), 0o100644, 0, 3)}


def test_a_spreadsheet_takes_no_title_for_a_formula():
    evil = ("=HYPERLINK(1)", "+1", " -1", "@a", "=1", "|x", 'a";=1;"b', "a\nb")
    rows = csv_bytes(
        {
            "path": "p",
            "size": "1",
            "sha256": "h",
            "kind": "k",
            "title": t,
            "unit": "u",
            "confidentiality": "",
            "questions": [],
        }
        for t in evil
    ).decode("utf-8-sig")
    titles = [row.split(";", 4)[4].removesuffix(";u;;") for row in rows.splitlines()[1:]]
    assert titles == ["'=HYPERLINK(1)", "'+1", "'-1", "'@a", "'=1", "'|x", '"a"";=1;""b"', "a b"]


def test_workbooks_and_csv_fear_the_same_starts():
    """The package knows no other app, so its rule is written twice."""
    assert RISKY == safe_text.RISKY
