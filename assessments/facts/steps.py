"""Facts of pencanangan and pembangunan."""

from dataclasses import replace

from assessments.activity_reads import areas_without_plan
from assessments.engine.facts import Facts, given
from assessments.models import Assessment, Development
from assessments.pakta import PaktaCount, count_declared, declaration_of, has_scan, unit_count
from assessments.selections import is_selected
from assessments.team_places import TeamPlace, coverage_of


def declaration_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What catat_pencanangan asks: of the unit's own pencanangan, else of the instansi's that covers it, with what the
    staff list says of its day. Up to five queries.
    """
    declaration = declaration_of(assessment)
    today = given(facts.today, "today")
    if declaration is None:
        return _counted(replace(facts, staff=0, signed=0), "unit", unit_count(assessment.unit, today))
    facts = replace(
        facts,
        declaration_level="unit" if declaration.unit_id else "instansi",
        declared_on=declaration.date,
        declarer=declaration.declarer_name,
        declaration_scan=has_scan(declaration),
        leader_signed=declaration.leader_signed,
        staff=declaration.staff_count,
        signed=declaration.signed_count,
    )
    return _counted(facts, facts.declaration_level, count_declared(declaration))


def _counted(facts: Facts, whose: str, count: PaktaCount) -> Facts:
    if not count.staff:
        return facts
    return replace(
        facts,
        staff_list=whose,
        leader_listed=count.has_leader,
        leader_signed=count.leader_signed,
        staff=count.staff,
        listed=count.listed,
        signed=count.signed,
    )


def development_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What catat_pembangunan and buka_penilaian ask: the tim kerja as it is today, else what was typed; the plan; the
    decree that fixes the unit, where the policy asks for one. Up to four queries.
    """
    development = Development.objects.filter(assessment=assessment).first()
    if development is not None:
        facts = replace(
            facts,
            decree_number=development.decree_number,
            decree_date=development.decree_date,
            has_team=bool(development.team.strip()),
            has_plan=development.plan_id is not None,
            development_recorded=True,
        )
    if not facts.has_plan:
        areas = areas_without_plan(assessment)
        facts = replace(
            facts, unplanned_areas=areas, development_recorded=facts.development_recorded or not areas
        )
    if given(facts.policy, "policy").selection.decree_required:
        facts = replace(facts, selected=is_selected(assessment))
    return _team_facts(facts, TeamPlace.of(assessment))


def _team_facts(facts: Facts, place: TeamPlace) -> Facts:
    team = place.team()
    if team is None:
        return facts
    coverage = coverage_of(place, team, given(facts.today, "today"))
    if team.decree_number:
        facts = replace(facts, decree_number=team.decree_number, decree_date=team.decree_date)
    return replace(
        facts,
        team_listed=coverage.people,
        team_has_head=coverage.has_head,
        areas_without_people=coverage.missing,
    )
