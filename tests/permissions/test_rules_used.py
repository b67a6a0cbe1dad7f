"""The permission tables say nothing that nobody asks, and nobody asks what they don't say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

import assessments
import surveys
import units
from assessments import rules as assessment_rules
from assessments.models import Assessment
from surveys import rules as survey_rules
from units import rules as unit_rules

ASKING = {
    "may",
    "allowed",
    "lock_assessment",
    "lock_campaign",
    "lock_to_save",
    "Transition",
    "instansi_or_404",
}


def trees(package) -> Iterator[ast.AST]:
    """The syntax of every module."""
    for path in Path(package.__file__).parent.rglob("*.py"):
        if "migrations" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def asked_in(tree: ast.AST) -> set[str]:
    """Words in the arguments of the asking functions, in what such a call loops over, and in the tables of actions."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ASKING:
                found |= texts(node)
            case ast.GeneratorExp() | ast.DictComp() | ast.ListComp() if "may" in names(node):
                found |= texts(node)
            case ast.FunctionDef(name="_action" | "instansi_or_404"):
                found |= texts(node)
            case ast.Assign(targets=[ast.Name(id="ACTION")]):
                found |= texts(node)
    return found


def names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


@pytest.mark.parametrize(
    ("package", "table"),
    [
        (assessments, assessment_rules.TABLE),
        (surveys, survey_rules.TABLE),
        (units, unit_rules.TABLE),
    ],
    ids=["assessments", "surveys", "units"],
)
def test_every_permission_is_asked_somewhere(package, table):
    asked = set().union(*(asked_in(tree) for tree in trees(package)))
    assert set(table) - asked == set()


def test_an_unknown_permission_is_an_error():
    with pytest.raises(KeyError):
        assessment_rules.may(AnonymousUser(), "tidak ada", Assessment())
