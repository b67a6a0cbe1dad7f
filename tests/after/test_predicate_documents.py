"""Documents of the register: none is left by a refused form, none is lost; what the year then says."""

from datetime import date

import pytest

from assessments.models import (
    PredicateRecord,
    State,
)
from documents.models import Document
from tests.after.pages import REPORT, scan, text, url
from tests.after.test_register import entry, revoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_refused_form_or_a_second_press_leaves_no_document(world):
    admin = world.client("admin")
    data = {
        "unit": world.unit.pk,
        "year": "2021",
        "predicate": "WBK",
        "decree_number": "KEP-5/2021",
        "decree_date": "2019-12-10",
        "determined_by": "menteri",
    }

    def send(page, sent, name="sk.pdf"):
        return (admin.post(page, sent | {"scan": scan(name)}).status_code, Document.objects.count())

    here = url("predicate_add", "KAB-X")
    assert send(here, data) == (422, 0)
    data["decree_date"] = "2021-12-10"
    assert send(here, data) == (302, 1)
    assert send(here, data) == (302, 1)
    made = PredicateRecord.objects.get()
    edit = url("predicate_edit", made.pk)
    change = {k: v for k, v in data.items() if k != "unit"} | {"decree_number": "KEP-6", "seen": "1"}
    assert send(edit, change | {"reason": "Salah.", "seen": "0"}, "b.pdf") == (422, 1)
    assert send(edit, change | {"reason": "Salah."}, "b.pdf") == (302, 2)
    assert send(edit, change | {"reason": "Salah."}, "b.pdf") == (302, 2)
    # only another scan: nothing else changes, and it is taken
    assert send(edit, change | {"reason": "Pindaian.", "seen": "2"}, "c.pdf") == (302, 3)
    revoke, sent = url("predicate_revoke", made.pk), {"number": "K-9", "reason": "Terbukti.", "seen": "3"}
    assert send(revoke, sent | {"on": "2020-01-01"}, "d.pdf") == (422, 3)
    assert send(revoke, sent | {"on": "2026-01-01"}, "d.pdf") == (302, 4)
    assert send(revoke, sent | {"on": "2026-01-01"}, "d.pdf") == (302, 4)
    right = url("predicate_revocation", made.pk)
    corrected = sent | {"on": "2026-01-02", "seen": "4"}
    assert send(right, corrected, "e.pdf") == (422, 4)  # no reason of the correction
    assert send(right, corrected | {"why": "Salah tanggal."}, "e.pdf") == (302, 5)
    assert send(right, corrected | {"why": "Salah tanggal."}, "e.pdf") == (302, 5)
    made.refresh_from_db()
    assert (made.revoked_on, made.revocation_scan.filename) == (date(2026, 1, 2), "e.pdf")
    assert "Pencabutan dibetulkan" in text(admin.get(url("predicate", made.pk)))


def test_a_scan_that_comes_later_is_taken_into_the_record(world):
    admin, here = world.client("admin"), url("predicate_add", "KAB-X")
    data = {
        "unit": world.unit.pk,
        "year": "2021",
        "predicate": "WBK",
        "decree_number": "KEP-5/2021",
        "decree_date": "2021-12-10",
        "determined_by": "menteri",
    }
    admin.post(here, data)
    admin.post(here, data | {"scan": scan()})
    assert PredicateRecord.objects.get().scan.filename == "sk.pdf"


def test_only_what_is_revoked_has_a_revocation_to_correct(world):
    made = entry(world, 2021)
    assert world.client("admin").get(url("predicate_revocation", made.pk)).status_code == 404


def test_the_year_of_a_revoked_predicate_says_so(world):
    a = world.assessment(State.WBK)
    made = entry(world, 2026, assessment=a, decree_date=date(2026, 6, 1))
    page = url("assessment", a.pk)
    assert "dicabut pada" not in text(world.client("admin").get(page))
    PredicateRecord.objects.filter(pk=made.pk).update(**revoked(date(2026, 10, 1)))
    assert "Predikat ini dicabut pada 1 Oktober 2026." in text(world.client("petugas").get(page))


def test_a_report_for_a_year_after_its_letter_or_under_wbbm(world):
    admin, made = world.client("admin"), entry(world, 2023)
    late = admin.post(url("predicate_report", made.pk), REPORT | {"letter_date": "2025-10-01"})
    assert "lebih awal daripada tahun monevnya" in text(late)
    above = entry(world, 2025, "WBBM")
    page = text(admin.get(url("predicate_report", made.pk)))
    assert "sudah berpredikat WBBM 2025" in page
    assert "Terbitkan laporan" not in page
    assert url("predicate_report", above.pk) in page
