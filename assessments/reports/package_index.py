"""The index of a package as PDF: one of the whole, and one of each unit's evidence, laid out for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from assessments.engine.wording import long_date
from assessments.package.plan import LETTERS, Entry, Plan, UnitPlan, Use
from assessments.package.readme import approved_text, confidential_text
from assessments.package.subject import PLAIN
from documents.pdf import pdf_of
from documents.sizes import size_text


def index_pdf(plan: Plan, state: str) -> bytes:
    """What is in the package: letters, units with their numbers, how confidential documents were treated."""
    rows = [
        {
            "unit": one.unit,
            "folder": one.folder,
            "files": len([entry for entry in one.entries if entry.kind == "bukti"]),
            "links": len(one.links),
            "left_out": len(one.left_out),
            "size": size_text(sum(entry.size for entry in one.entries)),
        }
        for one in plan.units
    ]
    letters = [_row(entry) for entry in plan.stored if not entry.unit]
    return pdf_of(
        _html("index", plan, state, rows=rows, letters=letters, folder=LETTERS, size=size_text(plan.size))
    )


def unit_index_pdf(plan: Plan, one: UnitPlan, state: str) -> bytes:
    """The evidence of a unit in the order of its folders, its links, and what was left out."""
    cut = len(one.folder) + 1
    return pdf_of(
        _html(
            "unit",
            plan,
            state,
            unit=one.unit,
            papers=[_row(entry, cut) for entry in one.entries if entry.kind != "bukti"],
            files=[_row(entry, cut) for entry in one.entries if entry.kind == "bukti"],
            links=[{"link": link, "questions": _questions(link.questions)} for link in one.links],
            left_out=[{"one": left, "questions": _questions(left.questions)} for left in one.left_out],
        )
    )


def _html(name: str, plan: Plan, state: str, **context: Any) -> str:
    told = {
        "subject": plan.subject,
        "letter_date": long_date(date.fromisoformat(plan.subject.letter_date)),
        "approved": approved_text(plan),
        "confidential": confidential_text(plan),
        "state": state,
    }
    return render_to_string(f"reports/package/{name}.html", told | context)


def _row(entry: Entry, cut: int = 0) -> dict[str, Any]:
    size = size_text(entry.size) if entry.size else ""
    return {
        "entry": entry,
        "path": entry.path[cut:],
        "size": size,
        "questions": _questions(entry.questions),
        "secret": entry.confidentiality not in ("", PLAIN),
    }


def _questions(uses: tuple[Use, ...]) -> str:
    return ", ".join(f"{use.code} ({use.locator})" if use.locator else use.code for use in uses)
