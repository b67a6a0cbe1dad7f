"""The pages of TPN: what is typed comes back with its reason, files, queries, empty states."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    Objection,
    ObjectionWindow,
    SelfPermit,
    StageDocument,
    StageResult,
    State,
    TpnSurvey,
)
from assessments.reports.objection import letter_of, objection_pdf
from assessments.services.objections import remove_document as remove_objection_document
from assessments.services.tpn import survey_seen
from assessments.services.tpn_stages import remove_document as remove_stage_document
from documents.models import Document
from tests.assessments.leaks import decode
from tests.tpn.stage import PDF, ago, announce, contest, in_tpn, paper, say

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    """The address of a page."""
    return reverse(f"assessments:{name}", args=args)


def pdf(content: bytes = PDF, name: str = "surat.pdf") -> SimpleUploadedFile:
    """A scan."""
    return SimpleUploadedFile(name, content, "application/pdf")


def status_of(client, address: str) -> int:
    """The status of a file's address."""
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def stage(**other) -> dict:
    """A result as it is posted."""
    data = {"form": "tahap", "result": "lanjut", "on": ago(10).isoformat(), "version": "0"}
    return data | {"letter_number": "B/1", "note": "Catatan <b>tebal</b>", "recommendation": "=1+1"} | other


def test_a_stage_with_its_document(world):
    (a,) = in_tpn(world)
    page = url("tpn_stage", a.pk, "pra_evaluasi")
    admin = world.client("admin")
    assert admin.post(page, stage(file=pdf())).status_code == 302
    html = admin.get(page).content.decode()
    assert ("&lt;b&gt;tebal&lt;/b&gt;" in html, "Batalkan hasil tahap ini" in html) == (True, True)
    made = StageDocument.objects.get()
    link = url("tpn_file", a.pk, "tahap", made.pk)
    assert link in html
    for who, status in (("petugas", 200), ("ketua", 200), ("orang_asing", 404), ("petugas_lain", 404)):
        assert status_of(world.client(who), link) == status, who
    other = in_tpn(world, world.unit2)[0]
    assert admin.get(url("tpn_file", other.pk, "tahap", made.pk)).status_code == 404  # another unit's address
    read = world.client("petugas").get(page).content.decode()
    assert ("Rekomendasi" in read, "Simpan hasil" in read) == (True, False)


def test_a_document_taken_off_opens_for_the_admin_alone(world):
    (a,) = in_tpn(world)
    made = contest(world, a, evidence=[paper(world, title="Bukti setoran")])
    of_stage = StageDocument.objects.create(
        proposal_unit=made.proposal_unit, stage="pra_evaluasi", revision=paper(world), added_by=world.admin
    )
    people = ("admin", "petugas", "pimpinan_instansi", "ketua", "orang_asing")
    clients = [world.client(who) for who in people]
    of_objection = made.documents.get()
    links = [url("tpn_file", a.pk, "tahap", of_stage.pk), url("tpn_file", a.pk, "sanggah", of_objection.pk)]
    for link in links:
        assert [status_of(client, link) for client in clients] == [200, 200, 200, 200, 404]
    remove_stage_document(a.pk, document=of_stage.pk, actor=world.admin)
    remove_objection_document(a.pk, document=of_objection.pk, actor=world.admin)
    type(a).objects.filter(pk=a.pk).update(state=State.BELUM_MEMENUHI)  # also once it is determined
    for link in links:
        assert [status_of(client, link) for client in clients] == [200, 403, 403, 403, 404]


def test_what_is_refused_stores_no_file_and_keeps_what_was_typed(world):
    (a,) = in_tpn(world)
    before = Document.objects.count()
    page = world.client("admin").post(url("tpn_stage", a.pk, "desk_evaluasi"), stage(file=pdf()))
    html = page.content.decode()
    assert (page.status_code, "Catat hasil Pra evaluasi dulu" in html) == (422, True)
    assert ("=1+1" in html, "Pilih lagi berkasnya" in html) == (True, True)
    assert (Document.objects.count(), StageResult.objects.count()) == (before, 0)


def test_what_stands_in_the_way_of_a_determination_is_told_once(world):
    (a,) = in_tpn(world)
    today = timezone.localdate().isoformat()
    data = {"verdict": "WBK", "decree_number": "KEP/1", "decree_date": today, "version": 1}
    page = world.client("admin").post(url("tpn_decision", a.pk), data)
    html = page.content.decode()
    assert (page.status_code, html.count("Hasil tahap Pra evaluasi belum dicatat.")) == (422, 1)
    assert 'value="KEP/1"' in html


def test_a_bad_file_is_told_at_its_field(world):
    (a,) = in_tpn(world)
    page = world.client("admin").post(url("tpn_stage", a.pk, "pra_evaluasi"), stage(file=pdf(b"")))
    assert (page.status_code, StageResult.objects.count()) == (422, 0)


def test_a_stale_tab_sees_both(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", letter_number="B/LAIN")
    page = url("tpn_stage", a.pk, "pra_evaluasi")
    stale = world.client("admin").post(page, stage(result="tidak"))
    html = stale.content.decode()
    assert (stale.status_code, "B/LAIN" in html, 'name="version" value="1"' in html) == (409, True, True)
    assert StageResult.objects.get().result == "lanjut"
    again = world.client("admin").post(page, stage(result="tidak", version="1"))
    assert (again.status_code, StageResult.objects.get().result) == (302, "tidak")


def test_sanggah_over_its_pages(world):
    (a,) = in_tpn(world)
    say(world, a, "pra_evaluasi", "tidak")
    admin, page = world.client("admin"), url("tpn_objection", a.pk)
    html = admin.get(page).content.decode()
    assert url("objection_window", "KAB-X", 2026) in html  # where the days are recorded
    days = {"opens_on": ago(8).isoformat(), "closes_on": ago(-4).isoformat(), "version": "0"}
    letter = {"letter_number": "P/1", "letter_date": ago(9).isoformat(), "scan": pdf()}
    assert admin.post(url("objection_window", "KAB-X", 2026), days | letter).status_code == 302
    assert status_of(world.client("pimpinan_instansi"), url("objection_window_scan", "KAB-X", 2026)) == 200
    at = timezone.now().astimezone(world.instansi.zone) - timedelta(hours=1)
    filed = {"form": "ajukan", "letter_number": "700/9", "reason": "Buktinya <i>ada</i>.", "file": pdf()}
    filed |= {"letter_date": at.date().isoformat(), "filed_on": at.date().isoformat()}
    assert admin.post(page, filed | {"filed_time": ""}).status_code == 422
    assert admin.post(page, filed | {"filed_time": f"{at:%H:%M}", "file": pdf()}).status_code == 302
    made = Objection.objects.get()
    assert [d.kind for d in made.documents.all()] == ["bukti"]
    html = world.client("pimpinan_unit").get(page).content.decode()
    assert ("Buktinya &lt;i&gt;ada&lt;/i&gt;." in html, "Catat jawaban" in html) == (True, False)
    assert admin.post(url("tpn_objection_letter", a.pk)).status_code == 302
    told = decode(objection_pdf(a, made))
    assert all(word in told for word in ("700/9", "Buktinya <i>ada</i>.", "Bukti sanggah PKM-01 2026"))
    answer = {"form": "jawaban", "jawaban-version": "1", "jawaban-outcome": "diterima"}
    answer |= {"jawaban-letter_number": "B/2", "jawaban-on": timezone.localdate().isoformat()}
    assert admin.post(page, answer).status_code == 302
    assert StageResult.objects.get().result == "lanjut"
    assert "Sanggah diterima TPN." in admin.get(url("tpn_stage", a.pk, "pra_evaluasi")).content.decode()


def test_the_letter_quotes_the_refusal(world):
    (a,) = in_tpn(world)
    letter = letter_of(a, contest(world, a, evidence=[paper(world, title="Bukti setoran")]))
    assert (letter.stage, letter.refusal.startswith("B/1, "), letter.evidence) == (
        "Pra evaluasi",
        True,
        ("Bukti setoran",),
    )


def test_a_letter_about_many_units(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    say(world, second, "pra_evaluasi", "tidak")
    announce(world)
    page, admin = url("tpn_letter", "KAB-X", 2026), world.client("admin")
    said = {
        "stage": "desk_evaluasi",
        "letter_number": "B/7",
        "letter_date": ago(5).isoformat(),
        "scan": pdf(),
    }
    html = admin.get(f"{page}?stage=desk_evaluasi").content.decode()
    assert ("Menunggu hasil Pra evaluasi." in html, "Tidak lanjut pada Pra evaluasi." in html) == (True, True)
    forced = admin.post(page, said | {f"result-{second.pk}": "lanjut", f"version-{second.pk}": "0"})
    assert (forced.status_code, StageResult.objects.count()) == (422, 1)
    early = {"stage": "pra_evaluasi", "letter_date": ago(40).isoformat()}
    rows = {f"result-{first.pk}": "lanjut", f"note-{first.pk}": "Tetap ada", f"version-{first.pk}": "0"}
    refused = admin.post(page, said | early | rows | {"scan": pdf()})
    html = refused.content.decode()
    assert (refused.status_code, "sebelum usulan dikirim" in html, "Tetap ada" in html) == (422, True, True)
    good = said | {"stage": "pra_evaluasi"} | rows | {"scan": pdf()}
    assert admin.post(page, good).status_code == 302
    stored = StageResult.objects.get(proposal_unit__assessment=first)
    assert (stored.letter_number, stored.note, stored.date) == ("B/7", "Tetap ada", ago(5))
    assert StageDocument.objects.count() == 1
    assert world.client("pimpinan_instansi").get(page).status_code == 403


def test_too_few_respondents_are_warned_of(world):
    (a,) = in_tpn(world)
    page, admin = url("tpn_survey", a.pk), world.client("admin")
    data = {"executor": "BPS", "respondents": "29", "index-B.I.a": "3,6", "index-B.II.a": "4", "version": "0"}
    bad = admin.post(page, data | {"index-B.I.a": "4,01"})
    assert (bad.status_code, "di luar rentang" in bad.content.decode()) == (422, True)
    assert "Responden kurang dari 30." in admin.post(page, data, follow=True).content.decode()
    now = str(survey_seen(TpnSurvey.objects.get(), a))
    whole = admin.post(page, data | {"population": "29", "version": now}, follow=True).content.decode()
    assert ("Responden kurang dari 30." in whole, "29 dari 29 pengguna layanan" in whole) == (False, True)


def test_the_year_shows_and_filters(world):
    first, second = in_tpn(world, world.unit, world.unit2)
    say(world, second, "pra_evaluasi", "tidak")
    page, admin = url("tpn_year", "KAB-X", 2026), world.client("admin")

    def units(query: str) -> list[bool]:
        html = admin.get(f"{page}?{query}").content.decode()
        return [url("tpn", a.pk) in html for a in (first, second)]

    assert units("") == [True, True]
    assert units("hasil=terhenti") == [False, True]
    assert units("hasil=berjalan") == [True, False]
    assert units("tahap=pra_evaluasi") == [True, False]
    assert units("cari=PKM") == [True, False]
    assert units("hasil=ditetapkan") == [False, False]
    assert "Tidak ada unit yang cocok" in admin.get(f"{page}?hasil=sanggah").content.decode()
    assert world.client("petugas").get(page).status_code == 404


def test_an_empty_year(world):
    html = world.client("admin").get(url("tpn_year", "KAB-X", 2026)).content.decode()
    assert "Belum ada unit di TPN" in html


@pytest.mark.parametrize("units", [1, 2])
def test_the_year_asks_the_same_for_many_units(world, units):
    for a in in_tpn(world, *[world.unit, world.unit2][:units]):
        say(world, a, "pra_evaluasi", documents=[paper(world)])
    client, page = world.client("admin"), url("tpn_year", "KAB-X", 2026)
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len([q for q in asked if "assessments_" in q["sql"] and "notice" not in q["sql"]]) == 10


def test_permissions_of_the_minister(world):
    page, sistem = url("self_permits", "KAB-X"), world.client("admin_sistem")
    data = {"form": "izin", "letter_number": "B/5", "letter_date": ago(9).isoformat(), "from_year": "2026"}
    assert sistem.post(page, data).status_code == 422  # without its scan
    assert sistem.post(page, data | {"scan": pdf()}).status_code == 302
    made = SelfPermit.objects.get()
    assert status_of(sistem, url("self_permit_scan", "KAB-X", made.pk)) == 200
    assert status_of(world.client("orang_asing"), url("self_permit_scan", "KAB-Y", made.pk)) == 404
    end = {"form": f"akhir-{made.pk}", "akhir-until_year": "2027", "akhir-reason": "Dicabut."}
    assert sistem.post(page, end | {"akhir-reason": ""}).status_code == 422
    assert sistem.post(page, end).status_code == 302
    assert "mulai 2026 sampai 2027" in world.client("pimpinan_instansi").get(page).content.decode()


def test_only_who_may_sees_a_window(world):
    assert ObjectionWindow.objects.count() == 0
    page = url("objection_window", "KAB-X", 2026)
    assert world.client("petugas").get(page).status_code == 404
    assert status_of(world.client("admin"), url("objection_window_scan", "KAB-X", 2026)) == 404
