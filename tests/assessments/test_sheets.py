"""Members' sheets: reopened, excused, recalled, opened by a round; what the lead and what the member read of it."""

import pytest
from django.db import transaction

from assessments import overview, queries
from assessments.engine.answers import Given
from assessments.models import Answer, Sheet, SheetAct, Signature, State
from assessments.services.answers import Change, save_answers
from assessments.services.errors import NotAllowed, Refused
from assessments.services.sheets import (
    confirm_answer,
    excuse_member,
    mark_done,
    recall_member,
    reopen_for_round,
    reopen_sheet,
)
from assessments.tpi_members import member_rows, withdrawn
from audit.models import Entry
from tests.assessments.tpi import FINAL, HX, MEMBER, html_of, members_filled, save, submitted, tpi_url
from tests.factories.assessments import fresh
from tests.factories.units import LONG_AGO, give_role
from units.models import Role, TeamMember
from units.services.conflicts import declare_conflict

YES, LETTER, COUNTS, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
WHY = "Catatan area AK belum menyebut buktinya."


def own(user) -> Sheet:
    return Sheet.objects.get(kind=MEMBER, owner=user)


def acts(user) -> list[tuple[str, str]]:
    return [(act.act, act.reason) for act in SheetAct.objects.filter(sheet__owner=user)]


def reasons(call, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert not isinstance(caught.value, NotAllowed)
    return [message for message, _ in caught.value.reasons]


def after_round(world, a, codes=(YES, LETTER)) -> None:
    """The unit has answered a round about these questions."""
    with transaction.atomic():
        reopen_for_round(
            fresh(a), codes, actor=world.pimpinan_unit, reason="Unit menjawab perbaikan putaran 1."
        )


def members_url(a) -> str:
    return f"/penilaian/{a.pk}/tpi-anggota/"


def act(world, who, a, member, what: str, reason: str = WHY):
    data = {"anggota": str(member.pk), "tindakan": what, "alasan": reason}
    return world.client(who).post(members_url(a), data)


@pytest.fixture
def done(world):
    """Both members are done."""
    a = submitted(world)
    members_filled(world, a, done=True)
    return a


# --- reopening -----------------------------------------------------------------------------------------------


def test_reopening_opens_all_of_one_sheet_with_the_reason_and_drops_its_signature_alone(world, done):
    sheet = reopen_sheet(done.pk, member_id=world.anggota.pk, reason=f"  {WHY}\r\n", actor=world.ketua)
    assert (sheet.pk, sheet.done_at, sheet.open_codes) == (own(world.anggota).pk, None, None)
    assert acts(world.anggota) == [("done", ""), ("reopened", WHY)]
    valid = Signature.objects.filter(void_at=None)
    assert [(s.user, s.seat) for s in valid] == [(world.anggota2, "anggota_tpi")]
    assert Signature.objects.get(user=world.anggota).void_reason == WHY
    entry = Entry.objects.get(action="sheet.reopened")
    assert (entry.actor_id, entry.object_id, entry.reason) == (world.ketua.pk, str(sheet.pk), WHY)
    change = Change(LETTER, Given("C"), 1)
    assert save_answers(done.pk, kind=MEMBER, changes=[change], actor=world.anggota).changed == (LETTER,)
    assert own(world.anggota2).done_at is not None


def test_asked_twice_it_happens_once(world, done):
    reopen_sheet(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    assert reasons(reopen_sheet, done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua) == [
        "Lembar anggota ini masih terbuka."
    ]
    excuse_member(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    again = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    assert reasons(excuse_member, done.pk, **again) == ["Anggota ini sudah dibebaskan."]
    assert reasons(reopen_sheet, done.pk, **again) == ["Anggota ini dibebaskan. Minta menilai lagi dahulu."]
    recall_member(done.pk, **again)
    assert reasons(recall_member, done.pk, **again) == ["Anggota ini tidak dibebaskan."]
    assert [name for name, _ in acts(world.anggota)] == ["done", "reopened", "excused", "recalled"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "Tuliskan alasannya."),
        (" \x00\n", "Tuliskan alasannya."),
        ("x" * 1001, "Alasan paling panjang 1.000 huruf."),
    ],
)
def test_every_act_wants_a_reason(world, done, reason, message):
    asked = {"member_id": world.anggota.pk, "reason": reason, "actor": world.ketua}
    assert reasons(reopen_sheet, done.pk, **asked) == [message]
    Sheet.objects.filter(owner=world.anggota).update(done_at=None)
    assert reasons(excuse_member, done.pk, **asked) == [message]
    Sheet.objects.filter(owner=world.anggota).update(excused_at=own(world.anggota2).done_at)
    assert reasons(recall_member, done.pk, **asked) == [message]
    assert acts(world.anggota) == [("done", "")]


def test_only_the_lead_acts_and_only_while_tpi_has_the_unit(world, done):
    asked = {"member_id": world.anggota.pk, "reason": WHY}
    for who in (world.anggota, world.anggota2, world.pengendali, world.admin, world.pimpinan_unit):
        with pytest.raises(NotAllowed):
            reopen_sheet(done.pk, actor=who, **asked)
    world.assessment(State.SELESAI_TPI)
    with pytest.raises(NotAllowed):
        reopen_sheet(done.pk, actor=world.ketua, **asked)


def test_only_members_of_this_team_have_a_sheet_to_act_on(world):
    a = submitted(world)
    message = ["Orang ini bukan anggota yang menilai unit ini."]
    give_role(world.anggota2, Role.PETUGAS, world.unit)
    TeamMember.objects.create(
        team=world.team, user=world.tanpa_peran, seat="anggota_tpi", start=LONG_AGO, end=LONG_AGO
    )
    wrong = (
        world.ketua,
        world.pengendali,
        world.petugas,
        world.orang_asing,
        world.anggota2,
        world.tanpa_peran,
    )
    for who in (*[user.pk for user in wrong], 10**9):
        assert reasons(excuse_member, a.pk, member_id=who, reason=WHY, actor=world.ketua) == message
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota)
    assert reasons(excuse_member, a.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua) == message
    assert Sheet.objects.filter(kind=MEMBER).count() == 0


# --- excusing ------------------------------------------------------------------------------------------------


def test_an_excused_member_reads_their_sheet_and_changes_nothing(world):
    a = submitted(world)
    world.fill(a, kind=MEMBER, owner=world.anggota)
    excuse_member(a.pk, member_id=world.anggota.pk, reason="Sedang <b>cuti</b>.", actor=world.ketua)
    html = html_of(world, "anggota", a)
    assert "Anda dibebaskan dari penilaian unit ini" in html
    assert "Sedang &lt;b&gt;cuti&lt;/b&gt;." in html
    assert "Hendra Gunawan, Ak." in html
    for word in ("/simpan/", "tpi-selesai", "Sudah dinyatakan selesai", "Rudi Hartono", "tpi-lanjut"):
        assert word not in html
    response = save(world.client("anggota"), a, LETTER, nilai="C", version=1)
    assert response.status_code == 403
    assert "Anda dibebaskan dari penilaian unit ini" in response.content.decode()
    for call in (mark_done, lambda pk, actor: confirm_answer(pk, kind=MEMBER, code=YES, actor=actor)):
        with pytest.raises(NotAllowed):
            call(a.pk, actor=world.anggota)
    assert "Nilai unit ini" not in world.client("anggota").get(f"/penilaian/{a.pk}/").content.decode()


def test_a_member_who_is_done_is_reopened_before_they_are_excused(world, done):
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    assert reasons(excuse_member, done.pk, **asked) == [
        "Anggota ini sudah menyatakan lembarnya selesai. Buka kembali lembarnya dahulu."
    ]


def test_who_has_not_begun_can_be_excused_and_recalled(world):
    a = submitted(world)
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    excuse_member(a.pk, **asked)
    assert (own(world.anggota).answered, own(world.anggota).of) == (0, 113)
    recall_member(a.pk, **asked)
    html = html_of(world, "anggota", a)
    assert "Anda diminta menilai lagi" in html
    assert WHY in html
    assert "/simpan/" in html


def test_the_overview_counts_only_those_whose_sheets_count(world, done):
    def told() -> str:
        found = overview.overview_assessments(world.period)
        return overview.rows(world.period, found)[0].members_done

    assert told() == "2 dari 2 anggota selesai"
    asked = {"member_id": world.anggota.pk, "reason": WHY, "actor": world.ketua}
    reopen_sheet(done.pk, **asked)
    assert told() == "1 dari 2 anggota selesai"
    excuse_member(done.pk, **asked)
    assert told() == "1 dari 1 anggota selesai"
    declare_conflict(world.unit, reason="Kerabat.", actor=world.anggota2)
    assert told() == "0 dari 0 anggota selesai"


# --- after a round -------------------------------------------------------------------------------------------


def test_a_round_opens_a_done_sheet_for_its_questions_alone(world, done):
    after_round(world, done)
    sheet = own(world.anggota)
    assert (sheet.done_at, sheet.open_codes, sheet.unconfirmed) == (None, [YES, LETTER], [YES, LETTER])
    assert acts(world.anggota)[-1] == ("round", "Unit menjawab perbaikan putaran 1.")
    with pytest.raises(NotAllowed):
        save_answers(done.pk, kind=MEMBER, changes=[Change(INDEX, Given("3"), 1)], actor=world.anggota)
    html = html_of(world, "anggota", done)
    assert [code for code in world.instrument.questions if f"/tpi/{code}/simpan/" in html] == [YES, LETTER]
    assert html.count("Diperbaiki unit, periksa lagi") == 2
    assert "Unit menjawab perbaikan putaran 1." in html
    assert "Hanya pertanyaan yang diperbaiki yang dapat diubah." in html
    assert "Rudi Hartono" not in html  # no longer done: the others are not theirs to see


def test_a_question_that_stays_shut_shows_the_own_answer_in_full(world, done):
    after_round(world, done, [LETTER])
    html = html_of(world, "anggota", done)
    shut = html.split('id="q-A-I-1-i-a"')[1].split("</article>")[0]
    assert "Ya — Tim sudah dibentuk" in shut
    assert "/simpan/" not in shut
    assert 'name="nilai"' not in shut


def test_done_comes_only_when_all_was_looked_at_again(world, done):
    after_round(world, done)
    assert reasons(mark_done, done.pk, actor=world.anggota) == [
        "2 jawaban yang diperbaiki unit belum Anda periksa lagi."
    ]
    assert "tpi-selesai" not in html_of(world, "anggota", done)
    response = world.client("anggota").post(f"/penilaian/{done.pk}/tpi-selesai/")
    assert response["Location"] == tpi_url(done, "SEMUA", "?filter=periksa")
    confirm_answer(done.pk, kind=MEMBER, code=YES, actor=world.anggota)
    save_answers(done.pk, kind=MEMBER, changes=[Change(LETTER, Given("C"), 1)], actor=world.anggota)
    assert own(world.anggota).unconfirmed == []
    assert "tpi-selesai" in html_of(world, "anggota", done)
    sheet = mark_done(done.pk, actor=world.anggota)
    assert (sheet.open_codes, sheet.done_at is not None) == (None, True)
    assert Signature.objects.filter(user=world.anggota, void_at=None).count() == 1


def test_confirming_happens_once_and_is_told_to_the_audit(world, done):
    after_round(world, done)
    for _ in range(2):
        confirm_answer(done.pk, kind=MEMBER, code=YES, actor=world.anggota)
    entry = Entry.objects.get(action="answer.confirm")
    assert (entry.actor_id, entry.object_id) == (world.anggota.pk, f"{own(world.anggota).pk}/{YES}")
    assert Answer.objects.get(sheet=own(world.anggota), code=YES).version == 1
    assert own(world.anggota2).unconfirmed == [YES, LETTER]
    assert reasons(confirm_answer, done.pk, kind=MEMBER, code="A.I.99", actor=world.anggota) == [
        "Belum ada jawaban yang dapat ditegaskan."
    ]
    for kind, who in ((FINAL, world.anggota), (MEMBER, world.ketua), (FINAL, world.pengendali)):
        with pytest.raises(NotAllowed):
            confirm_answer(done.pk, kind=kind, code=YES, actor=who)


def test_a_second_round_adds_to_the_first(world, done):
    after_round(world, done, [YES])
    after_round(world, done, [LETTER])
    sheet = own(world.anggota)
    assert (sheet.open_codes, sheet.unconfirmed) == ([YES, LETTER], [YES, LETTER])
    assert [name for name, _ in acts(world.anggota)] == ["done", "round"]  # it was open already


def test_a_sheet_at_work_stays_open_and_only_what_was_answered_is_looked_at_again(world):
    a = submitted(world)
    world.fill(a, {YES: "Ya"}, kind=MEMBER, owner=world.anggota)
    world.fill(a, {LETTER: "A"}, kind=FINAL)
    after_round(world, a)
    sheet, final = own(world.anggota), Sheet.objects.get(kind=FINAL)
    assert (sheet.open_codes, sheet.unconfirmed, acts(world.anggota)) == (None, [YES], [])
    assert (final.open_codes, final.unconfirmed) == (None, [LETTER])
    assert "Unit memperbaiki pertanyaan yang sudah Anda nilai" in html_of(world, "anggota", a)


def test_the_lead_opens_all_of_a_sheet_that_a_round_opened_in_part(world, done):
    after_round(world, done)
    reopen_sheet(done.pk, member_id=world.anggota.pk, reason=WHY, actor=world.ketua)
    sheet = own(world.anggota)
    assert (sheet.open_codes, sheet.unconfirmed) == (None, [YES, LETTER])
    assert html_of(world, "anggota", done).count("/simpan/#q-") == 16


# --- the filter and the button -------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "kind"), [("anggota", MEMBER), ("ketua", FINAL)])
def test_the_filter_shows_exactly_what_to_look_at_again(world, done, who, kind):
    world.fill(done, kind=FINAL)
    after_round(world, done, [LETTER, INDEX])
    html = html_of(world, who, done, "SEMUA", "?filter=periksa")
    assert [c for c in world.instrument.questions if f"/tpi/{c}/simpan/" in html] == [LETTER, INDEX]
    assert [c for c in world.instrument.questions if f"/tpi/{c}/tetap/" in html] == [LETTER, INDEX]
    for code in (LETTER, INDEX):
        confirm_answer(done.pk, kind=kind, code=code, actor=getattr(world, who))
    assert "Tidak ada lagi yang perlu diperiksa" in html_of(world, who, done, "SEMUA", "?filter=periksa")


def test_without_a_round_the_filter_is_hidden(world):
    a = submitted(world)
    html = html_of(world, "anggota", a)
    assert 'href="/penilaian/1/tpi/MP/?filter=periksa" hidden' in html.replace(f"/{a.pk}/", "/1/")


@pytest.mark.parametrize(
    ("page", "address"),
    [("MP", "/tpi/MP/#q-A-I-1-i-a"), ("SEMUA", "/tpi/SEMUA/#q-A-I-1-i-a"), ("SOAL", "/tpi/soal/A.I.1.i.a/")],
)
def test_tetap_without_javascript_returns_to_the_page_where_it_was_pressed(world, done, page, address):
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    response = world.client("anggota").post(url, {"lembar": MEMBER, "halaman": page})
    assert response["Location"] == f"/penilaian/{done.pk}{address}"
    assert own(world.anggota).unconfirmed == [LETTER]


def test_tetap_with_htmx_takes_the_mark_and_moves_the_counts(world, done):
    world.fill(done, kind=FINAL)
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    html = world.client("ketua").post(url, {"lembar": FINAL, "halaman": "MP"}, headers=HX).content.decode()
    assert '<div class="zi-recheck" id="rc-A-I-1-i-a" hx-swap-oob="true"></div>' in html
    assert '<span class="num" id="zi-filter-periksa" hx-swap-oob="true">1</span>' in html
    assert "Periksa lagi 1 jawaban" in html
    own_html = (
        world.client("anggota").post(url, {"lembar": MEMBER, "halaman": "MP"}, headers=HX).content.decode()
    )
    assert "Periksa lagi 1 jawaban" in own_html
    assert "Rudi Hartono" not in own_html


def test_a_save_takes_the_mark_too(world, done):
    after_round(world, done)
    html = save(world.client("anggota"), done, LETTER, nilai="C", version=1).content.decode()
    assert '<div class="zi-recheck" id="rc-A-I-1-i-b" hx-swap-oob="true"></div>' in html
    assert "Periksa lagi 1 jawaban" in html


def test_tetap_takes_no_get_no_other_sheet_and_no_unknown_question(world, done):
    after_round(world, done)
    url = f"/penilaian/{done.pk}/tpi/{YES}/tetap/"
    assert world.client("anggota").get(url).status_code == 405
    assert world.client("anggota").post(url, {}).status_code == 400
    assert world.client("anggota").post(url, {"lembar": FINAL}).status_code == 403
    wrong = f"/penilaian/{done.pk}/tpi/A.I.99/tetap/"
    assert world.client("anggota").post(wrong, {"lembar": MEMBER}).status_code == 404
    assert own(world.anggota).unconfirmed == [YES, LETTER]


def test_the_lead_is_led_to_what_the_unit_changed_before_notes_and_finalising(world, done):
    world.fill(done, {**{YES: Given("Tidak")}}, kind=FINAL)
    world.fill(done, kind=FINAL)
    after_round(world, done, [LETTER])
    html = html_of(world, "ketua", done)
    assert "Periksa lagi 1 jawaban" in html
    assert '<li id="zi-task-periksa">' in html
    confirm_answer(done.pk, kind=FINAL, code=LETTER, actor=world.ketua)
    assert '<li id="zi-task-periksa" hidden>' in html_of(world, "ketua", done)


# --- the lead's page -----------------------------------------------------------------------------------------


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


# --- conflict of interest ------------------------------------------------------------------------------------


def conflict_url(a) -> str:
    return f"/penilaian/{a.pk}/benturan/"


def test_declaring_ends_the_access_at_once(world, done):
    client = world.client("anggota")
    assert conflict_url(done) in client.get(f"/penilaian/{done.pk}/").content.decode()
    assert "Akses Anda ke unit ini berhenti saat itu juga" in client.get(conflict_url(done)).content.decode()
    response = client.post(conflict_url(done), {"alasan": "Kakak kandung pimpinan."})
    assert response["Location"] == "/tpi/"
    html = client.get("/tpi/").content.decode()
    assert "Benturan kepentingan dengan Puskesmas Melati tercatat." in html
    for url in (
        f"/penilaian/{done.pk}/",
        tpi_url(done),
        conflict_url(done),
        f"/penilaian/{done.pk}/tpi-lanjut/",
    ):
        assert client.get(url).status_code == 404
    assert save(client, done, LETTER, nilai="C", version=1).status_code == 404
    assert client.post(conflict_url(done), {"alasan": "Lagi."}).status_code == 404
    assert [m.user for m in queries.members_of(fresh(done))] == [world.anggota2]


@pytest.mark.parametrize("reason", ["  ", "Kakak. " * 200])
def test_declaring_wants_a_reason_and_keeps_what_was_typed(world, done, reason):
    response = world.client("anggota").post(conflict_url(done), {"alasan": reason})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Tuliskan alasannya, paling panjang 1.000 huruf." in html
    assert f">{reason}</textarea>" in html
    assert world.client("anggota").get(tpi_url(done)).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ketua", 200),
        ("pengendali", 200),
        ("petugas", 403),
        ("admin", 403),
        ("petugas_lain", 404),
        (None, 302),
    ],
)
def test_only_who_assesses_declares(world, done, who, status):
    assert world.client(who).get(conflict_url(done)).status_code == status


def test_after_release_there_is_nothing_left_to_declare(world, done):
    world.assessment(State.SELESAI_TPI)
    assert world.client("anggota").get(conflict_url(done)).status_code == 403
    assert conflict_url(done) not in world.client("anggota").get(f"/penilaian/{done.pk}/").content.decode()
