"""How the person of a request is read."""

from datetime import date

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from units.models import KawasanSeat, User
from units.prepared import DAY, ID, Prepared
from units.queries import in_force

SECOND_FACTORS = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
)  # recovery codes only stand in for them


def with_second_factor(people: QuerySet[User], *, today: date | None = None) -> QuerySet[User]:
    """The people with `has_second_factor`, and `in_joint_team`: a seat in the joint TPI of a kawasan."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    seats = KawasanSeat.objects.filter(in_force(today or timezone.localdate()), user=OuterRef("pk"))
    return people.annotate(has_second_factor=Exists(factors), in_joint_team=Exists(seats))


_STORED = tuple(field.attname for field in User._meta.concrete_fields)


def _person(pk: int, today: date) -> QuerySet:
    unread = FilteredRelation("notices", condition=Q(notices__read_at=None))
    found = User.objects.filter(pk=pk).annotate(unread=unread).annotate(unread_notices=Count("unread"))
    known = ("unread_notices", "has_second_factor", "in_joint_team")
    return with_second_factor(found, today=today).values_list(*_STORED, *known)


_PERSON = Prepared(_person, pk=ID, today=DAY)


class PortalBackend(AuthenticationBackend):
    """Logs in as allauth does; reads the person with `unread_notices` and `has_second_factor`, so that the bell of a
    page and the rule of the second factor cost no query.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, None when the account is gone or closed; one query."""
        rows = _PERSON.rows(pk=user_id, today=timezone.localdate())
        if not rows:
            return None
        *stored, unread, has_second_factor, in_joint_team = rows[0]
        user = User.from_db(DEFAULT_DB_ALIAS, _STORED, stored)
        user.unread_notices, user.has_second_factor, user.in_joint_team = (
            unread,
            has_second_factor,
            in_joint_team,
        )
        return user if self.user_can_authenticate(user) else None
