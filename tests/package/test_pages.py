"""The page of a package: what it would hold, the choice, what was made, and taking it along."""

import pytest
from django.urls import reverse

from assessments.models import Job, ProposalPackage, ProposalUnit, State
from assessments.services import job_limits
from assessments.services.jobs import run_queued
from assessments.services.packages import standings
from audit.models import Entry
from documents.models import Document, Revision
from tests.factories.units import make_unit
from tests.handover.pulling import issue, released
from tests.package.packing import bytes_of, make, newest, prove

pytestmark = pytest.mark.django_db


def page_of(year) -> str:
    """Its address."""
    return reverse("assessments:package", args=[year.proposal.pk])


def test_the_choice_is_asked_for_and_nothing_is_made_without(year):
    client = year.world.client("admin")
    html = client.get(page_of(year)).content.decode()
    assert "1 dokumen bukti bersifat terbatas atau rahasia." in html
    assert "ditandai DRAF pada nama dan isinya" in html
    assert html.count(" checked") == 0
    for typed, told in (
        ({}, "Pilih apakah dokumen terbatas dan rahasia disertakan."),
        ({"rahasia": "entah"}, "Pilih salah satu yang ada di daftar."),
    ):
        answer = client.post(page_of(year), typed)
        assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert Job.objects.count() == 0
    Document.objects.update(confidentiality="biasa")
    html = client.get(page_of(year)).content.decode()
    assert "Tidak ada bukti yang bersifat terbatas atau rahasia." in html
    assert client.post(page_of(year)).status_code == 302
    run_queued()
    html = client.get(page_of(year)).content.decode()
    assert ("Sesuai keadaan usulan sekarang" in html, "Buat paket" in html) == (True, False)


def test_a_full_queue_leads_to_the_list(year, monkeypatch):
    monkeypatch.setattr(job_limits, "MOST_OF_PERSON", 0)
    answer = year.world.client("admin").post(page_of(year), {"rahasia": "ya"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("assessments:jobs"))


def test_made_shown_taken_along_outdated_and_withheld(year):
    client = year.world.client("admin")
    started = client.post(page_of(year), {"rahasia": "ya"})
    job = reverse("assessments:job", args=[Job.objects.get().pk])
    assert started["Location"] == job
    assert f'<a href="{job}">Lihat kemajuannya</a>' in client.get(page_of(year)).content.decode()
    assert "Paket usulan · Pemerintah Kabupaten Sukamaju 2026" in client.get(job).content.decode()
    run_queued()
    assert client.get(job)["Location"] == page_of(year)
    package = newest(year)
    html = client.get(page_of(year)).content.decode()
    assert ("Sesuai keadaan usulan sekarang" in html, package.blob.sha256 in html) == (True, True)
    assert "Jangan sertakan" in html  # the other choice is still open

    url = reverse("assessments:package_file", args=[package.pk])
    answer = client.post(url)
    assert b"".join(answer.streaming_content) == bytes_of(package)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="DRAF Paket usulan KAB-X 2026 700-1-2026.zip"',
    )
    assert [*Entry.objects.filter(action="package.download").values_list("actor_id", "after__sha256")] == [
        (year.world.admin.pk, package.blob.sha256)
    ]
    photo = Document.objects.get(title="Foto rahasia pelapor")
    opening = Entry.objects.get(action="document.open", object_id=str(photo.pk))
    assert opening.after == {"revision": 1, "way": "paket", "assessment": year.first.pk}
    assert client.get(url).status_code == 405

    Document.objects.filter(title__startswith="SK Tim").update(title="SK Tim <script>")
    html = client.get(page_of(year)).content.decode()
    assert ("Usulan sudah berubah" in html, "<script>alert" in html) == (True, False)

    year.world.assessment(State.PENILAIAN_TPI)
    html = client.get(page_of(year)).content.decode()
    assert ("Tidak dapat diunduh" in html, f'action="{url}"' in html) == (True, False)
    link = reverse("assessments:assessment", args=[year.first.pk])
    assert f'PKM-01 Puskesmas Melati: penilaian TPI belum final. <a href="{link}">Buka</a>' in html
    assert client.post(url).status_code == 403
    assert client.post(page_of(year), {"rahasia": "ya"}).status_code == 422
    assert Entry.objects.filter(action="package.download").count() == 1


def test_of_another_instansi_or_unit_it_does_not_exist(year):
    package = ProposalPackage.objects.create(
        proposal=year.proposal,
        blob=year.proposal.scan.blob,
        filename="x.zip",
        state="0" * 64,
        is_draft=True,
        confidential=True,
        files=1,
        made_by=year.world.admin,
        made_at=year.first.state_since,
    )
    url = reverse("assessments:package_file", args=[package.pk])
    for who in ("orang_asing", "petugas", "pimpinan_unit", "ketua", "anggota", "admin_sistem", "tanpa_peran"):
        client = year.world.client(who)
        answers = [client.get(page_of(year)), client.post(page_of(year), {"rahasia": "ya"}), client.post(url)]
        assert [answer.status_code for answer in answers] == [404] * 3, who
    assert Job.objects.count() == 0
    assert year.world.client("pimpinan_instansi").get(page_of(year)).status_code == 200


def test_reading_a_proposal_does_not_cost_more_for_more_units(year, django_assert_num_queries):
    # proposal; its units; LHE and letters; submissions; revisions; documents of the proposal; its recap
    standings(year.proposal)  # instrument and policy are parsed
    with django_assert_num_queries(7):
        standings(year.proposal)
    world = year.world
    unit = make_unit(world.instansi, "RSUD", "Rumah Sakit")
    third = released(world, unit, State.SELESAI_TPI)
    for n in range(3):
        prove(world, third, ["A.I.1.i.a"], f"Bukti {n}", b"%d" % n)
    from assessments.services.moved import freeze

    freeze(third, world.petugas)
    issue(third, world.ketua)
    ProposalUnit.objects.create(proposal=year.proposal, assessment=third, predicate="WBK")
    with django_assert_num_queries(7):
        assert len(standings(year.proposal)[True].plan.units) == 3


def test_the_page_asks_the_same_for_one_package_and_for_three(year, django_assert_num_queries):
    client = year.world.client("admin")
    client.get(page_of(year))
    for state in "123":
        ProposalPackage.objects.create(
            proposal=year.proposal,
            blob=year.proposal.scan.blob,
            filename="x.zip",
            state=state * 64,
            is_draft=True,
            confidential=True,
            files=1,
            assessments=[year.first.pk],
            made_by=year.world.admin,
            made_at=year.first.state_since,
        )
        # session, user, roles and seats (4); proposal; seven of `standings`; packages, their units; units and documents
        # for what lacks; the waiting job
        with django_assert_num_queries(QUERIES):
            client.get(page_of(year))


QUERIES = 17


def test_a_document_that_became_confidential_since_is_told_and_its_taking_along_is_noted(year):
    make(year, confidential=False)
    package, client = newest(year), year.world.client("admin")
    note = "menjadi terbatas atau rahasia"
    assert note not in client.get(page_of(year)).content.decode()
    revision = Revision.objects.get(pk=package.revisions[0][0])
    Document.objects.filter(pk=revision.document_id).update(confidentiality="rahasia")
    assert note in client.get(page_of(year)).content.decode()
    answer = client.post(reverse("assessments:package_file", args=[package.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    opened = Entry.objects.filter(action="document.open", object_id=str(revision.document_id))
    assert [entry.after["way"] for entry in opened] == ["paket"]


def test_the_page_names_what_the_policy_wants_and_is_not_there(year):
    text = year.world.client("admin").get(page_of(year)).content.decode()
    assert "Surat pernyataan tanggung jawab mutlak" in text
    assert reverse("assessments:proposal_papers", args=[year.proposal.pk]) in text
