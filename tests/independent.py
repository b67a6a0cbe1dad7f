"""The score of a sheet, computed a second time in a different way, for comparison with the portal's.

Reads the instrument's YAML itself and shares no code with the engine: flat rows instead of a tree,
decimals as text turned into fractions, parents summed from their leaves.
"""

from fractions import Fraction
from pathlib import Path

import yaml


class _Text(yaml.SafeLoader):
    """Every scalar stays the text that was written, so that 0.67 is never a binary number."""


_Text.yaml_implicit_resolvers = {}


def independent_score(yaml_path: str | Path, answers: dict) -> dict[str, Fraction]:
    """Points of every component and "total", percent of every area as "area:MP".

    `answers` by question code: "A", "Ya", "3.6" or {"agen": 7}; None or absent is unanswered.
    """
    with Path(yaml_path).open(encoding="utf-8") as file:
        sheet = yaml.load(file, Loader=_Text)
    result: dict[str, Fraction] = {}
    reached: dict[str, Fraction] = {}
    possible: dict[str, Fraction] = {}
    for ancestry, leaf in _leaves(sheet["components"], []):
        values = [_worth(sheet["answer_types"], q, answers.get(q["code"])) for q in leaf["questions"]]
        points = Fraction(leaf["weight"]) * sum(values, Fraction(0)) / len(values)
        for node in [*ancestry, leaf]:
            result[node["code"]] = result.get(node["code"], Fraction(0)) + points
        result["total"] = result.get("total", Fraction(0)) + points
        for area in {node["area"] for node in [*ancestry, leaf] if "area" in node}:
            reached[area] = reached.get(area, Fraction(0)) + points
            possible[area] = possible.get(area, Fraction(0)) + Fraction(leaf["weight"])
    return result | {f"area:{area}": 100 * reached[area] / possible[area] for area in reached}


def _leaves(nodes, ancestry):
    for node in nodes:
        if "questions" in node:
            yield ancestry, node
        else:
            yield from _leaves(node["children"], [*ancestry, node])


def _worth(types, question, answer) -> Fraction:
    if answer is None:
        return Fraction(0)
    kind = types[question["answer"]]["kind"]
    if kind == "choice":
        return Fraction(types[question["answer"]]["options"][answer])
    if kind == "index":
        return Fraction(str(answer)) / int(types[question["answer"]]["max"])
    if any(answer.get(name) is None for name in question["inputs"]):
        return Fraction(0)
    if kind == "ratio":
        done = sum(answer[name] for name in question["part"])
        due = sum(answer[name] for name in question["whole"])
        if due == 0:
            return Fraction(question["if_whole_zero"])
        return Fraction(1) if done >= due else Fraction(done, due)
    then, now = answer[question["before"]], answer[question["after"]]
    if now >= then:
        return Fraction(int(then == 0 and now == 0))
    return 1 - Fraction(now, then)
