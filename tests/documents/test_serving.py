"""What leaves the store: verified, with the exact type, never as a page of ours."""

from contextlib import closing
from io import BytesIO

import pytest
from django.test import RequestFactory

from audit.models import Entry
from documents import services, store
from documents.serving import POLICY, serve, serve_blob
from tests.documents import files
from tests.factories.units import make_instansi, make_unit, make_user

pytestmark = pytest.mark.django_db
INLINE = {"surat.pdf", "tampilan.png", "foto.jpg", "foto.jpeg", "foto.webp", "catatan.txt", "data.csv"}


@pytest.fixture
def unit():
    return make_unit(make_instansi("KAB-X"), "PKM-01")


@pytest.fixture
def siti():
    return make_user("siti")


def stored(unit, actor, filename="surat.pdf", data=files.PDF):
    return services.upload(
        file=BytesIO(data), filename=filename, unit=unit, kind="sk", actor=actor, role="Petugas unit"
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("filename", files.GOOD)
@pytest.mark.parametrize("as_attachment", [True, False])
def test_every_type_with_its_exact_headers(unit, siti, filename, as_attachment):
    revision = stored(unit, siti, filename, files.GOOD[filename])
    with closing(serve(revision, as_attachment=as_attachment, actor=siti)) as response:
        inline = filename in INLINE and not as_attachment
        expected = {
            "Content-Type": revision.blob.type.media_type,
            "Content-Length": str(len(files.GOOD[filename])),
            "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{filename}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
        }
        if inline:
            expected["X-Frame-Options"] = "SAMEORIGIN"
        assert (response.status_code, dict(response.items())) == (200, expected)
        assert body(response) == files.GOOD[filename]


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("Laporan é.pdf", "attachment; filename*=utf-8''Laporan%20%C3%A9.pdf"),
        ('a"\r\nSet-Cookie: x=1;.pdf', 'attachment; filename="a_ Set-Cookie_ x=1_.pdf"'),
        ("../../x.pdf", 'attachment; filename="x.pdf"'),
    ],
)
def test_names_cannot_write_headers(unit, siti, filename, header):
    with closing(serve(stored(unit, siti, filename), as_attachment=True, actor=siti)) as response:
        assert response["Content-Disposition"] == header
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("change", "found"), [("damage", "damaged"), ("cut", "damaged"), ("remove", "missing")]
)
def test_wrong_bytes_never_leave(unit, siti, evidence, change, found, caplog):
    revision = stored(unit, siti)
    sha256 = revision.blob.sha256
    path = evidence / store.name_of(sha256)
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(files.PDF[:-1] + b"x" if change == "damage" else files.PDF[:-1])
    response = serve(revision, as_attachment=True, actor=siti, role="Anggota TPI")
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert page.count("<h1>Berkas ini tidak dapat dibuka</h1>") == 1
    assert "%PDF" not in page
    entry = Entry.objects.order_by("seq").last()
    assert (
        entry.chain.key,
        entry.action,
        entry.actor_id,
        entry.role,
        entry.object_label,
        entry.object_id,
    ) == (
        f"instansi:{unit.instansi_id}",
        "content.damaged",
        siti.pk,
        "Anggota TPI",
        "documents.blob",
        str(revision.blob_id),
    )
    assert entry.after == {"sha256": sha256, "found": found}
    assert [record.levelname for record in caplog.records if record.name == "documents.serving"] == ["ERROR"]


def test_uploading_the_original_again_mends_it(unit, siti, evidence):
    revision = stored(unit, siti)
    (evidence / store.name_of(revision.blob.sha256)).write_bytes(b"other")
    assert serve(revision, as_attachment=True, actor=siti).status_code == 500
    stored(unit, siti)
    with closing(serve(revision, as_attachment=True, actor=siti)) as response:
        assert body(response) == files.PDF


def test_a_link_is_shown_and_never_followed(unit, siti):
    revision = services.add_link(
        url="https://contoh.go.id/?a=1&b='x'",
        title="<b>Berita</b>",
        kind="lainnya",
        actor=siti,
        role="",
        unit=unit,
    )
    response = serve(revision, as_attachment=True, actor=siti)
    page = response.content.decode()
    address = "https://contoh.go.id/?a=1&amp;b=&#x27;x&#x27;"
    assert (response.status_code, response.get("Location")) == (200, None)
    assert page.count(f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>') == 1
    assert page.count("<h1>&lt;b&gt;Berita&lt;/b&gt;</h1>") == 1
    assert page.count("<script") == page.count("http-equiv") == 0


def test_what_the_portal_made_in_another_type_is_only_an_attachment(siti):
    blob = services.store_generated(b"<script>", media_type="text/html")
    chain = "instansi:1"
    with closing(
        serve_blob(blob, filename="a.html", as_attachment=False, chain=chain, actor=siti)
    ) as response:
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"] == 'attachment; filename="a.html"'


def test_the_policy_survives_the_middleware(unit, siti, settings):
    """django-csp sets its own policy only where none is."""
    from csp.middleware import CSPMiddleware
    from django.middleware.clickjacking import XFrameOptionsMiddleware

    def view(request):
        return serve(stored(unit, siti), as_attachment=False, actor=siti)

    with closing(XFrameOptionsMiddleware(CSPMiddleware(view))(RequestFactory().get("/"))) as response:
        assert response["Content-Security-Policy"] == POLICY
        assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.usefixtures("elsewhere")
def test_a_store_elsewhere_is_streamed(unit, siti):
    response = serve(stored(unit, siti), as_attachment=True, actor=siti)
    assert b"".join(response.streaming_content) == files.PDF
    response.close()


def test_only_the_portal_may_read_what_lies_there(unit, siti, evidence):
    path = evidence / store.name_of(stored(unit, siti).blob.sha256)
    assert [oct(place.stat().st_mode & 0o777) for place in (evidence, path)] == ["0o700", "0o600"]
