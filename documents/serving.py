"""The one way out: content as an HTTP response that no browser takes for a page of ours. Permission is checked
before, by the view of the use."""

import logging
from typing import IO

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from audit.services import Actor, record
from documents import store
from documents.errors import Damaged, Missing, Unavailable
from documents.models import Blob, Revision
from documents.names import clean_filename
from documents.services.openings import Way, note_opening

logger = logging.getLogger(__name__)
UNKNOWN = "application/octet-stream"
POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Content(FileResponse):
    """Read in large pieces: Django's own are of 4 KiB, six thousand for a scan."""

    block_size = store.CHUNK


def serve(
    revision: Revision,
    *,
    as_attachment: bool,
    actor: Actor,
    role: str = "",
    assessment: int | None = None,
    method: str = "GET",
) -> HttpResponseBase:
    """Answer with the revision's content, verified before the first byte leaves.

    The opening of a confidential document is in the audit (`services.openings`), with the assessment as whose
    evidence it was opened; a HEAD opens nothing.

    Inline only for types that the allow-list shows inline; everything else is an attachment, whatever was asked.
    A link is answered with a page that shows the address as text to click, never with a redirect. Content that
    is missing or damaged gives status 500 with a page, a log line and an audit entry; a store out of reach 503.
    """
    if method != "HEAD":
        way = Way.DOWNLOAD if as_attachment else Way.FILE
        note_opening(revision, actor=actor, role=role, way=way, assessment=assessment)
    if revision.blob is None:
        page = render_to_string(
            "documents/link.html", {"title": revision.document.title, "url": revision.url}
        )
        return guarded(HttpResponse(page))
    chain = f"instansi:{revision.document.instansi_id}"
    return serve_blob(
        revision.blob,
        filename=revision.filename,
        as_attachment=as_attachment,
        chain=chain,
        actor=actor,
        role=role,
    )


def serve_blob(
    blob: Blob, *, filename: str, as_attachment: bool, chain: str, actor: Actor, role: str = ""
) -> HttpResponseBase:
    """Like `serve`, for content without a document (issued PDFs, recaps); `chain` takes the audit of damage."""
    try:
        handle = open_content(blob, chain=chain, actor=actor, role=role)
    except (Missing, Damaged):
        return guarded(HttpResponse(render_to_string("documents/damaged.html"), status=500))
    except Unavailable:
        page = render_to_string("documents/unavailable.html")
        return guarded(HttpResponse(page, status=503, headers={"Retry-After": "60"}))
    inline = blob.type is not None and blob.type.inline and not as_attachment
    media_type = blob.type.media_type if blob.type else UNKNOWN
    name = clean_filename(filename)
    response = Content(handle, as_attachment=not inline, filename=name, content_type=media_type)
    response["Content-Length"] = str(blob.size)
    response["Content-Security-Policy"] = POLICY
    if inline:
        response["X-Frame-Options"] = "SAMEORIGIN"  # our own reading pane; the policy says the same
    return guarded(response)


def open_content(blob: Blob, *, chain: str, actor: Actor, role: str = "") -> IO[bytes]:
    """Open content for reading, verified; the caller closes it. Raises Missing or Damaged, with a log line and an entry
    in the audit, Unavailable with a log line.
    """
    try:
        return store.open_checked(blob.sha256, size=blob.size)
    except (Missing, Damaged) as error:
        logger.error("evidence %s cannot be served: %s", blob.sha256, error)
        with transaction.atomic():
            record(
                chain,
                actor=actor,
                role=role,
                action="content.damaged",
                label="documents.blob",
                object_id=blob.pk,
                after={"sha256": blob.sha256, "found": type(error).__name__.lower()},
            )
        raise
    except Unavailable as error:
        logger.error("evidence %s cannot be served now: %s", blob.sha256, error)
        raise


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Never kept by a cache, never read by another site, never taken for another type."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
