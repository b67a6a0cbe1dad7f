"""The facts of `usulkan` for all proposed units of a year at once, as cheap for two hundred as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet
from django.utils import timezone

from assessments.deadlines import proposal_deadline
from assessments.engine.eligibility import ConditionResult
from assessments.engine.facts import Facts
from assessments.engine.scoring import score
from assessments.engine.verdict import TOTAL, Shortfall, Verdict, verdict
from assessments.facts.proposal import conditions_of
from assessments.facts.register import held_predicates
from assessments.loaded import instrument_of, policy_of
from assessments.models import ConditionValue, IssuedDocument, Period, ProposalUnit, Recommendation, Sheet
from assessments.proposal_papers import lacking, papers_of_all

LEAST = Fraction(1, 10**6)  # what a stored gap is rounded to: one that is there is never none


@dataclass(frozen=True)
class Standing:
    """What the guards of `usulkan` look at, when the LHE was issued and when its result was last written to."""

    facts: Facts
    issued_at: datetime | None
    written_at: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether something of the result was written after its LHE. Errs on this side: writing the same counts."""
        return bool(self.issued_at and self.written_at and self.written_at > self.issued_at)


def standings_of(period: Period, rows: Sequence[ProposalUnit]) -> dict[int, Standing]:
    """Id of the ProposalUnit → how it stands now; seven queries.

    `rows` come with proposal, assessment, its unit, and the period and instansi of both at hand. TPI's verdict is the
    stored one, which is rewritten with each answer and compares unrounded values.
    """
    ids = [row.assessment_id for row in rows]
    conditions = _conditions(period, rows)
    verdicts, advice, written = _results(ids)
    issued = dict(_valid_lhe(ids).values_list("assessment_id", "issued_at"))
    deadline = proposal_deadline(period).astimezone(period.instansi.zone)
    now, lacks = timezone.now(), _lacking(rows)
    return {
        row.pk: Standing(
            Facts(
                policy=policy_of(period),
                predicate=row.predicate,
                conditions=conditions[row.pk],
                tpi_verdict=_verdict(period, row.predicate, verdicts.get(row.assessment_id)),
                recommendation=advice.get(row.assessment_id, ""),
                lhe_issued=row.assessment_id in issued,
                letter_number=row.proposal.letter_number,
                letter_date=row.proposal.letter_date,
                letter_scan=row.proposal.scan_id is not None,
                approved=row.proposal.approved_at is not None,
                sent=row.proposal.sent_at is not None,
                now=now,
                proposal_deadline=deadline,
                papers_lacking=lacks[row.pk],
            ),
            issued_at=issued.get(row.assessment_id),
            written_at=max(written[row.assessment_id], default=None),
        )
        for row in rows
    }


def _lacking(rows: Sequence[ProposalUnit]) -> dict[int, tuple[str, ...]]:
    """Id of the ProposalUnit → what the documents of its proposal lack, those of other units apart; one query."""
    proposals = {row.proposal_id: row.proposal for row in rows}
    papers = papers_of_all(proposals.values(), [(row.proposal_id, row.assessment) for row in rows])
    return {
        row.pk: lacking(
            paper
            for paper in papers[row.proposal_id]
            if paper.assessment is None or paper.assessment.pk == row.assessment_id
        )
        for row in rows
    }


def _conditions(period: Period, rows: Sequence[ProposalUnit]) -> dict[int, tuple[ConditionResult, ...]]:
    """Id of the ProposalUnit → the verdict on its conditions; two queries."""
    values: dict[int | None, list[ConditionValue]] = defaultdict(list)
    for value in ConditionValue.objects.filter(period=period):
        values[value.unit_id].append(value)
    held = held_predicates(period, [row.assessment.unit_id for row in rows])
    return {
        row.pk: conditions_of(
            row.assessment,
            row.predicate,
            row.exception_reason,
            rows=values[None] + values[row.assessment.unit_id],
            held=held.get(row.assessment.unit_id, {}),
        )
        for row in rows
    }


def _results(assessments: list[int]) -> tuple[dict[int, dict], dict[int, str], dict[int, list[datetime]]]:
    """By assessment: TPI's stored verdicts, its recommendation, when both and the unit's sheet were written to; two
    queries. Members' sheets are never read.
    """
    verdicts: dict[int, dict] = {}
    advice: dict[int, str] = {}
    written: dict[int, list[datetime]] = defaultdict(list)
    sheets = Sheet.objects.filter(assessment__in=assessments, kind__in=[Sheet.Kind.UNIT, Sheet.Kind.TPI])
    for pk, kind, found, at in sheets.values_list("assessment_id", "kind", "verdict", "updated_at"):
        written[pk] += [at] if at else []
        if kind == Sheet.Kind.TPI:
            verdicts[pk] = found
    recommended = Recommendation.objects.filter(assessment__in=assessments)
    for pk, said, at in recommended.values_list("assessment_id", "verdict", "updated_at"):
        advice[pk] = said
        written[pk].append(at)
    return verdicts, advice, written


def _valid_lhe(assessments: list[int]) -> QuerySet[IssuedDocument]:
    lhe = IssuedDocument.objects.filter(assessment__in=assessments, kind=IssuedDocument.Kind.LHE)
    return lhe.filter(blob__isnull=False, superseded_at=None).order_by("issued_at")


def _verdict(period: Period, predicate: str, stored: Mapping | None) -> Verdict:
    """The stored verdict of TPI's final sheet; without one that of a sheet without answers."""
    instrument = instrument_of(period)
    if not stored:
        return verdict(policy_of(period), instrument, score(instrument, {}))[predicate]
    short = tuple(_shortfall(line, instrument.areas) for line in stored[predicate]["short"])
    return Verdict(stored[predicate]["met"], short, short)


def _shortfall(line: Mapping[str, str], areas: Mapping[str, str]) -> Shortfall:
    minimum = Fraction(line["minimum"])
    value = minimum - max(Fraction(line["gap"]), LEAST)
    percent = line["what"] != TOTAL and line["what"] in areas
    return Shortfall(line["what"], line["name"], minimum, value, percent)
