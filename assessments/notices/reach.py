"""Which notices a person has, and which of them are still about something of theirs."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from assessments import queries
from assessments.models import Notice, PredicateRecord
from units.models import Role
from units.queries import hats_of


def notices_of(user) -> QuerySet[Notice]:
    """The person's notices, newest first, with what they are about."""
    about = (
        "assessment__unit__instansi",
        "assessment__period",
        "proposal__period__instansi",
        "period__instansi",
        "predicate__unit__instansi",
    )
    return Notice.objects.filter(user=user).select_related(*about)


def theirs(user, notices: Sequence[Notice]) -> set[int]:
    """Ids of those notices whose subject the person still has to do with; one query besides the hats."""
    units = {notice.assessment_id for notice in notices if notice.assessment_id is not None}
    known = set(
        queries.visible_assessments(user).filter(pk__in=units).order_by().values_list("pk", flat=True)
    )
    hats = hats_of(user)
    leading = hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)
    own = hats.units(Role.PETUGAS, Role.PIMPINAN_UNIT)
    around = {hat.instansi_id for hat in hats.hats}
    return {
        notice.pk
        for notice in notices
        if (notice.assessment_id is None or notice.assessment_id in known)
        and (notice.proposal is None or notice.proposal.period.instansi_id in leading)
        and (notice.period is None or notice.period.instansi_id in around)
        and (notice.predicate is None or _knows(notice.predicate, leading, own))
    }


def _knows(record: PredicateRecord, leading: Collection[int], own: Collection[int]) -> bool:
    """As `holders.visible_records`, without a query."""
    return record.unit.instansi_id in leading or record.unit_id in own
