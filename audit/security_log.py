"""The security log: what a security unit watches, one line an event, under names that stay (docs/security.md).

Unlike the audit it also tells of what was refused, is kept by whoever keeps the logs, and proves nothing. People are
ids.
"""

import logging
from typing import Any

from django.db import transaction

from audit.tracing import trace

LOGGER = "zi_portal.security"
ALARMING = logging.WARNING
EVENTS = {
    "login.ok": logging.INFO,
    "login.failed": ALARMING,
    "login.locked": ALARMING,
    "login.refused": ALARMING,
    "logout": logging.INFO,
    "password.changed": logging.INFO,
    "password.reset": logging.INFO,
    "second_factor.set": logging.INFO,
    "second_factor.removed": ALARMING,
    "second_factor.failed": ALARMING,
    "recovery_codes.made": logging.INFO,
    "account.opened": logging.INFO,
    "account.closed": logging.INFO,
    "account.reopened": logging.INFO,
    "account.erased": logging.INFO,
    "account.address_asked": logging.INFO,
    "account.address_changed": logging.INFO,
    "account.linked": logging.INFO,
    "sessions.ended": logging.INFO,
    "role.given": logging.INFO,
    "role.changed": logging.INFO,
    "role.ended": logging.INFO,
    "team.changed": logging.INFO,
    "invitation.sent": logging.INFO,
    "invitation.revoked": logging.INFO,
    "invitation.accepted": logging.INFO,
    "token.made": logging.INFO,
    "token.revoked": logging.INFO,
    "token.refused": ALARMING,
    "csrf.refused": ALARMING,
    "limit.reached": ALARMING,
    "file.infected": ALARMING,
    "file.damaged": logging.ERROR,
    "audit.broken": logging.CRITICAL,
}
# What is told to the audit and belongs here too: action → event.
FROM_AUDIT = {
    "person.create": "account.opened",
    "person.close": "account.closed",
    "person.reopen": "account.reopened",
    "person.erase": "account.erased",
    "person.ask_email": "account.address_asked",
    "person.email": "account.address_changed",
    "person.link_issuer": "account.linked",
    "person.end_sessions": "sessions.ended",
    "person.reset_second_factor": "second_factor.removed",
    "role.give": "role.given",
    "role.areas": "role.changed",
    "role.end": "role.ended",
    "team.create": "team.changed",
    "team.change": "team.changed",
    "team.members": "team.changed",
    "team.units": "team.changed",
    "kawasan.units": "team.changed",
    "kawasan.seats": "team.changed",
    "invitation.create": "invitation.sent",
    "invitation.revoke": "invitation.revoked",
    "invitation.accept": "invitation.accepted",
    "handover.token_create": "token.made",
    "handover.token_revoke": "token.revoked",
    "calendar.create": "token.made",
    "calendar.revoke": "token.revoked",
    "content.damaged": "file.damaged",
    "content.infected": "file.infected",
}


def note(event: str, **facts: Any) -> None:
    """Write one event of EVENTS down now, with the address from which the request came. KeyError for any other.

    Facts are ids, kinds and counts, never what somebody typed.
    """
    known = {"event": event, "address": trace().get("address"), **facts}
    told = {name: value for name, value in known.items() if value not in (None, "")}
    logging.getLogger(LOGGER).log(EVENTS[event], event, extra={"facts": told})


def note_audited(action: str, *, actor: int | None, label: str, object_id: Any) -> None:
    """The same for what the audit is told, when its transaction is kept."""
    if event := FROM_AUDIT.get(action):
        facts = {"actor": actor, "of": label, "id": str(object_id)}
        transaction.on_commit(lambda: note(event, **facts))
