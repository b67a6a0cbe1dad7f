"""Words in what belongs to others that stand nowhere else, ids of their objects, and their audit chains."""

from collections.abc import Collection

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from assessments.models import (
    Activity,
    AgentChange,
    Answer,
    Assessment,
    Comment,
    Employee,
    EvidenceLine,
    EvidenceUse,
    Finding,
    Innovation,
    PlanItem,
    Recommendation,
    ReturnProposal,
    RoundRequest,
    TpiComment,
)
from audit.models import Chain
from documents.models import Document
from units.models import Instansi, KawasanUnit, Membership, Role, TpiTeam, UnitKerja, User

CONTENT, NAME = "QXISI7731", "QXNAMA7732"  # what a unit wrote; who or what it is, which public pages may tell
WRITTEN = (
    (Activity, "text", "assessment__unit"),
    (AgentChange, "text", "agent__assessment__unit"),
    (Answer, "note", "sheet__assessment__unit"),
    (Comment, "text", "assessment__unit"),
    (Document, "title", "unit"),
    (Employee, "name", "unit"),
    (EvidenceLine, "text", "assessment__unit"),
    (EvidenceUse, "locator", "assessment__unit"),
    (Finding, "text", "monitoring__assessment__unit"),
    (Innovation, "description", "assessment__unit"),
    (PlanItem, "text", "unit"),
    (Recommendation, "text", "assessment__unit"),
    (ReturnProposal, "text", "assessment__unit"),
    (RoundRequest, "text", "round__assessment__unit"),
    (TpiComment, "text", "assessment__unit"),
)
AT_UNIT = {Role.PETUGAS, Role.PIMPINAN_UNIT}


def mark(units: Collection[int], instansi: Collection[int]) -> None:
    """Put CONTENT into what these units wrote, and NAME into the names of these instansi, their units and people.

    Who works with others in a kawasan is known to them by name, and so are its units.
    """
    for model, column, path in WRITTEN:
        _append(model.objects.filter(**{f"{path}__in": units}), column, CONTENT)
    joined = KawasanUnit.objects.values("unit_id")
    _append(UnitKerja.objects.filter(instansi__in=instansi).exclude(pk__in=joined), "name", NAME)
    people = User.objects.filter(memberships__instansi__in=instansi, memberships__role__in=AT_UNIT)
    people = people.exclude(memberships__unit__in=joined)
    _append(people, "name", NAME)


def _append(rows, column: str, word: str) -> None:
    found = rows.model._base_manager.filter(pk__in=[*rows.values_list("pk", flat=True)])
    found.update(**{column: Concat(F(column), Value(f" {word}"))})


def others_of(user: User | None) -> tuple[list[int], list[int]]:
    """(units whose writings, instansi whose names are not for a person), as people would say from roles and seats."""
    units, instansi = UnitKerja.objects.all(), Instansi.objects.all()
    if user is None:
        return [*units.values_list("pk", flat=True)], [*instansi.values_list("pk", flat=True)]
    roles = [*Membership.objects.filter(user=user)]
    teams = TpiTeam.objects.filter(members__user=user)
    home = {role.instansi_id for role in roles} | {*teams.values_list("instansi", flat=True)}
    own = Q(pk__in=[role.unit_id for role in roles if role.role in AT_UNIT])
    own |= Q(team_units__team__in=teams) | Q(kawasan_units__kawasan__seats__user=user)
    wide = {role.instansi_id for role in roles if role.role not in AT_UNIT}
    own |= Q(instansi__in=wide)
    return [*units.exclude(own).values_list("pk", flat=True)], [
        *instansi.exclude(pk__in=home).values_list("pk", flat=True)
    ]


def chains_of(units: Collection[int], instansi: Collection[int]) -> tuple[int, ...]:
    """The chains that tell what happens to these units' assessments and in these instansi."""
    rows = Assessment.objects.filter(unit__in=units)
    keys = [row.audit_chain for row in rows] + [f"instansi:{pk}" for pk in instansi]
    return tuple(Chain.objects.filter(key__in=keys).values_list("pk", flat=True))


def ids_of(units: Collection[int]) -> tuple[int, ...]:
    """Ids of others' things, which a form of one's own may be sent with."""
    found = []
    for rows in (
        Assessment.objects.filter(unit__in=units),
        EvidenceUse.objects.filter(assessment__unit__in=units),
        Document.objects.filter(unit__in=units),
        User.objects.filter(memberships__unit__in=units),
        UnitKerja.objects.filter(pk__in=units),
    ):
        found += rows.order_by("-pk").values_list("pk", flat=True)[:1]
    return tuple(dict.fromkeys(found))
