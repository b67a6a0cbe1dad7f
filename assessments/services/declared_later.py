"""What follows a pencanangan that is recorded already: publications that came later, the piagam once it is signed.

The declaration itself no longer changes then; links and the signed piagam are signs of it, and come when they come.
"""

from __future__ import annotations

from django.db import transaction

from assessments.models import Declaration
from assessments.rules import acting_as
from assessments.services.declaring import DeclarationChanged
from assessments.services.errors import Refused
from assessments.services.locking import lock_assessment
from assessments.services.periods import require_admin
from audit.services import record
from documents.models import Revision
from units.models import Instansi

NOT_OWN = "Unit ini tercakup oleh pencanangan instansi; admin inspektorat yang mencatat tautan dan piagamnya."


def record_unit_later(
    pk: int, *, publications: tuple[str, ...], charter: Revision | None, seen: int, actor
) -> Declaration:
    """Record links and the signed piagam of a unit's own pencanangan, in any stage; `charter` None keeps what is there.

    What says the same writes nothing. Raises Assessment.DoesNotExist, NotAllowed, DeclarationChanged, Refused (none of
    its own, a paper of another owner).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "declare")
        stored = assessment.declaration
        if stored is None or stored.unit_id is None:
            raise Refused(NOT_OWN)
        role = acting_as(actor, assessment)
        return _store(stored, publications, charter, seen, assessment.audit_chain, actor, role)


def record_instansi_later(
    declaration: Declaration, *, publications: tuple[str, ...], charter: Revision | None, seen: int, actor
) -> Declaration:
    """The same of a pencanangan of the instansi, also one that units were recorded with. Raises as above."""
    require_admin(actor, declaration.instansi_id)
    with transaction.atomic():
        Instansi.objects.select_for_update(no_key=True).get(pk=declaration.instansi_id)
        stored = Declaration.objects.get(pk=declaration.pk, unit=None)
        chain = f"instansi:{stored.instansi_id}"
        return _store(stored, publications, charter, seen, chain, actor, "Admin inspektorat")


def _store(
    stored: Declaration, publications, charter: Revision | None, seen: int, chain: str, actor, role: str
) -> Declaration:
    if list(publications) == stored.publications and charter is None:
        return stored
    if seen != stored.version:
        raise DeclarationChanged(stored)
    owner = (stored.instansi_id, stored.unit_id)
    if charter is not None and (charter.document.instansi_id, charter.document.unit_id) != owner:
        raise Refused("Piagam ini bukan milik tempat ini. Unggah berkasnya di sini.")
    before = _plain(stored)
    stored.publications, stored.charter = list(publications), charter or stored.charter
    stored.version += 1
    stored.save(update_fields=["publications", "charter", "version", "recorded_at"])
    record(
        chain,
        actor=actor,
        role=role,
        action="declaration.later",
        label="assessments.declaration",
        object_id=stored.pk,
        before=before,
        after=_plain(stored),
    )
    return stored


def _plain(declaration: Declaration) -> dict:
    return {"publications": declaration.publications, "charter": declaration.charter_id}
