"""The text of a content for search: read in the background, once for each content, however many documents have it."""

import logging
import os
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django_tasks import task

from documents import store
from documents.errors import StoreError
from documents.extraction import READABLE, text_of
from documents.filetypes import ALLOWED
from documents.library.search import search_text
from documents.models import Blob, BlobText
from documents.preview.turns import Busy, one_of

AT_ONCE = 2  # texts that are read at once on this machine
IN_REQUEST, BEHIND = 2.0, 120.0  # seconds to wait for a turn: while somebody waits for an answer, and else
logger = logging.getLogger(__name__)
MEDIA_TYPES = tuple(kind.media_type for kind in ALLOWED if kind.code in READABLE)


def read_later(blob: Blob) -> None:
    """Have the text read once the transaction is committed: by the worker, or at once without one. Never an error of
    the upload: what goes wrong here is caught up with by `extract_texts`.
    """
    if blob.media_type in MEDIA_TYPES and not BlobText.objects.filter(blob=blob).exists():
        transaction.on_commit(partial(read_text.enqueue, blob.pk), robust=True)


@task
def read_text(blob_id: int) -> None:
    """Read and keep the text of a content, unless it is there already or the content is gone."""
    blob = Blob.objects.filter(pk=blob_id, text=None).first()
    if blob is not None:
        keep_text(blob, patience=BEHIND if settings.TASKS_WORKER else IN_REQUEST)


def keep_text(blob: Blob, *, patience: float = BEHIND) -> bool:
    """Read the text of a content and keep it, also where there is none; False when the store can't give it now, or when
    too many others were read for so many seconds.

    The content is verified before anything is read of it. Outside of any lock: a large file takes seconds.
    """
    kind = blob.type
    if kind is None:
        return False
    try:
        with (
            one_of([f"text-{turn}" for turn in range(AT_ONCE)], patience=patience),
            store.open_verified(blob.sha256, size=blob.size) as content,
        ):
            os.lseek(content.fileno(), 0, os.SEEK_SET)  # the reader is another process: no buffer of ours
            text = search_text(text_of(content, kind))
    except (StoreError, OSError, Busy) as error:
        logger.warning("no text of %s: %r", blob.sha256, error)
        return False
    try:
        with transaction.atomic():
            BlobText.objects.get_or_create(blob=blob, defaults={"text": text})
    except IntegrityError:  # the sweep removed the content meanwhile
        return False
    return True


def catch_up(*, most: int) -> tuple[int, int]:
    """Read what was not read yet, of documents that exist, the newest first; at most `most` contents.

    Returns (read, could not be read now).
    """
    waiting = Blob.objects.filter(media_type__in=MEDIA_TYPES, text=None, revisions__isnull=False).distinct()
    done = [keep_text(blob) for blob in waiting.order_by("-pk")[:most]]
    return sum(done), len(done) - sum(done)
