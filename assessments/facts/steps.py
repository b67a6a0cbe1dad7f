"""Facts of pencanangan and pembangunan."""

from dataclasses import replace

from assessments.engine.facts import Facts
from assessments.models import Assessment, Development


def declaration_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What catat_pencanangan asks."""
    declaration = assessment.declaration
    if declaration is None:
        return replace(facts, staff=0, signed=0)
    return replace(
        facts,
        declaration_level="unit" if declaration.unit_id else "instansi",
        declared_on=declaration.date,
        declarer=declaration.declarer_name,
        declaration_scan=declaration.scan_id is not None,
        leader_signed=declaration.leader_signed,
        staff=declaration.staff_count,
        signed=declaration.signed_count,
    )


def development_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What catat_pembangunan and buka_penilaian ask."""
    development = Development.objects.filter(assessment=assessment).first()
    if development is None:
        return facts
    return replace(
        facts,
        decree_number=development.decree_number,
        decree_date=development.decree_date,
        has_team=bool(development.team.strip()),
        has_plan=development.plan_id is not None,
        development_recorded=True,
    )
