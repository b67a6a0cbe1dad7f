"""One job of every kind of background work, ready to be done, and what it leaves in the database."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from assessments.history.parts import BASE
from assessments.kke.carry_jobs import CARRY
from assessments.kke.exchange import KIND
from assessments.kke.recaps.offers import ARCHIVE, RECAP
from assessments.models import Declaration, Employee, Job, State
from assessments.reports.declare_jobs import PAKTA, PIAGAM
from assessments.reports.jobs import LHE, PRELIMINARY, SCORE_SHEET, TRAIL
from assessments.reports.kawasan import KAWASAN
from assessments.reports.monitoring import MONITORING
from assessments.reports.objection import OBJECTION
from assessments.reports.pakta import SIGNED, UNSIGNED
from assessments.reports.proposal.jobs import PROPOSAL_PAPER
from assessments.reports.team import TEAM
from assessments.reports.year_page import SUMMARY
from assessments.services import imports
from assessments.services.jobs import start_job
from assessments.services.monitoring import record_round
from assessments.services.moved import freeze
from assessments.services.packages import PACKAGE, ask_package
from assessments.tables.kinds import PREFIX, Wish
from assessments.team_places import TeamPlace
from assessments.tpn_start_jobs import START_TPN
from documents.workbooks.stored_cells import dump
from tests.assessments.ministry import FIT, build_ministry, concluded
from tests.carry.years import last_year
from tests.declare.test_issued import DAY
from tests.factories import assessments as make
from tests.faults.prepare_import import queue_import, workbook
from tests.kawasan import area
from tests.package.packing import packed
from tests.people import build_world
from tests.plan.test_monitoring import ROUND
from tests.propose.test_papers import without_papers
from tests.reports import year
from tests.tables.files import grid, look, template
from tests.team.conftest import full_team
from tests.tpn.stage import contest, in_tpn
from tests.tpn.test_start_all import sent

ISSUED = {"assessments_issueddocument": 1, "audit_entry": 1}
CHAIN = {"audit_chain": 1}  # the first entry of an assessment or instansi


@dataclass(frozen=True)
class Case:
    """A kind of work: `prepare` asks for it in a world of its own; `makes` tells how many rows come into each table,
    one transaction after the other ({}: it only changes some); `gives` whether there is a file to download, `says` what
    is told beside it.
    """

    kind: str
    prepare: Callable[[], Job]
    makes: tuple[Counter[str], ...]
    gives: bool
    says: str


CASES: dict[str, Case] = {}


def case(
    kind: str, *makes: dict[str, int], gives: bool = True, says: str = ""
) -> Callable[[Callable[[], Job]], Case]:
    """Make a preparation known under its name."""

    def known(prepare: Callable[[], Job]) -> Case:
        made = Case(kind, prepare, tuple(map(Counter, makes)), gives, says)
        CASES[prepare.__name__] = made
        return made

    return known


def _of_year(world, kind: str, **params) -> Job:
    params = {"year": world.period.year} | params
    return start_job(kind, actor=world.admin, instansi=world.instansi, params=params)


@case(RECAP)
def a_recap() -> Job:
    world = build_world()
    world.fill(world.assessment())
    return _of_year(world, RECAP)


@case(ARCHIVE)
def an_archive_of_kke() -> Job:
    world = build_world()
    world.fill(world.assessment())
    return _of_year(world, ARCHIVE)


@case(SUMMARY)
def the_page_of_a_year() -> Job:
    world = build_world()
    world.fill(world.assessment())
    return _of_year(world, SUMMARY)


TAKEN = {
    "assessments_carryover": 1,
    "assessments_carrieditem": 111,
    "assessments_sheet": 1,
    "assessments_answer": 111,
    "audit_entry": 112,
}


@case(CARRY, TAKEN | CHAIN, TAKEN | CHAIN, says="2 dari 2 unit diambil alih.")
def carrying_over_unit_by_unit() -> Job:
    world = build_world()
    units = [world.assessment(), world.assessment(unit=world.unit2)]
    before = last_year(world).period
    other = make.make_assessment(before, world.unit2, State.SELESAI_TPI)
    make.fill_answers(make.make_sheet(other), "best", by=world.petugas_lain)
    freeze(other, world.petugas_lain)
    return _of_year(world, CARRY, assessments=[a.pk for a in units])


@case(imports.READ, {}, gives=False)
def reading_an_import() -> Job:
    world = build_world()
    a = world.assessment()
    told = {"filename": "kke.xlsx", "instansi": world.instansi, "assessment": a, "side": "unit"}
    return imports.start_import(KIND, file=io.BytesIO(workbook(world)), actor=world.petugas, **told)[1]


APPLIED = {"assessments_sheet": 1, "assessments_answer": 113, "audit_entry": 114}


@case(imports.APPLY, APPLIED | CHAIN, gives=False)
def applying_an_import() -> Job:
    return queue_import(build_world())


IMPORT = {"filename": "orang.xlsx", "assessment": None, "side": "", "year": 2026}


@case(imports.APPLY, {"units_invitation": 1, "audit_entry": 2} | CHAIN, gives=False)
def applying_a_table_of_people() -> Job:
    world = build_world()
    head = ("Alamat surel", "Nama lengkap", "NIP", "Peran", "Unit", "Area pokja", "Mulai", "Sampai")
    rows = grid([head, ("baru@sukamaju.go.id", "Lina", "199001012015032001", "petugas unit", "PKM-01")])
    wish = Wish(seen=look(world, "orang", rows).digest()).as_json()
    file = io.BytesIO(template(world, "orang", filled=False))
    told = IMPORT | {"file": file, "instansi": world.instansi, "wish": wish, "cells": dump(rows)}
    with imports.kept(f"{PREFIX}orang", actor=world.admin, **told) as imp:
        pass
    return imports.start_import_job(imports.APPLY, imp, actor=world.admin)


BEGUN = {
    "assessments_sheet": 1,
    "assessments_answer": 113,
    "assessments_statechange": 1,
    "audit_entry": 1,
}


@case(START_TPN, BEGUN | CHAIN, BEGUN | CHAIN, gives=False)
def beginning_tpns_assessment_unit_by_unit() -> Job:
    world = build_world()
    units = sent(world, world.unit, world.unit2)
    return _of_year(world, START_TPN, units=[a.pk for a in units])


@case(LHE, ISSUED)
def an_lhe() -> Job:
    world = build_world()
    a = year.released(world)
    return start_job(LHE, actor=world.ketua, assessment=a, params={"number": "700/1/2026"})


@case(SCORE_SHEET, ISSUED)
def a_score_sheet() -> Job:
    world = build_world()
    return start_job(SCORE_SHEET, actor=world.ketua, assessment=year.released(world))


@case(TRAIL)
def a_trail() -> Job:
    world = build_world()
    return start_job(TRAIL, actor=world.petugas, assessment=world.assessment(), params={"parts": [BASE]})


@case(PRELIMINARY, ISSUED)
def the_letter_of_the_level_above() -> Job:
    world = build_ministry()
    return start_job(PRELIMINARY, actor=world.penilai, assessment=concluded(world, FIT))


@case(KAWASAN, ISSUED)
def the_report_of_a_kawasan() -> Job:
    world = build_world()
    made = area.build(world)
    area.score(made)
    area.sign(made)
    params = {"kawasan_year": made.year.pk}
    return start_job(KAWASAN, actor=made.mine, instansi=world.instansi, params=params)


@case(MONITORING)
def a_report_of_monitoring() -> Job:
    world = build_world()
    a = world.assessment(State.PEMBANGUNAN)
    record_round(a.pk, data=ROUND, actor=world.petugas)
    return start_job(MONITORING, actor=world.petugas, assessment=a, params={"number": 1})


@case(PACKAGE, {"assessments_proposalpackage": 1, "audit_entry": 1}, gives=False)
def a_package() -> Job:
    world = build_world()
    return ask_package(packed(world).proposal, confidential=True, actor=world.admin)


@case(PROPOSAL_PAPER, ISSUED | {"assessments_proposaldocument": 1}, gives=False)
def a_paper_of_a_proposal() -> Job:
    return _paper("surat_pengajuan")


@case(PROPOSAL_PAPER, ISSUED, gives=False)
def the_recap_of_a_proposal() -> Job:
    return _paper("")


def _paper(entry: str) -> Job:
    world = build_world()
    params = {"proposal": without_papers(world).pk, "entry": entry, "owner": 0}
    return start_job(PROPOSAL_PAPER, actor=world.admin, instansi=world.instansi, params=params)


@case(OBJECTION)
def the_letter_of_a_sanggah() -> Job:
    world = build_world()
    (a,) = in_tpn(world)
    contest(world, a)
    return start_job(OBJECTION, actor=world.admin, assessment=a)


@case(TEAM)
def the_list_of_a_team() -> Job:
    world = build_world()
    a = world.assessment(State.PENCANANGAN)
    full_team(world, TeamPlace.of(a))
    return start_job(TEAM, actor=world.admin, assessment=a)


@case(PAKTA)
def forms_of_pakta() -> Job:
    return _pakta(UNSIGNED, name="Siti Aminah")


@case(PAKTA, ISSUED | CHAIN | {"assessments_issueddocument_employees": 1})
def signed_pakta() -> Job:
    return _pakta(SIGNED, name="Siti Aminah", signed_on=DAY, occasion="massal")


def _pakta(which: str, **employee) -> Job:
    world = build_world()
    Employee.objects.create(unit=world.unit, **employee)
    params = {"unit": world.unit.pk, "which": which}
    return start_job(PAKTA, actor=world.petugas, instansi=world.instansi, params=params)


@case(PIAGAM, ISSUED | CHAIN)
def a_piagam() -> Job:
    world = build_world()
    world.assessment(State.TERDAFTAR)
    told = {"declarer_name": "Ani", "declarer_post": "Bupati", "staff_count": 9, "signed_count": 9}
    made = Declaration.objects.create(
        instansi=world.instansi, date=DAY, recorded_by=world.admin, recorded_at=timezone.now(), **told
    )
    return _of_year(world, PIAGAM, declaration=made.pk)
