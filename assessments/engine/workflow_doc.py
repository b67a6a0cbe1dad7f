"""The workflow as a page for `docs/workflow.md`, drawn from the table so that it cannot go stale."""

from __future__ import annotations

from .facts import WHERE
from .workflow import STATE_LABELS, TRANSITIONS


def as_markdown() -> str:
    """The whole page: states, moves with permission and guards, keys of the pages that mend a refusal."""
    lines = [
        "# The year of a unit",
        "",
        "Drawn from `assessments/engine/workflow.py`; change the table there, not this page.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> terdaftar",
    ]
    for move in TRANSITIONS.values():
        lines += [f"    {source} --> {move.target}: {move.name}" for source in move.sources]
    lines += ["```", "", "## States", "", "| state | shown as |", "|---|---|"]
    lines += [f"| `{state}` | {label} |" for state, label in STATE_LABELS.items()]
    lines += ["", "## Moves", "", "| move | shown as | from | to | permission |", "|---|---|---|---|---|"]
    for move in TRANSITIONS.values():
        sources = ", ".join(f"`{source}`" for source in move.sources)
        lines.append(f"| `{move.name}` | {move.label} | {sources} | `{move.target}` | `{move.permission}` |")
    lines += ["", "## Guards", "", "A refused move tells every reason of all its guards.", ""]
    for move in TRANSITIONS.values():
        lines += [f"### {move.name}", ""]
        lines += [f"- `{guard.__name__}`: {_first_line(guard.__doc__)}" for guard in move.guards]
        lines.append("")
    lines += ["## Where a refusal is mended", "", "| key | page |", "|---|---|"]
    lines += [f"| `{key}` | {page} |" for key, page in WHERE.items()]
    return "\n".join(lines) + "\n"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
