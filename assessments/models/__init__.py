"""Models of the app `assessments`: what is measured, how it stands and what was decided."""

from assessments.models.activity import Activity, ActivityDocument, ActivityNote
from assessments.models.answer import Answer, Comment, EvidenceLine, EvidenceUse
from assessments.models.assessment import Assessment, State, StateChange, Submission
from assessments.models.carry import CarriedItem, CarryOver
from assessments.models.conditions import ConditionEntry, ConditionValue
from assessments.models.deadline import DeadlineChange
from assessments.models.effort import EffortWeights
from assessments.models.handover import HandoverToken, HandoverWindow
from assessments.models.intake import Import
from assessments.models.issued import IssuedDocument
from assessments.models.job import Job
from assessments.models.kawasan import KawasanEvidence, KawasanScore, KawasanSignature, KawasanYear
from assessments.models.mark import EvidenceMark, RoundMark, Verdict
from assessments.models.monitoring import Finding, Monitoring
from assessments.models.notice import CalendarFeed, Notice, NoticeChoice
from assessments.models.objections import FormerOutcome, ObjectionDraft, ObjectionWaiver
from assessments.models.package import ProposalPackage
from assessments.models.period import Period
from assessments.models.proposal import Proposal, ProposalDocument, ProposalUnit, StageResult, WithdrawnUnit
from assessments.models.register import Maladministration, MonitoringReport, PredicateRecord
from assessments.models.registers import AgentChange, ChangeAgent, Innovation
from assessments.models.round import ReturnProposal, Round, RoundRequest
from assessments.models.second_look import SetAside
from assessments.models.selection import Candidate, DecreeUnit, FormerDecreeUnit, SelectionDecree
from assessments.models.sheet import Consideration, Sheet, SheetAct
from assessments.models.staff import Employee, SurveyIndex
from assessments.models.steps import Declaration, Development
from assessments.models.team_work import (
    LastLook,
    PlanItem,
    PreliminaryResult,
    Recommendation,
    Signature,
    TpiComment,
)
from assessments.models.template import PeriodTemplate
from assessments.models.tpn import (
    FormerDecree,
    FormerStageResult,
    Objection,
    ObjectionDocument,
    ObjectionWindow,
    SelfDetermination,
    SelfPermit,
    StageDocument,
    TpnSurvey,
)
from assessments.models.versions import InstrumentVersion, PolicyVersion
from assessments.models.work_team import WorkMember, WorkTeam

__all__ = [
    "Activity",
    "ActivityDocument",
    "ActivityNote",
    "AgentChange",
    "Answer",
    "Assessment",
    "CalendarFeed",
    "Candidate",
    "CarriedItem",
    "CarryOver",
    "ChangeAgent",
    "Comment",
    "ConditionEntry",
    "ConditionValue",
    "Consideration",
    "DeadlineChange",
    "Declaration",
    "DecreeUnit",
    "Development",
    "EffortWeights",
    "Employee",
    "EvidenceLine",
    "EvidenceMark",
    "EvidenceUse",
    "Finding",
    "FormerDecree",
    "FormerDecreeUnit",
    "FormerOutcome",
    "FormerStageResult",
    "HandoverToken",
    "HandoverWindow",
    "Import",
    "Innovation",
    "InstrumentVersion",
    "IssuedDocument",
    "Job",
    "KawasanEvidence",
    "KawasanScore",
    "KawasanSignature",
    "KawasanYear",
    "LastLook",
    "Maladministration",
    "Monitoring",
    "MonitoringReport",
    "Notice",
    "NoticeChoice",
    "Objection",
    "ObjectionDocument",
    "ObjectionDraft",
    "ObjectionWaiver",
    "ObjectionWindow",
    "Period",
    "PeriodTemplate",
    "PlanItem",
    "PolicyVersion",
    "PredicateRecord",
    "PreliminaryResult",
    "Proposal",
    "ProposalDocument",
    "ProposalPackage",
    "ProposalUnit",
    "Recommendation",
    "ReturnProposal",
    "Round",
    "RoundMark",
    "RoundRequest",
    "SelectionDecree",
    "SelfDetermination",
    "SelfPermit",
    "SetAside",
    "Sheet",
    "SheetAct",
    "Signature",
    "StageDocument",
    "StageResult",
    "State",
    "StateChange",
    "Submission",
    "SurveyIndex",
    "TpiComment",
    "TpnSurvey",
    "Verdict",
    "WithdrawnUnit",
    "WorkMember",
    "WorkTeam",
]
