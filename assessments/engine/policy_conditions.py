"""The conditions, scales and affirmation of a policy file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .answers import BadValue
from .checking import Checker
from .conditions import RULES
from .conditions.predicate import NONE
from .conditions.years_since_revocation import NEVER
from .policy_model import PREDICATES, Affirmation, Condition

LEVELS = ("kl", "pemda")
NOTHING = (NONE, NEVER)
OPTIONAL = ("scale", "only", "excusable", "voids_sent", *PREDICATES)


def parse_scales(check: Checker, raw: Any) -> dict[str, tuple[str, ...]]:
    """The scales by code, each from worst to best; grades may be written as whole numbers."""
    found = {}
    for code, grades in check.mapping("scales", raw, optional=None).items():
        place = f"scales.{code}"
        plain = [_plain(grade) for grade in check.items(place, grades)]
        found[code] = check.texts(place, plain)
    return found


def parse_conditions(
    check: Checker, place: str, raw: Any, scales: Mapping[str, tuple[str, ...]], seen: set[str]
) -> tuple[Condition, ...]:
    """The conditions of a level; `seen` collects the codes, which are unique across both levels."""
    items = enumerate(check.items(place, raw), 1)
    return tuple(_condition(check, f"{place}[{at}]", item, scales, seen) for at, item in items)


def parse_affirmation(check: Checker, raw: Any, conditions: set[str]) -> Affirmation:
    """Who is excused from which conditions."""
    item = check.mapping("affirmation", raw, ("only", "predicate", "kinds", "excuses"))
    excuses = check.texts("affirmation.excuses", item.get("excuses"))
    for code in excuses:
        if code and code not in conditions:
            check.say("affirmation.excuses", f"syarat “{code}” tidak ada")
    return Affirmation(
        check.one_of("affirmation.only", item.get("only"), LEVELS),
        check.one_of("affirmation.predicate", item.get("predicate"), PREDICATES),
        check.texts("affirmation.kinds", item.get("kinds")),
        excuses,
    )


def _condition(
    check: Checker, place: str, raw: Any, scales: Mapping[str, tuple[str, ...]], seen: set[str]
) -> Condition:
    place = check.place_of("syarat", raw, place)
    item = check.mapping(place, raw, ("code", "name", "kind"), OPTIONAL)
    code = check.text(f"{place}.code", item.get("code"))
    if code in seen:
        check.say(place, "kode syarat dipakai lebih dari sekali")
    seen.add(code)
    kind = check.one_of(f"{place}.kind", item.get("kind"), RULES)
    scale = check.one_of(f"{place}.scale", item["scale"], scales) if "scale" in item else None
    if kind and (kind == "grade") != ("scale" in item):
        check.say(place, "scale harus ada pada kind grade, dan hanya di sana")
    values = {predicate: _plain(item[predicate]) for predicate in PREDICATES if predicate in item}
    if kind and (kind == "statement") == bool(values):
        check.say(place, "WBK atau WBBM harus menyebut syaratnya, kecuali pada kind statement")
    elif kind and scale != "":
        values = _values(check, place, kind, values, scales[scale] if scale else ())
    return Condition(
        code,
        check.text(f"{place}.name", item.get("name")),
        kind,
        scale,
        check.one_of(f"{place}.only", item["only"], LEVELS) if "only" in item else None,
        values,
        check.flag(f"{place}.excusable", item.get("excusable", False)),
        check.flag(f"{place}.voids_sent", item.get("voids_sent", False)),
    )


def _values(
    check: Checker, place: str, kind: str, values: Mapping[str, Any], scale: tuple[str, ...]
) -> dict[str, str]:
    found = {}
    for predicate, value in values.items():
        try:
            found[predicate] = RULES[kind].clean(value, scale)
            if found[predicate] in NOTHING:
                check.say(f"{place}.{predicate}", f"“{value}” tidak mensyaratkan apa pun")
        except BadValue as error:
            check.say(f"{place}.{predicate}", str(error))
    return found


def _plain(grade: Any) -> Any:
    """Whole numbers as text: a scale may be written [1, 2, 3]."""
    return str(grade) if isinstance(grade, (int, float)) and not isinstance(grade, bool) else grade
