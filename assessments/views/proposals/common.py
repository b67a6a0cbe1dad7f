"""What the pages of a proposal share: whose it is, and reasons with the page where they are mended."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from assessments import queries
from assessments.models import Assessment, Period, Proposal, Recommendation, State
from assessments.services import proposals as service
from assessments.services.errors import Refused
from assessments.where import url_of
from units.models import Role
from units.queries import hats_of

HERE = "usulan"  # what is mended on this very page


def is_admin(request, period) -> bool:
    """Whether the person administers the instansi of the period."""
    return period.instansi_id in hats_of(request.user).instansi(Role.ADMIN)


def is_leader(request, period) -> bool:
    """Whether the person leads the instansi of the period."""
    return period.instansi_id in hats_of(request.user).instansi(Role.PIMPINAN_INSTANSI)


def with_pages(error: Refused) -> list[dict[str, str]]:
    """The reasons, those of a unit with the page where they are mended."""
    if not isinstance(error, service.UnitsRefused):
        return [{"message": message, "url": ""} for message, _ in error.reasons]
    return [
        {"message": message, "url": "" if where == HERE else url_of(unit, where)}
        for (message, where), unit in zip(error.reasons, error.units, strict=True)
    ]


def candidates_of(user, period: Period, proposal: Proposal | None = None) -> list[Assessment]:
    """The finished units that are in no proposal, and those in this one, by code; one query."""
    free = Q(state=State.SELESAI_TPI, proposal_unit__isnull=True)
    wanted = free | Q(proposal_unit__proposal=proposal) if proposal else free
    found = queries.visible_assessments(user).filter(wanted, period=period)
    return list(found.order_by("unit__code"))


def with_advice(candidates: list[Assessment]) -> list[Assessment]:
    """The same, each with the recommendation of TPI as `advice`, None where there is none; one query."""
    advice = {r.assessment_id: r for r in Recommendation.objects.filter(assessment__in=candidates)}
    for candidate in candidates:
        candidate.advice = advice.get(candidate.pk)
    return candidates


def visible_proposal(request, pk: int) -> Proposal:
    """A proposal that the person may see; Http404 for a stranger."""
    found = get_object_or_404(
        Proposal.objects.filter(period__in=queries.visible_periods(request.user))
        .select_related(
            "period__instansi", "period__policy", "period__instrument", "approved_by", "scan__document"
        )
        .defer("period__policy__content", "period__instrument__content"),
        pk=pk,
    )
    return found
