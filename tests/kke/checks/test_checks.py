"""One check is one file, and each has its test file."""

from pathlib import Path

from assessments.kke import checks

FOLDER = Path(checks.__file__).parent


def test_every_file_is_a_check_with_a_test_file():
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert {check.__module__.rpartition(".")[2] for check in checks.CHECKS} == files
    assert {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")} - {
        "checks"
    } == files
