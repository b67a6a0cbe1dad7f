"""Comments: for the unit alone. Nobody else sees the text, the author, the count or the filter."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from assessments.models import Comment, State
from assessments.services.comments import add_comment
from assessments.services.errors import NotAllowed, Refused
from audit.models import Entry
from tests.assessments.answering import HX, area_url, without_tokens

SECRET = "Notulen Maret sebenarnya belum pernah dibuat"
CODE = "A.I.1.i.b"


def url(assessment, code=CODE):
    return f"/penilaian/{assessment.pk}/komentar/{code}/"


def test_the_unit_comments_and_reads(world):
    a = world.assessment()
    response = world.client("petugas").post(url(a), {"komentar": f"  {SECRET} \r\n"}, headers=HX)
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    comment = Comment.objects.get()
    assert (comment.code, comment.author, comment.text) == (CODE, world.petugas, SECRET)
    page = world.client("pimpinan_unit").get(area_url(a)).content.decode()
    assert SECRET in page
    assert "Siti Aminah" in page


def test_without_javascript_it_leads_back_to_the_question(world):
    a = world.assessment()
    response = world.client("petugas").post(url(a), {"komentar": "Tolong dilengkapi"})
    assert (response.status_code, response["Location"]) == (302, f"{area_url(a)}#q-A-I-1-i-b")


@pytest.mark.parametrize("who", ["anggota", "ketua", "pengendali", "admin", "pimpinan_instansi"])
@pytest.mark.parametrize("state", [State.PENILAIAN_MANDIRI, State.PENILAIAN_TPI, State.SELESAI_TPI])
def test_nobody_outside_the_unit_sees_anything_of_it(world, who, state):
    a = world.assessment(state)
    world.fill(a, "best")
    client = world.client(who)
    before = client.get(area_url(a)).content
    answered = client.get(area_url(a, "MP") + "?saring=berkomentar").content
    for author in (world.petugas, world.pimpinan_unit):
        Comment.objects.create(assessment=a, code=CODE, author=author, text=SECRET)
    response = client.get(area_url(a))
    readable = state != State.PENILAIAN_MANDIRI or who in ("admin", "pimpinan_instansi")
    assert response.status_code == (200 if readable else 403)
    html = response.content.decode()
    for trace in (SECRET, "komentar", "Komentar", "Berkomentar"):
        assert trace not in html
    assert without_tokens(response.content) == without_tokens(before)  # not even a count, order or length
    filtered = client.get(area_url(a) + "?saring=berkomentar").content
    assert without_tokens(filtered) == without_tokens(answered)
    assert client.post(url(a), {"komentar": "dari luar"}).status_code == 403
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "admin_sistem", "tanpa_peran"])
def test_strangers_get_404(world, who):
    assert world.client(who).post(url(world.assessment()), {"komentar": "x"}).status_code == 404


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_empty_and_endless_comments_are_refused_with_a_reason(world, text):
    a = world.assessment()
    with pytest.raises(Refused):
        add_comment(a.pk, code=CODE, text=text, actor=world.petugas)
    response = world.client("petugas").post(url(a), {"komentar": text}, headers=HX)
    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert "omentar" in response.content.decode()
    assert not Comment.objects.exists()


def test_an_unknown_question_is_refused(world):
    a = world.assessment()
    with pytest.raises(Refused):
        add_comment(a.pk, code="Z", text="x", actor=world.petugas)
    assert world.client("petugas").post(url(a, "Z"), {"komentar": "x"}).status_code == 404


def test_the_audit_tells_that_it_was_not_what_it_said(world):
    a = world.assessment()
    comment = add_comment(a.pk, code=CODE, text=SECRET, actor=world.petugas)
    entry = Entry.objects.get(action="comment.add")
    assert (entry.chain.key, entry.object_id, entry.after) == (a.audit_chain, str(comment.pk), {"code": CODE})
    with pytest.raises(NotAllowed):
        add_comment(a.pk, code=CODE, text="x", actor=world.admin)


def test_said_once_however_often_it_is_clicked(world):
    a = world.assessment()
    for _ in range(3):
        assert (
            world.client("petugas").post(url(a), {"komentar": "Tolong dilengkapi"}, headers=HX).status_code
            == 200
        )
    assert (Comment.objects.count(), Entry.objects.filter(action="comment.add").count()) == (1, 1)
    for who, text in (
        ("pimpinan_unit", "Tolong dilengkapi"),
        ("petugas", "Tolong dilengkapi"),
        ("petugas", "Sudah"),
    ):
        world.client(who).post(url(a), {"komentar": text}, headers=HX)
    world.client("petugas").post(url(a, "A.I.1.i.a"), {"komentar": "Sudah"}, headers=HX)
    assert [(c.code, c.author) for c in Comment.objects.order_by("pk")] == [
        (CODE, world.petugas),
        (CODE, world.pimpinan_unit),
        (CODE, world.petugas),
        (CODE, world.petugas),
        ("A.I.1.i.a", world.petugas),
    ]


@pytest.mark.django_db(transaction=True)
def test_said_once_by_three_clicks_at_the_same_moment(world):
    address, start = url(world.assessment()), threading.Barrier(3, timeout=20)
    clients = [world.client("petugas") for _ in range(3)]

    def act(client) -> int:
        start.wait()
        try:
            return client.post(address, {"komentar": "Tolong dilengkapi"}, headers=HX).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(act, clients)) == [200, 200, 200]
    assert Comment.objects.count() == 1
