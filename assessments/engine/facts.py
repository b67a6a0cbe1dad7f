"""What the guards of the workflow look at: plain values, gathered beforehand by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from .eligibility import ConditionResult
from .policy_model import Policy
from .verdict import Verdict

T = TypeVar("T")

# Where a refusal can be mended: keys of pages, which the Django layer turns into addresses.
WHERE: Mapping[str, str] = {
    "alur": "the unit's year: which step comes next",
    "pencanangan": "form of the pencanangan",
    "pegawai": "the staff list of the unit with its pakta integritas",
    "pegawai_instansi": "the staff list of the instansi itself with its pakta integritas",
    "pembangunan": "form of the pembangunan",
    "penetapan": "the units chosen for the year, and the decrees that fix them",
    "tim_kerja": "the tim kerja of the unit: decree, members, pokja",
    "rencana_aksi": "the action plan of the unit",
    "periode": "the period: windows and deadlines",
    "answers?belum": "the unit's answers, only those still unanswered",
    "answers?tanpa_catatan": 'the unit\'s answers, only "belum ada" without a note',
    "answers?tanpa_sumber": "the unit's answers, only indices without a source",
    "answers?periksa": "the unit's answers, only those taken over from an earlier year and not looked at yet",
    "bukti": "a question of the unit without evidence; its code stands after `?`",
    "tim": "the TPI team of the unit",
    "tpi": "the TPI sheets of the unit: who is done",
    "tpi?belum": "the final TPI answers, only those still missing",
    "tpi?tanpa_catatan": "the final TPI answers that differ from the unit's and lack a note",
    "tpi?periksa": "the final TPI answers that must be looked at again after a round",
    "konsiderasi": "the considerations of TPI",
    "rekomendasi": "the recommendation of TPI",
    "tanda_tangan": "the signatures of the TPI team",
    "pendahuluan": "the penilaian pendahuluan: conclusion and letter",
    "pendahuluan?belum": "the answers of the penilaian pendahuluan still missing",
    "pendahuluan?periksa": "the answers of the penilaian pendahuluan whose ground the unit changed",
    "perbaikan": "the round of perbaikan: requests and replies",
    "unit_induk": "the units of the instansi: parent and level",
    "syarat": "the conditions of the instansi and the unit",
    "nilai": "the score sheet with the minima",
    "lhe": "the LHE of the unit",
    "usulan": "the proposal",
    "dokumen_usulan": "the documents of the proposal",
    "unit_usulan": "the units of the proposal, to change before it is approved",
    "persetujuan": "the approval of the proposal, to be taken back",
    "penarikan": "the letter that takes a unit back from a sent proposal",
    "batas_usulan": "the deadline of proposals and its changes",
    "tpn": "the stages, values and decision of TPN",
    "register": "the register of predicates",
    "sanggah": "the sanggah of the unit",
    "masa_sanggah": "the announced days of sanggah in the year",
    "wbk_mandiri": "the unit's determination by its own instansi",
    "izin_mandiri": "the Minister's permissions for WBK mandiri",
}

STAGE_FAILED = "tidak"  # result of a TPN stage that ends the road; any other lets the unit go on


@dataclass(frozen=True)
class Refusal:
    """Why a move is refused, as an Indonesian sentence, and the page where it can be mended: a key of WHERE, for
    "bukti" with a code.
    """

    message: str
    where: str


@dataclass(frozen=True)
class Facts:
    """Fill in what the guards of the move need; a guard that lacks a fact raises ValueError.

    None means "the caller did not say". An empty text, tuple or mapping means "there is none".
    """

    policy: Policy | None = None
    predicate: str | None = None  # proposed: WBK or WBBM
    today: date | None = None
    now: datetime | None = None  # aware
    deadline: datetime | None = None  # of the submission to TPI; aware, in the zone of the instansi

    # catat_pencanangan
    declaration_level: str = ""  # instansi or unit
    declared_on: date | None = None
    declarer: str = ""
    declaration_scan: bool = False  # of the declaration itself, or of a pakta in the staff list
    staff_list: str = ""  # whose list is counted: unit or instansi; "": the counts were typed
    listed: int = 0  # with a list: how many it held on the day of the pencanangan
    leader_listed: bool = False  # with a list: whether it says who the head is
    leader_signed: bool = False
    staff: int | None = None
    signed: int | None = None

    # catat_pembangunan
    decree_number: str = ""
    decree_date: date | None = None
    has_team: bool = False
    has_plan: bool = False
    team_listed: int = 0  # members of the tim kerja today; 0: a team, if any, was typed as text
    team_has_head: bool = False
    areas_without_people: tuple[str, ...] = ()  # names of the areas of change that no pokja covers
    selected: bool | None = None  # a decree of the head of the instansi fixes the unit for this year
    unplanned_areas: tuple[str, ...] | None = (
        None  # names of areas without a measurable activity in the portal
    )

    # buka_penilaian
    has_period: bool = False
    opens_on: date | None = None
    development_recorded: bool = False

    # ajukan: codes of questions
    unanswered: tuple[str, ...] | None = None
    without_note: tuple[str, ...] | None = None  # "belum ada" without a note
    without_source: tuple[str, ...] | None = None  # an index without its source

    carried_unchecked: tuple[str, ...] | None = None  # taken over from an earlier year, not looked at yet

    # where the policy wants evidence: codes that score above 0 without any
    without_evidence: tuple[str, ...] | None = None

    # ajukan_pendahuluan, teruskan_ke_tpi, kembalikan_pendahuluan
    needs_preliminary: bool | None = None  # K/L below JPT madya, by the policy
    preliminary_assessors: tuple[str, ...] | None = None  # names of those of the level above
    preliminary_missing: tuple[str, ...] | None = None  # codes without an answer of theirs
    preliminary_unconfirmed: tuple[str, ...] | None = (
        None  # codes that the unit changed since it was sent back
    )
    preliminary_fit: bool | None = None
    preliminary_letter_number: str = ""
    preliminary_letter_date: date | None = None
    preliminary_text: str = ""

    # kembalikan, ajukan_perbaikan, tutup_perbaikan
    requests: tuple[str, ...] | None = None  # codes that the round asks for
    requests_without_text: tuple[str, ...] = ()
    requests_without_reply: tuple[str, ...] | None = None
    due: datetime | None = None  # of the round; aware, in the zone of the instansi

    # buka_kembali, tutup_perbaikan
    reason: str = ""
    in_proposal: bool | None = None

    # finalkan
    team_assigned: bool = False
    team_has_lead: bool = False
    members_pending: tuple[str, ...] | None = None  # names of members neither done nor excused
    own_unit_assessors: tuple[str, ...] | None = None  # names of assessors who are members of the unit
    without_final: tuple[str, ...] | None = None  # codes without a final answer
    differing_without_note: tuple[str, ...] | None = None  # codes: final differs from the unit's, no note
    considerations_written: frozenset[str] | None = None  # codes of those written
    sheets_done: int | None = None  # how many members' sheets count
    unconfirmed: tuple[str, ...] | None = (
        None  # codes that a round changed and whose final answer still stands
    )
    recommendation: str = ""  # "WBK", "WBBM" or "belum"; "" none yet
    coaching: str = ""  # what a unit that is not fit must do
    tpi_verdicts: Mapping[str, Verdict] | None = None  # by predicate, of the final TPI answers
    signatures_missing: tuple[str, ...] | None = None  # "Pengendali teknis TPI, Sri Wahyuni", in their order

    # usulkan, mulai_tpn
    conditions: tuple[ConditionResult, ...] | None = None
    tpi_verdict: Verdict | None = None  # on the predicate, of the final TPI answers
    lhe_issued: bool = False
    letter_number: str = ""
    letter_date: date | None = None
    letter_scan: bool = False
    approved: bool = False  # by the pimpinan instansi
    sent: bool = False
    sent_in_time: bool = False  # its sending took place within the deadline, whenever that is recorded
    proposal_deadline: datetime | None = None  # aware, in the zone of the instansi
    papers_lacking: tuple[str, ...] | None = None  # what the policy's documents lack, each as a sentence

    # tarik_usulan
    withdrawal_recorded: bool = False  # its letter, with number, date and scan

    # tetapkan_*
    stage_results: Mapping[str, str] = field(default_factory=dict)  # stage code -> result
    tpn_verdict: Verdict | None = None  # on the predicate, of the TPN sheet; None: no values yet
    decision_number: str = ""
    decision_date: date | None = None
    last_stage_on: date | None = None  # the date of the last stage that has a result
    objection_pending: bool = False  # a sanggah whose outcome is not recorded
    objection_open_until: datetime | None = None  # the unit may still contest its refusal; aware, in its zone

    # tetapkan_wbk_mandiri
    self_permitted: bool | None = None  # the Minister's permission to the instansi covers the year

    # batalkan_penetapan, batalkan_wbk_mandiri
    self_determined: bool | None = None  # by the instansi itself, not by TPN

    # cabut
    revocation_number: str = ""
    revoked_on: date | None = None  # date of the decision
    determined_on: date | None = None  # date of the decision that it revokes
    held_above: str = ""  # a higher predicate that stands: "WBBM 2026"

    # batalkan_cabut_*
    revoked_from: str | None = None  # the state before the revocation
    resting: tuple[str, ...] | None = (
        None  # what came after and rests on it, in words; of batalkan_penetapan too
    )


def given(value: T | None, name: str) -> T:
    """A fact that the guard cannot do without. ValueError: the caller forgot it."""
    if value is None:
        raise ValueError(f"the guard needs Facts.{name}")
    return value
