"""Who is told what at each hand-over, once, in the transaction of the act; what the pages of notices do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import Notice, NoticeChoice, PredicateRecord, Sheet, State, StateChange
from assessments.notices import KINDS, TOPICS
from assessments.notices.reading import GONE, told
from assessments.services import told as telling
from assessments.services.errors import Refused
from assessments.services.notices import choices_of, choose, mark_all_read
from assessments.services.signing import decline_result, sign_result
from assessments.services.workflow import move
from tests.assessments import rounds
from tests.assessments.ministry import FIT, NOT_FIT, build_ministry, concluded, with_level_above
from tests.assessments.test_signing import ready
from tests.factories.assessments import fresh
from units.models import ConflictOfInterest, Membership, TeamMember, TeamUnit, User

pytestmark = pytest.mark.django_db


def heard() -> dict[str, set[str]]:
    """Kind → usernames of those who were told."""
    found: dict[str, set[str]] = {}
    for kind, username in Notice.objects.values_list("kind", "user__username"):
        found.setdefault(kind, set()).add(username)
    return found


def walked(world, name: str, state: str, *, actor) -> dict[str, set[str]]:
    """Tell of a move past its guards."""
    a = world.assessment(state)
    change = StateChange.objects.create(
        assessment=a, name=name, source=state, target=state, by=actor, role="", at=timezone.now()
    )
    telling.after_move(a, change, actor=actor)
    return heard()


# --- who is told ---------------------------------------------------------------------------------------------


def test_a_submission_is_told_to_the_team(world):
    rounds.handed_in(world)
    assert heard() == {"submitted": {"ketua", "anggota", "anggota2", "pengendali"}}


def test_without_a_team_the_admin_is_told(world):
    TeamUnit.objects.all().delete()
    rounds.handed_in(world)
    assert heard() == {"without_team": {"admin"}}


def test_a_round_is_told_to_the_unit_and_its_answer_to_the_team(world):
    a = rounds.handed_in(world)
    Notice.objects.all().delete()
    rounds.returned(world, a)
    assert heard() == {"returned": {"petugas", "petugas_pokja", "pimpinan_unit"}}
    Notice.objects.all().delete()
    rounds.resubmitted(world, a)
    assert heard() == {"replied": {"ketua", "anggota", "anggota2"}}


def test_the_level_above_is_told_and_tells(db):
    world = build_ministry()
    with_level_above(world)
    assert heard() == {"submitted_first": {"penilai", "penilai2"}}


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        (
            FIT,
            {
                "passed_on": {"ketua", "anggota", "anggota2", "pengendali"},
                "passed_on_told": {"petugas", "petugas_pokja", "pimpinan_unit"},
            },
        ),
        (NOT_FIT, {"coached": {"petugas", "petugas_pokja", "pimpinan_unit"}}),
    ],
    ids=["fit", "not fit"],
)
def test_the_conclusion_of_the_level_above_is_told(db, conclusion, expected):
    concluded(build_ministry(), conclusion)
    found = heard()
    del found["submitted_first"]
    assert found == expected


def test_signatures_are_told_to_the_one_whose_turn_it_is(world):
    a = ready(world)
    sign_result(a.pk, actor=world.ketua)
    assert heard() == {"countersign": {"pengendali"}}
    decline_result(a.pk, reason="Area PP.", actor=world.pengendali)
    decline_result(a.pk, reason="Area PP.", actor=world.pengendali)
    sign_result(a.pk, actor=world.ketua)
    assert heard() == {"countersign": {"pengendali"}, "declined": {"ketua"}}
    assert Notice.objects.filter(kind="countersign").count() == 2


def test_the_release_is_told_to_all_and_to_the_admin_as_a_step(world):
    a = ready(world)
    world.sign(a)
    Notice.objects.all().delete()
    move(a.pk, "finalkan", actor=world.ketua)
    move(a.pk, "finalkan", actor=world.ketua)
    assert heard() == {
        "to_propose": {"admin"},
        "finalised": {"petugas", "petugas_pokja", "pimpinan_unit", "anggota", "anggota2", "pengendali"},
    }
    assert Notice.objects.count() == 7
    Notice.objects.all().delete()
    move(a.pk, "buka_kembali", actor=world.admin, reason="Salah unggah.")
    assert heard() == {
        "reopened": {"ketua", "anggota", "anggota2", "pengendali"},
        "reopened_told": {"petugas", "petugas_pokja", "pimpinan_unit"},
    }


UNIT = {"petugas", "petugas_pokja", "pimpinan_unit"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("buka_penilaian", {"opened": UNIT}),
        ("tutup_perbaikan", {"round_closed": UNIT}),
        ("usulkan", {"proposed": UNIT}),
        ("tetapkan_wbk", {"determined": UNIT | {"pimpinan_instansi"}}),
        ("tetapkan_wbbm", {"determined": UNIT | {"pimpinan_instansi"}}),
        ("tetapkan_belum", {"determined": UNIT | {"pimpinan_instansi"}}),
        ("tetapkan_wbk_mandiri", {"self_determined": UNIT | {"pimpinan_instansi"}}),
        ("batalkan_penetapan", {"undetermined": UNIT | {"pimpinan_instansi"}}),
        ("batalkan_wbk_mandiri", {"self_undetermined": UNIT | {"pimpinan_instansi"}}),
        ("mulai_tpn", {}),
        ("catat_pencanangan", {}),
    ],
)
def test_the_other_moves(world, name, expected):
    assert walked(world, name, State.PEMBANGUNAN, actor=world.admin) == expected


def test_nobody_is_told_whose_role_ended_whose_account_is_closed_or_who_is_barred(world):
    today = timezone.localdate()
    Membership.objects.filter(user=world.petugas).update(end=today - timedelta(days=1))
    User.objects.filter(pk=world.petugas_pokja.pk).update(is_active=False)
    assert walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin) == {
        "opened": {"pimpinan_unit"}
    }
    Notice.objects.all().delete()
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Saudara.", declared_at=timezone.now()
    )
    TeamMember.objects.filter(user=world.anggota2).update(end=today - timedelta(days=1))
    User.objects.filter(pk=world.pengendali.pk).update(is_active=False)
    assert walked(world, "ajukan", State.PENILAIAN_TPI, actor=world.pimpinan_unit) == {"submitted": {"ketua"}}


def test_an_act_that_is_rolled_back_tells_nobody(world):
    a = world.assessment()
    world.fill(a, "best")
    rounds.attach(world, a, rounds.A1, "sk.txt", b"SK\n")
    with transaction.atomic():
        move(a.pk, "ajukan", actor=world.pimpinan_unit)
        assert Notice.objects.count() == 4
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0


def test_a_refused_move_tells_nobody(world):
    a = world.assessment()
    with pytest.raises(Refused):
        move(a.pk, "ajukan", actor=world.pimpinan_unit)
    assert heard() == {}


def test_the_same_event_is_told_once(world):
    a = world.assessment(State.PEMBANGUNAN)
    change = StateChange.objects.create(
        assessment=a, name="buka_penilaian", source="", target="", by=world.admin, role="", at=timezone.now()
    )
    for _ in range(2):
        telling.after_move(a, change, actor=world.admin)
    assert Notice.objects.count() == 3


def test_a_proposal_is_told_to_the_head_then_to_the_admin_then_to_the_head(world):
    proposal = world.period.proposals.create(
        letter_number="700/1",
        letter_date=timezone.localdate(),
        created_by=world.admin,
        approved_at=timezone.now(),
    )
    for _ in range(2):
        telling.proposal_waits(proposal, actor=world.admin)
        telling.proposal_approved(proposal, actor=world.pimpinan_instansi)
        telling.proposal_sent(proposal, actor=world.admin)
    assert heard() == {
        "proposal_waiting": {"pimpinan_instansi"},
        "proposal_approved": {"admin"},
        "proposal_sent": {"pimpinan_instansi"},
    }
    assert Notice.objects.count() == 3
    (line,) = told(world.admin, Notice.objects.filter(user=world.admin))
    assert (line.text, line.url) == (
        "Usulan 700/1 disetujui dan dapat dikirim.",
        reverse("assessments:proposal", args=[proposal.pk]),
    )


# --- own choices ---------------------------------------------------------------------------------------------


def test_each_is_told_as_they_chose(world):
    choose({"langkah": "none", "kabar": "mail", "batas": "mail"}, actor=world.petugas)
    choose({"langkah": "portal", "kabar": "mail", "batas": "mail"}, actor=world.petugas_pokja)
    walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin)
    assert dict(Notice.objects.values_list("user__username", "mail")) == {
        "petugas_pokja": "",
        "pimpinan_unit": "waiting",
    }


def test_choosing_no_mail_takes_back_what_waits(world):
    walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin)
    choose({"langkah": "portal", "kabar": "mail", "batas": "mail"}, actor=world.petugas)
    assert Notice.objects.get(user=world.petugas).mail == ""
    assert Notice.objects.filter(mail="waiting").count() == 2


@pytest.mark.parametrize("wanted", [{"ngawur": "mail"}, {"langkah": "merpati"}])
def test_what_is_no_topic_or_channel_is_refused(world, wanted):
    with pytest.raises(Refused):
        choose(wanted, actor=world.petugas)
    assert NoticeChoice.objects.count() == 0


def test_the_page_of_choices_keeps_them(world):
    client, url = world.client("petugas"), reverse("assessments:notice_choices")
    assert choices_of(world.petugas) == dict.fromkeys(TOPICS, "mail")
    assert client.post(url, {"langkah": "mail", "kabar": "none"}).status_code == 422
    assert client.post(url, {"langkah": "mail", "kabar": "none", "batas": "<b>"}).status_code == 422
    assert choices_of(world.petugas) == dict.fromkeys(TOPICS, "mail")
    wanted = {"langkah": "mail", "kabar": "none", "batas": "portal"}
    assert client.post(url, wanted).status_code == 302
    assert client.post(url, wanted).status_code == 302
    assert choices_of(world.petugas) == wanted
    assert choices_of(world.ketua) == dict.fromkeys(TOPICS, "mail")


# --- the pages -----------------------------------------------------------------------------------------------


def test_the_bell_counts_what_is_unread_and_costs_no_query(world, count_queries):
    client = world.client("petugas")
    before = count_queries(client.get, "/pemberitahuan/pilihan/")
    assert "zi-bell-count" not in client.get("/").content.decode()
    walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin)
    walked(world, "usulkan", State.DIUSULKAN, actor=world.admin)
    page = client.get("/").content.decode()
    assert "Pemberitahuan, 2 belum dibaca" in page
    assert count_queries(client.get, "/pemberitahuan/pilihan/") == before
    assert "Masuk" in world.client(None).get("/akun/login/").content.decode()


def test_opening_one_marks_it_and_leads_to_its_page(world):
    walked(world, "kembalikan", State.PERBAIKAN, actor=world.ketua)
    a, notice = world.assessment(State.PERBAIKAN), Notice.objects.get(user=world.petugas)
    client, url = world.client("petugas"), reverse("assessments:notice_open", args=[notice.pk])
    page = client.get("/pemberitahuan/").content.decode()
    assert "TPI meminta perbaikan dari Puskesmas Melati." in page
    for _ in range(2):
        answer = client.post(url)
        assert (answer.status_code, answer.url) == (302, reverse("assessments:rounds", args=[a.pk]))
    read = Notice.objects.get(pk=notice.pk).read_at
    assert read is not None
    assert world.client("ketua").post(url).status_code == 404
    assert "belum dibaca" not in client.get("/").content.decode()


def test_marking_all_leaves_what_came_meanwhile(world):
    walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin)
    seen = Notice.objects.get(user=world.petugas).pk
    walked(world, "usulkan", State.DIUSULKAN, actor=world.admin)
    world.client("petugas").post("/pemberitahuan/dibaca/", {"up_to": seen})
    mine = Notice.objects.filter(user=world.petugas).order_by("pk")
    assert [notice.read_at is None for notice in mine] == [False, True]
    assert Notice.objects.exclude(user=world.petugas).exclude(read_at=None).count() == 0
    assert mark_all_read(up_to=0, actor=world.petugas) == 0
    for bad in ("", "x", "-1", "²"):
        assert world.client("petugas").post("/pemberitahuan/dibaca/", {"up_to": bad}).status_code == 302


def test_a_notice_of_what_is_no_longer_theirs_says_only_that(world):
    walked(world, "ajukan", State.PENILAIAN_TPI, actor=world.pimpinan_unit)
    ConflictOfInterest.objects.create(
        user=world.anggota, unit=world.unit, reason="Saudara.", declared_at=timezone.now()
    )
    client = world.client("anggota")
    page = client.get("/pemberitahuan/").content.decode()
    assert GONE in page
    assert "Melati" not in page
    notice = Notice.objects.get(user=world.anggota)
    answer = client.post(reverse("assessments:notice_open", args=[notice.pk]))
    assert answer.url == reverse("assessments:notices")


def test_html_in_names_is_text(world):
    type(world.unit).objects.filter(pk=world.unit.pk).update(name="<script>alert(1)</script>")
    walked(world, "buka_penilaian", State.PEMBANGUNAN, actor=world.admin)
    page = world.client("petugas").get("/pemberitahuan/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_costs_the_same_for_1_and_50(world, count_queries):
    a, client = fresh(world.assessment(State.PEMBANGUNAN)), world.client("petugas")

    def add(number: int) -> None:
        Notice.objects.bulk_create(
            Notice(user=world.petugas, kind="opened", key=str(uuid4()), assessment=a, at=timezone.now())
            for _ in range(number)
        )

    add(1)
    one = count_queries(client.get, "/pemberitahuan/")
    add(49)
    # session, person, hats (2), count, notices, units still known
    assert (one, count_queries(client.get, "/pemberitahuan/")) == (7, 7)
    assert client.get("/pemberitahuan/?page=77").status_code == 200


def test_an_empty_list_says_what_will_be_here(world):
    assert "Belum ada pemberitahuan" in world.client("tanpa_peran").get("/pemberitahuan/").content.decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_words_and_a_page(world, kind):
    a = world.assessment(State.SELESAI_TPI)
    world.sheet(a, Sheet.Kind.UNIT)
    about = {"assessment": a}
    if KINDS[kind].page == "proposal":
        about = {
            "proposal": world.period.proposals.create(
                letter_number="700/1", letter_date=timezone.localdate(), created_by=world.admin
            )
        }
    elif KINDS[kind].page in {"predicate", "predicates"}:
        record = PredicateRecord(unit=world.unit, year=2026, predicate="WBK", decree_number="1")
        record.decree_date, record.recorded_at = timezone.localdate(), timezone.now()
        record.recorded_by = world.admin
        record.save()
        about = {"predicate": record}
    elif "{tahun}" in KINDS[kind].text:
        about = {"period": world.period}
    made = Notice.objects.create(
        user=world.admin, kind=kind, key=kind, at=timezone.now(), due=world.period.deadline, **about
    )
    (line,) = told(world.admin, [made])
    assert "{" not in line.text
    assert line.url.startswith("/")
    assert (" ." in line.text, "  " in line.text) == (False, False)
