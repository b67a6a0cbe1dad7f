"""What several gatherers read."""

from assessments import queries
from assessments.engine.answers import Given
from assessments.models import Sheet
from assessments.stored import given


def givens(sheet: Sheet | None) -> dict[str, Given]:
    """The answers of a sheet as the engine takes them; one query."""
    return {code: given(answer) for code, answer in queries.answers_of(sheet).items()}
