"""An index as it is shown."""

from fractions import Fraction

from django import template

from surveys.engine.index import shown

register = template.Library()


@register.filter
def index(value: Fraction) -> str:
    """Two decimals with a comma, never rounded up: a minimum that is not reached must not seem reached."""
    return shown(value)
