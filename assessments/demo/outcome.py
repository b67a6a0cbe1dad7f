"""From the LHE to the determination: conditions, proposals, TPN's stages and results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from assessments.demo.backdate import issue_lhe_on, move_back
from assessments.demo.content import DemoUnit
from assessments.demo.objections import contest
from assessments.demo.people import person
from assessments.demo.proposing import add_documents
from assessments.demo.walk import Year
from assessments.loaded import policy_of
from assessments.models import Assessment, Proposal, StageResult, State
from assessments.reports.lhe import issue_lhe
from assessments.services.approving import approve_proposal
from assessments.services.conditions import record_condition
from assessments.services.proposals import Wanted, create_proposal
from assessments.services.sending import send_proposal
from assessments.services.tpn import determine, record_survey, start_tpn
from assessments.services.tpn_stages import StageData, record_stage
from units.models import Instansi, Role, TeamMember, TpiTeam, UnitKerja

INSTANSI_CONDITIONS = {
    "opini_bpk": ("WTP", "LHP BPK atas laporan keuangan {last}"),
    "sakip": ("BB", "Surat Menteri PANRB tentang hasil evaluasi AKIP {last}"),
    "indeks_rb_pemda": ("B", "Surat Menteri PANRB tentang hasil evaluasi RB {last}"),
    "spip": ("3", "Laporan penjaminan kualitas SPIP oleh BPKP {last}"),
    "bebas_kkn": ("ya", "Surat keterangan Inspektorat"),
}
UNIT_CONDITIONS = {
    "layanan_inti": ("ya", "Perbup tentang kedudukan dan tugas perangkat daerah"),
    "dampak_publik": ("ya", "Kajian tim kerja atas jumlah pengguna layanan"),
    "tlhp": ("100", "Surat keterangan Inspektorat tentang penyelesaian TLHP"),
    "lhk": ("100", "Rekapitulasi LHKPN dan LHKAN dari BKPSDM"),
    "lama_membangun": ("2", "SK tim kerja tahun pertama"),
    "sakip_internal": ("BB", "LHE AKIP Inspektorat {last}"),
    "jeda_pencabutan": ("tidak pernah", "Catatan Inspektorat"),
}
# What a unit of an affirmed kind still works on (PermenPANRB 5/2024 p. 5): proposed all the same.
UNFINISHED = {"RSUD": {"tlhp": "96,2"}, "DIKBUD": {"tlhp": "97,4"}, "DISNAKER": {"lhk": "98,15"}}
# Where TPN ended the road, and why.
FAILED = {
    ("DISNAKER", 0): ("survei", "Indeks persepsi anti korupsi dari survei eksternal di bawah 3,60."),
    ("DIKBUD", 1): (
        "desk_evaluasi",
        "Bukti reform pada area Tatalaksana belum menunjukkan manfaat yang terukur.",
    ),
}
CONTESTED = ("KEC-WSR", 0)  # refused at the paper check, and its sanggah accepted
# SPAK and SPKP of TPN's own survey.
SURVEYS = {"DISNAKER": ("3.42", "3.36"), "SAMSAT": ("3.79", "3.74"), "PTSP": ("3.75", "3.7")}
VERDICTS = {State.WBK: "WBK", State.WBBM: "WBBM", State.DICABUT: "WBK"}  # `after` revokes it
PASSED, NOTED, DROPPED = StageResult.Result.PASSED, StageResult.Result.NOTED, StageResult.Result.FAILED


@dataclass(frozen=True)
class Walked:
    """A unit whose TPI assessment is final, and the state that it shall reach."""

    demo: DemoUnit
    row: Assessment
    goal: str
    predicate: str
    years_ago: int = 0


def record_instansi_conditions(year: Year) -> None:
    """The conditions of the whole instansi, which every proposal of the year rests on."""
    _record(year, None, INSTANSI_CONDITIONS, {})


def _record(year: Year, unit: UnitKerja | None, conditions: dict, other: dict[str, str]) -> None:
    for code, (value, source) in conditions.items():
        record_condition(
            year.period,
            unit=unit,
            code=code,
            value=other.get(code, value),
            source=source.format(last=year.period.year - 1),
            document_date=year.base - timedelta(days=48),
            actor=year.admin,
        )


def issue(year: Year, walked: Walked, number: int, *, sent_with: date | None) -> None:
    """The conditions of a unit and its LHE, issued by the lead of its team; three days before the date of the letter
    that it is `sent_with`.
    """
    if sent_with is not None:
        move_back(walked.row, sent_with - timedelta(days=3))
    other = UNFINISHED.get(walked.demo.code, {}) if walked.predicate == "WBK" else {}
    team = TpiTeam.objects.get(year=year.period.year, team_units__unit=walked.row.unit)
    lead = person(team.members.get(seat=TeamMember.Seat.KETUA).user.username)
    with transaction.atomic():
        _record(year, walked.row.unit, UNIT_CONDITIONS, other)
    number_of_lhe = f"700/LHE-{number:02}/INSP/{year.period.year}"
    if sent_with is None:
        issue_lhe(walked.row.pk, number=number_of_lhe, actor=lead)
    else:
        issue_lhe_on(sent_with - timedelta(days=3), walked.row, number=number_of_lhe, actor=lead)


def propose(
    year: Year, units: Iterable[Walked], *, number: int, letter_date: date, approve: bool = True
) -> Proposal:
    """One letter that proposes `units`; approved by the head of the instansi and sent, or left for approval."""
    instansi = year.period.instansi
    letter = year.papers["surat-usulan"]
    with transaction.atomic():
        scan = letter.keep(instansi=instansi, actor=year.admin, role="Admin inspektorat")
        proposal = create_proposal(
            year.period,
            letter_number=f"700/{number}/INSP/{year.period.year}",
            letter_date=letter_date,
            scan=scan,
            wanted=[Wanted(walked.row.pk, walked.predicate) for walked in units],
            actor=year.admin,
        )
    add_documents(year, proposal)
    with transaction.atomic():
        if approve:
            leader = instansi.memberships.get(role=Role.PIMPINAN_INSTANSI).user
            approve_proposal(proposal, actor=leader)
            send_proposal(proposal, actor=year.admin)
            _sent_on(proposal, letter_date + timedelta(days=1), instansi)
    return proposal


def _sent_on(proposal: Proposal, day: date, instansi: Instansi) -> None:
    """A proposal of the demo left the day after its letter: TPN's answers lie behind it. The approval stays where it
    is, behind the LHE that it rests on.
    """
    at = datetime.combine(day, time(10), tzinfo=instansi.zone)
    Proposal.objects.filter(pk=proposal.pk).update(sent_at=at)


def walk_tpn(year: Year, walked: Walked, *, begun: date) -> None:
    """TPN's stages of one unit up to its goal, one every four days from `begun` on, and the determination."""
    if walked.goal == State.DIUSULKAN:
        return
    with transaction.atomic():
        start_tpn(walked.row.pk, actor=year.admin)
        last, why = FAILED.get((walked.demo.code, walked.years_ago), ("", ""))
        if walked.goal == State.PENILAIAN_TPN:
            last = "survei"
        for place, stage in enumerate(policy_of(year.period).stages_before_decision):
            fails = stage.code == last and why != ""
            if stage.code == "pra_evaluasi" and (walked.demo.code, walked.years_ago) == CONTESTED:
                contest(year, walked.row, begun=begun)
                continue
            result = DROPPED if fails else NOTED if stage.code == "pra_evaluasi" else PASSED
            note = why if fails else NOTE_OF_PRE if result == NOTED else ""
            if "SPAK" in stage.records:
                _take_survey(year, walked)
            record_stage(
                walked.row.pk,
                stage=stage.code,
                data=StageData(
                    result,
                    begun + timedelta(days=4 * place),
                    f"B/{40 + place}/PW.03/{year.period.year}",
                    note,
                    RECOMMENDED if fails else "",
                ),
                seen=0,
                actor=year.admin,
            )
            if stage.code == last:
                break
        if walked.goal != State.PENILAIAN_TPN:
            verdict = VERDICTS.get(State(walked.goal), "belum")
            decree = "Keputusan Menteri PANRB 1247" if verdict != "belum" else "Surat Deputi RB Kunwas B/318"
            decree_date = begun + timedelta(days=25)
            number = f"{decree}/{year.period.year}"
            determine(
                walked.row.pk,
                verdict=verdict,
                decree_number=number,
                decree_date=decree_date,
                seen=1,
                actor=year.admin,
            )


RECOMMENDED = "Dibina inspektorat, lalu diusulkan lagi sesudah perbaikannya terlihat."
NOTE_OF_PRE = "Lengkapi keterangan penyelesaian TLHP sebelum evaluasi lapangan."


def _take_survey(year: Year, walked: Walked) -> None:
    """Put the indices of TPN's own survey in the place of TPI's."""
    indices = SURVEYS.get(walked.demo.code, ("3.68", "3.52"))
    record_survey(
        walked.row.pk,
        executor="BPS",
        respondents=64,
        population=None,
        indices=dict(zip(("B.I.a", "B.II.a"), indices, strict=True)),
        seen=0,
        actor=year.admin,
    )
