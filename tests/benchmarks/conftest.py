"""One table of all bars at the end of `./dev bench`: bar, median of the repetitions, spread, met or not.

A bar that is not met ends the run with exit code 1, after everything has been measured. `--repeat N` says how often;
what is marked slow runs once and brings its own spread. BENCH_ROWS names a file in which the rows of several runs, one
for each database, come together.
"""

import json
import os
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.db import connection

ROWS: dict[str, dict] = {}
FILE = os.environ.get("BENCH_ROWS", "")
Measured = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often each benchmark runs."""
    parser.addoption("--repeat", type=int, default=3, help="repetitions of each benchmark (3)")


def pytest_configure(config: pytest.Config) -> None:
    """Take up what an earlier run of the same `./dev bench` measured."""
    if FILE and Path(FILE).exists():
        ROWS.update(json.loads(Path(FILE).read_text("utf-8")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each benchmark several times, what is slow once."""
    times = metafunc.config.getoption("repeat")
    if times > 1 and not metafunc.definition.get_closest_marker("slow"):
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(times))


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Measured:
    """`measured(what, value, most=3, unit="×")`: one line of the table; `value` may be several at once."""
    has_database = {"db", "transactional_db", "world"} & set(request.fixturenames)
    asks_database = has_database or request.node.get_closest_marker("django_db")
    database = (
        {"sqlite": " (SQLite)", "postgresql": " (PostgreSQL)"}[connection.vendor] if asks_database else ""
    )

    def note(what: str, value: float | Sequence[float], *, most: float, unit: str = "×") -> None:
        values = [value] if isinstance(value, int | float) else list(value)
        row = ROWS.setdefault(what + database, {"most": most, "unit": unit, "values": []})
        row["values"] += values
        print(f"\n{what}{database}: {', '.join(map(number, values))} {unit} (bar {number(most)})")

    return note


def number(value: float) -> str:
    """As many places as help."""
    return f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"


def is_met(row: dict) -> bool:
    """Whether the median keeps to the bar."""
    return statistics.median(row["values"]) <= row["most"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    if not ROWS:
        return
    write, width = terminalreporter.write_line, max(map(len, ROWS))
    write("")
    write(f"{'what is measured':{width}}  {'bar':>7}  {'median':>8}  {'least – most':>17}  runs")
    for name, row in ROWS.items():
        values, unit = row["values"], row["unit"]
        spread = f"{number(min(values))} – {number(max(values))}"
        verdict = "met" if is_met(row) else "NOT MET"
        median = f"{number(statistics.median(values))} {unit}"
        write(
            f"{name:{width}}  ≤{number(row['most']):>6}  {median:>8}  {spread:>17}  {len(values):4}  {verdict}"
        )
    missed = sum(not is_met(row) for row in ROWS.values())
    write(f"{len(ROWS) - missed} of {len(ROWS)} bars met; machine load {os.getloadavg()[0]:.1f}")
    write("Counts of queries and weights of pages are literal numbers in the suite.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A missed bar is a failure of the run."""
    if FILE:
        Path(FILE).write_text(json.dumps(ROWS), encoding="utf-8")
    if session.exitstatus == 0 and not all(map(is_met, ROWS.values())):
        session.exitstatus = 1
