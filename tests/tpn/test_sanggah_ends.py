"""Sanggah beyond the straight road: a draft, papers that come later, a corrected answer, a unit that makes none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    FormerOutcome,
    FormerStageResult,
    Notice,
    Objection,
    ObjectionDocument,
    ObjectionDraft,
    ObjectionWaiver,
    StageResult,
    State,
)
from assessments.reports.objection import OPEN, letter_of
from assessments.services.errors import NotAllowed, Refused
from assessments.services.objection_checks import Outcome
from assessments.services.objection_corrections import correct_outcome
from assessments.services.objection_drafts import save_draft
from assessments.services.objections import add_documents, cancel_objection, decide_objection, file_objection
from assessments.services.tpn import determine
from assessments.services.tpn_stages import remove_stage
from assessments.services.waivers import Statement, retract_waiver, state_no_objection
from assessments.todo import todo_of
from audit.models import Entry
from audit.queries import verify
from tests.tpn.stage import ago, announce, contest, filing, in_tpn, paper, say

pytestmark = pytest.mark.django_db
STAGE = "pra_evaluasi"


@pytest.fixture
def a(world):
    """A unit that TPN assesses."""
    return in_tpn(world)[0]


def said(what: str, number: str = "B/77", result: str = "lanjut") -> Outcome:
    """An answer of today."""
    return Outcome(what, number, timezone.localdate(), "Bukti cukup.", result)


def correct(world, a, outcome: Outcome, *, seen: int = 2, reason: str = "Salah pilih.", **more) -> Objection:
    """As the admin."""
    args = {"outcome": outcome, "seen": seen, "reason": reason, "actor": world.admin}
    return correct_outcome(a.pk, **(args | more))


def told(refused) -> list[str]:
    """The pages of a refusal."""
    return [where for _, where in refused.value.reasons]


# --- TPN's answer corrected ---------------------------------------------------------------------------------


def test_an_acceptance_that_was_none_gives_back_the_refusal(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=said("diterima"), seen=1, actor=world.admin)
    for _ in range(2):  # pressed twice it happens once
        correct(world, a, said("ditolak", "B/78"))
    stands, former = StageResult.objects.get(), FormerOutcome.objects.get()
    assert (stands.result, stands.letter_number) == ("tidak", "B/1")
    assert (former.outcome, former.outcome_number, former.reason) == ("diterima", "B/77", "Salah pilih.")
    assert [one.result for one in FormerStageResult.objects.all()] == ["lanjut", "tidak"]
    assert Entry.objects.filter(action="tpn.objection_correct").count() == 1
    again = correct(world, a, said("diterima", "B/79", "lanjut_catatan"), seen=3)
    assert (again.outcome, StageResult.objects.get().result) == ("diterima", "lanjut_catatan")
    correct(world, a, said("ditolak", "B/80"), seen=4)
    assert StageResult.objects.get().letter_number == "B/1"
    assert verify(a.audit_chain) == []


def test_the_answer_and_another_one_in_its_place_are_told_once_each(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=said("diterima"), seen=1, actor=world.admin)
    correct(world, a, said("diterima", "B/78"), seen=2)  # the number alone
    for _ in range(2):
        correct(world, a, said("ditolak", "B/78"), seen=3)
    heard = Notice.objects.filter(kind="objection_answered").values_list("user__username", "key")
    one = Objection.objects.get()
    who = ("petugas", "petugas_pokja", "pimpinan_instansi", "pimpinan_unit")
    assert sorted(heard) == sorted((name, f"objection:{one.pk}:{seen}") for name in who for seen in (2, 4))


def test_a_document_of_the_answer_is_taken_off_and_stays_known(world, a):
    contest(world, a)
    evidence, page = paper(world), reverse("assessments:tpn_objection", args=[a.pk])
    add_documents(a.pk, kind="bukti", revisions=[evidence], actor=world.admin)
    decide_objection(a.pk, outcome=said("ditolak"), seen=1, actor=world.admin, answer=paper(world))
    answer, proof = (ObjectionDocument.objects.get(kind=kind) for kind in ("jawaban", "bukti"))
    client = world.client("admin")
    assert f'name="lepas-document" value="{answer.pk}"' in client.get(page).content.decode()
    asked = {"form": "lepas", "lepas-document": answer.pk}
    assert world.client("pimpinan_unit").post(page, asked).status_code == 403
    for _ in range(2):  # pressed twice it happens once
        assert client.post(page, asked).status_code == 302
    answer.refresh_from_db()
    assert answer.removed_by == world.admin
    html = client.get(page).content.decode()
    assert (f", dilepas {world.admin}" in html, 'name="lepas-document"' in html) == (True, False)
    assert Entry.objects.filter(action="tpn.objection_document_remove").count() == 1
    late = client.post(page, asked | {"lepas-document": proof.pk})
    told = "jadi surat dan buktinya tidak dapat dilepas lagi" in late.content.decode()
    assert (late.status_code, told) == (422, True)
    assert client.post(page, asked | {"lepas-document": 0}).status_code == 422
    assert client.post(page, asked | {"lepas-document": 999_999}).status_code == 404


def test_a_rejection_that_was_none_lets_the_unit_go_on(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=said("ditolak"), seen=1, actor=world.admin)
    scan = paper(world)
    correct(world, a, said("diterima"), answer=scan)
    assert StageResult.objects.get().result == "lanjut"
    assert [d.revision for d in Objection.objects.get().documents.filter(kind="jawaban")] == [scan]
    say(world, a, "desk_evaluasi", days=0)
    with pytest.raises(Refused, match="Desk evaluasi sudah dicatat") as rests:
        correct(world, a, said("ditolak"), seen=3)
    assert told(rests) == ["tpn"]


def test_what_a_correction_lacks(world, a):
    contest(world, a)
    with pytest.raises(Refused, match="Belum ada jawaban"):
        correct(world, a, said("ditolak"), seen=1)
    decide_objection(a.pk, outcome=said("ditolak"), seen=1, actor=world.admin)
    for spoilt, message in (
        ({"reason": " "}, "Tulis alasan"),
        ({"seen": 1}, "baru saja diubah"),
        ({"outcome": said("ditolak", " ")}, "Isi nomor surat"),
    ):
        with pytest.raises(Refused, match=message):
            correct(world, a, **({"outcome": said("diterima")} | spoilt))
    with pytest.raises(NotAllowed):
        correct(world, a, said("diterima"), actor=world.pimpinan_unit)
    assert (FormerOutcome.objects.count(), Objection.objects.get().version) == (0, 2)


def test_after_the_verdict_nothing_is_corrected(world, a):
    contest(world, a)
    decide_objection(a.pk, outcome=said("ditolak"), seen=1, actor=world.admin)
    decide_no(world, a)
    with pytest.raises(NotAllowed):
        correct(world, a, said("diterima"))


def decide_no(world, a):
    """Belum memenuhi, today."""
    args = {"decree_number": "S/1", "decree_date": timezone.localdate(), "seen": 1, "actor": world.admin}
    return determine(a.pk, verdict="belum", **args)


def test_nothing_to_cancel_is_no_success(world, a):
    with pytest.raises(Refused, match="Tidak ada sanggah"):
        cancel_objection(a.pk, reason="Salah.", seen=0, actor=world.admin)


# --- papers before and after --------------------------------------------------------------------------------


def test_the_letter_is_made_before_and_signed_after(world, a):
    say(world, a, STAGE, "tidak", letter_number="B/1")
    args = {"letter_number": "", "letter_date": None, "actor": world.admin}
    with pytest.raises(Refused, match="Tulis alasan"):
        save_draft(a.pk, reason=" ", seen=0, **args)
    for _ in range(2):
        draft = save_draft(a.pk, reason="Buktinya ada.", seen=0, **args)
    assert (draft.version, Objection.objects.count()) == (1, 0)
    letter = letter_of(a, draft)
    assert (letter.number, letter.date, letter.reason) == (OPEN, OPEN, ("Buktinya ada.",))
    assert (letter.stage, letter.refusal.startswith("B/1, ")) == ("Pra evaluasi", True)
    with pytest.raises(Refused, match="baru saja diubah"):
        save_draft(a.pk, reason="Lain.", seen=0, **args)
    announce(world)
    file_objection(a.pk, filing=filing(), actor=world.admin)
    assert ObjectionDraft.objects.count() == 0
    signed = paper(world)
    for _ in range(2):
        made = add_documents(a.pk, kind="surat", revisions=[signed], actor=world.admin)
    assert [(d.kind, d.revision) for d in made.documents.all()] == [("surat", signed)]
    with pytest.raises(Refused, match="jenis"):
        add_documents(a.pk, kind="jawaban", revisions=[signed], actor=world.admin)
    with pytest.raises(Refused, match="sudah memakainya"):
        save_draft(a.pk, reason="Lagi.", seen=0, **args)


def test_a_draft_needs_a_refusal(world, a):
    args = {"letter_number": "1", "letter_date": None, "reason": "x", "seen": 0, "actor": world.admin}
    with pytest.raises(Refused, match="hanya untuk unit yang tidak lanjut"):
        save_draft(a.pk, **args)


# --- a unit that makes none ---------------------------------------------------------------------------------

WHO = Statement("Kepala Puskesmas", ago(2), "800/12")


def waive(world, a, statement: Statement = WHO) -> ObjectionWaiver:
    """As the admin."""
    return state_no_objection(a.pk, statement=statement, actor=world.admin)


def test_a_statement_lets_the_verdict_come_before_the_end(world, a):
    say(world, a, STAGE, "tidak")
    announce(world)
    with pytest.raises(Refused, match="masih terbuka"):
        decide_no(world, a)
    assert "Putuskan apakah menyanggah hasil TPN" in waiting(world)
    assert waive(world, a) == waive(world, a)
    assert "Putuskan apakah menyanggah hasil TPN" not in waiting(world)
    with pytest.raises(Refused, match="menyatakan tidak menyanggah") as refused:
        file_objection(a.pk, filing=filing(), actor=world.admin)
    assert told(refused) == ["sanggah"]
    assert decide_no(world, a).state == State.BELUM_MEMENUHI
    with pytest.raises(NotAllowed):
        retract_waiver(a.pk, waiver=ObjectionWaiver.objects.get().pk, reason="x", actor=world.admin)


def waiting(world) -> list[str]:
    """What waits for the admin."""
    return [one.what for one in todo_of(world.admin, now=timezone.now())]


def test_it_is_retracted_once(world, a):
    say(world, a, STAGE, "tidak")
    announce(world)
    made = waive(world, a)
    with pytest.raises(Refused, match="Tulis alasan"):
        retract_waiver(a.pk, waiver=made.pk, reason=" ", actor=world.admin)
    for _ in range(2):
        retract_waiver(a.pk, waiver=made.pk, reason="Berubah pikiran.", actor=world.admin)
    assert Entry.objects.filter(action="tpn.objection_waive_back").count() == 1
    again = waive(world, a)
    with pytest.raises(Refused, match="Tidak ada pernyataan"):
        retract_waiver(a.pk, waiver=again.pk + 1, reason="x", actor=world.admin)
    assert verify(a.audit_chain) == []


def test_one_for_the_wrong_unit_is_retracted_after_the_end_too(world, a):
    say(world, a, STAGE, "tidak")
    window = announce(world)
    made = waive(world, a)
    window.closes_on = ago(1)
    window.save()
    admin, page = world.client("admin"), reverse("assessments:tpn_objection", args=[a.pk])
    assert "Hanya bila salah catat. Masa sanggah sudah berakhir" in admin.get(page).content.decode()
    said = {"form": "cabut", "cabut-version": str(made.pk), "cabut-reason": ""}
    assert admin.post(page, said).status_code == 422
    assert admin.post(page, said | {"cabut-reason": "Salah unit."}).status_code == 302
    filed = file_objection(a.pk, filing=filing(hours=72), actor=world.admin)  # went out in time
    assert list(Objection.objects.all()) == [filed]


def test_what_a_statement_lacks(world, a):
    with pytest.raises(Refused, match="hanya untuk unit yang tidak lanjut"):
        waive(world, a)
    say(world, a, STAGE, "tidak")
    announce(world)
    for spoilt, field in (
        (Statement(" ", ago(2), "800"), "stated_by"),
        (Statement("Kepala", ago(2), " ", " "), "note"),
        (Statement("Kepala", ago(-1), "800"), "stated_on"),
        (Statement("Kepala", ago(11), "800"), "stated_on"),
    ):
        with pytest.raises(Refused) as refused:
            waive(world, a, spoilt)
        assert told(refused) == [field]
    file_objection(a.pk, filing=filing(), actor=world.admin)
    with pytest.raises(Refused, match="sudah menyanggah"):
        waive(world, a)


def test_it_lapses_with_the_refusal_that_it_is_about(world, a):
    say(world, a, STAGE, "tidak")
    announce(world)
    waive(world, a)
    say(world, a, STAGE, "lanjut", seen=1)
    assert ObjectionWaiver.objects.filter(withdrawn_at=None).count() == 0
    say(world, a, STAGE, "tidak", seen=2)
    waive(world, a)
    remove_stage(a.pk, stage=STAGE, seen=3, reason="Salah unit.", actor=world.admin)
    assert ObjectionWaiver.objects.filter(withdrawn_at=None).count() == 0


# --- over the page ------------------------------------------------------------------------------------------


def test_over_the_page(world, a):
    say(world, a, STAGE, "tidak")
    admin = world.client("admin")
    page, letter = (
        reverse(f"assessments:{name}", args=[a.pk]) for name in ("tpn_objection", "tpn_objection_letter")
    )
    assert admin.post(letter).status_code == 404
    draft = {"letter_number": "", "letter_date": "", "filed_on": "", "filed_time": "", "version": "0"}
    both = {"form": ["ajukan", "draf"], "reason": "Buktinya <b>ada</b>."}
    assert admin.post(page, draft | both).status_code == 302
    html = admin.get(page).content.decode()
    assert ("Buktinya &lt;b&gt;ada&lt;/b&gt;." in html, "Draf disimpan" in html) == (True, True)
    assert admin.post(letter).status_code == 302
    announce(world)
    statement = {"form": "pernyataan", "pernyataan-stated_by": "Kepala", "pernyataan-letter_number": "800"}
    refused = admin.post(page, statement | {"pernyataan-stated_on": ago(-3).isoformat()})
    assert (refused.status_code, 'value="Kepala"' in refused.content.decode()) == (422, True)
    assert admin.post(page, statement | {"pernyataan-stated_on": ago(1).isoformat()}).status_code == 302
    html = world.client("pimpinan_unit").get(page).content.decode()
    assert ("Tidak menyanggah" in html, "Cabut pernyataan" in html) == (True, False)
    year = admin.get(reverse("assessments:tpn_year", args=["KAB-X", 2026])).content.decode()
    assert "Tidak menyanggah" in year
    back = {"form": "cabut", "cabut-version": str(ObjectionWaiver.objects.get().pk)}
    assert admin.post(page, back | {"cabut-reason": ""}).status_code == 422
    assert admin.post(page, back | {"cabut-reason": "Berubah."}).status_code == 302
    at = timezone.now().astimezone(world.instansi.zone) - timedelta(hours=1)
    filed = {"form": "ajukan", "letter_number": "700/9", "letter_date": at.date().isoformat()}
    filed |= {"filed_on": at.date().isoformat(), "filed_time": f"{at:%H:%M}", "reason": "Ada."}
    assert admin.post(page, filed).status_code == 302
    answer = {"jawaban-version": "1", "jawaban-outcome": "diterima", "jawaban-letter_number": "B/2"}
    answer |= {"form": "jawaban", "jawaban-on": timezone.localdate().isoformat()}
    assert admin.post(page, answer).status_code == 302
    other = {key.replace("jawaban-", "koreksi-"): value for key, value in answer.items()}
    other |= {"form": "koreksi", "koreksi-version": "2", "koreksi-outcome": "ditolak"}
    html = admin.post(page, other | {"koreksi-reason": ""}).content.decode()
    assert "Koreksi jawaban TPN" in html
    assert admin.post(page, other | {"koreksi-reason": "Salah pilih."}).status_code == 302
    assert StageResult.objects.get().result == "tidak"
    assert "Salah pilih." in admin.get(page).content.decode()


def test_a_sanggah_that_went_out_in_time_is_recorded_after_the_end(world, a):
    say(world, a, STAGE, "tidak")
    announce(world, first=8, last=2)
    html = world.client("admin").get(reverse("assessments:tpn_objection", args=[a.pk])).content.decode()
    assert ("Masa sanggah berakhir" in html, 'name="filed_on"' in html) == (True, True)
