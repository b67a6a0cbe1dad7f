"""What TPI has is not to be had before release: every address, every document, every role; and never a member's sheet.

The answers below are such that they could leak: words, names and totals that stand nowhere else.
"""

import io
import re
import uuid
from fractions import Fraction

import pytest
from django.test import TestCase
from django.utils import timezone
from openpyxl import Workbook

from assessments.engine.answers import Given
from assessments.engine.scoring import two
from assessments.engine.wording import MONTHS
from assessments.models import EvidenceUse, Sheet, State
from assessments.result_hash import result_hash
from assessments.services.discussion import discuss
from assessments.services.sheets import mark_done, reopen_sheet
from assessments.services.signatures import put_signature, void_signatures
from assessments.services.tpi import save_consideration, save_recommendation
from audit.services import record
from tests.assessments.leaks import Haul, LeanClient, decode, fetch_all
from tests.assessments.marks import put_mark
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import FINAL, MEMBER, members_filled, submitted, tpi_url
from tests.factories.assessments import answers_for
from units.models import TeamMember

HARSH, SURVEY, REASON, WEIGHED = (
    "BUKTI REKAYASA 8841",
    "SURVEI PALSU 8842",
    "ALASAN KETUA 8843",
    "DITIMBANG 8844",
)
REOPENED, REMARK = "DIBUKA SEBAB 8845", "KOMENTAR TIM 8846"
ADVISED, COACHED, SENT_BACK = "BELUM PANTAS 8847", "DIBINA DAHULU 8848", "HASIL DITOLAK 8849"
MARKED, MARKED_HARSHLY, MARK_PAGE = "BUKTI LEMAH 8861", "BUKTI ASAL 8862", "hlm. 8863"
INSTANSI = ("admin", "pimpinan_instansi")
OUTSIDE = ("petugas", "pimpinan_unit", *INSTANSI)
STRANGERS = ("petugas_lain", "orang_asing", "admin_sistem", None)
MEMBERS = ("Maya Kusuma", "Rudi Hartono")
BEGUN = timezone.localdate()


pytestmark = [pytest.mark.slow, pytest.mark.crawl]


def harsh(world, seed: int, note: str, source: str = "") -> dict[str, Given]:
    """A sheet that differs from the unit's, with the note at every question."""
    answers = answers_for(world.instrument, "random", seed=seed)
    return {
        code: Given(
            one.value, note=note, source=source if world.instrument.questions[code].kind == "index" else ""
        )
        for code, one in answers.items()
    }


def assess(world, a) -> list[str]:
    """TPI at work: a harsh member, a final sheet, considerations. Gives what nobody else may find, totals too."""
    world.fill(a, harsh(world, 3, HARSH, SURVEY), kind=MEMBER, owner=world.anggota)
    world.fill(a, harsh(world, 4, REASON), kind=FINAL)
    for use in EvidenceUse.objects.filter(assessment=a, removed_at=None):
        put_mark(world, use, "tidak", MARK_PAGE, MARKED)
        put_mark(world, use, "sebagian", MARK_PAGE, MARKED_HARSHLY, actor=world.anggota, kind=MEMBER)
    with TestCase.captureOnCommitCallbacks(
        execute=True
    ):  # the lead has a document made, which others may not fetch
        world.client("ketua").post(f"/penilaian/{a.pk}/dokumen/lembar-nilai/")
    save_consideration(a.pk, code="inovasi", text=WEIGHED, seen=0, actor=world.ketua)
    mark_done(a.pk, actor=world.anggota)
    reopen_sheet(a.pk, member_id=world.anggota.pk, reason=REOPENED, actor=world.ketua)
    discuss(a.pk, code="A.I.1.i.b", text=REMARK, token=uuid.uuid4(), actor=world.ketua)
    save_recommendation(a.pk, verdict="belum", text=ADVISED, coaching=COACHED, seen=0, actor=world.ketua)
    lead = put_signature(a, TeamMember.Seat.KETUA, result_hash(a), actor=world.ketua)
    void_signatures(a, seats=[lead.seat], reason=SENT_BACK)
    about = {"label": "assessments.assessment", "object_id": a.pk, "reason": SENT_BACK}
    record(a.audit_chain, actor=world.pengendali, role="Pengendali", action="signature.decline", **about)
    told = [HARSH, SURVEY, REASON, WEIGHED, *totals(a, MEMBER), *totals(a, FINAL), REOPENED, REMARK]
    told += [MARKED, MARKED_HARSHLY, MARK_PAGE]
    return [*told, ADVISED, COACHED, SENT_BACK, lead.content_hash[:12]]


def totals(a, kind: str) -> list[str]:
    """The total of a sheet as pages, workbooks and JSON write it."""
    sheet = Sheet.objects.filter(assessment=a, kind=kind).first()
    return [two(Fraction(sheet.total)), str(sheet.total), f"{sheet.total:.2f}", f"{sheet.total:.4f}"]


def haul(world, who: str | None) -> Haul:
    """Everything that a person (None: nobody) can fetch now."""
    client = LeanClient()
    if who is None:
        return fetch_all(client, None)
    client.force_login(world.people[who], backend="units.backends.PortalBackend")
    return fetch_all(client, who)


def stable(text: str) -> str:
    """A text without what changes from one second to the next: job numbers, times of making, digests of the audit;
    nor the sizes and hashes of files that hold such a time; nor, in a run over midnight, days.
    """
    text = re.sub(r"/pekerjaan/\d+/", "/pekerjaan/N/", text)
    text = re.sub(r";[0-9a-f]{64};|>\d+(,\d)? (B|KB|MB)<", "", text)
    text = re.sub(
        r"(Creation|Mod)Date:.*|DTSTAMP:\w+|\d\d[.:]\d\d([.:]\d\d)?( WIB)?|\d{4}-\d\d-\d\dT[\d:.]+Z?",
        "",
        text,
    )
    if timezone.localdate() != BEGUN:
        text = re.sub(rf"\b\d+ hari\b|\d{{4}}-\d\d-\d\d|\b\d{{1,2}} ({'|'.join(MONTHS)}) \d{{4}}\b", "", text)
    return re.sub(r"Set-Cookie.*|Expires: .*|Last-Modified: .*", "", text)


@pytest.fixture
def a(world):
    """The unit has submitted; evidence hangs at a question."""
    assessment = submitted(world)
    make_use(world, assessment, "A.I.1.i.b")
    return assessment


def test_the_test_reads_what_people_read(world, a):
    """The secrets are found where they may be seen: else the tests below could not fail."""
    secrets = assess(world, a)
    lead, member = haul(world, "ketua"), haul(world, "anggota")
    pages = {
        f"/penilaian/{a.pk}/tpi/MP/",
        f"/penilaian/{a.pk}/pertimbangan/",
        f"/penilaian/{a.pk}/kke/unduh/",
    }
    assert {*lead.holding(REASON, WEIGHED)} >= pages
    assert f"/penilaian/{a.pk}/pertimbangan/" in lead.holding(ADVISED, COACHED)
    assert f"/penilaian/{a.pk}/finalisasi/" in lead.holding(SENT_BACK)
    assert f"/penilaian/{a.pk}/tpi/MP/" in member.holding(HARSH)
    assert f"/penilaian/{a.pk}/tpi/MP/" in member.holding(MARKED_HARSHLY)
    assert {f"/penilaian/{a.pk}/tpi/MP/", f"/penilaian/{a.pk}/riwayat/"} <= {*lead.holding(MARKED)}
    assert member.holding(MARKED) == {}
    # the lead reads the total of a member's sheet in the side by side, and that of the final answers
    assert [bool(lead.holding(total)) for total in (secrets[4], secrets[8])] == [True, True]
    assert f"/penilaian/{a.pk}/tpi-banding/" in lead.holding(secrets[4])
    assert [bool(lead.of(status)) for status in (200, 403, 404)] == [True, True, True]
    assert "Puskesmas Melati" in lead.texts[f"POST /penilaian/{a.pk}/dokumen/lembar-nilai/ file"]


def changed(before: Haul, after: Haul) -> dict[str, str]:
    """Address → text of what is not what it was, or was not there."""
    kept = {stable(url): text for url, text in before.texts.items()}
    now = {stable(url): text for url, text in after.texts.items()}
    assert now.keys() == kept.keys()
    return {url: stable(text) for url, text in now.items() if is_otherwise(text, kept[url])}


def is_otherwise(text: str, before: str) -> bool:
    """Whether a text is not what it was, moments aside; most are the same to the letter."""
    return text != before and stable(text) != stable(before)


@pytest.mark.parametrize("who", [*OUTSIDE, "anggota2", *STRANGERS])
def test_before_release_nothing_of_tpi_is_found_and_nobody_can_tell_that_it_works(world, a, who):
    if who == "anggota2":
        world.client(who).get(tpi_url(a))  # the queue says of each unit whether one ever looked
    before = haul(world, who)
    secrets = assess(world, a)
    after = haul(world, who)
    if who in (*OUTSIDE, "anggota2"):
        assert after.of(200) > {"/", f"/penilaian/{a.pk}/", f"/penilaian/{a.pk}/area/MP/"}
    if who == "admin":
        for made in ("", " tahun", " bukti", " kke", " kke-kosong"):
            assert "Puskesmas Melati" in after.texts[f"POST /instansi/KAB-X/2026/rekap/{made} file"]
    own = world.people[who].name if who else ""
    names = () if who in INSTANSI else (name for name in MEMBERS if name != own)
    assert after.holding(*secrets, *names) == {}
    assert changed(before, after) == {}


@pytest.mark.parametrize("who", ["admin", "petugas"])
def test_of_the_progress_only_the_instansi_sees_how_many_members_are_done(world, a, who):
    members_filled(world, a)
    before = haul(world, who)
    mark_done(a.pk, actor=world.anggota)
    moved = changed(before, haul(world, who))
    said = {
        url: text.replace("1 dari 2 anggota selesai", "0 dari 2 anggota selesai").replace(
            "1 lembar anggota", "2 lembar anggota"
        )
        for url, text in moved.items()
    }
    kept = {stable(url): stable(text) for url, text in before.texts.items()}
    assert {url: text for url, text in said.items() if text != kept[url]} == {}
    assert bool(moved) == (who == "admin")


def test_a_member_who_is_done_sees_the_others_but_not_the_final_answers(world, a):
    assess(world, a)
    world.fill(a, "best", kind=MEMBER, owner=world.anggota2)
    mark_done(a.pk, actor=world.anggota2)
    found = haul(world, "anggota2")
    assert found.holding(HARSH)
    assert found.holding(MARKED_HARSHLY)
    assert found.holding(MARKED, REASON, WEIGHED, ADVISED, COACHED, SENT_BACK, *totals(a, FINAL)) == {}


@pytest.mark.parametrize("who", [*OUTSIDE, "petugas_lain"])
def test_after_release_the_unit_reads_the_final_notes_and_never_a_members(world, a, who):
    assess(world, a)
    world.assessment(State.SELESAI_TPI)
    found = haul(world, who)
    assert found.holding(HARSH, SURVEY, SENT_BACK, MARKED_HARSHLY, *totals(a, MEMBER)) == {}
    marked = {f"/penilaian/{a.pk}/tpi/MP/", f"/penilaian/{a.pk}/area/MP/"}
    assert ({*found.holding(MARKED)} >= marked) == (who in OUTSIDE)
    told = found.holding(MARKED, REASON, WEIGHED, ADVISED, COACHED, *totals(a, FINAL))
    if who in OUTSIDE:
        assert {*told} >= {f"/penilaian/{a.pk}/tpi/MP/", f"/penilaian/{a.pk}/pertimbangan/"}
    else:
        assert told == {}


def test_decoding_reaches_into_workbooks():

    book = Workbook()
    book.active["A1"] = HARSH
    out = io.BytesIO()
    book.save(out)
    assert HARSH in decode(out.getvalue())
