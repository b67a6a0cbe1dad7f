"""What a service of this app refuses with. Messages are Indonesian, for the person who reads them."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model


class Refused(Exception):
    """The act is not possible; `reasons` are (message, field) pairs, field "" where no single one is meant."""

    def __init__(self, *reasons: tuple[str, str] | str) -> None:
        self.reasons = [(reason, "") if isinstance(reason, str) else reason for reason in reasons]
        super().__init__(" ".join(message for message, _ in self.reasons))


class NotAllowed(Refused):
    """The person's role does not allow the act; a view answers 403."""


def refuse_invalid(instance: Model, *, exclude: tuple[str, ...] = ()) -> None:
    """Run the model's own validation; raises Refused with every message and its field."""
    try:
        instance.full_clean(exclude=exclude)
    except ValidationError as error:
        raise refusal(error) from error


def refusal(error: ValidationError, field: str = "") -> Refused:
    """A ValidationError as a Refused; `field` names the place of messages without one."""
    if not hasattr(error, "error_dict"):
        return Refused(*[(message, field) for message in error.messages])
    return Refused(
        *[
            (message, "" if name == NON_FIELD_ERRORS else name)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    )
