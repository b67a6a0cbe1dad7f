"""What a package says of itself: `manifest.json` in full, `manifest.csv` its files. Pure and stable to the byte."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from .plan import MADE, Entry, Plan, Use
from .subject import Subject

FORMAT = "zi-paket/1"
DRAFT, APPROVED = "draf", "disetujui"
IN, OUT, NONE = "disertakan", "tidak disertakan", "tidak ada"
COLUMNS = ("path", "size", "sha256", "kind", "title", "unit", "confidentiality", "questions")
RISKY = re.compile(r"[\s\x00]*[=+\-@\t\r＝＋－＠﹦﹢﹣﹫|%]")


def manifest_of(plan: Plan, made: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    """The manifest as data; numbers are strings. `made`: path → (size, SHA-256) of what was made with the package."""
    subject = plan.subject
    found: dict[str, Any] = {
        "format": FORMAT,
        "inputs": _inputs(subject),
        "status": DRAFT if subject.is_draft else APPROVED,
        "instansi": {"code": subject.instansi_code, "name": subject.instansi},
        "year": str(subject.year),
        "proposal": {
            "letter_number": subject.letter_number,
            "letter_date": subject.letter_date,
            "approved_at": subject.approved_at,
            "approved_by": subject.approved_by,
        },
        "confidential": (IN if plan.confidential else OUT) if subject.confidential else NONE,
        "units": [
            {
                "code": one.unit.code,
                "name": one.unit.name,
                "predicate": one.unit.predicate,
                "exception_reason": one.unit.reason,
                "folder": one.folder,
                "lhe_number": one.unit.lhe_number,
                "lhe_id": one.unit.lhe_id,
                "result_hash": one.unit.result,
            }
            for one in plan.units
        ],
        "files": [_file(entry, *made.get(entry.path, (entry.size, entry.sha256))) for entry in plan.entries],
        "links": [
            {
                "unit": link.unit,
                "title": link.title,
                "url": link.url,
                "check": link.check,
                "questions": _questions(link.questions),
            }
            for link in plan.links
        ],
        "left_out": [
            {
                "unit": one.unit,
                "confidentiality": one.confidentiality,
                "questions": _questions(one.questions),
            }
            for one in plan.left_out
        ],
    }
    return found | {"state": state_of(found)}


def state_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of the state that a package was made from: all that its manifest says, but for the bytes that were made,
    with the hash of everything that those follow from (`inputs`).

    KeyError or TypeError for what is no manifest.
    """
    told = {name: value for name, value in manifest.items() if name != "state"}
    told["files"] = [
        file | {"size": "", "sha256": ""} if file["source"] == MADE else file for file in manifest["files"]
    ]
    return _digest(told)


def _inputs(subject: Subject) -> str:
    return _digest(asdict(subject))


def _digest(content: Any) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def json_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as a file."""
    return f"{json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def csv_bytes(files: Iterable[Mapping[str, Any]]) -> bytes:
    """The files of a manifest as CSV."""
    return csv_of([COLUMNS, *([_cell(file, column) for column in COLUMNS] for file in files)])


def csv_of(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows in the way that Excel reads here: UTF-8 with mark, semicolons; no text is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if RISKY.match(line) else line


def told(uses: Iterable[Mapping[str, str]]) -> str:
    """Questions in one line: "A.I.1.i.a (hlm. 1–3), A.I.1.i.b"."""
    return ", ".join(f"{u['code']} ({u['locator']})" if u["locator"] else u["code"] for u in uses)


def _cell(file: Mapping[str, Any], column: str) -> str:
    return told(file["questions"]) if column == "questions" else str(file[column])


def _file(entry: Entry, size: int, sha256: str) -> dict[str, Any]:
    return {
        "path": entry.path,
        "size": str(size),
        "sha256": sha256,
        "source": entry.source,
        "kind": entry.kind,
        "title": entry.title,
        "unit": entry.unit,
        "confidentiality": entry.confidentiality,
        "questions": _questions(entry.questions),
    }


def _questions(uses: Iterable[Use]) -> list[dict[str, str]]:
    return [{"code": use.code, "locator": use.locator} for use in uses]
