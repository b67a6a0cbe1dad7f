"""A reason leads to the page, and the place on it, where it can be mended."""

import pytest

from assessments.engine.answers import Given
from assessments.models import State
from assessments.where import answering, url_of
from units.models import Membership

pytestmark = pytest.mark.django_db


def test_what_is_missing_for_a_submission_is_one_click_away(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, "best")
    sheet = a.sheets.get()
    sheet.answers.filter(code="A.I.3.iii.a").delete()
    sheet.answers.filter(code="A.I.5.i.a").update(value=None, none_yet=True)
    sheet.answers.filter(code="B.I.a").update(source="")
    page = f"/penilaian/{a.pk}/area"
    assert url_of(a, "answers?belum") == f"{page}/SDM/?saring=belum#q-A-I-3-iii-a"
    assert url_of(a, "answers?tanpa_catatan") == f"{page}/PW/#q-A-I-5-i-a"
    assert url_of(a, "answers?tanpa_sumber") == f"{page}/HASIL/#q-B-I-a"


def test_the_filter_of_the_address_shows_only_what_is_missing(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.3.i.a": Given("Ya")})
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/SDM/?saring=belum").content.decode()
    assert ('id="q-A-I-3-i-a"' in page, 'id="q-A-I-3-i-b"' in page) == (False, True)


def test_enter_in_a_field_saves_and_never_takes_the_answer_back(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, "best")
    page = world.client("petugas").get(f"/penilaian/{a.pk}/area/HASIL/").content.decode()
    form = page[page.index('id="f-B-I-a"') :]
    # Enter presses the first submit button of a form
    assert form.index('type="submit" tabindex="-1"') < form.index('value="kosongkan"')


def test_answering_goes_on_where_it_stopped(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    world.fill(a, {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("A")})
    following = f"/penilaian/{a.pk}/area/MP/#q-A-I-1-ii-a"
    assert world.client("petugas").get(answering(a)).headers["Location"] == following
    assert world.client("ketua").get(answering(a)).status_code == 403
    assert world.client("petugas_lain").get(answering(a)).status_code == 404


def test_a_petugas_goes_on_in_the_areas_of_the_own_pokja(world):
    """Whoever has answered all of them stays in them."""
    a = world.assessment(State.PENILAIAN_MANDIRI)
    Membership.objects.filter(user=world.petugas).update(areas=["TT", "SDM"])
    world.fill(a, {"A.I.2.i.a": Given("A")})
    page = f"/penilaian/{a.pk}/area/TT/"
    assert world.client("petugas").get(answering(a)).headers["Location"] == f"{page}#q-A-I-2-i-b"
    world.fill(a, "best")
    assert world.client("petugas").get(answering(a)).headers["Location"] == page


def test_whoever_may_not_answer_is_not_led_on(world):
    a = world.assessment(State.PERBAIKAN)
    assert world.client("ketua").get(answering(a)).status_code == 200
