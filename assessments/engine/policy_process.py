"""What a proposal goes through, in a policy file: its documents, TPN's stages, sanggah."""

from __future__ import annotations

from typing import Any

from .checking import Checker
from .policy_model import DETERMINATION, Criterion, Document, Objection, Selection, Stage


def parse_documents(check: Checker, raw: Any) -> tuple[Document, ...]:
    """The documents that go with a proposal."""
    found: list[Document] = []
    options = ("signer", "generated", "each", "stamp_duty", "states", "basis")
    for at, entry in enumerate(check.items("documents", raw), 1):
        place = f"documents[{at}]"
        item = check.mapping(place, entry, ("code", "name"), options)
        code = check.text(f"{place}.code", item.get("code"))
        if code in [document.code for document in found]:
            check.say(place, f"kode {code} dipakai lebih dari sekali")
        duty = item.get("stamp_duty")
        found.append(
            Document(
                code,
                check.text(f"{place}.name", item.get("name")),
                signer=check.text(f"{place}.signer", item["signer"]) if "signer" in item else None,
                generated=check.flag(f"{place}.generated", item.get("generated", False)),
                each=check.one_of(f"{place}.each", item["each"], ("unit",)) if "each" in item else None,
                stamp_duty=None
                if duty is None
                else check.whole(f"{place}.stamp_duty", duty, low=0, high=10**6),
                states=check.text(f"{place}.states", item["states"]) if "states" in item else None,
                basis=check.one_of(f"{place}.basis", item["basis"], ("practice",))
                if "basis" in item
                else None,
            )
        )
    return tuple(found)


def parse_stages(check: Checker, raw: Any) -> tuple[Stage, ...]:
    """TPN's stages in order; the last is the determination."""
    found: list[Stage] = []
    for at, entry in enumerate(check.items("tpn_stages", raw), 1):
        place = f"tpn_stages[{at}]"
        item = check.mapping(place, entry, ("code", "name"), ("checks", "records", "min_respondents"))
        code = check.text(f"{place}.code", item.get("code"))
        if code in [stage.code for stage in found]:
            check.say(place, f"kode {code} dipakai lebih dari sekali")
        least = item.get("min_respondents")
        found.append(
            Stage(
                code,
                check.text(f"{place}.name", item.get("name")),
                check.texts(f"{place}.checks", item.get("checks", []), empty=True),
                check.texts(f"{place}.records", item.get("records", []), empty=True),
                None if least is None else check.whole(f"{place}.min_respondents", least, low=1, high=10**6),
            )
        )
    if not found or found[-1].code != DETERMINATION:
        check.say("tpn_stages", f"tahap terakhir harus {DETERMINATION}")
    return tuple(found)


def parse_objection(check: Checker, raw: Any, stages: tuple[Stage, ...]) -> Objection:
    """Sanggah, if the policy knows it."""
    item = check.mapping("objection", raw, ("name", "after", "times", "window_days"))
    window = item.get("window_days")
    return Objection(
        check.text("objection.name", item.get("name")),
        check.one_of("objection.after", item.get("after"), [stage.code for stage in stages]),
        check.whole("objection.times", item.get("times"), low=1, high=10),
        None if window is None else check.whole("objection.window_days", window, low=1, high=366),
    )


def parse_selection(check: Checker, raw: Any) -> Selection:
    """What units are chosen by, where a policy says it differently: `selection: {criteria: [{code, name}, …]}`."""
    item = check.mapping("selection", raw, (), ("criteria", "decree_required"))
    found: list[Criterion] = []
    entries = check.items("selection.criteria", item["criteria"]) if "criteria" in item else []
    for at, entry in enumerate(entries, 1):
        place = f"selection.criteria[{at}]"
        one = check.mapping(place, entry, ("code", "name"))
        code = check.text(f"{place}.code", one.get("code"))
        if code in [criterion.code for criterion in found]:
            check.say(place, f"kode {code} dipakai lebih dari sekali")
        found.append(Criterion(code, check.text(f"{place}.name", one.get("name"))))
    required = check.flag("selection.decree_required", item.get("decree_required", False))
    return Selection(tuple(found) or Selection().criteria, required)
