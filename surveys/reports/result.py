"""The report of a closed survey as PDF: it says what the result page says, and how the survey was made and counted."""

from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

from documents.pdf import pdf_of
from surveys.engine.index import rounded_decimal
from surveys.engine.questionnaire import Item
from surveys.models import Campaign, FollowUp
from surveys.queries import follow_ups_of
from surveys.results import Result, results_of

MOST_COMMENTS = 100  # the longest that may be: 25 pages, made while somebody waits


def result_report(campaign: Campaign) -> bytes:
    """The report of a closed campaign, as of today."""
    today = campaign.local_day()
    return pdf_of(html_of(campaign, results_of(campaign), today, follow_ups_of(campaign)))


def html_of(campaign: Campaign, result: Result, today: date, follow_ups: list[tuple[str, FollowUp]]) -> str:
    """The document as HTML."""
    context = {
        "campaign": campaign,
        "result": result,
        "items": _bars(result),
        "today": today,
        "follow_ups": follow_ups,
        "comments": result.comments[:MOST_COMMENTS],
        "more": max(len(result.comments) - MOST_COMMENTS, 0),
    }
    return render_to_string("reports/surveys/result.html", context)


def _bars(result: Result) -> list[tuple[Item, object, Decimal]]:
    """Each question with its index and how long its bar is, in percent of the best."""
    return [
        (item, index, rounded_decimal(index * 25, 1)) for item, index in result.items if index is not None
    ]
