"""One unit in its year, and what can be done to it past the services."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from assessments.kke.exporting import export_portal
from assessments.loaded import policy_of
from assessments.models import (
    Answer,
    Assessment,
    Declaration,
    EvidenceMark,
    EvidenceUse,
    IssuedDocument,
    Period,
    PreliminaryResult,
    Proposal,
    ProposalUnit,
    Round,
    RoundRequest,
    Sheet,
    Signature,
    StageResult,
    State,
)
from assessments.result_hash import result_hash
from documents.models import Blob, Revision
from tests.factories import assessments as make
from tests.factories.units import make_unit
from tests.permissions.small import IN_MP, IN_PP
from tests.propose.announcing import complete
from units.models import Instansi, TeamMember, TpiTeam, UnitKerja, User

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PROPOSED = {
    State.DIUSULKAN,
    State.PENILAIAN_TPN,
    State.WBK,
    State.WBBM,
    State.BELUM_MEMENUHI,
    State.DICABUT,
}


@contextmanager
def undone() -> Iterator[None]:
    """Everything written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Place:
    """One unit in its year, and all that belongs to it."""

    name: str
    instansi: Instansi
    unit: UnitKerja
    period: Period
    team: TpiTeam
    assessment: Assessment
    petugas: User
    ketua: User
    anggota: tuple[User, ...]
    admin: User
    shared_declaration: Declaration
    scan: Revision
    letter: Revision
    issued: IssuedDocument
    evidence: dict[str, EvidenceUse]
    working_copy: Blob
    _files: dict[int, bytes] = field(default_factory=dict)

    def enter(self, state: str) -> None:
        """Put the unit into a state, with what exists from then on."""
        self.assessment = make.set_state(self.assessment, state)
        if state == State.PERBAIKAN:
            self.open_round()
        if state in PROPOSED:
            self.propose("terkirim")
        if state in PROPOSED - {State.DIUSULKAN}:
            self.fill(Sheet.Kind.TPN, self.admin)

    def propose(self, stage: str) -> Proposal:
        """A proposal of the unit: draf, disetujui or terkirim."""
        now = timezone.now()
        made = Proposal.objects.create(
            period=self.period,
            letter_number="700/1/2026",
            letter_date=date(2026, 5, 20),
            scan=self.letter,
            created_by=self.admin,
            approved_at=now if stage != "draf" else None,
            approved_by=self.admin if stage != "draf" else None,
            sent_at=now if stage == "terkirim" else None,
        )
        ProposalUnit.objects.create(proposal=made, assessment=self.assessment, predicate="WBK")
        complete(made, self.admin)
        return made

    def fill(self, kind: str, by: User, owner: User | None = None, **extra) -> Sheet:
        """A sheet with the best answers."""
        sheet = make.make_sheet(self.assessment, kind, owner, **extra)
        make.fill_answers(sheet, "best", by=by)
        return sheet

    def open_round(self, *, days: int = 7) -> Round:
        """TPI has returned the unit for a question in MP and one in PP, `days` from now; the unit has replied."""
        now = timezone.now()
        found = Round.objects.create(
            assessment=self.assessment,
            number=1,
            due=now + timedelta(days=days),
            opened_at=now,
            opened_by=self.ketua,
        )
        for code in (IN_MP, IN_PP):
            RoundRequest.objects.create(
                round=found,
                code=code,
                text="Lengkapi buktinya.",
                written_by=self.ketua,
                written_at=now,
                reply="Sudah dilengkapi.",
            )
        draft = make.make_sheet(self.assessment, Sheet.Kind.DRAFT)
        make.fill_answers(draft, {IN_MP: "Ya", IN_PP: "Ya"}, by=self.petugas)
        return found

    def round_is_overdue(self) -> None:
        """The due date of the open round has passed."""
        Round.objects.filter(assessment=self.assessment).update(due=timezone.now() - timedelta(days=1))

    def preliminary(self, *, fit: bool) -> None:
        """The level above has written its conclusion and its letter."""
        PreliminaryResult.objects.create(
            assessment=self.assessment,
            fit=fit,
            text="Sudah dinilai.",
            letter_number="PW.01/1/2026",
            letter_date=date(2026, 1, 20),
            updated_by=self.ketua,
            updated_at=timezone.now(),
        )

    def is_of_jpt_madya(self) -> None:
        """The unit is of the highest level, which nobody assesses before TPI."""
        UnitKerja.objects.filter(pk=self.unit.pk).update(level=UnitKerja.Level.JPT_MADYA)

    def is_signed(self) -> None:
        """Members are done, the lead and the pengendali teknis have signed the result."""
        self.lead_has_signed()
        self._sign(TeamMember.Seat.PENGENDALI)

    def nothing_is_issued(self) -> None:
        """The LHE is superseded, a new one can be issued."""
        IssuedDocument.objects.filter(assessment=self.assessment).update(superseded_at=timezone.now())

    def lhe_holds(self) -> None:
        """The LHE says what stands now."""
        found = result_hash(make.fresh(self.assessment))
        IssuedDocument.objects.filter(assessment=self.assessment).update(content_hash=found)

    def lead_has_signed(self) -> None:
        """Members are done, and the lead has signed."""
        self.members_are_done()
        self._sign(TeamMember.Seat.KETUA)

    def _sign(self, seat: str) -> None:
        for member in self.team.members.filter(end=None, seat=seat):
            Signature.objects.create(
                assessment=self.assessment,
                user=member.user,
                seat=seat,
                content_hash=result_hash(make.fresh(self.assessment)),
                at=timezone.now(),
            )

    def lead_has_marked(self) -> None:
        """The lead finds the evidence in MP convincing only in part."""
        EvidenceMark.objects.create(
            sheet=Sheet.objects.get(assessment=self.assessment, kind=Sheet.Kind.TPI),
            use=self.evidence[IN_MP],
            verdict="sebagian",
            note="Belum lengkap.",
            updated_by=self.ketua,
            updated_at=timezone.now(),
        )

    def members_are_done(self) -> None:
        """Every member has handed in."""
        Sheet.objects.filter(assessment=self.assessment, kind=Sheet.Kind.MEMBER).update(
            done_at=timezone.now()
        )

    def leave_one_final_answer_open(self) -> None:
        """The lead has something left to take over."""
        Answer.objects.filter(
            sheet__assessment=self.assessment, sheet__kind=Sheet.Kind.TPI, code=IN_PP
        ).delete()

    def all_stages_are_passed(self) -> None:
        """TPN has said yes at every stage."""
        unit = ProposalUnit.objects.filter(assessment=self.assessment).first()
        for stage in policy_of(self.period).stages_before_decision if unit else ():
            StageResult.objects.create(
                proposal_unit=unit,
                stage=stage.code,
                result="lanjut",
                date=date(2026, 9, 1),
                recorded_by=self.admin,
            )

    def workbook(self, person: User | None) -> bytes:
        """The person's own export with one changed answer in MP; for people without one that of the petugas."""
        writer = person if person in {*self.anggota, self.ketua} else self.petugas
        if writer.pk not in self._files:
            with undone():
                before = self.assessment
                of_unit = writer == self.petugas
                make.set_state(before, State.PENILAIAN_MANDIRI if of_unit else State.PENILAIAN_TPI)
                content, _ = export_portal(before.pk, actor=writer)
            self._files[writer.pk] = _changed(content)
        return self._files[writer.pk]


def _changed(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    cells = [cell for row in book["KKE"].iter_rows() for cell in row if cell.value == "Ya"]
    cells[0 if len(cells) == 3 else 1].value = "Tidak"  # beside the unit's answer stands TPI's
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spare_unit(place: Place) -> UnitKerja:
    """A unit of the instansi that is not registered for the year."""
    return make_unit(place.instansi, "BARU", "Unit Baru")
