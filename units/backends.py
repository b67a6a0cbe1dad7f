"""How the person of a request is read."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, FilteredRelation, Q

from units.models import User


class PortalBackend(AuthenticationBackend):
    """Logs in as allauth does; reads the person with `unread_notices`, so that the bell of a page costs no query."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, None when the account is gone or closed; one query."""
        unread = FilteredRelation("notices", condition=Q(notices__read_at=None))
        found = User.objects.annotate(unread=unread).annotate(unread_notices=Count("unread"))
        user = found.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
