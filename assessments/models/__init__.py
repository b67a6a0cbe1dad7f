"""Models of the app `assessments`: what is measured, how it stands and what was decided."""

from assessments.models.answer import Answer, Comment, EvidenceUse
from assessments.models.assessment import Assessment, State, StateChange, Submission
from assessments.models.issued import IssuedDocument
from assessments.models.job import Job
from assessments.models.period import Period
from assessments.models.proposal import Proposal, ProposalUnit, StageResult
from assessments.models.sheet import Consideration, Sheet
from assessments.models.steps import ConditionValue, Declaration, Development
from assessments.models.versions import InstrumentVersion, PolicyVersion

__all__ = [
    "Answer",
    "Assessment",
    "Comment",
    "ConditionValue",
    "Consideration",
    "Declaration",
    "Development",
    "EvidenceUse",
    "InstrumentVersion",
    "IssuedDocument",
    "Job",
    "Period",
    "PolicyVersion",
    "Proposal",
    "ProposalUnit",
    "Sheet",
    "StageResult",
    "State",
    "StateChange",
    "Submission",
]
