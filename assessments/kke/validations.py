"""Drop-downs and limits of the answer cells; one rule of each kind for all its cells."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessments.engine.answers import MAX_COUNT
from assessments.engine.instrument import Question

from . import formulas
from .entries import NONE_YET


class Validations:
    """Collects the answer cells of a sheet under their rules."""

    def __init__(self, ws: Worksheet) -> None:
        self.ws = ws
        self._rules: dict[str, DataValidation] = {}

    def add(self, kind: str, question: Question, address: str) -> None:
        """Limit the answer cell of a row (`kind`: question, count or source) to what the question takes."""
        if kind == "count":
            self._put("count", address, lambda: _count())
        elif kind == "question" and question.kind == "index":
            self._put(address, address, lambda: _index(question, address))
        elif kind == "question":
            options = [option.code for option in question.options]
            self._put(",".join(options) or "-", address, lambda: _list([*options, NONE_YET]))

    def _put(self, key: str, address: str, make) -> None:
        if key not in self._rules:
            self._rules[key] = make()
            self.ws.add_data_validation(self._rules[key])
        self._rules[key].add(address)


def _said(rule: DataValidation, error: str) -> DataValidation:
    rule.showErrorMessage, rule.errorTitle, rule.error = True, "Isian tidak sesuai", error
    return rule


def _list(options: list[str]) -> DataValidation:
    rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
    return _said(rule, f"Pilih salah satu: {', '.join(options)}.")


def _count() -> DataValidation:
    rule = DataValidation(
        type="whole", operator="between", formula1="0", formula2=str(MAX_COUNT), allow_blank=True
    )
    return _said(rule, "Isi bilangan bulat mulai dari 0.")


def _index(question: Question, address: str) -> DataValidation:
    if question.minimum is None or question.maximum is None:
        raise ValueError(f"{question.code} is an index without a range")
    low, high = formulas.literal(question.minimum), formulas.literal(question.maximum)
    rule = DataValidation(
        type="custom",
        formula1=f'OR(AND(ISNUMBER({address}),{address}>={low},{address}<={high}),{address}="{NONE_YET}")',
        allow_blank=True,
    )
    return _said(rule, f"Isi indeks {low} sampai {high}, atau “{NONE_YET}”.")
