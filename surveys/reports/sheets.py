"""What hangs and lies at the counter as PDF: the poster, the paper form, slips with single-use codes."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from documents.pdf import pdf_of, qr_svg
from surveys.models import Campaign


def poster(campaign: Campaign) -> bytes:
    """A4 for the counter: the QR code and the short address."""
    return _pdf("poster", campaign, qr=qr_svg(campaign.address))


def paper_form(campaign: Campaign) -> bytes:
    """The questionnaire with boxes to tick; nothing on it tells one sheet from another."""
    return _pdf("form", campaign)


def slips(number: int, campaign: Campaign, codes: Sequence[str]) -> bytes:
    """A batch of slips to cut apart. Of their QR codes what stands behind # never reaches a server, nor its log."""
    made = [(f"{code[:4]} {code[4:]}", qr_svg(f"{campaign.address}#{code}")) for code in codes]
    return _pdf("slips", campaign, number=number, slips=made)


def _pdf(name: str, campaign: Campaign, **context) -> bytes:
    short = campaign.address.split("://", 1)[1].rstrip("/")
    return pdf_of(
        render_to_string(f"reports/surveys/{name}.html", {"campaign": campaign, "short": short, **context})
    )
