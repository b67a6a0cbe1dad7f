"""What the login page offers, and what the forms of passwords and proofs say."""

from django import template
from django.conf import settings

from units.openid import is_on
from units.passwords import hint
from units.proven import waiting_act

register = template.Library()
register.simple_tag(hint, name="password_hint")
register.filter(waiting_act)


@register.simple_tag
def issuer_name() -> str:
    """What people call the issuer at which they may sign in; empty without one."""
    return settings.OIDC_NAME if is_on() else ""
