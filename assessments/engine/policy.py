"""From the data of a policy file to a `Policy`; what is wrong is refused, all of it at once."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .answers import decimal_text
from .checking import Checker, SchemaError
from .instrument import Instrument
from .policy_conditions import parse_affirmation, parse_conditions, parse_scales
from .policy_model import (
    PREDICATES,
    After,
    Assessors,
    Condition,
    Deadline,
    Declaration,
    ExceptionRule,
    Kawasan,
    Minima,
    Policy,
    Selection,
    Stage,
    Years,
    consideration_name,
)
from .policy_process import parse_documents, parse_objection, parse_selection, parse_stages

__all__ = ["PREDICATES", "Condition", "Policy", "SchemaError", "Stage", "consideration_name", "parse_policy"]

HEAD = ("format", "code", "name", "regulation", "instrument", "years", "scales", "predicates", "declaration")
BODY = ("instansi_conditions", "unit_conditions", "assessors", "deadline", "documents", "tpn_stages")
OPTIONAL = ("affirmation", "exception", "saturation_percent", "objection", "after", "handover")
OPTIONAL += ("self_determined_wbk", "kawasan", "evidence", "selection", "survey_contacts")


def parse_policy(data: Mapping[str, Any], instruments: Mapping[str, Instrument] | None = None) -> Policy:
    """The policy in the data (a parsed YAML file).

    With `instruments` (by code) the minima are checked against the components of the policy's instrument.
    SchemaError with every mistake: unknown keys, unknown kinds and scales, requirements outside their
    scale, references to conditions, stages or components that don't exist.
    """
    check = Checker()
    top = check.mapping("ketentuan", data, (*HEAD, *BODY), OPTIONAL)
    check.format(top.get("format"))
    scales = parse_scales(check, top.get("scales"))
    verified, predicates = _predicates(check, top.get("predicates"))
    seen: set[str] = set()
    instansi = parse_conditions(check, "instansi_conditions", top.get("instansi_conditions"), scales, seen)
    unit = parse_conditions(check, "unit_conditions", top.get("unit_conditions"), scales, seen)
    stages = parse_stages(check, top.get("tpn_stages"))
    percent = top.get("saturation_percent")
    policy = Policy(
        code=check.text("code", top.get("code")),
        name=check.text("name", top.get("name")),
        regulation=check.text("regulation", top.get("regulation")),
        instrument=check.text("instrument", top.get("instrument")),
        years=_years(check, top.get("years")),
        scales=scales,
        predicates=predicates,
        verified=verified,
        declaration=_declaration(check, top.get("declaration")),
        instansi_conditions=instansi,
        unit_conditions=unit,
        affirmation=parse_affirmation(check, top["affirmation"], seen) if "affirmation" in top else None,
        exception=_exception(check, top["exception"]) if "exception" in top else None,
        assessors=_assessors(check, top.get("assessors")),
        saturation_percent=None
        if percent is None
        else check.number("saturation_percent", percent, low=0, high=100),
        deadline=_deadline(check, top.get("deadline")),
        documents=parse_documents(check, top.get("documents")),
        tpn_stages=stages,
        objection=parse_objection(check, top["objection"], stages) if "objection" in top else None,
        after=_after(check, top["after"]) if "after" in top else None,
        handover=check.text("handover", top["handover"]) if "handover" in top else None,
        self_determined_wbk=check.flag("self_determined_wbk", top.get("self_determined_wbk", False)),
        kawasan=_kawasan(check, top.get("kawasan", {})),
        evidence_required="evidence" in top and _evidence_required(check, top["evidence"]),
        selection=parse_selection(check, top["selection"]) if "selection" in top else Selection(),
        survey_contacts=check.flag("survey_contacts", top.get("survey_contacts", False)),
    )
    if instruments is not None:
        _check_minima(check, policy, instruments)
    check.finish()
    return policy


def _years(check: Checker, raw: Any) -> Years:
    items = check.items("years", raw)
    if len(items) != 2:
        check.say("years", "harus berisi tahun pertama dan tahun terakhir (null bila masih berlaku)")
        return Years(0, None)
    first = check.whole("years[1]", items[0], low=2000, high=2200)
    last = None if items[1] is None else check.whole("years[2]", items[1], low=2000, high=2200)
    if last is not None and last < first:
        check.say("years", f"{last} sebelum {first}")
    return Years(first, last)


def _predicates(check: Checker, raw: Any) -> tuple[bool, dict[str, Minima]]:
    known = check.mapping("predicates", raw, ("verified", *PREDICATES))
    found = {}
    for predicate in PREDICATES:
        place = f"predicates.{predicate}"
        item = check.mapping(place, known.get(predicate), ("total", "components"), ("area_percent",))
        components = check.mapping(f"{place}.components", item.get("components"), optional=None)
        percent = item.get("area_percent")
        area = None if percent is None else check.number(f"{place}.area_percent", percent, low=0, high=100)
        minima = {
            code: check.number(f"{place}.components.{code}", value, low=0) or Fraction(0)
            for code, value in components.items()
        }
        total = check.number(f"{place}.total", item.get("total"), low=0, high=100)
        found[predicate] = Minima(total or Fraction(0), minima, area)
    return check.flag("predicates.verified", known.get("verified")), found


def _declaration(check: Checker, raw: Any) -> Declaration:
    item = check.mapping("declaration", raw, ("levels", "leader_signed", "more_than_percent", "ceremony"))
    levels = check.texts("declaration.levels", item.get("levels"))
    for level in levels:
        check.one_of("declaration.levels", level, ("instansi", "unit"))
    share = check.number("declaration.more_than_percent", item.get("more_than_percent"), low=0, high=99)
    return Declaration(
        levels,
        check.flag("declaration.leader_signed", item.get("leader_signed")),
        share or Fraction(0),
        check.one_of("declaration.ceremony", item.get("ceremony"), ("optional", "required")),
    )


def _exception(check: Checker, raw: Any) -> ExceptionRule:
    item = check.mapping("exception", raw, ("instansi_states", "tpn_weighs"))
    states = check.text("exception.instansi_states", item.get("instansi_states"))
    return ExceptionRule(states, check.texts("exception.tpn_weighs", item.get("tpn_weighs")))


def _assessors(check: Checker, raw: Any) -> Assessors:
    item = check.mapping("assessors", raw, ("preliminary", "considerations"))
    level = item.get("preliminary")
    preliminary = None if level is False else check.one_of("assessors.preliminary", level, ("kl", "pemda"))
    return Assessors(preliminary, check.texts("assessors.considerations", item.get("considerations")))


def _deadline(check: Checker, raw: Any) -> Deadline:
    item = check.mapping("deadline", raw, ("month", "day", "changed_by"))
    month = check.whole("deadline.month", item.get("month"), low=1, high=12)
    day = check.whole(
        "deadline.day", item.get("day"), low=1, high=monthrange(2001, month)[1]
    )  # any plain year
    return Deadline(
        month, day, check.one_of("deadline.changed_by", item.get("changed_by"), ("letter", "announcement"))
    )


def _after(check: Checker, raw: Any) -> After:
    item = check.mapping("after", raw, ("report_every_years",))
    return After(check.whole("after.report_every_years", item.get("report_every_years"), low=1, high=20))


def _kawasan(check: Checker, raw: Any) -> Kawasan:
    keys = ("instansi_conditions", "integration", "scale", "aspects", "WBBM_needs")
    item = check.mapping("kawasan", raw, (), keys)
    values = check.mapping("kawasan.integration", item.get("integration", {}), (), PREDICATES)
    scale = check.whole("kawasan.scale", item["scale"], low=1, high=100) if "scale" in item else None
    needs = item.get("WBBM_needs")
    return Kawasan(
        check.text("kawasan.instansi_conditions", item[keys[0]]) if keys[0] in item else None,
        {
            key: check.number(f"kawasan.integration.{key}", value, low=0, high=scale) or Fraction(0)
            for key, value in values.items()
        },
        scale,
        check.one_of("kawasan.aspects", item["aspects"], ("mean",)) if "aspects" in item else None,
        None if needs is None else check.one_of("kawasan.WBBM_needs", needs, PREDICATES),
    )


def _evidence_required(check: Checker, raw: Any) -> bool:
    """`evidence: {required: answered}`: at every question that is answered with something that scores."""
    item = check.mapping("evidence", raw, ("required",))
    return check.one_of("evidence.required", item.get("required"), ("answered",)) != ""


def _check_minima(check: Checker, policy: Policy, instruments: Mapping[str, Instrument]) -> None:
    instrument = instruments.get(policy.instrument)
    if instrument is None:
        check.say("instrument", f"instrumen “{policy.instrument}” belum dimuat")
        return
    for predicate, minima in policy.predicates.items():
        for code, minimum in minima.components.items():
            place = f"predicates.{predicate}.components.{code}"
            component = instrument.components_by_code.get(code)
            if component is None:
                check.say(place, f"komponen {code} tidak ada di {instrument.code}")
            elif minimum > component.weight:
                check.say(place, f"lebih dari bobotnya, {decimal_text(component.weight)}")
