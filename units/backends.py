"""How the person of a request is read."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from units.models import KawasanSeat, User
from units.queries import in_force

SECOND_FACTORS = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
)  # recovery codes only stand in for them


def with_second_factor(people: QuerySet[User]) -> QuerySet[User]:
    """The people with `has_second_factor`, and `in_joint_team`: a seat in the joint TPI of a kawasan."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    seats = KawasanSeat.objects.filter(in_force(timezone.localdate()), user=OuterRef("pk"))
    return people.annotate(has_second_factor=Exists(factors), in_joint_team=Exists(seats))


class PortalBackend(AuthenticationBackend):
    """Logs in as allauth does; reads the person with `unread_notices` and `has_second_factor`, so that the bell of a
    page and the rule of the second factor cost no query.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, None when the account is gone or closed; one query."""
        unread = FilteredRelation("notices", condition=Q(notices__read_at=None))
        found = User.objects.annotate(unread=unread).annotate(unread_notices=Count("unread"))
        user = with_second_factor(found).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
