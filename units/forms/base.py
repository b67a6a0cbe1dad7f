"""What the forms share."""

from collections.abc import Callable
from typing import Any

from django import forms

from units.areas import AREAS
from units.services.errors import NotAllowed, Refused


class DateInput(forms.DateInput):
    """The browser's own date field; it wants ISO dates, whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def areas_field() -> forms.MultipleChoiceField:
    """Check boxes of the six areas of change."""
    return forms.MultipleChoiceField(
        label="Area pokja",
        help_text="Hanya untuk petugas unit. Tanpa pilihan: seluruh area dan Hasil.",
        choices=[(code, f"{code} · {name}") for code, name in AREAS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def attempt(form: forms.BaseForm, act: Callable[[dict], Any]) -> Any:
    """Give the cleaned data of a valid form to `act`; what a service refuses becomes errors of the form.

    Returns what `act` returns (True for None), None when the form shows errors. NotAllowed goes through.
    """
    if not form.is_valid():
        return None
    try:
        result = act(form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refused:
        for message, field in refused.reasons:
            form.add_error(field if field in form.fields else None, message)
        return None
    return True if result is None else result
