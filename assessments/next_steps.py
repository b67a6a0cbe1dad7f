"""What a person can do next on a unit, and what stands in the way: the clear next step of the unit's page."""

from dataclasses import dataclass, field

from django.urls import reverse

from assessments.closing import Turn, closing_of
from assessments.engine import workflow
from assessments.evidence_notices import evidence_notices
from assessments.facts import needs_preliminary, preliminary_assessors, self_permitted
from assessments.link_notices import link_notices
from assessments.models import Assessment, Sheet, State
from assessments.queries import sent_back
from assessments.round_reads import open_round
from assessments.rules import RELEASED, is_admin, is_anggota, is_ketua, may
from assessments.second_look.reading import second_look_notices
from assessments.services.workflow import refusals
from assessments.templatetags.zi import days_left, moment
from assessments.voiding import void_for
from assessments.where import answering, first_area, url_of


@dataclass(frozen=True)
class NextStep:
    """One step. `move` names a transition that a button can walk; `url` leads to a page instead.
    `reasons` stand in its way; `notices` are worth a look before it.
    """

    label: str
    text: str
    url: str = ""
    move: str = ""
    question: str = ""
    reasons: tuple[dict, ...] = field(default=())
    notices: tuple[dict, ...] = field(default=())


TEXTS = {
    "catat_pencanangan": "Isi data pencanangan, lalu catat. Pakta integritas ditandatangani pimpinan dan pegawai.",
    "catat_pembangunan": "Isi SK tim kerja dan rencana kerja unit.",
    "buka_penilaian": "Sesudah dibuka, petugas unit dapat mengisi seluruh pertanyaan.",
    "ajukan": "Jawaban, catatan, dan bukti dibekukan saat diajukan ke TPI.",
    "ajukan_pendahuluan": "Jawaban, catatan, dan bukti dibekukan, lalu dinilai dahulu oleh unit di atasnya.",
    "kembalikan": "Unit memperbaiki pertanyaan yang diminta sampai batasnya.",
    "ajukan_perbaikan": "Hanya yang diminta TPI yang terbuka; sesudah diajukan, TPI menilainya lagi.",
    "tutup_perbaikan": "Batasnya lewat tanpa jawaban: yang belum diajukan unit tidak dinilai.",
    "mulai_tpn": "Lembar TPN dibuat dari jawaban akhir TPI.",
}
QUESTIONS = {
    "ajukan_pendahuluan": "Ajukan ke penilai pendahuluan? Sesudah itu jawaban, catatan, dan bukti tidak dapat diubah.",
    "ajukan_perbaikan": "Ajukan perbaikan ke TPI? Sesudah itu jawaban yang diminta tidak dapat diubah lagi.",
    "ajukan": "Ajukan ke TPI? Sesudah itu jawaban, catatan, dan bukti tidak dapat diubah.",
    "buka_penilaian": "Buka penilaian mandiri untuk unit ini?",
    "mulai_tpn": "Mulai penilaian TPN untuk unit ini?",
}
FREEZES = frozenset(
    {"ajukan", "ajukan_pendahuluan", "ajukan_perbaikan"}
)  # evidence can't be changed afterwards
# Moves that have a page or form of their own.
ELSEWHERE = frozenset(
    {
        "tetapkan_wbk",
        "tetapkan_wbbm",
        "tetapkan_belum",
        "cabut",
        "batalkan_cabut_wbk",
        "batalkan_cabut_wbbm",
        "batalkan_penetapan",
        "batalkan_wbk_mandiri",
        "tetapkan_wbk_mandiri",
        "usulkan",
        "tarik_usulan",
        "kembalikan",
        "tutup_perbaikan",
        "buka_kembali",
        "finalkan",
        "teruskan_ke_tpi",
        "kembalikan_pendahuluan",
    }
)
# While a unit is in one of these, somebody above it must be there to assess it first.
BEFORE_TPI = frozenset({"terdaftar", "pencanangan", "pembangunan", "penilaian_mandiri", "pendahuluan"})
OWN_PAGE = {
    "catat_pencanangan": "assessments:pencanangan",
    "catat_pembangunan": "assessments:pembangunan",
    "mulai_tpn": "assessments:tpn",
}


def next_steps(user, a: Assessment, *, own_sheet: Sheet | None) -> list[NextStep]:
    """The steps that this person can take now, most urgent first; empty when others must act."""
    found: list[NextStep] = []
    if a.state == State.PENILAIAN_MANDIRI and may(user, "view_coaching", a) and sent_back(a):
        found.append(_coached(a))
    if may(user, "reply", a):
        found.append(_mend(a, told=not may(user, "submit", a)))
    elif may(user, "answer", a):
        bare = () if may(user, "submit", a) else evidence_notices(a)  # who submits is told at that step
        text = "Jawab pertanyaan per area; tersimpan sendiri."
        found.append(NextStep("Isi jawaban", text, answering(a), notices=bare))
    if may(user, "assess", a) and is_anggota(user, a) and _is_open(own_sheet):
        found.append(_own(a, own_sheet))
    if may(user, "decide", a) and is_ketua(user, a):
        found.append(NextStep("Tetapkan jawaban akhir", "Bandingkan lembar anggota dan putuskan.", _tpi(a)))
    if may(user, "write_requests", a):
        text = "Minta unit memperbaiki pertanyaan tertentu sampai satu batas waktu."
        found.append(NextStep("Minta perbaikan", text, reverse("assessments:rounds", args=[a.pk])))
    elif may(user, "decide", a):
        found.append(_watch(a))
    if may(user, "assess_preliminary", a):
        found += _first(a)
    if is_admin(user, a) and a.state in BEFORE_TPI and needs_preliminary(a) and not preliminary_assessors(a):
        found.append(_no_first_assessor(a))
    elsewhere = ELSEWHERE | {"ajukan" if needs_preliminary(a) else "ajukan_pendahuluan"}
    if may(user, "sign", a):
        found += _closing(user, a)
    for transition in workflow.open_from(a.state):
        if transition.name in elsewhere or not may(user, transition.permission, a):
            continue
        withdraw = transition.name == "mulai_tpn" and void_for(a)
        found.append(_withdraw(a, withdraw) if withdraw else _step(user, a, transition))
    if a.state == "selesai_tpi" and may(user, "propose", a):
        found.append(_propose(a))
    if a.state == "selesai_tpi" and may(user, "determine_self", a) and self_permitted(a):
        url = reverse("assessments:self_determination", args=[a.pk])
        text = "Instansi ini diizinkan menteri menetapkan WBK unitnya sendiri."
        found.append(NextStep("Tetapkan WBK mandiri", text, url))
    if a.state == "penilaian_tpn" and may(user, "record_tpn", a):
        url = reverse("assessments:tpn", args=[a.pk])
        found.append(NextStep("Catat hasil TPN", "Hasil tiap tahap, nilai akhir, dan penetapan.", url))
    return found


def _mend(a: Assessment, *, told: bool) -> NextStep:
    """For the unit in an open round; `told`: with the questions that have no evidence."""
    asked, until = _running(a)
    text = f"Batas {until}. Hanya pertanyaan yang diminta yang terbuka."
    return NextStep(
        f"Perbaiki {asked} yang diminta TPI",
        text,
        reverse("assessments:rounds", args=[a.pk]),
        notices=evidence_notices(a) if told else (),
    )


def _watch(a: Assessment) -> NextStep:
    """For the lead in an open round."""
    _, until = _running(a)
    text = f"Unit sedang memperbaiki. Batas {until}."
    return NextStep("Lihat putaran perbaikan", text, reverse("assessments:rounds", args=[a.pk]))


def _running(a: Assessment) -> tuple[int, str]:
    """(number of requests, due date with the days left) of the open round; two queries."""
    found, instansi = open_round(a), a.unit.instansi
    if found is None or found.due is None:
        return 0, "belum ditetapkan"
    return found.requests.count(), f"{moment(found.due, instansi)} ({days_left(found.due, instansi)})"


def _is_open(sheet: Sheet | None) -> bool:
    return sheet is None or (sheet.done_at is None and sheet.excused_at is None)


def _own(a: Assessment, sheet: Sheet | None) -> NextStep:
    if sheet is not None and sheet.unconfirmed:
        text = f"Unit memperbaiki {len(sheet.unconfirmed)} pertanyaan yang sudah Anda nilai."
        return NextStep("Periksa lagi jawaban Anda", text, url_of(a, "tpi?periksa"))
    return NextStep("Nilai unit ini", "Isi lembar Anda sendiri di samping jawaban unit.", _tpi(a))


def blocking(a: Assessment) -> tuple[dict, ...]:
    """Why the next move of the unit's head would be refused now, each reason with the page where it can be mended;
    empty where nothing stands in its way, or where the next move is not theirs.
    """
    submitting = "ajukan_pendahuluan" if needs_preliminary(a) else "ajukan"
    name = {
        State.TERDAFTAR: "catat_pencanangan",
        State.PENILAIAN_MANDIRI: submitting,
        State.PERBAIKAN: "ajukan_perbaikan",
    }.get(State(a.state))
    return _reasons(a, refusals(a, name)) if name else ()


def _step(user, a: Assessment, transition: workflow.Transition) -> NextStep:
    page = OWN_PAGE.get(transition.name)
    return NextStep(
        label=transition.label,
        text=TEXTS[transition.name],
        url=reverse(page, args=[a.pk]) if page else "",
        move="" if page else transition.name,
        question=QUESTIONS.get(transition.name, ""),
        reasons=_reasons(a, refusals(a, transition.name)),
        notices=_before_freezing(user, a) if transition.name in FREEZES else (),
    )


def _before_freezing(user, a: Assessment) -> tuple[dict, ...]:
    """What to look at before the answers freeze; none of it stops the submission."""
    return evidence_notices(a) + link_notices(a) + second_look_notices(user, a)


def _closing(user, a: Assessment) -> list[NextStep]:
    """What the lead or the pengendali teknis does at the end; a pengendali whose turn it is not has no step."""
    end = closing_of(user, a)
    url = reverse("assessments:finalise", args=[a.pk])
    if end.turn == Turn.COUNTERSIGN:
        return [NextStep("Periksa dan tandatangani hasil", "Ketua sudah menandatangani hasilnya.", url)]
    if not is_ketua(user, a):
        return []
    text = {
        Turn.SIGN: "Semua lengkap: tandatangani hasilnya, lalu pengendali teknis memeriksanya.",
        Turn.WAIT: end.waiting,
    }.get(end.turn, "Jawaban akhir dan catatan TPI dibuka untuk unit. Lembar anggota tetap tertutup.")
    label = {Turn.SIGN: "Tandatangani hasil", Turn.WAIT: "Lihat tanda tangan"}.get(
        end.turn, "Finalkan penilaian TPI"
    )
    return [NextStep(label, text, url, reasons=_reasons(a, end.lacking))]


def reopening(user, a: Assessment) -> dict | None:
    """The form with which an admin opens a released assessment again: what stands in its way. None for others."""
    if a.state != "selesai_tpi" or not may(user, "reopen", a):
        return None
    return {"reasons": _reasons(a, refusals(a, "buka_kembali"))}


def _reasons(a: Assessment, found) -> tuple[dict, ...]:
    return tuple({"message": r.message, "url": url_of(a, r.where), "link": "Buka"} for r in found)


def _first(a: Assessment) -> list[NextStep]:
    """What the level above does: assess, then conclude. One query."""
    sheet = a.sheets.filter(kind=Sheet.Kind.PRELIMINARY).first()
    page = reverse("assessments:preliminary", args=[a.pk])
    conclude = NextStep("Tulis kesimpulan", "Layak dinilai TPI, atau perlu pembinaan dahulu.", page)
    if sheet is not None and sheet.answered == sheet.of and not sheet.unconfirmed:
        return [conclude]
    text = "Isi lembar penilaian pendahuluan di samping jawaban unit."
    return [NextStep("Nilai unit ini", text, _tpi(a)), conclude]


def _coached(a: Assessment) -> NextStep:
    """For a unit that the level above sent back, and for that level."""
    text = "Unit di atasnya menyimpulkan belum layak. Baca alasannya dan apa yang perlu diperbaiki."
    return NextStep("Baca catatan pembinaan", text, reverse("assessments:coaching", args=[a.pk]))


def _no_first_assessor(a: Assessment) -> NextStep:
    """For the admin: without a level above that assesses, the unit cannot submit."""
    if a.unit.parent_id is None:
        url = reverse("units:unit_edit", args=[a.unit.instansi.code, a.unit.pk])
        return NextStep(
            "Tetapkan unit induk", "Unit di bawah JPT madya dinilai dahulu oleh unit induknya.", url
        )
    text = "Belum ada penilai pendahuluan di unit induknya, sehingga unit ini belum dapat mengajukan."
    return NextStep(
        "Tetapkan penilai pendahuluan", text, reverse("units:role_add", args=[a.unit.instansi.code])
    )


def _tpi(a: Assessment) -> str:
    return reverse("assessments:tpi_area", args=[a.pk, first_area(a)])


def _propose(a: Assessment) -> NextStep:
    """For the admin of a finished unit: propose it, or go on with the proposal in which it is."""
    if (unit := getattr(a, "proposal_unit", None)) is not None:
        url = reverse("assessments:proposal", args=[unit.proposal_id])
        return NextStep("Lanjutkan usulan", f"Unit ini ada dalam usulan {unit.proposal.letter_number}.", url)
    url = reverse("assessments:proposals", args=[a.unit.instansi.code, a.period.year])
    return NextStep("Usulkan ke TPN", "Masukkan unit ini ke dalam surat usulan instansi.", url)


def _withdraw(a: Assessment, why: tuple[str, ...]) -> NextStep:
    """For the admin of a proposed unit when all proposals of the instansi fell: TPN does not begin with it."""
    text = f"{' '.join(why)} Karena itu semua usulan instansi batal; tarik unit ini dengan surat penarikan."
    return NextStep("Tarik dari usulan", text, url_of(a, "penarikan"))


def waiting_for(a: Assessment) -> str:
    """Who must act, in words, for those who can't. Of an open round its number, due date and how much is asked."""
    if a.state == State.PERBAIKAN and (found := open_round(a)) is not None:
        asked, until = _running(a)
        return f"Unit sedang memperbaiki yang diminta TPI. Putaran {found.number}: batas {until}, {asked} permintaan."
    if a.state == State.SELESAI_TPI and (unit := getattr(a, "proposal_unit", None)) is not None:
        by = (
            "pengiriman oleh admin inspektorat"
            if unit.proposal.approved_at
            else "persetujuan pimpinan instansi"
        )
        return f"Unit ini ada dalam usulan {unit.proposal.letter_number}, menunggu {by}."
    return {
        "terdaftar": "Menunggu pencanangan oleh pimpinan unit.",
        "pencanangan": "Menunggu pencatatan pembangunan oleh admin inspektorat.",
        "pembangunan": "Menunggu pembukaan penilaian mandiri oleh admin inspektorat.",
        "penilaian_mandiri": "Unit sedang mengisi penilaian mandiri.",
        "pendahuluan": "Unit di atasnya sedang melakukan penilaian pendahuluan.",
        "penilaian_tpi": "TPI sedang menilai. Hasilnya terlihat sesudah difinalkan.",
        "perbaikan": "Unit sedang memperbaiki yang diminta TPI.",
        "selesai_tpi": "Menunggu usulan oleh admin inspektorat.",
        "diusulkan": "Menunggu penilaian TPN.",
        "penilaian_tpn": "TPN sedang menilai.",
    }.get(a.state, "Penetapan sudah dicatat." if a.state in RELEASED else "")
