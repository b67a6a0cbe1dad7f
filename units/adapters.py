"""How allauth behaves here: accounts come by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes open sign-up; everything else stays as allauth has it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an admin creates accounts and invites their owners."""
        return False
