"""From stored rows to the engine's values."""

from assessments.engine.answers import Given
from assessments.models import Answer


def given(answer: Answer) -> Given:
    """The engine's form of a stored answer."""
    return Given(value=answer.value, none_yet=answer.none_yet, note=answer.note, source=answer.source)
