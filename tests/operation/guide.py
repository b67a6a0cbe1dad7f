"""Reading a guide: its code blocks in order, and which of them nobody can run without a real machine."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("install-debian.md", "upgrade.md")
FENCE = re.compile(
    r"^## (?P<heading>[^\n]*)$|^```sh(?: not-checked: (?P<why>[^\n]+))?\n(?P<code>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """One block of commands: under which heading it stands, and why it is not run (empty: it is)."""

    heading: str
    code: str
    not_checked: str


def blocks(guide: str) -> list[Block]:
    """The blocks of a page of docs, in order."""
    found, heading = [], "Values"
    for part in FENCE.finditer((DOCS / guide).read_text(encoding="utf-8")):
        if part["heading"]:
            heading = part["heading"]
        else:
            found.append(Block(heading, part["code"], part["why"] or ""))
    return found
