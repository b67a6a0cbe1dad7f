"""A field that takes several rows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MAX_DIGITS = 18  # an id of more fits into no database, which would answer with an error of its own


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows by their ids; an id that no row can have is a wrong choice like any other."""

    def clean(self, value: Any) -> Any:
        """The rows."""
        for one in value if isinstance(value, list | tuple) else ():
            if len(str(one)) > MAX_DIGITS:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:40]},
                )
        return super().clean(value)
