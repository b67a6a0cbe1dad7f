"""Recording TPN's stages: what stood is kept, two writers meet, documents, taking back."""

import pytest

from assessments.models import FormerStageResult, StageDocument, StageResult, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.tpn_stages import StageChanged, remove_document, remove_stage
from audit.models import Entry
from audit.queries import verify
from documents.services import upload
from tests.factories.assessments import set_state
from tests.tpn.stage import PDF, ago, in_tpn, paper, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def a(world):
    """A unit that TPN assesses."""
    return in_tpn(world)[0]


def test_a_result_with_everything(world, a):
    made = say(
        world, a, "pra_evaluasi", letter_number=" B/1 ", note="Lengkapi.\n", recommendation="Perkuat survei."
    )
    assert (made.result, made.date, made.letter_number, made.note, made.recommendation, made.version) == (
        "lanjut",
        ago(10),
        "B/1",
        "Lengkapi.",
        "Perkuat survei.",
        1,
    )
    entry = Entry.objects.get(action="tpn.stage")
    assert (entry.before, entry.after["result"], entry.after["recommendation"]) == (
        None,
        "lanjut",
        "Perkuat survei.",
    )
    assert verify(a.audit_chain) == []


def test_what_stood_is_kept(world, a):
    say(world, a, "pra_evaluasi", letter_number="B/1", note="Semula.")
    changed = say(world, a, "pra_evaluasi", "lanjut_catatan", letter_number="B/2", note="Lagi.", seen=1)
    former = FormerStageResult.objects.get()
    assert (former.result, former.letter_number, former.note, former.replaced_by) == (
        "lanjut",
        "B/1",
        "Semula.",
        world.admin,
    )
    assert (changed.version, StageResult.objects.get().note) == (2, "Lagi.")


def test_a_double_click_writes_once(world, a):
    for _ in range(2):
        say(world, a, "pra_evaluasi", note="x")
    assert (StageResult.objects.get().version, Entry.objects.filter(action="tpn.stage").count()) == (1, 1)
    assert FormerStageResult.objects.count() == 0


def test_a_stale_tab_is_told_what_stands(world, a):
    say(world, a, "pra_evaluasi")
    with pytest.raises(StageChanged) as changed:
        say(world, a, "pra_evaluasi", "tidak")
    assert changed.value.stored.result == "lanjut"
    assert StageResult.objects.get().result == "lanjut"


@pytest.mark.parametrize(
    ("stage", "days", "told"),
    [
        ("desk_evaluasi", 10, "Catat hasil Pra evaluasi dulu"),
        ("penetapan", 10, "tidak ada di ketentuan"),
        ("pra_evaluasi", -1, "belum tiba"),
        ("pra_evaluasi", 31, "sebelum usulan dikirim"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(world, a, stage, days, told):
    with pytest.raises(Refused, match=told):
        say(world, a, stage, days=days)
    assert (StageResult.objects.count(), Entry.objects.filter(action="tpn.stage").count()) == (0, 0)


@pytest.mark.parametrize("result", ["", "WBK", "<b>"])
def test_what_is_no_result(world, a, result):
    with pytest.raises(Refused, match="Pilih hasil tahap ini"):
        say(world, a, "pra_evaluasi", result)


def test_too_long(world, a):
    with pytest.raises(Refused, match=r"2\.000 huruf"):
        say(world, a, "pra_evaluasi", recommendation="x" * 2001)


@pytest.mark.parametrize("state", [State.DIUSULKAN, State.WBK, State.BELUM_MEMENUHI, State.SELESAI_TPI])
def test_only_while_tpn_assesses(world, a, state):
    set_state(a, state)
    with pytest.raises(NotAllowed):
        say(world, a, "pra_evaluasi")


@pytest.mark.parametrize("who", ["pimpinan_instansi", "petugas", "ketua", "pimpinan_unit"])
def test_only_the_admin(world, a, who):
    world.people["admin"] = world.people[who]
    with pytest.raises(NotAllowed):
        say(world, a, "pra_evaluasi")


def test_documents_are_stored_once_and_stay_known(world, a):
    letter = paper(world)
    for _ in range(2):
        say(world, a, "pra_evaluasi", documents=[letter])
    made = StageDocument.objects.get()
    for _ in range(2):
        remove_document(a.pk, document=made.pk, actor=world.admin)
    made.refresh_from_db()
    assert (made.removed_by, Entry.objects.filter(action="tpn.document_remove").count()) == (world.admin, 1)
    say(world, a, "pra_evaluasi", documents=[letter])  # and can be added again
    assert StageDocument.objects.filter(removed_at=None).count() == 1


def test_a_document_of_another_instansi_is_refused(world, a):
    import io

    foreign = upload(
        file=io.BytesIO(PDF),
        filename="a.pdf",
        kind="surat",
        instansi=world.other_instansi,
        actor=world.orang_asing,
        role="",
    )
    with pytest.raises(NotAllowed):
        say(world, a, "pra_evaluasi", documents=[foreign])
    assert StageResult.objects.count() == 0


def test_the_last_result_is_taken_back_with_a_reason(world, a):
    say(world, a, "pra_evaluasi")
    say(world, a, "desk_evaluasi", days=9)
    args = {"seen": 1, "actor": world.admin}
    with pytest.raises(Refused, match="Desk evaluasi sudah dicatat"):
        remove_stage(a.pk, stage="pra_evaluasi", reason="Salah unit.", **args)
    with pytest.raises(Refused, match="Tulis alasan"):
        remove_stage(a.pk, stage="desk_evaluasi", reason=" ", **args)
    with pytest.raises(StageChanged):
        remove_stage(a.pk, stage="desk_evaluasi", reason="x", seen=9, actor=world.admin)
    for _ in range(2):
        remove_stage(a.pk, stage="desk_evaluasi", reason="Salah unit.", **args)
    former = FormerStageResult.objects.get()
    assert (former.stage, former.reason, StageResult.objects.count()) == ("desk_evaluasi", "Salah unit.", 1)
    assert Entry.objects.get(action="tpn.stage_remove").reason == "Salah unit."
    again = say(world, a, "desk_evaluasi", "tidak", days=8)
    assert (again.version, FormerStageResult.objects.count()) == (1, 1)
