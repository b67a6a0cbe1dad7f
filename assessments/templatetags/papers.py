"""Documents beside the year of an assessment.

Usage: {% load papers %}{% if document|outside:assessment.period %} {{ document|period }}
"""

from django import template

from assessments.models import Period
from assessments.papers.periods import is_outside, period_text
from documents.models import Document

register = template.Library()


@register.filter
def outside(document: Document, period: Period) -> bool:
    """Whether the time that the document speaks of is known and does not touch the year."""
    return is_outside(document, period.year)


@register.filter
def period(document: Document) -> str:
    """The time that the document speaks of: "Januari–Juni 2026"."""
    return period_text(document)
