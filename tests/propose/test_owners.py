"""An issued document belongs to one thing alone; its bytes go to those of that thing, its verification to everybody."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import IssuedDocument, State
from documents.services import store_generated
from tests.handover.pulling import propose, released

pytestmark = pytest.mark.django_db

KIND = IssuedDocument.Kind


def issue(by, **owner) -> IssuedDocument:
    """An issued paper of an owner."""
    return IssuedDocument.objects.create(
        kind=KIND.SPTJM,
        number="700/9/2026",
        issued_at=timezone.now(),
        issued_by=by,
        blob=store_generated(b"%PDF-1.4 " + str(owner).encode(), media_type="application/pdf"),
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=0,
        **owner,
    )


def status(world, who: str | None, url: str) -> int:
    """What a person is answered; a file is read to its end, which closes it."""
    answer = world.client(who).get(url)
    b"".join(answer)
    return answer.status_code


@pytest.fixture
def papers(world) -> dict[str, IssuedDocument]:
    """One paper of each owner but an assessment."""
    first = released(world, world.unit, State.SELESAI_TPI)
    proposal = propose(world.period, {first: "WBK"}, world.admin, approved=False)
    owners = {"proposal": proposal, "unit": world.unit, "instansi": world.instansi}
    return {name: issue(world.admin, **{name: owner}) for name, owner in owners.items()}


@pytest.mark.parametrize("names", [(), ("unit", "instansi"), ("assessment", "unit")])
def test_it_has_exactly_one_owner(world, names):
    owners = {"unit": world.unit, "instansi": world.instansi, "assessment": world.assessment()}
    with pytest.raises(IntegrityError), transaction.atomic():
        issue(world.admin, **{name: owners[name] for name in names})


@pytest.mark.parametrize(
    ("owner", "name"),
    [("proposal", "SPTJM_KAB-X_2026.pdf"), ("unit", "SPTJM_PKM-01.pdf"), ("instansi", "SPTJM_KAB-X.pdf")],
)
def test_its_readers_are_those_of_the_owner(world, papers, owner, name):
    url = reverse("assessments:issued_file", args=[papers[owner].pk])
    unit = 200 if owner == "unit" else 404
    asked = {
        "admin": 200,
        "pimpinan_instansi": 200,
        "petugas": unit,
        "pimpinan_unit": unit,
        "petugas_lain": 404,
        "ketua": 403 if owner == "unit" else 404,
        "orang_asing": 404,
        "admin_sistem": 404,
        "tanpa_peran": 404,
    }
    assert {who: status(world, who, url) for who in asked} == asked
    assert status(world, None, url) == 302
    answer = world.client("admin").get(url)
    assert (name in answer["Content-Disposition"], b"".join(answer)[:8]) == (True, b"%PDF-1.4")


@pytest.mark.parametrize("owner", ["proposal", "unit", "instansi"])
def test_everybody_can_verify_it(world, papers, owner):
    page = world.client(None).get(reverse("assessments:verify", args=[papers[owner].pk])).content.decode()
    for said in (
        "Surat pernyataan tanggung jawab mutlak",
        "700/9/2026",
        "Pemerintah Kabupaten Sukamaju",
        "Berlaku",
    ):
        assert said in page
    assert ("Puskesmas Melati" in page) is (owner == "unit")
    assert ("<dt>Tahun</dt>" in page) is (owner == "proposal")
