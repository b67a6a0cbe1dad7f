"""Which questions of the sheet before a person still want something of them, in the order of the sheet. No queries."""

from collections.abc import Sequence

from assessments.engine.answers import is_answered
from assessments.engine.comparison import same_answer
from assessments.loaded import instrument_of
from assessments.stored import given
from assessments.tpi_sheets import Desk


def todo(desk: Desk) -> tuple[str, ...]:
    """Codes that the person can and must still do: unanswered, or to be looked at again after a round; for the lead
    also what differs from the unit without a note. Empty for those who only read.
    """
    instrument = instrument_of(desk.assessment.period)
    return tuple(
        code
        for code, question in instrument.questions.items()
        if desk.may_edit(code) and _wants(desk, question)
    )


def _wants(desk: Desk, question) -> bool:
    code = question.code
    mine = given(desk.answers[code]) if code in desk.answers else None
    if not is_answered(question, mine) or code in desk.unconfirmed:
        return True
    if not desk.decides or mine is None or mine.note.strip():
        return False
    return not same_answer(question, desk.unit_given(code), mine)


def after(codes: Sequence[str], order: Sequence[str], here: str) -> str | None:
    """The first of `codes` behind `here` in `order`, from the start again at its end, never `here` itself."""
    place = {code: number for number, code in enumerate(order)}
    if here not in place:
        return codes[0] if codes else None
    others = sorted(
        (code for code in codes if code != here), key=lambda code: (place[code] < place[here], place[code])
    )
    return others[0] if others else None
