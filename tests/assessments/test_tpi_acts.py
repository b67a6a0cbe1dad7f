"""Declaring a sheet done, taking over agreement, considerations, finalising."""

import pytest
from django.urls import reverse

from assessments.engine.answers import Given
from assessments.engine.workflow import WHERE
from assessments.models import Answer, Consideration, Sheet, State
from assessments.services.answers import Change, save_answers
from assessments.services.errors import Conflict
from assessments.services.sheets import mark_done
from assessments.services.tpi import save_consideration
from assessments.where import url_of
from audit.models import Entry
from tests.assessments.tpi import (
    FINAL,
    HX,
    MEMBER,
    finalised,
    html_of,
    members_filled,
    post,
    submitted,
    tpi_url,
    weighed,
)
from tests.factories.assessments import answers_for

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
NOT_TEAM = [
    ("petugas", 403),
    ("admin", 403),
    ("pimpinan_instansi", 403),
    ("petugas_lain", 404),
    ("orang_asing", 404),
]


def final_of(a) -> dict[str, Answer]:
    return {x.code: x for x in Answer.objects.filter(sheet__assessment=a, sheet__kind=FINAL)}


# --- done ----------------------------------------------------------------------------------------------------


def test_done_is_refused_with_what_is_missing_and_leads_to_exactly_that(world):
    a = submitted(world)
    world.fill(a, "best", kind=MEMBER, owner=world.anggota)
    Answer.objects.filter(sheet__owner=world.anggota, code__in=[YES, LETTER, INDEX]).delete()
    response = post(world.client("anggota"), "tpi_done", a)
    assert response["Location"] == tpi_url(a, "SEMUA", "?filter=belum")
    html = world.client("anggota").get(response["Location"]).content.decode()
    assert "Manajemen Perubahan: 2 pertanyaan belum Anda nilai. Hasil: 1 pertanyaan belum Anda nilai." in html
    asked = [code for code in world.instrument.questions if f"/tpi/{code}/simpan/" in html]
    assert asked == [YES, LETTER, INDEX]
    assert Sheet.objects.get(owner=world.anggota).done_at is None


def test_done_locks_once_however_often_it_is_said(world):
    a = submitted(world)
    members_filled(world, a)
    assert post(world.client("anggota"), "tpi_done", a)["Location"] == tpi_url(a)
    at = Sheet.objects.get(owner=world.anggota).done_at
    post(world.client("anggota"), "tpi_done", a)
    assert Sheet.objects.get(owner=world.anggota).done_at == at
    assert Entry.objects.filter(action="sheet.done").count() == 1
    assert Sheet.objects.get(owner=world.anggota2).done_at is None


@pytest.mark.parametrize(("who", "status"), [*NOT_TEAM, ("ketua", 403), ("pengendali", 403)])
@pytest.mark.parametrize("name", ["tpi_done"])
def test_only_a_member_declares_done(world, who, status, name):
    a = submitted(world)
    members_filled(world, a)
    assert post(world.client(who), name, a).status_code == status


def test_acts_take_no_get(world):
    a = submitted(world)
    for name in ("tpi_done", "tpi_agree"):
        assert world.client("ketua").get(reverse(f"assessments:{name}", args=[a.pk])).status_code == 405


# --- agreement -----------------------------------------------------------------------------------------------


def agreeing(world):
    """Members agree on all but LETTER; on YES they agree otherwise than the unit, on COUNTS both say "belum ada"."""
    a = submitted(world)
    members_filled(world, a)
    for member in (world.anggota, world.anggota2):
        changes = [
            Change(YES, Given("Tidak", note="Catatan rahasia"), 1),
            Change(COUNTS, Given(None, none_yet=True, note="Tidak ada data"), 1),
        ]
        save_answers(a.pk, kind=MEMBER, changes=changes, actor=member)
    save_answers(a.pk, kind=MEMBER, changes=[Change(LETTER, Given("C"), 1)], actor=world.anggota2)
    return a


def test_agreement_is_taken_over_in_one_step_without_any_text_of_a_member(world):
    a = agreeing(world)
    Answer.objects.filter(sheet__kind=MEMBER, code=INDEX).update(source="Sumber anggota")
    response = post(world.client("ketua"), "tpi_agree", a)
    assert response["Location"] == tpi_url(a, "SEMUA", "?filter=belum")
    final = final_of(a)
    assert set(world.instrument.questions) - set(final) == {LETTER, COUNTS}
    assert (final[YES].value, final[YES].note) == ("Tidak", "")
    assert (
        final[INDEX].source == "Survei 2026, Januari–Juni, 240 responden"
    )  # the unit's own, the value is the same
    html = world.client("ketua").get(response["Location"]).content.decode()
    assert "111 jawaban akhir diambil alih dari yang sepakat. 2 pertanyaan masih perlu Anda putuskan." in html
    assert Entry.objects.filter(action="answer.agree").count() == 111


def test_agreement_of_one_area_leaves_the_others(world):
    a = agreeing(world)
    response = post(world.client("ketua"), "tpi_agree", a, area="HASIL")
    assert response["Location"] == tpi_url(a, "HASIL")
    assert {world.instrument.questions[code].area for code in final_of(a)} == {None}
    assert len(final_of(a)) == 3
    assert post(world.client("ketua"), "tpi_agree", a, area="XX").status_code == 404


def test_what_the_lead_has_decided_stays(world):
    a = agreeing(world)
    decided = Change(YES, Given("Ya", note="Sudah dicek di tempat"), 0)
    save_answers(a.pk, kind=FINAL, changes=[decided], actor=world.ketua)
    post(world.client("ketua"), "tpi_agree", a)
    assert (final_of(a)[YES].value, final_of(a)[YES].note) == ("Ya", "Sudah dicek di tempat")
    post(world.client("ketua"), "tpi_agree", a)
    assert Entry.objects.filter(action="answer.agree").count() == 110


@pytest.mark.parametrize(("who", "status"), [*NOT_TEAM, ("anggota", 403), ("pengendali", 403)])
def test_only_the_lead_takes_over(world, who, status):
    a = agreeing(world)
    assert post(world.client(who), "tpi_agree", a).status_code == status
    assert final_of(a) == {}


# --- considerations ------------------------------------------------------------------------------------------


def write(client, a, text: str, *, version: int = 0, htmx: bool = True, code: str = "inovasi", **more):
    data = {"kode": code, "teks": text, "version": str(version), **more}
    url = reverse("assessments:considerations", args=[a.pk])
    return client.post(url, data, headers=HX if htmx else {})


def test_every_consideration_of_the_policy_stands_on_the_page(world):
    a = submitted(world)
    html = world.client("ketua").get(reverse("assessments:considerations", args=[a.pk])).content.decode()
    for name in (
        "Komitmen dan pemahaman",
        "Kualitas pelaksanaan pengungkit",
        "Inovasi",
        "Hasil survei",
        "Kinerja dan",
    ):
        assert name in html
    assert html.count("<textarea") == 5 + 2  # and the two texts of the recommendation


def test_a_text_is_saved_and_a_second_tab_gets_both(world):
    a = submitted(world)
    ketua = world.client("ketua")
    assert "tersimpan" in write(ketua, a, "Antrean daring sejak Maret.").content.decode()
    assert Consideration.objects.get().text == "Antrean daring sejak Maret."
    conflict = write(ketua, a, "Dari tab lama.")
    html = conflict.content.decode()
    assert conflict.status_code == 409
    for text in (
        "Anda di tab lain",
        "Antrean daring sejak Maret.",
        "Dari tab lama.",
        "pakai_saya:1",
        "pakai_mereka:1",
    ):
        assert text in html
    plain = write(ketua, a, "Dari tab lama.", htmx=False)
    assert (plain.status_code, "Dari tab lama.</textarea>" in plain.content.decode()) == (409, True)
    theirs = write(ketua, a, "Dari tab lama.", keputusan="pakai_mereka:1")
    assert theirs["HX-Retarget"] == "#f-inovasi"
    assert "Antrean daring sejak Maret.</textarea>" in theirs.content.decode()
    assert write(ketua, a, "Dari tab lama.", keputusan="pakai_saya:1").status_code == 200
    assert (Consideration.objects.get().text, Consideration.objects.get().version) == ("Dari tab lama.", 2)


def test_without_javascript_the_page_comes_back(world):
    a = submitted(world)
    response = write(world.client("ketua"), a, "Antrean daring.", htmx=False)
    assert response["Location"] == reverse("assessments:considerations", args=[a.pk])


def test_what_cannot_be_a_consideration_is_refused(world):
    a = submitted(world)
    ketua = world.client("ketua")
    assert write(ketua, a, "x" * 5001).status_code == 422
    assert write(ketua, a, "x", code="lain").status_code == 404
    assert write(ketua, a, "x", version="").status_code == 400
    assert Consideration.objects.count() == 0


def test_an_unchanged_text_writes_nothing_and_the_service_compares_versions(world):
    a = submitted(world)
    save_consideration(a.pk, code="inovasi", text="Satu", seen=0, actor=world.ketua)
    same = save_consideration(a.pk, code="inovasi", text=" Satu ", seen=0, actor=world.ketua)
    assert same.version == 1
    with pytest.raises(Conflict):
        save_consideration(a.pk, code="inovasi", text="Dua", seen=0, actor=world.ketua)
    assert Entry.objects.filter(action="consideration.save").count() == 1


def test_who_reads_considerations_and_when(world):
    a = submitted(world)
    save_consideration(a.pk, code="inovasi", text="Antrean daring", seen=0, actor=world.ketua)
    url = reverse("assessments:considerations", args=[a.pk])

    def reading(who: str) -> int:
        response = world.client(who).get(url)
        assert ("Antrean daring" in response.content.decode()) == (response.status_code == 200)
        return response.status_code

    people = ("petugas", "admin", "anggota", "pengendali", "ketua", "petugas_lain")
    assert [reading(who) for who in people] == [403, 403, 403, 200, 200, 404]
    world.assessment(State.SELESAI_TPI)
    assert [reading(who) for who in people] == [200, 200, 200, 200, 200, 404]
    assert [write(world.client(who), a, "Lain", version=1).status_code for who in people] == [403] * 5 + [404]


# --- finalising ----------------------------------------------------------------------------------------------


def test_the_page_lists_every_obstacle_with_its_place_and_has_no_button(world):
    a = agreeing(world)
    post(world.client("ketua"), "tpi_agree", a)
    mark_done(a.pk, actor=world.anggota)
    html = world.client("ketua").get(reverse("assessments:finalise", args=[a.pk])).content.decode()
    for reason, where in (
        ("1 anggota TPI belum menyatakan selesai: Rudi Hartono.", f"{tpi_url(a)}#anggota"),
        ("2 pertanyaan belum punya jawaban akhir TPI", tpi_url(a, "SEMUA", "?filter=belum")),
        (
            "1 jawaban akhir berbeda dari jawaban unit tanpa catatan",
            tpi_url(a, "SEMUA", "?filter=tanpa_catatan"),
        ),
        ("5 pertimbangan TPI belum ditulis", reverse("assessments:considerations", args=[a.pk])),
    ):
        assert reason in html
        assert f'href="{where}"' in html
    assert "Finalkan penilaian TPI</button>" not in html
    refused = post(world.client("ketua"), "finalise", a)
    assert (refused.status_code, "Belum dapat difinalkan" in refused.content.decode()) == (422, True)
    assert world.assessment(State.PENILAIAN_TPI).changes.count() == 0


def test_finalising_releases_once(world):
    a = submitted(world)
    members_filled(world, a, done=True)
    post(world.client("ketua"), "tpi_agree", a)
    weighed(world, a)
    world.sign(a)
    ketua, url = world.client("ketua"), reverse("assessments:finalise", args=[a.pk])
    assert "Finalkan penilaian TPI</button>" in ketua.get(url).content.decode()
    assert ketua.post(url)["Location"] == reverse("assessments:assessment", args=[a.pk])
    assert ketua.post(url)["Location"] == reverse("assessments:assessment", args=[a.pk])
    assert list(a.changes.values_list("name", "target")) == [("finalkan", State.SELESAI_TPI)]
    assert ketua.get(url)["Location"] == tpi_url(a)
    assert html_of(world, "petugas", a)


@pytest.mark.parametrize(("who", "status"), [*NOT_TEAM, ("anggota", 403)])
def test_only_the_lead_finalises(world, who, status):
    a = submitted(world)
    url = reverse("assessments:finalise", args=[a.pk])
    assert [world.client(who).get(url).status_code, world.client(who).post(url).status_code] == [
        status,
        status,
    ]


def test_finalising_has_no_page_before_submission(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    url = reverse("assessments:finalise", args=[a.pk])
    assert [world.client("ketua").get(url).status_code, world.client("ketua").post(url).status_code] == [
        403,
        403,
    ]


# --- where a refusal leads -----------------------------------------------------------------------------------


def test_each_key_of_tpi_leads_to_a_page_that_opens(world):
    a = agreeing(world)
    keys = [key for key in WHERE if key.startswith("tpi") or key in {"konsiderasi", "nilai"}]
    assert {key: world.client("ketua").get(url_of(a, key)).status_code for key in keys} == dict.fromkeys(
        keys, 200
    )
    assert world.client("admin").get(url_of(a, "tim")).status_code == 200


def test_the_score_sheet_after_release_shows_what_is_short(world):
    best = answers_for(world.instrument)
    a = finalised(
        world, final=best | {INDEX: Given("2.0", source="Survei ulang", note="Sampel tidak memadai")}
    )
    html = world.client("admin").get(url_of(a, "nilai")).content.decode()
    assert "kurang 7,00 poin" in html
