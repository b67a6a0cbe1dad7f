"""Facts with which every move is allowed; tests spoil one of them."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assessments.engine.eligibility import ConditionResult
from assessments.engine.scoring import score
from assessments.engine.verdict import verdict
from assessments.engine.workflow import Facts, Refusal, check
from tests.engine.material import best_sheet, instrument, policy

WITA = ZoneInfo("Asia/Makassar")
BEST = verdict(policy(), instrument(), score(instrument(), best_sheet(instrument())))
EMPTY = verdict(policy(), instrument(), score(instrument(), {}))
MET = ConditionResult(
    "bebas_kkn", "Bebas KKN", "instansi", True, "ya", "ya", "Bebas KKN: ya, syaratnya ya.", False, True
)
UNMET = replace(MET, met=False, value="tidak", reason="Bebas KKN: tidak, syaratnya ya.")

GOOD = Facts(
    policy=policy(),
    predicate="WBK",
    today=date(2026, 5, 20),
    now=datetime(2026, 5, 20, 10, tzinfo=WITA),
    deadline=datetime(2026, 5, 31, 23, 59, 59, tzinfo=WITA),
    declaration_level="unit",
    declared_on=date(2026, 1, 12),
    declarer="dr. Ratna Wulandari",
    declaration_scan=True,
    leader_signed=True,
    staff=57,
    signed=29,
    decree_number="445/12/2026",
    decree_date=date(2026, 1, 20),
    has_team=True,
    has_plan=True,
    has_period=True,
    opens_on=date(2026, 3, 1),
    development_recorded=True,
    unanswered=(),
    without_note=(),
    without_source=(),
    carried_unchecked=(),
    without_evidence=(),
    team_assigned=True,
    team_has_lead=True,
    members_pending=(),
    own_unit_assessors=(),
    without_final=(),
    differing_without_note=(),
    considerations_written=frozenset(policy().assessors.considerations),
    needs_preliminary=True,
    preliminary_assessors=("Dr. Nurul Hidayah",),
    preliminary_missing=(),
    preliminary_unconfirmed=(),
    preliminary_fit=True,
    preliminary_letter_number="PW.01/7/2026",
    preliminary_letter_date=date(2026, 5, 19),
    preliminary_text="Layak dinilai TPI.",
    requests=("A.I.1.i.a",),
    requests_without_text=(),
    requests_without_reply=(),
    due=datetime(2026, 5, 25, 23, 59, 59, tzinfo=WITA),
    reason="Salah hitung.",
    in_proposal=False,
    sheets_done=3,
    unconfirmed=(),
    recommendation="WBK",
    coaching="Lengkapi survei.",
    tpi_verdicts=BEST,
    signatures_missing=(),
    conditions=(MET,),
    tpi_verdict=BEST["WBK"],
    lhe_issued=True,
    letter_number="000/77/2026",
    letter_date=date(2026, 5, 25),
    letter_scan=True,
    approved=True,
    sent=True,
    proposal_deadline=datetime(2026, 6, 1, 0, 59, 59, tzinfo=WITA),
    papers_lacking=(),
    withdrawal_recorded=True,
    stage_results={stage.code: "lanjut" for stage in policy().stages_before_decision},
    tpn_verdict=BEST["WBK"],
    decision_number="KEP/9/2026",
    self_determined=False,
    revocation_number="KEP/3/2026",
    revoked_on=date(2026, 5, 4),
    determined_on=date(2024, 12, 1),
    held_above="",
    revoked_from="wbk",
    resting=(),
    decision_date=date(2026, 5, 20),
    last_stage_on=date(2026, 5, 19),
    self_permitted=True,
)


# Where two moves from one state exclude each other, or a round is over: what differs from GOOD.
GOOD_FOR: dict[str, dict[str, object]] = {
    "batalkan_cabut_wbbm": {"revoked_from": "wbbm"},
    "ajukan": {"needs_preliminary": False},
    "kembalikan_pendahuluan": {
        "preliminary_fit": False,
        "preliminary_letter_number": "",
        "preliminary_letter_date": None,
    },
    "tutup_perbaikan": {"due": datetime(2026, 5, 19, 23, 59, 59, tzinfo=WITA)},
}


def refused(name: str, state: str, **spoilt: object) -> list[Refusal]:
    """What the move says when these facts are spoilt."""
    return check(name, state, replace(GOOD, **(GOOD_FOR.get(name, {}) | spoilt)))
