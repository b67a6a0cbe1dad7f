"""Writes the committed workbooks: `python -m tests.kke_files.build` (rebuilding gives no difference).

Each file has a .json beside it that says how it is read and what must come out.
"""

import json
import sys
from pathlib import Path

from . import failing, passing

HERE = Path(__file__).parent
FOLDERS = {"should_pass": passing.CASES, "should_fail": failing.CASES}


def build(target: Path) -> None:
    """Write all files below the folder, and take away those that no case names."""
    for folder, cases in FOLDERS.items():
        place = target / folder
        place.mkdir(parents=True, exist_ok=True)
        names = {name for case in cases for name in (case.name, f"{case.name}.json")}
        for old in place.iterdir():
            if old.name not in names:
                old.unlink()
        for case in cases:
            (place / case.name).write_bytes(case.content())
            text = json.dumps(case.data, ensure_ascii=False, indent=2)
            (place / f"{case.name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
