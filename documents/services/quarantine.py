"""A virus leaves a trace in the audit and nothing else: no content, no document, no row."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from audit.services import record
from documents.scanner import Infected
from units.models import Instansi, UnitKerja, User

logger = logging.getLogger(__name__)


@contextmanager
def told(instansi: Instansi | None, unit: UnitKerja | None, *, actor: User, role: str) -> Iterator[None]:
    """Write down an infected upload that is refused in the block, in a transaction of its own, and pass it on.

    Without an instansi (the shared library) it stands in the chain "system".

    Stands outside the transaction of the upload, which leaves nothing.
    """
    try:
        yield
    except Infected as found:
        logger.warning("infected upload refused: %s in %s", found.signature, found.sha256)
        with transaction.atomic():
            record(
                f"instansi:{instansi.pk}" if instansi else "system",
                actor=actor,
                role=role,
                action="content.infected",
                label="documents.upload",
                object_id=found.sha256[:12],
                after={
                    "unit": unit.pk if unit else None,
                    "filename": found.filename,
                    "sha256": found.sha256,
                    "size": found.size,
                    "signature": found.signature,
                },
            )
        raise
