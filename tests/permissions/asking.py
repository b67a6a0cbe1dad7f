"""Asking a row of the matrix: one state, several people, each request taken back."""

from tests.permissions.doors import at_view, browser, outcome, through_stack
from tests.permissions.matrix import Row, read_matrix
from tests.permissions.requests import Scene
from tests.permissions.town import COLUMNS, OWN, Place, Town, undone
from units.models import User

MATRIX = read_matrix(people=COLUMNS)


def asked(
    town: Town, place: Place, row: Row, state: str, who: list[str], *, stack: bool, people: dict | None = None
) -> dict[str, str]:
    """person → the word for what they get; `people` are others than those of the columns."""
    found = {}
    known: dict[str, User | None] = people or town.people
    with undone():
        if state in MATRIX.domains["unit"]:
            place.enter(state)
        for name in who:
            with undone():
                found[name] = _one(town, place, row, state, known[name], stack)
    return found


def _one(town: Town, place: Place, row: Row, state: str, person: User | None, stack: bool) -> str:
    client = browser(person) if stack else None

    def send(case, ask):
        return at_view(person, case, ask) if client is None else through_stack(client, case, ask)

    scene = Scene(town, place, person, state, send)
    return outcome(row.case, scene, lambda ask: send(row.case, ask))


def expected_of(row: Row, place: str = OWN) -> dict[str, str]:
    """person → cell, as it is at a place; what cannot be is left out."""
    there = MATRIX.elsewhere.get(place, {})
    cells = {who: row.cells[there.get(who, who)] for who in row.cells}
    return {who: cell for who, cell in cells.items() if cell != "–"}


def complaints_about(
    row: Row, state: str, where: str, expected: dict[str, str], got: dict[str, str]
) -> list[str]:
    """One sentence for each person who got something else."""
    return [
        f"line {row.line}, {where}, {state or 'any stage'}: {who} got {got[who]}, not {expected[who]}"
        for who in got
        if got[who] != expected[who]
    ]
