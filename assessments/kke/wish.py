"""What a person chose for an import of a KKE, as kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.models import Import

from .importing import Choice


@dataclass(frozen=True)
class Wish:
    """What a person chose for an import.

    `side` "unit" or "tpi", `block` of a foreign file, `on_conflict` "file" or "portal" for whatever has no choice of
    its own; `choices` by code of the change, `assigned` by row number (code, or "-" to leave the row), `ignored`
    places of bad cells that are not taken, `corrected` by place what is read instead; `only_open` leaves what the
    person may not answer as it is.
    """

    side: str = "unit"
    block: int = 1
    on_conflict: str | None = None
    blanks_empty: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict)
    assigned: Mapping[int, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    corrected: Mapping[str, str] = field(default_factory=dict)
    only_open: bool = False

    def as_json(self) -> dict[str, Any]:
        """As kept in `Import.wish`; the side stands in the import itself."""
        return {
            "block": self.block,
            "on_conflict": self.on_conflict,
            "blanks_empty": self.blanks_empty,
            "choices": {code: [choice.take, choice.seen] for code, choice in self.choices.items()},
            "assigned": {str(row): code for row, code in self.assigned.items()},
            "ignored": sorted(self.ignored),
            "corrected": dict(self.corrected),
            "only_open": self.only_open,
        }

    @classmethod
    def of(cls, imp: Import) -> Wish:
        """The wish of a kept import."""
        kept = imp.wish
        return cls(
            side=imp.side,
            block=kept.get("block", 1),
            on_conflict=kept.get("on_conflict"),
            blanks_empty=kept.get("blanks_empty", False),
            choices={code: Choice(take, seen) for code, (take, seen) in kept.get("choices", {}).items()},
            assigned={int(row): code for row, code in kept.get("assigned", {}).items()},
            ignored=frozenset(kept.get("ignored", ())),
            corrected=kept.get("corrected", {}),
            only_open=kept.get("only_open", False),
        )
