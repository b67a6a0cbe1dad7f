"""Which hints a person has closed: a wish of theirs about pages, neither an act on anything nor audited."""

from django.db import transaction

from units.models import User


def close_hint(name: str, *, actor) -> None:
    """The actor no longer wants the hint `name`. Asked twice it happens once; two tabs keep both wishes."""
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        if name not in person.closed_hints:
            person.closed_hints = [*person.closed_hints, name]
            person.save(update_fields=["closed_hints"])
