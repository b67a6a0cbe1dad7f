"""What people are told of links that a reviewer will not be able to open."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import EvidenceUse, State
from documents import services
from documents.models import LinkCheck
from tests.assessments.answering import area_url

LOGIN_OWN = "Tautan ini meminta login; TPI tidak akan dapat membukanya. Buka aksesnya, atau unggah berkasnya."


def tpi_url(a, page: str) -> str:
    return reverse("assessments:tpi_area", args=[a.pk, page])


def use_of(world, a, code: str, result: str = "", detail: str = "dialihkan ke halaman masuk") -> EvidenceUse:
    """A link as evidence; with `result` as a check would have left it."""
    revision = services.add_link(
        url=f"https://contoh.go.id/{code}",
        title="Tautan",
        kind="lainnya",
        unit=a.unit,
        actor=world.petugas,
        role="",
    )
    if result:
        LinkCheck.objects.create(revision=revision, result=result, detail=detail, checked_at=timezone.now())
    return EvidenceUse.objects.create(assessment=a, code=code, revision=revision, added_by=world.petugas)


def html_of(world, who: str, url: str) -> str:
    response = world.client(who).get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("result", "own", "others"),
    [
        ("", [], []),
        ("ok", [], []),
        ("login", [LOGIN_OWN], ["Tautan ini meminta login."]),
        (
            "mati",
            ["Tautan ini tidak dapat dibuka. Perbaiki alamatnya, atau unggah berkasnya."],
            ["Tautan ini tidak dapat dibuka."],
        ),
        (
            "tak_pasti",
            ["Tautan ini tidak dapat diperiksa portal."],
            ["Tautan ini tidak dapat diperiksa portal."],
        ),
    ],
)
def test_beside_the_link_for_the_unit_and_for_tpi(world, result, own, others):
    a = world.assessment()
    use_of(world, a, "A.I.1.i.a", result)
    html = html_of(world, "petugas", area_url(a, "MP"))
    assert [html.count("zi-link-seen"), *(text in html for text in own)] == [len(own), *(True for _ in own)]
    world.assessment(State.PENILAIAN_TPI)
    for who, url in (
        ("petugas", area_url(a, "MP")),
        ("anggota", tpi_url(a, "MP")),
        ("ketua", tpi_url(a, "MP")),
    ):
        html = html_of(world, who, url)
        assert html.count("zi-link-seen") == len(others)
        assert all(f" {text} <" in html or f">{text} <" in html for text in others)
        assert LOGIN_OWN not in html


def test_what_a_check_says_is_text(world):
    a = world.assessment()
    use_of(world, a, "A.I.1.i.a", "mati", detail="<script>alert(1)</script>")
    html = html_of(world, "petugas", area_url(a, "MP"))
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_filter_is_there_when_there_is_something_to_mend(world):
    a = world.assessment()
    use_of(world, a, "A.I.1.i.a", "ok")
    use_of(world, a, "A.I.1.i.b", "tak_pasti")
    assert "Tautan bermasalah" not in html_of(world, "petugas", area_url(a, "MP"))
    use_of(world, a, "A.I.1.i.b", "login")
    html = html_of(world, "petugas", f"{area_url(a, 'MP')}?saring=tautan")
    assert 'id="zi-filter-tautan">1</span>' in html
    assert html.count('class="zi-question"') == 1
    LinkCheck.objects.update(result="ok")
    assert html_of(world, "petugas", f"{area_url(a, 'MP')}?saring=tautan").count('class="zi-question"') == 16


def test_before_submission_the_unit_is_told_where_links_are_in_trouble(world):
    a = world.assessment()
    world.fill(a, "best")
    for code in ("A.I.1.i.a", "A.I.1.i.b"):
        use_of(world, a, code, "login")
    use_of(world, a, "A.I.2.i.a", "mati")
    use_of(world, a, "A.I.2.i.b", "ok")
    url = reverse("assessments:assessment", args=[a.pk])
    html = html_of(world, "pimpinan_unit", url)
    assert "2 tautan bukti bermasalah di Manajemen Perubahan: TPI tidak akan dapat membukanya." in html
    assert f"{area_url(a, 'MP')}?saring=tautan" in html
    assert html.count("tautan bukti bermasalah") == 2
    for who in ("petugas", "admin", "ketua"):
        assert "tautan bukti bermasalah" not in html_of(world, who, url)
