"""What the login page offers."""

from django import template
from django.conf import settings

from units.openid import is_on

register = template.Library()


@register.simple_tag
def issuer_name() -> str:
    """What people call the issuer at which they may sign in; empty without one."""
    return settings.OIDC_NAME if is_on() else ""
