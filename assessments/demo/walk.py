"""One unit's year, walked step by step to where it shall stand, by the people whose steps they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from assessments.demo.action_plan import plan_the_year
from assessments.demo.answers import NOTES, Writer, dice
from assessments.demo.checklist import tick_off
from assessments.demo.content import DemoUnit
from assessments.demo.first import assess_first
from assessments.demo.marks import FINAL, MEMBER, mark_evidence
from assessments.demo.papers import LINKS, Paper
from assessments.demo.people import person
from assessments.demo.rounds import ROUNDS, People, propose_all, walk_round
from assessments.engine.answers import Given
from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Declaration, Period, Sheet, State
from assessments.services import evidence
from assessments.services.answers import Change, save_answers
from assessments.services.comments import add_comment
from assessments.services.declaring import (
    DeclarationData,
    record_unit_declaration,
    use_instansi_declaration,
)
from assessments.services.periods import register_unit
from assessments.services.sheets import mark_done
from assessments.services.signing import sign_result
from assessments.services.steps import record_development
from assessments.services.tpi import save_consideration, save_recommendation, take_over_agreement
from assessments.services.workflow import move
from documents.models import Revision
from units.models import Role, TeamMember, TpiTeam, UnitKerja, User

LADDER = (
    State.TERDAFTAR,
    State.PENCANANGAN,
    State.PEMBANGUNAN,
    State.PENILAIAN_MANDIRI,
    State.PENILAIAN_TPI,
    State.SELESAI_TPI,
)
# States beside the ladder, and the rung from which a unit gets there.
BESIDE = {State.PERBAIKAN: State.PENILAIAN_TPI, State.PENDAHULUAN: State.PENILAIAN_MANDIRI}
DECISIVE = ("A.II.5.i.a", "A.II.6.i.a")  # questions that the second member has not come to yet


@dataclass(frozen=True)
class Year:
    """A year of an instansi while the demo is built; `base` is the day from which its dates count back."""

    period: Period
    admin: User
    papers: Mapping[str, Paper]
    declaration: Declaration | None
    base: date

    @property
    def instrument(self) -> Instrument:
        """The instrument of the year."""
        return instrument_of(self.period)


@dataclass(frozen=True)
class Walk:
    """One unit in one year, and the people who act for it."""

    year: Year
    demo: DemoUnit
    unit: UnitKerja
    writer: Writer
    goal: str
    target: str

    def run(self) -> Assessment:
        """Register the unit and take it as far as its goal lies before the proposal; one transaction."""
        with transaction.atomic():
            row = register_unit(self.year.period, unit=self.unit, target=self.target, actor=self.year.admin)
            steps = (self._declare, self._develop, self._open, self._submit, self._finalise)
            for state, step in zip(LADDER[1:], steps, strict=True):
                if not self._goes_to(state):
                    break
                step(row.pk)
            if self.demo.first and self.goal != State.PENILAIAN_TPI:
                self._assess_first(row.pk)
        row.refresh_from_db()
        return row

    def _goes_to(self, state: str) -> bool:
        goal = BESIDE.get(State(self.goal), State(self.goal))
        return goal not in LADDER or LADDER.index(State(state)) <= LADDER.index(goal)

    def _assess_first(self, pk: int) -> None:
        assess_first(
            pk,
            self.demo,
            self.unit,
            self.writer,
            self.year.instrument,
            head=self._head,
            today=self.year.base,
        )

    def _people(self, role: str) -> list[User]:
        return [person(m.user.username) for m in self.unit.memberships.filter(role=role).order_by("pk")]

    @property
    def _head(self) -> User:
        return self._people(Role.PIMPINAN_UNIT)[0]

    @property
    def _clerk(self) -> User:
        return self._people(Role.PETUGAS)[0]

    def _day(self, days_ago: int) -> date:
        return self.year.base - timedelta(days=days_ago)

    def _declare(self, pk: int) -> None:
        head = self._head
        if self.year.declaration is not None and dice(self.demo.code, "declares") < 450:
            use_instansi_declaration(pk, declaration=self.year.declaration, actor=head)
        else:
            data = DeclarationData(
                date=self._day(110 + dice(self.demo.code, "declared") % 20),
                declarer_name=self.demo.head,
                declarer_post=self.demo.post,
                staff_count=self.demo.staff,
                signed_count=self.demo.staff
                - dice(self.demo.code, "unsigned") % max(2, self.demo.staff // 9),
                leader_signed=True,
                publications=("https://example.org/pencanangan",),
            )
            scan = self.year.papers["pakta-integritas"].keep(unit=self.unit, actor=head, role="Pimpinan unit")
            record_unit_declaration(pk, data=data, scan=scan, actor=head)
        move(pk, "catat_pencanangan", actor=head)

    def _develop(self, pk: int) -> None:
        admin = self.year.admin
        plan = self.year.papers["rencana-kerja"].keep(unit=self.unit, actor=admin, role="Admin inspektorat")
        number = 10 + dice(self.demo.code, "decree") % 80
        team = f"Ketua: {self.demo.head}\nSekretaris: {self._clerk}\nEnam pokja, masing-masing empat orang"
        record_development(
            pk,
            decree_number=f"188.4/{number}/{self.demo.code}/{self.writer.year}",
            decree_date=self._day(95),
            team=team,
            plan=plan,
            actor=admin,
        )
        move(pk, "catat_pembangunan", actor=admin)

    def _open(self, pk: int) -> None:
        move(pk, "buka_penilaian", actor=self.year.admin)
        clerk, given = self._clerk, self.writer.unit_answers(self.year.instrument)
        save(pk, Sheet.Kind.UNIT, given, actor=clerk)
        self._prove(pk, given, clerk)
        if self.demo.code == "PKM-01" and self.writer.years_ago == 0:
            plan_the_year(pk, unit=self.unit, clerk=clerk, admin=self.year.admin, day=self._day)
            tick_off(pk, actor=clerk)
            clerks = self._people(Role.PETUGAS)
            writers = {"petugas": clerks[0], "pokja": clerks[1], "pimpinan": self._head}
            for remark in NOTES["comments"]:
                add_comment(pk, code=remark["code"], text=remark["text"], actor=writers[remark["who"]])

    def _prove(self, pk: int, given: Mapping[str, Given], clerk: User) -> None:
        """Put evidence to the answers that are there: each paper once on the shelf, then used for its questions."""
        plan = Revision.objects.filter(document__unit=self.unit, document__title=self._plan_title).first()
        for paper in (p for p in self.year.papers.values() if p.common or self.demo.rich):
            document = plan.document_id if plan is not None and paper.key == "rencana-kerja" else None
            for code in (c for c in paper.codes if c in given and not given[c].none_yet):
                if dice(self.writer.key, code, "proven") < (50 if self.writer.profile != "weak" else 600):
                    continue
                if document is None:
                    document = paper.keep(unit=self.unit, actor=clerk, role="Petugas unit").document_id
                where = evidence.Where(locator=paper.locator, speaks_of=str(self.writer.year))
                evidence.attach_existing(pk, code=code, document_id=document, actor=clerk, where=where)
        for url, title, codes in LINKS:
            document = None
            for code in (c for c in codes if c in given and not given[c].none_yet):
                if document is None:
                    use = evidence.add_link(pk, code=code, url=url, title=title, kind="lainnya", actor=clerk)
                    document = use.revision.document_id
                else:
                    evidence.attach_existing(pk, code=code, document_id=document, actor=clerk)

    @property
    def _plan_title(self) -> str:
        return self.year.papers["rencana-kerja"].title

    def _submit(self, pk: int) -> None:
        if self.demo.first:
            self._assess_first(pk)
        else:
            move(pk, "ajukan", actor=self._head)
        unit = self.writer.unit_answers(self.year.instrument)
        members = self._seats(TeamMember.Seat.ANGGOTA)
        for place, member in enumerate(members):
            given = self.writer.member_answers(self.year.instrument, unit, member.username)
            at_work = self.goal in (State.PENILAIAN_TPI, State.PERBAIKAN) and place > 0
            if at_work:
                given = {code: g for code, g in list(given.items())[:70] if code not in DECISIVE}
            save(pk, Sheet.Kind.MEMBER, given, actor=member)
            if not self.writer.years_ago:
                share = 350 if at_work else 900
                mark_evidence(pk, self.demo.code, kind=MEMBER, actor=member, share=share)
            if not at_work:
                mark_done(pk, actor=member)
        if self.writer.years_ago:
            return
        propose_all(pk, self.demo.code, members[0])
        lead = self._seats(TeamMember.Seat.KETUA)[0]
        share = 600 if self.goal == State.PENILAIAN_TPI else 1000
        mark_evidence(pk, self.demo.code, kind=FINAL, actor=lead, share=share)
        if self.demo.code in ROUNDS:
            people = People(lead, tuple(members), self._head, self._clerk)
            walk_round(pk, self.unit, ROUNDS[self.demo.code], self.year.papers, people, self.year.base)

    def _seats(self, seat: str) -> list[User]:
        team = TpiTeam.objects.get(year=self.year.period.year, team_units__unit=self.unit)
        return [person(m.user.username) for m in team.members.filter(seat=seat).order_by("pk")]

    def _finalise(self, pk: int) -> None:
        lead = self._seats(TeamMember.Seat.KETUA)[0]
        instrument = self.year.instrument
        unit = self.writer.unit_answers(instrument)
        members = [
            self.writer.member_answers(instrument, unit, member.username)
            for member in self._seats(TeamMember.Seat.ANGGOTA)
        ]
        taken = take_over_agreement(pk, actor=lead).answers
        decided = []
        for code, question in instrument.questions.items():
            answer = taken.get(code)
            if answer is None or answer.value != unit[code].value:
                final = self.writer.final_answer(question, unit[code], [given[code] for given in members])
                decided.append(Change(code, final, answer.version if answer else 0))
        save_answers(pk, kind=Sheet.Kind.TPI, changes=decided, actor=lead)
        for code in policy_of(self.year.period).assessors.considerations:
            text = self.writer.fill(NOTES["considerations"][code], code)
            save_consideration(pk, code=code, text=text, seen=0, actor=lead)
        self._recommend(pk, lead)
        for signer in (lead, *self._seats(TeamMember.Seat.PENGENDALI)):
            sign_result(pk, actor=signer)
        move(pk, "finalkan", actor=lead)

    def _recommend(self, pk: int, lead: User) -> None:
        """The highest predicate whose minima the final answers reach, not above the one that the unit aims at."""
        reached = Sheet.objects.get(assessment=pk, kind=Sheet.Kind.TPI).verdict
        wanted = ["WBBM", "WBK"] if self.target == "WBBM" else ["WBK"]
        verdict = next((each for each in wanted if reached[each]["met"]), "belum")
        notes = NOTES["recommendation"]
        save_recommendation(
            pk,
            verdict=verdict,
            text=self.writer.fill(notes["fit" if verdict != "belum" else "not_fit"], "recommendation"),
            coaching=self.writer.fill(notes["coaching"], "coaching") if verdict == "belum" else "",
            seen=0,
            actor=lead,
        )


def save(pk: int, kind: str, given: Mapping[str, Given], *, actor: User) -> None:
    """Write a whole sheet that is still empty, in one call."""
    save_answers(
        pk, kind=kind, changes=[Change(code, answer, 0) for code, answer in given.items()], actor=actor
    )
