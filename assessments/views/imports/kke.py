"""The preview of a KKE workbook: what is new, changed, in conflict, not understood; and the choices made in it."""

import re
from collections.abc import Iterator
from typing import Any

from django.shortcuts import render

from assessments import queries
from assessments.engine.instrument import Question
from assessments.kke.exchange import ClosedRows, plan_of
from assessments.kke.importing import Choice, Plan
from assessments.kke.parts import SOURCE
from assessments.kke.preview import conflict_mark, preview, total_lines
from assessments.kke.reading import rows_of
from assessments.kke.wish import Wish
from assessments.loaded import instrument_of
from assessments.models import Assessment, Import
from assessments.rules import acting_as
from assessments.services import imports
from assessments.services.errors import NotAllowed
from documents.workbooks.guard import FileRefused
from documents.workbooks.stored_cells import load
from units.texts import plain_text

UNKNOWN_SHOWN = 200
_PICK = re.compile(r"(file|portal):([0-9a-f]{12})")
_SEEN = re.compile(r"[0-9a-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9._/:-]{1,80}")


def page(request, imp: Import, *, error: str, status: int, problems: dict[str, str]):
    """The page of a KKE import in whatever state it is."""
    a = queries.visible_assessments(request.user).get(pk=imp.assessment_id)
    wish = Wish.of(imp)
    context: dict[str, Any] = {"imp": imp, "a": a, "role": acting_as(request.user, a), "wish": wish}
    context |= {"error": error, "problems": problems, "closed": False, "refusal": imp.refusal}
    context |= {"open": is_open(request.user, imp), "more_blocks": imp.side == "tpi"}
    if imp.status != Import.Status.READY or not context["open"]:
        return render(request, "assessments/imports/done.html", context, status=status)
    try:
        plan = plan_of(a, load(bytes(imp.cells or b"")), wish, actor=request.user, name=imp.filename)
    except FileRefused as refused:
        context |= {"refusal": str(refused), "closed": isinstance(refused, ClosedRows)}
        return render(request, "assessments/imports/closed.html", context, status=status)
    context |= _shown(a, plan, wish, error, request.POST)
    return render(request, "assessments/imports/preview.html", context, status=status)


def is_open(user, imp: Import) -> bool:
    """Whether the person may bring such a file in now."""
    try:
        imports.kind_of(imp).allow(imp, user)
    except NotAllowed:
        return False
    return True


def _shown(a: Assessment, plan: Plan, wish: Wish, error: str, post) -> dict[str, Any]:
    instrument = instrument_of(a.period)
    seen = preview(instrument, plan)
    refused = {found.place for found in plan.found_bad}
    totals, below, same = total_lines(plan)
    return {
        "plan": plan,
        "seen": seen,
        "reading": plan.reading,
        "unknown": [
            (row, post.get(f"baris:{row.number}", "")) for row in plan.reading.unknown[:UNKNOWN_SHOWN]
        ],
        "unknown_more": max(0, len(plan.reading.unknown) - UNKNOWN_SHOWN),
        "assigned": sorted(wish.assigned.items()),
        "bad": [(found, wish.corrected.get(found.place, "")) for found in plan.found_bad],
        "corrected": sorted((place, text) for place, text in wish.corrected.items() if place not in refused),
        "questions": instrument.questions.values(),
        "nothing": not (plan.changes or plan.conflicts or plan.left),
        "totals": totals,
        "totals_below": below,
        "totals_same": same,
        "refusals": (plan.refusals() or [error]) if error else [],
    }


def read_wish(request, imp: Import) -> tuple[dict[str, Any], dict[str, str]]:
    """(wish as JSON, problems by field) from the form of the preview. What is not in the form stays as it was."""
    post, kept = request.POST, Wish.of(imp)
    a = queries.visible_assessments(request.user).get(pk=imp.assessment_id)
    assigned, problems = _assigned(a, imp, post, kept)
    choices = dict(_choices(post))
    ignored = frozenset(plain_text(place)[:300] for place in post.getlist("abaikan")[:UNKNOWN_SHOWN])
    wish = Wish(
        side=imp.side,
        block=int(post["block"]) if post.get("block") in ("1", "2") else kept.block,
        blanks_empty="blanks_empty" in post,
        only_open="only_open" in post,
        choices=choices,
        assigned=assigned,
        ignored=ignored,
        corrected=_corrected(post),
    )
    act = post.get("act", "")
    if act in ("semua_file", "semua_portal"):
        wish, problem = _in_bulk(request, a, imp, kept, wish, act.removeprefix("semua_"))
        problems |= problem
    if act == "terapkan" and _shape(wish) != _shape(kept):
        problems["mark"] = (
            "Pilihan ini mengubah daftar perubahan. Periksa daftarnya sekali lagi, lalu tekan Terapkan."
        )
    return wish.as_json(), problems


def _shape(wish: Wish) -> tuple:
    """What decides which changes there are at all: whoever alters it looks at the new list before it is applied."""
    return wish.block, wish.blanks_empty, wish.only_open, wish.assigned, wish.corrected


def _choices(post) -> Iterator[tuple[str, Choice]]:
    """The conflicts that were settled and the changes that were left out, by key."""
    for name, value in post.items():
        picked = _PICK.fullmatch(value) if name.startswith("pilih:") else None
        if picked and _KEY.fullmatch(name[6:]):
            yield name[6:], Choice(picked[1], picked[2])
    for value in post.getlist("lewati"):
        key, _, seen = value.rpartition("=")
        if _KEY.fullmatch(key) and _SEEN.fullmatch(seen):
            yield key, Choice("portal", seen)


def _corrected(post) -> dict[str, str]:
    """What is read instead of single cells, by place; an empty field leaves the cell as the file has it."""
    typed = {name[6:]: plain_text(value) for name, value in post.items() if name.startswith("betul:")}
    return {place: value[:5000] for place, value in typed.items() if value and len(place) < 300}


def _assigned(a: Assessment, imp: Import, post, kept: Wish) -> tuple[dict[int, str], dict[str, str]]:
    """Rows given a question by hand ("-": left out); a code that is none is a problem and stays in its field."""
    questions = instrument_of(a.period).questions
    assigned, problems = dict(kept.assigned), {}
    fields = {name[6:]: value.strip() for name, value in post.items() if name.startswith("baris:")}
    there = rows_of(load(bytes(imp.cells or b""))) if any(fields.values()) else frozenset()
    for row, code in fields.items():
        if not (row.isdecimal() and len(row) < 8):
            continue
        base, _, part = code.partition("/")
        inputs = _parts_of(questions[base]) if base in questions else []
        if not code:
            assigned.pop(int(row), None)
        elif int(row) not in there:
            problems[row] = (
                f"Baris {row} tidak ada di berkas ini. Muat ulang halaman, lalu pilih barisnya lagi."
            )
        elif len(assigned) >= UNKNOWN_SHOWN and int(row) not in assigned:
            problems[row] = (
                f"Paling banyak {UNKNOWN_SHOWN} baris dapat ditetapkan. Betulkan sisanya di berkas."
            )
        elif code == "-" or (base in questions and (not part or part in inputs)):
            assigned[int(row)] = code
        else:
            problems[row] = (
                f"“{code[:60]}” bukan kode pertanyaan. Pilih dari daftar, atau isi “-” untuk mengabaikan."
            )
    return assigned, problems


def _parts_of(question: Question) -> list[str]:
    """The parts of a question that have rows of their own."""
    return [item.code for item in question.inputs] + ([SOURCE] if question.kind == "index" else [])


def _in_bulk(
    request, a: Assessment, imp: Import, kept: Wish, wish: Wish, take: str
) -> tuple[Wish, dict[str, str]]:
    """Settle alike all conflicts that the page showed, as long as they still are the ones that the person saw."""
    try:
        plan = plan_of(a, load(bytes(imp.cells or b"")), kept, actor=request.user)
    except FileRefused as refused:
        return wish, {"mark": str(refused)}
    if request.POST.get("mark") != conflict_mark(plan):
        return wish, {"mark": "Isi portal berubah sejak halaman ini dibuka. Periksa lagi, lalu pilih."}
    choices = {change.key: Choice(take, change.seen) for change in plan.conflicts}
    return Wish(**{**vars(wish), "choices": {**wish.choices, **choices}}), {}
