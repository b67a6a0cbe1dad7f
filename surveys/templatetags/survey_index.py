"""An index as it is shown."""

from fractions import Fraction

from django import template

from surveys.engine.index import shown

register = template.Library()


@register.filter
def index(value: Fraction | str) -> str:
    """Two decimals with a comma, never rounded up: a minimum that is not reached must not seem reached.

    A campaign keeps its index as text, which is taken as well.
    """
    return shown(Fraction(value))
