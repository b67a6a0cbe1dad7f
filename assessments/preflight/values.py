"""The result of a check before sending, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Assessment


@dataclass(frozen=True)
class Finding:
    """Something that stands in the way (`blocks`: the portal refuses it) or that a reviewer may stumble over.

    `url`: the page where it is mended; "" for this page itself.
    """

    message: str
    url: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class UnitCheck:
    """One unit of the proposal, with the predicate that is asked for."""

    assessment: Assessment
    predicate: str
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether something stands in its way."""
        return any(finding.blocks for finding in self.findings)


@dataclass(frozen=True)
class Preflight:
    """`whole`: what is about the letter, the instansi and the time; `deadline` in the zone of the instansi, `days_left`
    full days there, negative once it has passed; `void`: why all proposals of the instansi fell; `barred`: units sent
    already that can't be determined, whatever TPN finds; `changed`: units sent whose result is another one by now.
    """

    whole: tuple[Finding, ...]
    units: tuple[UnitCheck, ...]
    deadline: datetime
    days_left: int
    passed: bool
    void: tuple[str, ...]
    barred: tuple[Finding, ...]
    changed: tuple[Finding, ...] = ()

    def _all(self) -> Iterator[Finding]:
        yield from self.whole
        for unit in self.units:
            yield from unit.findings

    @property
    def blocking(self) -> int:
        """How many findings stand in the way."""
        return sum(finding.blocks for finding in self._all())

    @property
    def warnings(self) -> int:
        """How many findings do not, but should be looked at."""
        return sum(not finding.blocks for finding in self._all())

    @property
    def blocked_units(self) -> int:
        """How many units something stands in the way of."""
        return sum(unit.blocked for unit in self.units)
