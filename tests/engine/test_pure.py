"""The engine is pure: no Django, no files, no clock, no floating point."""

import ast
import sys
from pathlib import Path

import pytest

from assessments import engine

FILES = sorted(Path(engine.__file__).parent.rglob("*.py"))
FORBIDDEN_MODULES = {"io", "os", "pathlib", "random", "socket", "subprocess", "time", "tempfile"}
FORBIDDEN_CALLS = {"now", "today", "utcnow", "open", "float", "eval", "exec", "input", "print"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            assert top in sys.stdlib_module_names - FORBIDDEN_MODULES, f"{path.name} imports {name}"
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {called}"
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"{path.name}:{node.lineno} holds a float"
        assert (
            not isinstance(node, ast.FunctionDef | ast.ClassDef)
            or node.name.startswith("_")
            or ast.get_docstring(node)
        ), f"{path.name}: {getattr(node, 'name', '')} has no docstring"
