"""All units' KKE in one ZIP: safe names, a list that tells everything, nothing of TPI before release."""

import csv
import errno
import hashlib
import io
import zipfile
from unittest.mock import Mock

import openpyxl
import pytest
from django.db import OperationalError

from assessments.kke.exchange import preview_import
from assessments.kke.recaps import archive
from assessments.kke.recaps.archive import Entry, file_name, manifest, write_archive
from assessments.kke.wish import Wish
from assessments.models import Job, Sheet, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.jobs import start_job
from documents.errors import Unavailable
from documents.workbooks.cells import PORTAL_SHEET
from tests.factories.units import make_unit

TPI = Sheet.Kind.TPI
STOLEN = "CATATAN TPI 8841"


def packed(world, *, blank=False, who="admin", progress=lambda n: None):
    with write_archive(world.period, actor=world.people[who], blank=blank, progress=progress).content as file:
        found = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: found.read(name) for name in found.namelist()}


def listed(files) -> list[dict]:
    text = files[archive.MANIFEST].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def heads(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return str([*book["KKE"].iter_rows(values_only=True)])


def released(world):
    a = world.assessment(State.SELESAI_TPI)
    world.fill(a, "best")
    world.fill(a, "worst", kind=TPI)
    return a


def test_a_workbook_a_unit_and_a_list(world):
    released(world)
    world.fill(world.assessment(State.PENILAIAN_MANDIRI, world.unit2), "best")
    files = packed(world)
    assert list(files) == ["KKE_DKC_2026.xlsx", "KKE_PKM-01_2026.xlsx", "daftar-isi.csv"]
    first, second = listed(files)
    assert first == {
        "Berkas": "KKE_DKC_2026.xlsx",
        "Kode unit": "DKC",
        "Nama unit": "Dinas Kependudukan dan Pencatatan Sipil",
        "Tahap": "Penilaian mandiri",
        "Nilai unit": "100,00",
        "Nilai TPI": "",
        "Nilai TPN": "",
        "SHA-256": hashlib.sha256(files["KKE_DKC_2026.xlsx"]).hexdigest(),
        "Keterangan": "",
    }
    assert (second["Nilai unit"], second["Nilai TPI"]) == ("100,00", "0,00")


@pytest.mark.parametrize("blank", [False, True])
def test_tpi_stands_in_it_for_released_units_alone_whoever_asks(world, blank):
    """The admin is lead of the team as well: in their own export the answers stand, an archive goes round."""
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    world.fill(a, "worst", kind=TPI)
    a.sheets.get(kind=TPI).answers.update(note=STOLEN)
    seat = world.team.members.get(user=world.ketua)
    seat.user = world.admin
    seat.save(update_fields=["user"])
    assert STOLEN in heads(archive.export_portal(a.pk, actor=world.admin)[0])
    files = packed(world, blank=blank)
    [line] = listed(files)
    assert (STOLEN in heads(files[line["Berkas"]]), line["Nilai TPI"]) == (False, "")
    world.assessment(State.SELESAI_TPI)
    files = packed(world, blank=blank)
    [line] = listed(files)
    assert (STOLEN in heads(files[line["Berkas"]]), line["Nilai TPI"]) == (not blank, "" if blank else "0,00")


def test_before_release_neither_names_nor_list_nor_cells_tell_of_tpi(world):
    a = world.assessment(State.PERBAIKAN)
    world.fill(a, "best")

    def told():
        files = packed(world)
        [line] = listed(files)
        return [*files], {**line, "SHA-256": ""}, heads(files[line["Berkas"]]).replace("pukul", "")[200:]

    before = told()
    world.fill(a, "worst", kind=TPI)
    world.fill(a, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    assert told() == before


def test_a_blank_one_holds_no_answer_is_open_to_the_unit_and_comes_back_as_its_own(world):
    a = world.assessment()
    world.fill(a, {"A.I.1.i.b": "B"})
    a.sheets.get().answers.update(note="CATATAN UNIT 77")
    files = packed(world, blank=True)
    assert list(files) == ["KKE_PKM-01_2026_kosong.xlsx", "daftar-isi.csv"]
    content = files["KKE_PKM-01_2026_kosong.xlsx"]
    assert "CATATAN UNIT 77" not in heads(content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    identity = dict(book[PORTAL_SHEET].iter_rows(max_col=2, values_only=True))
    unlocked = {cell.row for line in book["KKE"].iter_rows() for cell in line if not cell.protection.locked}
    assert (identity["sheet"], identity["unit"], len(unlocked) >= 113) == ("unit", "PKM-01", True)
    plan = preview_import(a.pk, content, Wish(), actor=world.petugas)
    assert (plan.reading.layout, plan.changes, plan.conflicts) == ("portal", (), ())


def test_a_unit_that_fails_is_listed_and_told_and_the_others_are_there(world, monkeypatch, caplog):
    broken = world.assessment(unit=world.unit2)
    shut = world.assessment(unit=make_unit(world.instansi, "KEC"))
    world.fill(world.assessment(), "best")
    real = archive.export_portal

    def export(pk, **options):
        if pk == broken.pk:
            raise ZeroDivisionError
        if pk == shut.pk:
            raise NotAllowed("KKE unit ini belum dapat diekspor oleh peran Anda.")
        return real(pk, **options)

    monkeypatch.setattr(archive, "export_portal", export)
    with (made := write_archive(world.period, actor=world.admin, blank=False)).content as file:
        names = zipfile.ZipFile(file).namelist()
    assert (made.count, made.failed, names) == (1, ("DKC", "KEC"), ["KKE_PKM-01_2026.xlsx", "daftar-isi.csv"])
    assert [(line["Berkas"], line["Keterangan"]) for line in listed(packed(world))][:2] == [
        ("", archive.BROKEN),
        ("", "KKE unit ini belum dapat diekspor oleh peran Anda."),
    ]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("error", [OperationalError, Unavailable, MemoryError, OSError(errno.ENOSPC, "full")])
def test_what_is_not_of_one_unit_ends_the_archive(world, monkeypatch, error):
    world.assessment()
    monkeypatch.setattr(archive, "export_portal", Mock(side_effect=error))
    with pytest.raises(error if isinstance(error, type) else OSError):
        write_archive(world.period, actor=world.admin, blank=False)


def test_where_none_can_be_made_and_where_there_is_no_unit_it_is_refused(world, monkeypatch):
    with pytest.raises(Refused, match="Belum ada unit"):
        write_archive(world.period, actor=world.admin, blank=False)
    world.assessment()

    def export(pk, **options):
        raise NotAllowed("Belum dapat.")

    monkeypatch.setattr(archive, "export_portal", export)
    with pytest.raises(Refused, match="Tidak satu pun KKE"):
        write_archive(world.period, actor=world.admin, blank=False)


def test_names_are_safe_and_no_two_are_the_same():
    taken: set[str] = set()
    codes = ("PKM/01", "PKM\\01", "pkm-01", "../../etc/passwd", "..", "CON", "A" * 90, "ä:*?")
    names = [file_name(code, 2026, blank=False, taken=taken) for code in codes]
    assert names == [
        "KKE_PKM-01_2026.xlsx",
        "KKE_PKM-01_2026_2.xlsx",
        "KKE_pkm-01_2026_3.xlsx",
        "KKE_-etc-passwd_2026.xlsx",
        "KKE_-_2026.xlsx",
        "KKE_CON_2026.xlsx",
        f"KKE_{'A' * 60}_2026.xlsx",
        "KKE_-_2026_2.xlsx",
    ]


def test_no_text_of_the_list_is_a_formula_or_breaks_its_line():
    entry = Entry("KKE_A_2026.xlsx", "A", "=HYPERLINK(1)\n;x", "Terdaftar", {"Unit": "-1,00"})
    line = manifest([entry]).decode("utf-8-sig").splitlines()[1]
    assert line == "KKE_A_2026.xlsx;A;\"'=HYPERLINK(1) ;x\";Terdaftar;'-1,00;;;;"


def test_it_tells_how_far_it_is_and_can_be_broken_off(world):
    for code in ("A", "B", "C"):
        world.assessment(unit=make_unit(world.instansi, code))
    heard: list[int] = []
    packed(world, progress=heard.append)
    assert heard == [31, 63, 95]

    def stop(percent):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packed(world, progress=stop)


@pytest.mark.django_db(transaction=True)
def test_as_background_work_it_says_what_is_missing(world, monkeypatch):
    world.fill(world.assessment(), "best")
    broken = world.assessment(unit=world.unit2)
    real = archive.export_portal

    def export(pk, **options):
        if pk == broken.pk:
            raise ZeroDivisionError
        return real(pk, **options)

    monkeypatch.setattr(archive, "export_portal", export)
    wanted = {"actor": world.admin, "instansi": world.instansi, "params": {"year": 2026, "blank": False}}
    job = start_job("kke_archive", **wanted)
    assert (job.status, job.filename) == (Job.Status.DONE, "KKE_KAB-X_2026.zip")
    assert job.error == "1 KKE. 1 unit tidak dapat dibuat: DKC. Sebabnya tertulis di daftar-isi.csv."
    stranger = start_job("kke_archive", **{**wanted, "actor": world.orang_asing})
    assert (stranger.status, stranger.result) == (Job.Status.FAILED, None)
