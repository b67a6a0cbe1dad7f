"""Activities of the action plan: who writes them and when, what is refused, two people at once, twice the same."""

from datetime import date

import pytest

from assessments.activity_reads import areas_without_plan
from assessments.models import Activity, Assessment, Employee, State
from assessments.services.activities import ActivityData, add_activity, change_activity, remove_activity
from assessments.services.activity_progress import attach_document, detach_document, note_progress
from assessments.services.errors import Conflict, NotAllowed, Refused
from audit.models import Entry
from tests.assessments.papers import put

DATA = ActivityData(
    text="Menyusun SOP layanan loket",
    area="PP",
    codes=("A.I.6.i.b", "A.I.6.i.a"),
    target="Semua layanan loket ber-SOP",
    measure="12 SOP",
    output="SK penetapan SOP",
    person="Siti Aminah",
    start=date(2026, 2, 2),
    due=date(2026, 6, 30),
)
TODAY = date(2026, 7, 1)


@pytest.fixture
def a(world) -> Assessment:
    return world.assessment(State.PEMBANGUNAN)


def actions(a) -> list[str]:
    found = Entry.objects.filter(chain__key=a.audit_chain, object_label="assessments.activity").order_by(
        "seq"
    )
    return [entry.action for entry in found]


def reasons(error) -> list[tuple[str, str]]:
    return list(error.value.reasons)


def test_an_activity_is_kept_as_it_was_said(world, a):
    made = add_activity(a.pk, data=DATA, actor=world.petugas)
    stored = Activity.objects.get(assessment=a)
    assert (stored, stored.number, stored.area, stored.codes) == (made, 1, "PP", ["A.I.6.i.a", "A.I.6.i.b"])
    said = (
        stored.text,
        stored.target,
        stored.measure,
        stored.output,
        stored.person,
        stored.start,
        stored.due,
    )
    assert said == (
        DATA.text,
        DATA.target,
        DATA.measure,
        DATA.output,
        DATA.person,
        date(2026, 2, 2),
        date(2026, 6, 30),
    )
    assert (stored.percent, stored.version, stored.added_by) == (0, 1, world.petugas)
    assert actions(a) == ["activity.add"]


def test_sent_twice_it_is_added_once(world, a):
    first = add_activity(a.pk, data=DATA, actor=world.petugas)
    assert add_activity(a.pk, data=DATA, actor=world.petugas) == first
    with pytest.raises(Refused) as refused:
        add_activity(a.pk, data=ActivityData(text=DATA.text, area="PP"), actor=world.petugas)
    assert reasons(refused) == [("Kegiatan ini sudah ada sebagai nomor 1.", "text")]
    assert (Activity.objects.count(), actions(a)) == (1, ["activity.add"])


@pytest.mark.parametrize("state", [s for s in State if s != State.TERDAFTAR])
def test_the_unit_plans_the_whole_year(world, state):
    a = world.assessment(state)
    for number, who in enumerate(("petugas", "pimpinan_unit"), start=1):
        data = ActivityData(text=f"Rapat {who}", area="MP")
        assert add_activity(a.pk, data=data, actor=world.people[who]).number == number


@pytest.mark.parametrize("who", ["admin", "pimpinan_instansi", "ketua", "anggota", "pengendali"])
def test_others_only_read(world, a, who):
    with pytest.raises(NotAllowed):
        add_activity(a.pk, data=DATA, actor=world.people[who])


@pytest.mark.parametrize("who", ["petugas_lain", "orang_asing", "tanpa_peran", "admin_sistem"])
def test_strangers_know_nothing(world, a, who):
    with pytest.raises(Assessment.DoesNotExist):
        add_activity(a.pk, data=DATA, actor=world.people[who])


def test_before_pencanangan_there_is_no_plan(world):
    with pytest.raises(NotAllowed):
        add_activity(world.assessment(State.TERDAFTAR).pk, data=DATA, actor=world.petugas)


def test_a_pokja_plans_its_area_alone(world, a):
    pokja = world.petugas_pokja  # MP
    mine = add_activity(a.pk, data=ActivityData("Rapat", "MP", codes=("A.I.6.i.a",)), actor=pokja)
    other = add_activity(a.pk, data=DATA, actor=world.petugas)
    for act in (
        lambda: add_activity(a.pk, data=ActivityData("Survei", "PP"), actor=pokja),
        lambda: add_activity(a.pk, data=ActivityData("Survei", ""), actor=pokja),
        lambda: change_activity(a.pk, other.number, data=DATA, seen=1, actor=pokja),
        lambda: change_activity(a.pk, mine.number, data=ActivityData("Rapat", "PP"), seen=1, actor=pokja),
        lambda: remove_activity(a.pk, other.number, actor=pokja),
        lambda: note_progress(a.pk, other.number, on=TODAY, percent=10, actor=pokja, today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Activity.objects.filter(area="PP").count() == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ActivityData("  ", "MP"), [("Tuliskan kegiatannya.", "text")]),
        (ActivityData("A", "XX"), [("Area XX tidak ada dalam instrumen tahun ini.", "area")]),
        (
            ActivityData("A", "MP", codes=("A.I.1.i.a", "Z.9")),
            [("Pertanyaan Z.9 tidak ada dalam instrumen tahun ini.", "codes")],
        ),
        (ActivityData("x" * 1001, "MP"), [("Kegiatan paling panjang 1000 huruf; ini 1001.", "text")]),
        (
            ActivityData("A", "MP", start=date(2026, 5, 2), due=date(2026, 5, 1)),
            [("Tenggat lebih awal daripada mulainya. Periksa kedua tanggalnya.", "due")],
        ),
        (
            ActivityData("A", "MP", due=date(2062, 5, 1)),
            [("Periksa tahunnya: kegiatan 2026 berjalan antara 2024 dan 2028.", "due")],
        ),
    ],
)
def test_what_is_refused_says_why(world, a, data, expected):
    with pytest.raises(Refused) as refused:
        add_activity(a.pk, data=data, actor=world.petugas)
    assert (reasons(refused), Activity.objects.count()) == (expected, 0)


def test_who_answers_for_it_is_picked_from_the_own_staff_list(world, a):
    mine, theirs = (
        Employee.objects.create(unit=unit, name=name)
        for unit, name in ((world.unit, "Budi Santoso"), (world.unit2, "Orang lain"))
    )
    data = ActivityData("Rapat", "MP", person="diabaikan", employee=mine.pk)
    assert add_activity(a.pk, data=data, actor=world.petugas).person == "Budi Santoso"
    with pytest.raises(Refused) as refused:
        add_activity(a.pk, data=ActivityData("Lain", "MP", employee=theirs.pk), actor=world.petugas)
    assert [where for _, where in reasons(refused)] == ["employee"]


def test_a_stale_tab_sees_both_values(world, a):
    made = add_activity(a.pk, data=DATA, actor=world.petugas)
    changed = ActivityData(**{**vars(DATA), "target": "Lain"})
    change_activity(a.pk, 1, data=changed, seen=1, actor=world.pimpinan_unit)
    with pytest.raises(Conflict) as conflict:
        change_activity(a.pk, 1, data=ActivityData("Baru", "PP"), seen=1, actor=world.petugas)
    assert (conflict.value.stored, conflict.value.stored.target) == (made, "Lain")
    assert change_activity(a.pk, 1, data=changed, seen=1, actor=world.petugas).version == 2  # says the same
    assert actions(a) == ["activity.add", "activity.change"]


def test_removing_keeps_what_it_said_in_the_audit(world, a):
    add_activity(a.pk, data=DATA, actor=world.petugas)
    note_progress(a.pk, 1, on=TODAY, percent=40, text="Draf", actor=world.petugas, today=TODAY)
    for _ in range(2):
        remove_activity(a.pk, 1, actor=world.petugas)
    entry = Entry.objects.get(chain__key=a.audit_chain, action="activity.remove")
    assert (entry.before["text"], entry.before["notes"]) == (DATA.text, [["2026-07-01", 40, "Draf"]])
    assert Activity.objects.count() == 0


def test_the_newest_day_says_how_far_it_is(world, a):
    add_activity(a.pk, data=DATA, actor=world.petugas)
    for on, percent, now in [
        (date(2026, 6, 1), 50, 50),
        (date(2026, 5, 1), 20, 50),
        (date(2026, 6, 1), 40, 40),
    ]:
        note_progress(a.pk, 1, on=on, percent=percent, text="", actor=world.petugas, today=TODAY)
        assert Activity.objects.get().percent == now
    note_progress(a.pk, 1, on=date(2026, 6, 1), percent=40, actor=world.petugas, today=TODAY)
    assert Activity.objects.get().notes.count() == 3  # a double click is one note


@pytest.mark.parametrize(
    ("on", "percent", "field"),
    [
        (date(2026, 7, 2), 50, "date"),
        (date(2020, 7, 2), 50, "date"),
        (TODAY, 101, "percent"),
        (TODAY, -1, "percent"),
    ],
)
def test_progress_that_cannot_be(world, a, on, percent, field):
    add_activity(a.pk, data=DATA, actor=world.petugas)
    with pytest.raises(Refused) as refused:
        note_progress(a.pk, 1, on=on, percent=percent, actor=world.petugas, today=TODAY)
    assert [where for _, where in reasons(refused)] == [field]


def test_documents_are_of_the_own_shelf(world, a):
    add_activity(a.pk, data=DATA, actor=world.petugas)
    mine, theirs = put(world, "isi", "Notulen"), put(world, "isi", "Tetangga", unit=world.unit2)
    for _ in range(2):
        attach_document(a.pk, 1, document_id=mine.pk, actor=world.petugas)
    assert Activity.objects.get().papers.count() == 1
    with pytest.raises(Refused):
        attach_document(a.pk, 1, document_id=theirs.pk, actor=world.petugas)
    for _ in range(2):
        detach_document(a.pk, 1, document_id=mine.pk, actor=world.petugas)
    assert (Activity.objects.get().papers.count(), actions(a)) == (
        0,
        ["activity.add", "activity.document", "activity.document_off"],
    )


def test_a_plan_is_complete_with_one_measurable_activity_an_area(world, a):
    areas = ("MP", "TT", "SDM", "AK", "PW", "PP")
    assert len(areas_without_plan(a)) == 6
    for area in areas:
        add_activity(
            a.pk, data=ActivityData(**{**vars(DATA), "area": area, "codes": ()}), actor=world.petugas
        )
    assert areas_without_plan(a) == ()
    change_activity(
        a.pk, 1, data=ActivityData(**{**vars(DATA), "area": "MP", "due": None}), seen=1, actor=world.petugas
    )
    assert areas_without_plan(a) == ("Manajemen Perubahan",)


def test_an_older_note_pressed_twice_is_noted_once(world, a):
    add_activity(a.pk, data=ActivityData("Draf", "MP"), actor=world.petugas)
    for on, percent in ((TODAY, 50), (date(TODAY.year - 1, 12, 1), 20), (date(TODAY.year - 1, 12, 1), 20)):
        note_progress(a.pk, 1, on=on, percent=percent, text="dulu", actor=world.petugas, today=TODAY)
    assert list(Activity.objects.get().notes.values_list("percent", flat=True)) == [50, 20]
