"""A POST after the session has ended: logging in leads back to the page, and says that nothing was done."""

import pytest
from django.contrib.messages import get_messages

from units.return_after_login import ENDED

POST_ONLY = "/penilaian/7/tanda-tangan/"
PAGE = "/penilaian/7/finalisasi/?urut=kode"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (f"http://testserver{PAGE}", "/penilaian/7/finalisasi/%3Furut%3Dkode"),
        ("http://testserver/penilaian/7/finalisasi/", "/penilaian/7/finalisasi/"),
        ("https://jahat.example/penilaian/7/finalisasi/", "/"),
        ("", "/"),
    ],
)
def test_login_leads_back_to_the_page_of_the_form(client, referer, back):
    response = client.post(POST_ONLY, headers={"Referer": referer} if referer else {})
    assert (response.status_code, response.url) == (302, f"/akun/login/?next={back}")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [ENDED]


def test_a_page_that_was_asked_for_is_kept_as_it_was(client):
    response = client.get("/penilaian/7/finalisasi/", headers={"Referer": "http://testserver/"})
    assert response.url == "/akun/login/?next=/penilaian/7/finalisasi/"
    assert list(get_messages(response.wsgi_request)) == []


def test_a_script_gets_no_message_that_the_person_would_not_see(client):
    response = client.post(POST_ONLY, headers={"Referer": "http://testserver/tpi/", "HX-Request": "true"})
    assert response.url == f"/akun/login/?next={POST_ONLY}"
    assert list(get_messages(response.wsgi_request)) == []


def test_a_login_that_fails_is_no_ended_session(client):
    response = client.post("/akun/login/", {"login": "siapa", "password": "salah"})
    assert response.status_code == 200
    assert ENDED not in response.content.decode()
