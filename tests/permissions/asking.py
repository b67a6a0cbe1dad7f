"""Asking a row of the matrix: one state, several people, each request taken back."""

from collections.abc import Collection, Mapping

from tests.permissions.doors import at_view, browser, outcome, through_stack
from tests.permissions.matrix import Row, read_matrix
from tests.permissions.place import Place, undone
from tests.permissions.scene import Scene
from tests.permissions.town import COLUMNS, OWN, Town
from units.models import User

MATRIX = read_matrix(people=COLUMNS)


def complaints(
    town: Town,
    place: Place,
    row: Row,
    state: str,
    expected: Mapping[str, str],
    *,
    view: Collection[str] = (),
    stack: Collection[str] = (),
    people: Mapping[str, User] | None = None,
) -> list[str]:
    """One sentence for each person who got something else, asking at the view (`view`) and through the whole stack.

    `people` are others than those of the columns.
    """
    found = []
    known: Mapping[str, User | None] = people or town.people
    with undone():
        if state in MATRIX.domains["unit"]:
            place.enter(state)
        for whole, names in ((False, view), (True, stack)):
            for name in names:
                with undone():
                    got = _ask(town, place, row, state, known[name], whole)
                if got != expected[name]:
                    where = f"line {row.line}, {place.name}, {state or 'any stage'}{', whole stack' if whole else ''}"
                    found.append(f"{where}: {name} got {got}, not {expected[name]}")
    return found


def _ask(town: Town, place: Place, row: Row, state: str, person: User | None, whole: bool) -> str:
    client = browser(person) if whole else None

    def send(case, ask):
        return at_view(person, case, ask) if client is None else through_stack(client, case, ask)

    scene = Scene(town, place, person, state, send)
    return outcome(row.case, scene, lambda ask: send(row.case, ask))


def expected_of(row: Row, place: str = OWN) -> dict[str, str]:
    """person → cell, as it is at a place; what cannot be is left out."""
    there = MATRIX.elsewhere.get(place, {})
    cells = {who: row.cells[there.get(who, who)] for who in row.cells}
    return {who: cell for who, cell in cells.items() if cell != "–"}
