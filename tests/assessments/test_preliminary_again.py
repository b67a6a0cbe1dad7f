"""A unit sent back: what it reads, and what the level above looks at again when it comes back. And nothing leaks."""

import pytest
from django.test import TestCase
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.models import Answer, PreliminaryResult, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Refused
from assessments.services.preliminary import Conclusion, save_preliminary
from assessments.services.sheets import confirm_answer
from assessments.services.workflow import move, refusals
from tests.assessments.leaks import LeanClient, fetch_all
from tests.assessments.ministry import FIRST, NOT_FIT, assessed, build_ministry, concluded, page
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import html_of
from tests.factories.assessments import fresh

YES, LETTER, OTHER, FULL = "A.I.1.i.a", "A.I.1.i.b", "A.I.1.iii.b", "A.I.1.ii.a"
NOTE, AGREED, WHY = "LENGKAPI NOTULEN 8851", "SUDAH BAIK 8852", "PEMBINAAN DUA BULAN 8853"


@pytest.fixture
def world(db):
    return build_ministry()


def sent_back(world):
    """The level above rates one question lower with a note, one without, and says something good of a third."""
    a = assessed(world)
    first = Answer.objects.filter(sheet__kind=FIRST)
    first.filter(code=LETTER).update(value="B", note=NOTE)
    first.filter(code=OTHER).update(value="C")
    first.filter(code=FULL).update(note=AGREED)
    save_preliminary(a.pk, conclusion=Conclusion(False, WHY), seen=0, actor=world.penilai)
    move(a.pk, "kembalikan_pendahuluan", actor=world.penilai)
    return fresh(a)


def answer(world, a, code, value, note=""):
    stored = Answer.objects.get(sheet__assessment=a, sheet__kind="unit", code=code)
    change = Change(code, Given(value, note=note), stored.version)
    save_answers(a.pk, kind=Sheet.Kind.UNIT, changes=[change], actor=world.petugas)


@pytest.mark.parametrize("who", ["petugas", "pimpinan_unit", "petugas_pokja", "penilai"])
def test_the_unit_reads_why_and_what_to_mend_and_no_more(world, who):
    a = sent_back(world)
    html = page(world, who, "coaching", a).content.decode()
    for text in (WHY, NOTE, "Penuhi kriteria jawaban A"):
        assert text in html
    assert AGREED not in html
    assert html.count("<li><p>") == 2
    assert "99," not in html  # no total of theirs
    assert ("#q-A-I-1-i-b" in html) is (who != "penilai")


def test_the_team_and_the_instansi_do_not_read_it(world):
    a = sent_back(world)
    found = {who: page(world, who, "coaching", a).status_code for who in ("anggota", "ketua", "admin")}
    assert found == {"anggota": 403, "ketua": 403, "admin": 403}
    assert page(world, "petugas_lain", "coaching", a).status_code == 404
    assert page(world, "orang_asing", "coaching", a).status_code == 404


def test_a_unit_cannot_try_out_the_answers_of_the_level_above(world):
    a = sent_back(world)
    before = page(world, "petugas", "coaching", a).content.decode()
    answer(world, a, OTHER, "D")
    answer(world, a, YES, "Tidak")
    after = page(world, "petugas", "coaching", a).content.decode()
    assert before.count("<li><p>") == after.count("<li><p>") == 2


def test_a_unit_never_sent_back_has_no_such_page(world):
    a = assessed(world)
    assert page(world, "petugas", "coaching", a).status_code == 404
    assert "pembinaan" not in page(world, "petugas", "assessment", a).content.decode()


def test_the_unit_is_told_on_its_page(world):
    a = sent_back(world)
    html = page(world, "pimpinan_unit", "assessment", a).content.decode()
    assert html.count(reverse("assessments:coaching", args=[a.pk])) == 2
    assert "Ajukan ke penilai pendahuluan" in html


def test_the_second_time_only_what_changed_is_looked_at_again(world):
    a = sent_back(world)
    answer(world, a, LETTER, "A", "Notulen sudah lengkap.")
    make_use(world, a, YES)
    move(a.pk, "ajukan_pendahuluan", actor=world.pimpinan_unit)
    sheet = Sheet.objects.get(kind=FIRST)
    assert (sheet.unconfirmed, sheet.answered) == ([YES, LETTER], 113)
    a = fresh(a)
    save_preliminary(a.pk, conclusion=Conclusion(False, "Masih kurang."), seen=0, actor=world.penilai2)
    assert [r.where for r in refusals(a, "kembalikan_pendahuluan")] == ["pendahuluan?periksa"]
    with pytest.raises(Refused):
        move(a.pk, "kembalikan_pendahuluan", actor=world.penilai2)
    html = html_of(world, "penilai", a, "SEMUA", "?filter=periksa")
    assert html.count('<article class="zi-question"') == 2
    confirm_answer(a.pk, kind=FIRST, code=YES, actor=world.penilai)
    stored = Answer.objects.get(sheet__kind=FIRST, code=LETTER)
    save_answers(a.pk, kind=FIRST, changes=[Change(LETTER, Given("A"), stored.version)], actor=world.penilai2)
    assert Sheet.objects.get(kind=FIRST).unconfirmed == []
    move(a.pk, "kembalikan_pendahuluan", actor=world.penilai2)
    results = PreliminaryResult.objects.order_by("pk")
    assert [(r.text, r.decided_by, r.submission_id) for r in results] == [
        (WHY, world.penilai, a.submissions.first().pk),
        ("Masih kurang.", world.penilai2, a.submissions.last().pk),
    ]
    html = page(world, "petugas", "coaching", a).content.decode()
    assert html.index("Masih kurang.") < html.index(WHY)


def test_while_it_is_assessed_again_the_unit_reads_only_what_it_was_told(world):
    a = sent_back(world)
    move(a.pk, "ajukan_pendahuluan", actor=world.pimpinan_unit)
    Answer.objects.filter(sheet__kind=FIRST, code=LETTER).update(note="SEDANG DINILAI 8854")
    html = page(world, "petugas", "coaching", a).content.decode()
    assert (WHY in html, NOTE in html, "DINILAI 8854" in html) == (True, False, False)


def test_the_first_time_nothing_has_to_be_looked_at_again(world):
    a = concluded(world, NOT_FIT)
    assert Sheet.objects.get(kind=FIRST).unconfirmed == []
    move(a.pk, "ajukan_pendahuluan", actor=world.pimpinan_unit)
    assert Sheet.objects.get(kind=FIRST).unconfirmed == []


@pytest.mark.slow
@pytest.mark.parametrize("who", ["pimpinan_unit", "admin", "anggota"])
def test_nothing_of_a_sheet_at_work_is_found_anywhere(world, who):
    """Every address, document and command, for unit, instansi and TPI while the unit is with the level above."""
    a = assessed(world)
    Answer.objects.filter(sheet__kind=FIRST).update(note=NOTE)
    save_preliminary(a.pk, conclusion=Conclusion(True, WHY, "PW/8855"), seen=0, actor=world.penilai)
    with TestCase.captureOnCommitCallbacks(execute=True):
        world.client("penilai").post(reverse("assessments:preliminary_letter", args=[a.pk]))
    assert NOTE in html_of(world, "penilai", a)
    client = LeanClient()
    client.force_login(world.people[who], backend="units.backends.PortalBackend")
    assert fetch_all(client, who).holding(NOTE, WHY, "PW/8855") == {}
    assert a.state == State.PENDAHULUAN
