"""The page: who sees what, explaining a doubt, taking it up again, and what stands against it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.engine.answers import Given
from assessments.models import Answer, Assessment, EvidenceUse, Round, RoundRequest, SetAside, Sheet, State
from assessments.second_look.reading import looked_at, open_doubts
from assessments.services.errors import NotAllowed, Refused
from assessments.services.moved import freeze
from assessments.services.second_look import set_aside, take_up
from audit.models import Entry
from tests.carry.test_checking import logged_in
from tests.carry.years import last_year, proof, seen_by, year_span
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db
CLAIM, GROUND = "A.I.1.iii.c", "A.I.1.iii.b"
AGENTS = "A.II.1.i.a"
WHY = "Evaluasi dilakukan bersama unit lain, lihat notulen."
EVIL = '<script>alert(1)</script> =cmd|"/c calc"!A1'


def page_of(a) -> str:
    return reverse("assessments:second_look", args=[a.pk])


def doubtful(world, state: str = State.PENILAIAN_MANDIRI) -> Assessment:
    """A unit that followed up what it did not evaluate."""
    a = world.assessment(state)
    Answer.objects.filter(sheet__assessment=a).delete()
    make.fill_answers(make.make_sheet(a), {CLAIM: "B", GROUND: "D"}, by=world.petugas)
    return a


def only(user, a: Assessment):
    (one,) = looked_at(user, seen_by(user, a))
    return one.doubt


def told(doubt, **more) -> dict[str, str]:
    return {"kind": doubt.check, "subject": doubt.subject, "mark": doubt.mark, "reason": WHY, **more}


def posted(doubt, **more) -> dict[str, str]:
    return {"hal": doubt.check, "pokok": doubt.subject, "lihat": doubt.mark, "alasan": WHY, **more}


def test_a_doubt_is_shown_explained_and_opened_again(world):
    a = doubtful(world)
    client = logged_in(world.petugas)
    html = client.get(page_of(a)).content.decode()
    assert "Dua jawaban bertentangan" in html
    assert reverse("assessments:area", args=[a.pk, "MP"]) + "#q-A-I-1-iii-c" in html
    doubt = only(world.petugas, a)
    html = client.post(page_of(a), posted(doubt), follow=True).content.decode()
    assert "Penjelasan tersimpan." in html
    assert "Semua sudah dijelaskan" in html
    assert WHY in html
    assert open_doubts(world.petugas, seen_by(world.petugas, a)) == []
    html = client.post(page_of(a), posted(doubt, lagi="1"), follow=True).content.decode()
    assert "Sudah dijelaskan" not in html
    assert [
        entry.action for entry in Entry.objects.filter(action__startswith="second_look").order_by("pk")
    ] == [
        "second_look.set_aside",
        "second_look.take_up",
    ]


def test_nothing_doubtful(world):
    html = logged_in(world.petugas).get(page_of(world.assessment(State.PENILAIAN_MANDIRI))).content.decode()
    assert "Tidak ada yang perlu dilihat lagi" in html


def test_what_was_explained_is_back_when_the_facts_change(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    sheet = make.make_sheet(a)
    make.fill_answers(sheet, {AGENTS: {"agen": 1, "perubahan": 2}}, by=world.petugas)
    doubt = open_doubts(world.petugas, a)[0]
    set_aside(a.pk, **told(doubt), actor=world.petugas)
    Answer.objects.filter(sheet=sheet).update(value={"agen": 1, "perubahan": 3})
    again = open_doubts(world.petugas, a)[0]
    assert (again.subject, again.mark == doubt.mark) == (doubt.subject, False)
    with pytest.raises(Refused, match="baru saja berubah"):
        set_aside(a.pk, **told(doubt), actor=world.petugas)
    set_aside(a.pk, **told(again), actor=world.petugas)
    assert set(SetAside.objects.values_list("mark", flat=True)) == {doubt.mark, again.mark}
    assert again not in open_doubts(world.petugas, a)


def test_the_same_words_again_change_nothing(world):
    a = doubtful(world)
    doubt = only(world.petugas, a)
    for _ in range(2):
        set_aside(a.pk, **told(doubt), actor=world.petugas)
    assert Entry.objects.filter(action="second_look.set_aside").count() == 1
    assert take_up(a.pk, kind=doubt.check, subject=doubt.subject, actor=world.petugas) is True
    assert take_up(a.pk, kind=doubt.check, subject=doubt.subject, actor=world.petugas) is False
    assert Entry.objects.filter(action="second_look.take_up").count() == 1


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "paling sedikit 10 huruf"),
        ("  \x00 ok ", "paling sedikit 10 huruf"),
        ("x" * 1001, "paling panjang 1.000 huruf"),
    ],
)
def test_a_bad_reason_keeps_what_was_typed(world, reason, message):
    a = doubtful(world)
    response = logged_in(world.petugas).post(page_of(a), posted(only(world.petugas, a), alasan=reason))
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert reason[:50].replace("\x00", "") in html.replace("\x00", "")
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("data", [{}, {"hal": "x"}, {"hal": "bertentangan", "pokok": "A.I.1.i.a A.I.1.i.b"}])
def test_a_doubt_that_is_not_there(world, data):
    response = logged_in(world.petugas).post(page_of(doubtful(world)), {**data, "alasan": WHY})
    assert response.status_code == 422
    assert "sudah tidak ada lagi" in response.content.decode()


def test_text_is_text(world):
    a = doubtful(world)
    set_aside(a.pk, **told(only(world.petugas, a), reason=EVIL), actor=world.petugas)
    assert "<script>alert" not in logged_in(world.pimpinan_unit).get(page_of(a)).content.decode()


def test_a_pokja_explains_in_its_areas_alone(world):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    answers = {CLAIM: "B", GROUND: "D", "A.I.2.i.c": "B", "A.I.2.i.b": "E"}
    make.fill_answers(make.make_sheet(a), answers, by=world.petugas)
    mine, other = open_doubts(world.petugas_pokja, a)
    set_aside(a.pk, **told(mine), actor=world.petugas_pokja)
    with pytest.raises(NotAllowed, match="di luar pokja"):
        set_aside(a.pk, **told(other), actor=world.petugas_pokja)
    client = logged_in(world.petugas_pokja)
    assert client.post(page_of(a), posted(other)).status_code == 403
    assert client.get(page_of(a)).content.decode().count("Memang demikian? Jelaskan") == 0
    assert logged_in(world.petugas).get(page_of(a)).content.decode().count("Memang demikian? Jelaskan") == 1


def test_tpi_reads_it_after_the_submission_and_changes_nothing(world):
    a = doubtful(world)
    set_aside(a.pk, **told(only(world.petugas, a)), actor=world.petugas)
    client = logged_in(world.anggota)
    assert client.get(page_of(a)).status_code == 403
    make.set_state(a, State.PENILAIAN_TPI)
    html = client.get(page_of(a)).content.decode()
    assert WHY in html
    assert reverse("assessments:tpi_area", args=[a.pk, "MP"]) in html
    assert "Buka lagi" not in html
    doubt = only(world.anggota, a)
    for person in (world.anggota, world.petugas):  # nobody, once it is submitted
        assert logged_in(person).post(page_of(a), posted(doubt, lagi="1")).status_code == 403
    assert SetAside.objects.count() == 1


def test_drafts_of_a_round_are_the_units_alone(world):
    a = doubtful(world, State.PERBAIKAN)
    draft = Sheet.objects.create(assessment=a, kind=Sheet.Kind.DRAFT)
    make.fill_answers(draft, {GROUND: "B", CLAIM: "B"}, by=world.petugas)
    assert [one.doubt.check for one in looked_at(world.petugas, seen_by(world.petugas, a))] == []
    assert [one.doubt.check for one in looked_at(world.ketua, seen_by(world.ketua, a))] == ["bertentangan"]


def in_round(world, *, asked: tuple[str, ...] = (CLAIM,)) -> Assessment:
    """A unit that explained a doubt, submitted, and was asked to mend questions."""
    a = doubtful(world)
    set_aside(a.pk, **told(only(world.petugas, a)), actor=world.petugas)
    freeze(a, world.pimpinan_unit)
    a = make.set_state(a, State.PERBAIKAN)
    now = timezone.now()
    found = Round.objects.create(assessment=a, number=1, due=now + timedelta(days=3), opened_at=now)
    for code in asked:
        RoundRequest.objects.create(
            round=found, code=code, text="Minta", written_by=world.ketua, written_at=now
        )
    Sheet.objects.create(assessment=a, kind=Sheet.Kind.DRAFT)
    return a


def test_what_was_submitted_keeps_its_explanation_in_a_round(world):
    a = in_round(world)
    doubt = only(world.petugas, a)
    with pytest.raises(Refused, match="sudah diajukan bersama jawabannya"):
        take_up(a.pk, kind=doubt.check, subject=doubt.subject, actor=world.petugas)
    with pytest.raises(Refused, match="sudah diajukan bersama jawabannya"):
        set_aside(a.pk, **told(doubt, reason="Kami jelaskan dengan cara lain."), actor=world.petugas)
    assert "Buka lagi" not in logged_in(world.petugas).get(page_of(a)).content.decode()
    draft = Sheet.objects.get(assessment=a, kind=Sheet.Kind.DRAFT)
    make.fill_answers(draft, {CLAIM: "C"}, by=world.petugas)
    changed = only(world.petugas, a)
    set_aside(a.pk, **told(changed, reason="Penjelasan dalam putaran."), actor=world.petugas)
    (seen,) = looked_at(world.ketua, seen_by(world.ketua, a))
    assert (seen.doubt.mark, seen.said.reason) == (doubt.mark, WHY)
    html = logged_in(world.ketua).get(page_of(a)).content.decode()
    assert "Penjelasan dalam putaran." not in html


def test_others_learn_of_an_explanation_with_the_submission_alone(world):
    a = in_round(world)
    SetAside.objects.update(at=timezone.now())  # as if it had been written in the round
    (theirs,) = looked_at(world.ketua, seen_by(world.ketua, a))
    assert theirs.said is None
    (own,) = looked_at(world.petugas, seen_by(world.petugas, a))
    assert own.said.reason == WHY


def test_a_round_opens_the_doubts_of_its_questions_alone(world):
    a = in_round(world, asked=("A.I.2.i.a",))
    doubt = only(world.petugas, a)
    with pytest.raises(NotAllowed, match="di luar putaran perbaikan"):
        set_aside(a.pk, **told(doubt, reason="Kami jelaskan dengan cara lain."), actor=world.petugas)


@pytest.mark.parametrize("word", ["\x00", "x" * 5000, "💥"])
def test_words_that_name_no_doubt(world, word):
    response = logged_in(world.petugas).post(
        page_of(doubtful(world)), {"hal": word, "pokok": word, "lagi": "1"}
    )
    assert response.status_code == 422


def test_last_year_is_read_by_those_who_may(world):
    last_year(world, {AGENTS: {"agen": 2, "perubahan": 2}}, submit=False)
    a = world.assessment(State.PENILAIAN_TPI)
    Answer.objects.filter(sheet__assessment=a).delete()
    make.fill_answers(make.make_sheet(a), {AGENTS: {"agen": 40, "perubahan": 40}}, by=world.petugas)
    jumps = {
        person.username: [one.doubt.title for one in looked_at(person, seen_by(person, a))]
        for person in (world.petugas, world.admin)
    }
    told = ["Nilai penuh tanpa bukti", "Jumlah berubah jauh dari 2025"]
    assert jumps == {world.petugas.username: told, world.admin.username: told}


def test_strangers_get_nothing(world):
    a = doubtful(world)
    assert logged_in(world.petugas_lain).get(page_of(a)).status_code == 404
    assert logged_in(world.petugas_lain).post(page_of(a), posted(only(world.petugas, a))).status_code == 404


def test_the_head_is_told_before_submitting(world):
    a = doubtful(world)
    html = logged_in(world.pimpinan_unit).get(reverse("assessments:assessment", args=[a.pk])).content.decode()
    assert "1 hal perlu dilihat lagi sebelum diajukan." in html


def test_queries_do_not_grow(world, django_assert_num_queries):
    a = world.assessment(State.PENILAIAN_MANDIRI)
    last_year(world)
    sheet = make.make_sheet(a)
    make.fill_answers(sheet, {CLAIM: "B", GROUND: "D"}, by=world.petugas)
    client = logged_in(world.petugas)
    client.get(page_of(a))
    with django_assert_num_queries(12):
        client.get(page_of(a))
    make.fill_answers(sheet, "best", by=world.petugas)
    for number, code in enumerate(("A.I.1.i.a", "A.I.1.i.b", "A.I.2.i.a")):
        proof(world, a, code, f"Laporan {number}", **year_span(2024))
    assert EvidenceUse.objects.count() == 3
    with django_assert_num_queries(12):
        assert len(client.get(page_of(a)).context["open"]) > 6


def test_an_answer_is_not_moved_by_any_of_it(world):
    a = doubtful(world)
    before = list(Answer.objects.filter(sheet__assessment=a).values())
    set_aside(a.pk, **told(only(world.petugas, a)), actor=world.petugas)
    assert list(Answer.objects.filter(sheet__assessment=a).values()) == before
    assert Given(value="B") == Given(value=Answer.objects.get(sheet__assessment=a, code=CLAIM).value)
