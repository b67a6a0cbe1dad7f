"""Home of petugas, head of the unit, TPI and head of the instansi: what each sees, what none may see, what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.home import own_units, years
from assessments.home.pimpinan_instansi import led
from assessments.home.team import divided_in, team_work
from assessments.home.unit import work_of
from assessments.models import Assessment, Round, RoundRequest, Sheet, State
from assessments.reports.year_page import LATE, html_of, page_of
from assessments.services.errors import NotAllowed
from assessments.todo import todo_of
from assessments.tpi_queue import queue_of
from documents.pdf import page_count, pdf_of
from tests.factories.assessments import answers_for, make_assessment
from tests.factories.units import give_role, make_unit
from units.models import Role, TeamUnit, User

pytestmark = pytest.mark.django_db
MP, PP = "A.I.1.i.a", "A.I.6.i.d"


def work(world, who: str):
    user = User.objects.get(pk=world.people[who].pk)
    (own,) = [group for group in own_units(user) if group.kind == "unit"]
    return work_of(user, own)


def shown(world, who: str) -> str:
    return world.client(who).get("/").content.decode()


def ask(world, a, *codes: str) -> None:
    now = timezone.now()
    found = Round.objects.create(
        assessment=a, number=1, due=now + timedelta(days=5), opened_at=now, opened_by=world.ketua
    )
    for code in codes:
        RoundRequest.objects.create(
            round=found, code=code, text=f"Lengkapi <b>{code}</b>.", written_by=world.ketua, written_at=now
        )


# --- people of a unit -------------------------------------------------------------------------------------------


def test_a_petugas_sees_the_own_questions_and_the_next_one(world):
    a = world.assessment()
    world.fill(a, {MP: "Ya"})
    whole, pokja = work(world, "petugas"), work(world, "petugas_pokja")
    assert [page.code for page in whole.pages] == [*world.instrument.areas, "HASIL"]
    assert sum(page.of for page in whole.pages) == 113
    (mine,) = pokja.pages
    assert (mine.code, mine.answered, mine.of) == ("MP", 1, 16)
    second = [code for code, q in world.instrument.questions.items() if q.area == "MP"][1]
    assert mine.url == f"/penilaian/{a.pk}/area/MP/#q-{second.replace('.', '-')}"
    assert (pokja.following, pokja.question) == (mine, world.instrument.questions[second].text)
    assert (pokja.head, pokja.waiting, pokja.due) == (None, "", a.period.deadline)
    assert mine.url in shown(world, "petugas_pokja")


def test_what_waits_for_a_pokja_ends_with_its_own_questions(world):
    a = world.assessment()
    assert "Isi pertanyaan pokja Anda: 0 dari 16 terjawab" in shown(world, "petugas_pokja")
    world.fill(a, "best")
    Sheet.objects.update(unconfirmed=[MP, PP])
    assert "Periksa ulang 1 jawaban" in shown(world, "petugas_pokja")
    Sheet.objects.update(unconfirmed=[PP])
    page = shown(world, "petugas_pokja")
    assert "Tidak ada yang menunggu Anda sekarang." in page
    assert "Semua pertanyaan di sini sudah terjawab." in page


def test_in_a_round_each_sees_what_tpi_asks_in_their_areas(world):
    a = world.assessment(State.PERBAIKAN)
    world.fill(a, "best")
    ask(world, a, MP, PP)
    assert [one.text for one in work(world, "petugas_pokja").asked] == [f"Lengkapi <b>{MP}</b>."]
    RoundRequest.objects.filter(code=MP).update(reply="Sudah.")
    found = work(world, "petugas")
    assert [(one.replied, one.url) for one in found.asked] == [
        (False, f"/penilaian/{a.pk}/area/PP/#q-{PP.replace('.', '-')}"),
        (True, f"/penilaian/{a.pk}/area/MP/#q-{MP.replace('.', '-')}"),
    ]
    assert (found.open, found.pages, found.due) == (1, (), found.a.round_due)
    page = shown(world, "petugas")
    assert (f"Lengkapi &lt;b&gt;{PP}" in page, "1 dari 2 belum ditanggapi" in page) == (True, True)


def test_the_head_sees_people_minima_and_what_stands_in_the_way(world):
    a = world.assessment()
    assert work(world, "pimpinan_unit").head.panel is None
    world.fill(a, {MP: "Ya", PP: "Ya"})
    head = work(world, "pimpinan_unit").head
    assert [(one.name, one.pages, one.answered, one.of, one.saved) for one in head.people] == [
        ("Budi Santoso", "MP", 1, 16, 0),
        ("Siti Aminah", "", 2, 113, 2),
    ]
    assert (head.panel.predicate, head.panel.met) == ("WBK", 0)
    (reason,) = head.reasons
    assert reason["message"].startswith("111 pertanyaan belum dijawab")
    assert reason["url"] in shown(world, "pimpinan_unit")
    world.fill(a, "best")
    head = work(world, "pimpinan_unit").head
    assert (head.reasons, head.panel.met) == ((), head.panel.of)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.TERDAFTAR, "Menunggu pencanangan oleh pimpinan unit."),
        (State.PEMBANGUNAN, "Menunggu pembukaan penilaian mandiri oleh admin inspektorat."),
        (State.PENILAIAN_TPI, "TPI sedang menilai. Hasilnya terlihat sesudah difinalkan."),
    ],
)
def test_where_others_must_act_home_says_who(world, state, said):
    world.assessment(state)
    assert said in shown(world, "petugas")
    assert (said in shown(world, "pimpinan_unit")) == (state != State.TERDAFTAR)


def test_before_release_home_of_the_unit_is_the_same_whatever_tpi_does(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    before = [work(world, who) for who in ("petugas", "pimpinan_unit")]
    world.fill(a, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota)
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    assert [work(world, who) for who in ("petugas", "pimpinan_unit")] == before


def test_other_units_of_a_person_stand_below(world):
    world.assessment()
    give_role(world.petugas, Role.PETUGAS, world.unit2)
    other = world.assessment(State.PENCANANGAN, world.unit2)
    found = work(world, "petugas")
    assert (found.a.unit, found.others) == (world.unit, (other,))
    assert "Unit Anda yang lain" in shown(world, "petugas")


def test_the_unit_costs_the_same_for_1_and_3_units_1_and_113_answers(world, count_queries):
    def costs(state: str) -> list[int]:
        world.assessment(state)
        counts = []
        for who in ("petugas", "petugas_pokja", "pimpinan_unit"):
            user = world.people[who]
            group = own_units(user)[0]
            counts.append(count_queries(lambda user=user, group=group: work_of(user, group)))
        return counts

    a = world.assessment()
    world.fill(a, {MP: "Ya"})
    one = costs(State.PENILAIAN_MANDIRI)
    for unit in (world.unit2, make_unit(world.instansi, "U3")):
        for who in ("petugas", "pimpinan_unit"):
            give_role(world.people[who], Role.PETUGAS, unit)
        make_assessment(world.period, unit, State.PENILAIAN_MANDIRI)
    every = answers_for(world.instrument, "best")
    world.fill(a, {code: given for code, given in every.items() if code != PP})
    # answers; of the head besides its people, what submitting asks, and where the first gap is
    assert (one, costs(State.PENILAIAN_MANDIRI)) == ([1, 1, 6], [1, 1, 6])
    ask(world, a, MP)
    few = costs(State.PERBAIKAN)
    RoundRequest.objects.bulk_create(
        RoundRequest(
            round=Round.objects.get(),
            code=code,
            text="Lengkapi.",
            written_by=world.ketua,
            written_at=timezone.now(),
        )
        for code in list(world.instrument.questions)[1:9]
    )
    assert (few, costs(State.PERBAIKAN)) == ([4, 4, 12], [4, 4, 12])


# --- TPI --------------------------------------------------------------------------------------------------------


def team_of(world, who: str):
    user = User.objects.get(pk=world.people[who].pk)
    (own,) = [group for group in own_units(user) if group.kind == "team"]
    return team_work(user, own, queue_of(user))


def divide(world, a, codes=(MP, PP)) -> None:
    world.fill(a, dict.fromkeys(codes, "Ya"), kind=Sheet.Kind.MEMBER, owner=world.anggota)
    world.fill(a, dict.fromkeys(codes, "Tidak"), kind=Sheet.Kind.MEMBER, owner=world.anggota2)


def test_who_may_read_the_members_sheets_sees_where_they_disagree(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    divide(world, a)
    assert [team_of(world, who).lines[0].divided for who in ("ketua", "pengendali", "anggota")] == [
        2,
        2,
        None,
    ]
    Sheet.objects.filter(owner=world.anggota).update(done_at=timezone.now())
    assert [team_of(world, who).lines[0].divided for who in ("anggota", "anggota2")] == [2, None]
    line = team_of(world, "ketua").lines[0]
    assert line.compare_url == f"/penilaian/{a.pk}/tpi-banding/?tanda=terbelah"
    assert f'href="{line.compare_url}">2 pertanyaan</a>' in shown(world, "ketua")
    Sheet.objects.filter(owner=world.anggota2).update(excused_at=timezone.now())
    assert team_of(world, "ketua").lines[0].divided is None


def test_what_is_begun_is_told_as_something_to_do(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    divide(world, a)
    (item,) = todo_of(world.anggota, now=timezone.now())
    assert item.what == "Lanjutkan penilaian: 111 belum"
    Sheet.objects.filter(kind=Sheet.Kind.MEMBER).update(done_at=timezone.now())
    world.fill(a, {MP: "Ya"}, kind=Sheet.Kind.TPI)
    assert todo_of(world.ketua, now=timezone.now())[0].what == "Tetapkan jawaban akhir: 112 belum"


def test_home_of_a_member_who_is_not_done_does_not_move_with_the_others(world):
    a = world.assessment(State.PENILAIAN_TPI)
    world.fill(a, "best")
    world.fill(a, {MP: "Ya"}, kind=Sheet.Kind.MEMBER, owner=world.anggota)
    before = shown(world, "anggota")
    world.fill(a, "worst", kind=Sheet.Kind.MEMBER, owner=world.anggota2)
    assert "dari 2 anggota" not in before
    assert _main(shown(world, "anggota")) == _main(before)


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_team_whose_units_have_not_submitted_reads_when_they_come(world):
    world.assessment(State.PEMBANGUNAN)
    page = shown(world, "ketua")
    assert "Belum ada unit yang menunggu dinilai." in page
    assert "Tidak ada yang menunggu Anda sekarang." in page


def test_disagreements_cost_the_same_for_1_and_6_units(world, count_queries):
    def units() -> list:
        rows = queue_of(world.ketua).groups
        return [row.assessment for group in rows for row in group.rows]

    first = world.assessment(State.PENILAIAN_TPI)
    divide(world, first)
    # own sheets, three for the seats, answers
    assert count_queries(divided_in, world.ketua, units()) == 5
    for number in range(5):
        unit = make_unit(world.instansi, f"U{number}")
        TeamUnit.objects.create(team=world.team, unit=unit, year=2026)
        divide(world, make_assessment(world.period, unit, State.PENILAIAN_TPI))
    found = units()
    assert count_queries(divided_in, world.ketua, found) == 5
    assert divided_in(world.ketua, found) == {a.pk: 2 for a in found}
    assert count_queries(divided_in, world.anggota, found) == 1


# --- head of the instansi ---------------------------------------------------------------------------------------


def figures(world, at=None) -> list[tuple[str, str]]:
    (year,), _ = years(User.objects.get(pk=world.pimpinan_instansi.pk))
    return [(one.name, one.value) for one in led(year, at or timezone.now()).figures]


def test_the_head_of_the_instansi_sees_five_figures_of_the_units_own_values(world):
    a = world.assessment(State.PENILAIAN_TPI)
    b = world.assessment(State.PENILAIAN_MANDIRI, world.unit2)
    world.fill(a, "best")
    world.fill(b, "worst")
    told = [
        ("Rata-rata nilai", "50,00"),
        ("Memenuhi nilai minimal", "1"),
        ("Lewat batas", "0"),
        ("Usulan belum disetujui", "0"),
        ("Berpredikat saat ini", "0"),
    ]
    assert figures(world) == told
    world.fill(a, "worst", kind=Sheet.Kind.TPI)
    assert figures(world) == told
    assert ("Lewat batas", "1") in figures(world, world.period.deadline + timedelta(days=1))
    page = shown(world, "pimpinan_instansi")
    assert ("50,00" in page, "Sebaran nilai total menurut penilaian mandiri unit" in page) == (True, True)


def test_a_year_without_units_or_answers_says_what_comes(world):
    assert "Belum ada unit terdaftar tahun ini." in shown(world, "pimpinan_instansi")
    world.assessment(State.PENCANANGAN)
    page = shown(world, "pimpinan_instansi")
    assert "Gambar tampil di sini sesudah unit pertama mulai menjawab." in page
    assert figures(world)[0] == ("Rata-rata nilai", "–")


def test_the_figures_cost_the_same_for_1_and_50_units(world, count_queries):
    (year,), _ = years(world.pimpinan_instansi)
    world.fill(world.assessment(), "best")
    one = count_queries(lambda: led(year, timezone.now()))
    for number in range(49):
        world.sheet(make_assessment(world.period, make_unit(world.instansi, f"U{number:02}")))
    # table of the year and its deadlines, units and sheets of the picture, proposals, the register
    assert (one, count_queries(lambda: led(year, timezone.now()))) == (6, 6)


def test_the_page_is_one_page_whatever_the_number_of_units(world):
    for number, state in enumerate([*State, *[State.PENILAIAN_MANDIRI] * 6]):
        unit = make_unit(
            world.instansi, f"U{number:02}", f"Unit {number} dengan nama yang panjang sekali " * 3
        )
        make_assessment(world.period, unit, state)
    world.fill(world.assessment(State.PENILAIAN_MANDIRI, unit), "random")
    late = world.period.deadline + timedelta(days=100)
    page = page_of(world.pimpinan_instansi, world.instansi.pk, 2026, late)
    assert (len(page.late), page.more) == (LATE, 8)
    assert page_count(pdf_of(html_of(page))) == 1
    world.fill(Assessment.objects.first(), "worst", kind=Sheet.Kind.TPI)
    assert html_of(page_of(world.pimpinan_instansi, world.instansi.pk, 2026, late)) == html_of(page)


def test_only_those_of_the_instansi_get_the_page(world):
    for who in ("orang_asing", "petugas", "ketua", "admin_sistem"):
        with pytest.raises(NotAllowed):
            page_of(world.people[who], world.instansi.pk, 2026, timezone.now())
    with pytest.raises(NotAllowed):
        page_of(world.pimpinan_instansi, world.instansi.pk, None, timezone.now())
