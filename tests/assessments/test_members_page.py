"""The lead's page of the members: how each stands, what can be done, and who reads it."""

import pytest

from assessments.services.sheets import excuse_member, mark_done, reopen_sheet
from assessments.tpi_members import member_rows, withdrawn
from tests.assessments.sheets import WHY, YES, act, acts, after_round, members_url, own
from tests.assessments.tpi import MEMBER, html_of, submitted
from tests.factories.assessments import fresh
from tests.factories.units import LONG_AGO
from units.models import TeamMember
from units.services.conflicts import declare_conflict


def test_the_page_tells_how_each_member_stands_and_what_can_be_done(world):
    a = submitted(world)

    def states() -> list[tuple[str, str, int, tuple[str, ...]]]:
        return [(row.name, row.state, row.recheck, row.can) for row in member_rows(fresh(a))]

    assert states() == [
        ("Maya Kusuma", "belum mulai", 0, ("bebaskan",)),
        ("Rudi Hartono", "belum mulai", 0, ("bebaskan",)),
    ]
    world.fill(a, {YES: "Ya"}, kind=MEMBER, owner=world.anggota)
    world.fill(a, kind=MEMBER, owner=world.anggota2)
    mark_done(a.pk, actor=world.anggota2)
    assert [s[1:] for s in states()] == [("sedang menilai", 0, ("bebaskan",)), ("selesai", 0, ("buka",))]
    after_round(world, a)
    assert [s[1:] for s in states()] == [
        ("sedang menilai", 1, ("bebaskan",)),
        ("dibuka untuk perbaikan", 2, ("buka", "bebaskan")),
    ]
    reopen_sheet(a.pk, member_id=world.anggota2.pk, reason=WHY, actor=world.ketua)
    excuse_member(a.pk, member_id=world.anggota.pk, reason="Cuti.", actor=world.ketua)
    assert [s[1:] for s in states()] == [("dibebaskan", 0, ("minta",)), ("dibuka kembali", 2, ("bebaskan",))]


def test_the_lead_acts_on_the_page_and_reads_the_history_with_reasons(world, done):
    client = world.client("ketua")
    assert act(world, "ketua", done, world.anggota, "buka").status_code == 302
    assert act(world, "ketua", done, world.anggota, "bebaskan", "Sedang <i>cuti</i>.").status_code == 302
    assert act(world, "ketua", done, world.anggota, "minta", "Sudah kembali.").status_code == 302
    html = client.get(members_url(done)).content.decode()
    assert "Maya Kusuma diminta menilai lagi." in html
    told = [
        "Diminta menilai lagi",
        "Sudah kembali.",
        "Dibebaskan",
        "Sedang &lt;i&gt;cuti&lt;/i&gt;.",
        "Dibuka kembali",
        WHY,
    ]
    places = [html.index(text) for text in told]
    assert places == sorted(places)
    assert "<i>cuti" not in html


@pytest.mark.parametrize("reason", ["   ", "Panjang sekali. " * 70])
def test_a_refused_act_keeps_what_was_typed(world, done, reason):
    response = act(world, "ketua", done, world.anggota, "buka", reason)
    html = response.content.decode()
    assert response.status_code == 422
    assert f">{reason}</textarea>" in html
    assert 'role="alert"' in html
    assert own(world.anggota).done_at is not None


def test_a_stale_page_is_told_what_holds(world, done):
    act(world, "ketua", done, world.anggota, "buka")
    response = act(world, "ketua", done, world.anggota, "buka")
    assert response.status_code == 422
    assert own(world.anggota).done_at is None
    assert [name for name, _ in acts(world.anggota)] == ["done", "reopened"]


@pytest.mark.parametrize(
    "data", [{}, {"anggota": "x"}, {"anggota": "²"}, {"anggota": "9" * 30}, {"anggota": "1"}]
)
def test_a_broken_form_is_a_bad_request(world, done, data):
    assert world.client("ketua").post(members_url(done), {"tindakan": "hapus", **data}).status_code == 400


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("ketua", 200, 302),
        ("pengendali", 200, 403),
        ("anggota", 403, 403),
        ("anggota2", 403, 403),
        ("petugas", 403, 403),
        ("admin", 403, 403),
        ("petugas_lain", 404, 404),
        (None, 302, 302),
    ],
)
def test_who_reads_and_who_acts(world, done, who, read, write):
    assert world.client(who).get(members_url(done)).status_code == read
    assert act(world, who, done, world.anggota, "buka").status_code == write
    assert (own(world.anggota).done_at is None) == (who == "ketua")


def test_who_stepped_back_is_named_without_the_reason(world, done):
    declare_conflict(world.unit, reason="KERABAT RAHASIA", actor=world.anggota)
    assert withdrawn(fresh(done)) == ["Maya Kusuma"]
    assert [row.name for row in member_rows(fresh(done))] == ["Rudi Hartono"]
    html = world.client("ketua").get(members_url(done)).content.decode()
    assert "mundur: benturan kepentingan" in html
    assert "KERABAT RAHASIA" not in html


def test_a_reason_for_one_member_is_not_told_to_another(world, done):
    reopen_sheet(done.pk, member_id=world.anggota.pk, reason="ALASAN MAYA", actor=world.ketua)
    assert "ALASAN MAYA" in html_of(world, "anggota", done)
    for who in ("anggota2", "pengendali"):
        assert "ALASAN MAYA" not in html_of(world, who, done)


def test_the_page_takes_the_same_queries_for_2_and_6_members(world, done, django_assert_num_queries):
    client = world.client("ketua")
    client.get(members_url(done))
    # session, user, memberships, seats, conflicts of interest; assessment; last look; seats of the team with people,
    # sheets, what happened to them; who stepped back
    with django_assert_num_queries(11):
        client.get(members_url(done))
    for who in ("petugas_lain", "tanpa_peran", "petugas_asing", "admin"):
        user = world.people[who]
        TeamMember.objects.create(team=world.team, user=user, seat="anggota_tpi", start=LONG_AGO)
        world.fill(done, kind=MEMBER, owner=user)
        mark_done(done.pk, actor=user)
    with django_assert_num_queries(11):
        client.get(members_url(done))
