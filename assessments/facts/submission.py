"""Facts of the unit's submissions, of the penilaian pendahuluan, of rounds and of reopening."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from assessments import evidence_reads, round_reads
from assessments.engine.answers import Given
from assessments.engine.completeness import gaps
from assessments.engine.facts import Facts
from assessments.engine.policy_model import matches_kind
from assessments.engine.scoring import question_value
from assessments.facts.common import givens
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, PreliminaryResult, ProposalUnit, Sheet
from assessments.stored import given
from units.models import User
from units.queries import barred_from, first_assessors_of


def submission_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What ajukan and ajukan_pendahuluan ask."""
    sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.UNIT).first()
    facts = replace(
        facts,
        needs_preliminary=needs_preliminary(assessment),
        preliminary_assessors=tuple(str(person) for person in preliminary_assessors(assessment)),
        carried_unchecked=tuple(sheet.unconfirmed) if sheet else (),
    )
    return _complete(facts, assessment, givens(sheet))


def _complete(facts: Facts, assessment: Assessment, answers: Mapping[str, Given]) -> Facts:
    found = gaps(instrument_of(assessment.period), answers)
    return replace(
        facts,
        unanswered=found.unanswered,
        without_note=found.without_note,
        without_source=found.without_source,
        without_evidence=_without_evidence(assessment, answers),
    )


def _without_evidence(assessment: Assessment, answers: Mapping[str, Given]) -> tuple[str, ...]:
    """What scores above 0 without a piece of evidence, of the questions that the unit may change now.

    Nothing, and no query, where the policy does not want it; else one query, two in a round.
    """
    if not policy_of(assessment.period).evidence_required:
        return ()
    proven = set(evidence_reads.uses_of(assessment, drafts=True).values_list("code", flat=True))
    asked = round_reads.open_codes(assessment)
    return tuple(
        code
        for code, question in instrument_of(assessment.period).questions.items()
        if code not in proven
        and (asked is None or code in asked)
        and question_value(question, answers.get(code)) > 0
    )


def needs_preliminary(assessment: Assessment) -> bool:
    """Whether the level above assesses first: by the policy in K/L, and not a unit of JPT madya
    (PermenPANRB 90/2021 p. 39-41).
    """
    only = policy_of(assessment.period).assessors.preliminary
    unit = assessment.unit
    return only is not None and matches_kind(only, unit.instansi.kind) and unit.has_level_above


def preliminary_assessors(assessment: Assessment) -> list[User]:
    """Who assesses for the level directly above, today; nobody where the unit has none."""
    today = timezone.localdate()
    people = first_assessors_of(assessment.unit, today)
    return list(people.exclude(barred_from(assessment.unit_id, today)))


def preliminary_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What the penilai pendahuluan must have done."""
    sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.PRELIMINARY).first()
    found = gaps(instrument_of(assessment.period), givens(sheet))
    result = PreliminaryResult.objects.filter(assessment=assessment, decided_at=None).first()
    facts = replace(
        facts,
        preliminary_missing=(*found.unanswered, *found.without_note),
        preliminary_unconfirmed=tuple(sheet.unconfirmed) if sheet else (),
    )
    if result is None:
        return facts
    return replace(
        facts,
        preliminary_fit=result.fit,
        preliminary_text=result.text,
        preliminary_letter_number=result.letter_number,
        preliminary_letter_date=result.letter_date,
    )


def round_facts(facts: Facts, assessment: Assessment) -> Facts:
    """The round of this unit that is not closed: the lead's draft, or the one that the unit answers."""
    found = assessment.rounds.filter(closed_at=None).first()
    asked = list(found.requests.exclude(text="")) if found else []
    zone = assessment.unit.instansi.zone
    return replace(
        facts,
        requests=tuple(request.code for request in asked),
        requests_without_text=tuple(r.code for r in asked if not r.text.strip()),
        requests_without_reply=tuple(r.code for r in asked if not r.reply.strip()),
        due=found.due.astimezone(zone) if found and found.due else None,
    )


def resubmission_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What ajukan_perbaikan asks: the round, and the sheet as it would be submitted."""
    sheet = Sheet.objects.filter(assessment=assessment, kind=Sheet.Kind.UNIT).first()
    drafts = {code: given(answer) for code, answer in round_reads.draft_answers_of(assessment).items()}
    return round_facts(_complete(facts, assessment, givens(sheet) | drafts), assessment)


def reopening_facts(facts: Facts, assessment: Assessment) -> Facts:
    """What buka_kembali asks."""
    return replace(facts, in_proposal=ProposalUnit.objects.filter(assessment=assessment).exists())
