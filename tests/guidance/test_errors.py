"""Pages of errors: what happened, what to do, where to go, and nothing more."""

import pytest
from django.urls import reverse


def main_of(answer) -> str:
    html = answer.content.decode()
    return html[html.index('<main id="isi"') : html.index("</main>")]


def test_what_is_not_there_and_what_is_not_yours_are_one_page(world):
    a = world.assessment()
    client = world.client("petugas_lain")
    answers = [client.get(reverse("assessments:assessment", args=[pk])) for pk in (a.pk, a.pk + 999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert main_of(answers[0]) == main_of(answers[1])
    assert 'href="/cari/"' in main_of(answers[0])


@pytest.mark.django_db
def test_before_the_login_the_way_out_is_home_alone(client):
    page = main_of(client.get("/tidak-ada/"))
    assert 'href="/"' in page
    assert "/cari/" not in page


def test_an_address_that_only_takes_a_form_says_so(world):
    client = world.client("petugas")
    url = reverse("assessments:notices_read")
    answer = client.get(url)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Alamat ini tidak dibuka langsung" in answer.content.decode()
    assert client.delete(url).content == b""
