"""Two people save the same question: one gets both answers to choose from, and nothing typed is lost."""

from assessments.models import Answer
from audit.models import Entry
from tests.assessments.answering import area_url, save

CODE = "A.I.1.i.b"
MINE = "Saya menulis panjang tentang berita acara"


def stored(assessment) -> Answer:
    return Answer.objects.get(sheet__assessment=assessment, code=CODE)


def both(world):
    """Someone else saved B first; the petugas still has version 0 on the screen."""
    a = world.assessment()
    save(world.client("pimpinan_unit"), a, CODE, nilai="B", catatan="Menurut pimpinan sebagian")
    return a


def test_the_second_gets_both_texts(world):
    a = both(world)
    response = save(world.client("petugas"), a, CODE, nilai="A", catatan=MINE)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Jawaban ini baru saja diubah oleh dr. Rina Wulandari pada" in html
    for text in ("B — Sebagian memakai prosedur", "Menurut pimpinan sebagian", "A — Prosedurnya jelas", MINE):
        assert text in html
    assert 'name="nilai"' not in html  # the fields on the screen are left as they are
    assert (stored(a).value, stored(a).version) == ("B", 1)


def test_without_javascript_the_page_comes_back_with_both_and_with_what_was_typed(world):
    a = both(world)
    response = save(world.client("petugas"), a, CODE, htmx=False, nilai="A", catatan=MINE)
    html = response.content.decode()
    assert response.status_code == 409
    assert "pakai_saya:1" in html
    assert "pakai_mereka:1" in html
    assert f"{MINE}</textarea>" in html
    assert 'id="o-A-I-1-i-b-A" value="A" checked' in html
    assert 'id="v-A-I-1-i-b" value="0"' in html  # still what this form saw, until the person decides


def test_mine_is_saved_against_the_version_that_was_shown(world):
    a = both(world)
    response = save(world.client("petugas"), a, CODE, nilai="A", catatan=MINE, keputusan="pakai_saya:1")
    assert response.status_code == 200
    assert (stored(a).value, stored(a).note, stored(a).version) == ("A", MINE, 2)
    assert stored(a).updated_by == world.petugas
    assert [e.after["value"] for e in Entry.objects.filter(action="answer.save").order_by("seq")] == [
        "B",
        "A",
    ]


def test_a_third_change_meanwhile_is_a_conflict_again(world):
    a = both(world)
    save(world.client("pimpinan_unit"), a, CODE, version=1, nilai="C", catatan="Ternyata tidak")
    response = save(world.client("petugas"), a, CODE, nilai="A", catatan=MINE, keputusan="pakai_saya:1")
    assert response.status_code == 409
    assert "Ternyata tidak" in response.content.decode()
    assert "pakai_saya:2" in response.content.decode()
    assert stored(a).value == "C"


def test_theirs_brings_the_stored_answer_back_and_writes_nothing(world):
    a = both(world)
    response = save(world.client("petugas"), a, CODE, nilai="A", catatan=MINE, keputusan="pakai_mereka:1")
    html = response.content.decode()
    assert (response.status_code, response["HX-Retarget"], response["HX-Reswap"]) == (
        200,
        "#f-A-I-1-i-b",
        "outerHTML",
    )
    assert "Menurut pimpinan sebagian</textarea>" in html
    assert 'id="v-A-I-1-i-b" value="1"' in html
    assert (stored(a).value, stored(a).version) == ("B", 1)
    plain = save(world.client("petugas"), a, CODE, htmx=False, nilai="A", keputusan="pakai_mereka:1")
    assert plain["Location"] == f"{area_url(a)}#q-A-I-1-i-b"


def test_the_same_answer_from_two_people_is_no_conflict(world):
    a = both(world)
    response = save(world.client("petugas"), a, CODE, nilai="B", catatan="Menurut pimpinan sebagian")
    assert response.status_code == 200
    assert stored(a).version == 1
