"""Public verification: that a document was issued, and nothing else."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import IssuedDocument, Sheet
from assessments.services.issuing import issue_lhe
from tests.reports import year

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"assessments:{name}", args=args)


def paper(assessment, issue) -> bytes:
    return f"%PDF-1.4 {issue.id}".encode()


@pytest.fixture
def a(world):
    return year.released(world)


@pytest.fixture
def lhe(world, a):
    return issue_lhe(a.pk, number="700/15/LHE/2026", actor=world.ketua, render=paper)


def test_anyone_can_verify(world, lhe, django_assert_num_queries):
    # the document with content, unit, instansi, year and versions; for its hash: final sheet and answers,
    # recommendation, whether submitted, the unit's sheet, evidence and answers, considerations,
    # marks on the evidence
    with django_assert_num_queries(10):
        response = world.client(None).get(url("verify", lhe.pk))
    page = response.content.decode()
    assert response.status_code == 200
    for said in (
        "Laporan hasil evaluasi",
        "700/15/LHE/2026",
        "Puskesmas Melati",
        "Pemerintah Kabupaten Sukamaju",
        "Berlaku",
        "Isi sesuai dengan data portal.",
        lhe.blob.sha256,
        str(lhe.pk),
    ):
        assert said in page


def test_verification_tells_nothing_else(world, a, lhe):
    page = world.client(None).get(url("verify", lhe.pk)).content.decode()
    totals = [f"{s.total:.2f}".replace(".", ",") for s in Sheet.objects.filter(assessment=a)]
    people = [str(user) for user in world.people.values()]
    for secret in [
        *totals,
        *people,
        lhe.content_hash,
        lhe.audit_head,
        "Selesai TPI",
        url("issued_file", lhe.pk),
    ]:
        assert secret not in page


def test_a_superseded_document_says_so(world, lhe):
    IssuedDocument.objects.filter(pk=lhe.pk).update(superseded_at=timezone.now())
    page = world.client(None).get(url("verify", lhe.pk)).content.decode()
    assert "Dokumen ini sudah diganti" in page
    assert "Tidak berlaku lagi" in page


def test_an_unknown_id_is_said_to_be_unknown(world):
    id = uuid.uuid4()
    response = world.client(None).get(url("verify", id))
    assert response.status_code == 404
    assert "tidak pernah menerbitkan dokumen" in response.content.decode()
    assert str(id) in response.content.decode()


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://portal.contoh.go.id/verifikasi/{}/"])
def test_the_form_takes_what_people_paste(world, lhe, typed):
    response = world.client(None).get(url("verify_form"), {"code": typed.format(str(lhe.pk).upper())})
    assert response["Location"] == url("verify", lhe.pk)


@pytest.mark.parametrize("typed", ["", "700/15", "<script>", "x" * 300])
def test_the_form_refuses_what_is_no_code(world, typed):
    response = world.client(None).get(url("verify_form"), {"code": typed})
    assert response.status_code == 422
    assert "zi-errors" in response.content.decode()


def test_the_form_stands_alone(world):
    response = world.client(None).get(url("verify_form"))
    assert response.status_code == 200
    assert "zi-errors" not in response.content.decode()
