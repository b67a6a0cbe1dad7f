"""The kinds of condition, one rule a file, all with the same signature."""

from __future__ import annotations

from . import grade, percent, predicate, statement, years, years_since_revocation
from .base import NO_DATA, Asked, Finding, Rule

__all__ = ["NO_DATA", "RULES", "Asked", "Finding", "Rule"]

RULES: dict[str, Rule] = {
    rule.kind: rule
    for rule in (
        grade.RULE,
        percent.RULE,
        years.RULE,
        statement.RULE,
        predicate.RULE,
        years_since_revocation.RULE,
    )
}
