"""The official KKE templates of a period: taken in, replaced, removed. Nothing that was used once disappears."""

from django.db import transaction
from django.utils import timezone

from assessments.models import Period, PeriodTemplate
from assessments.services.periods import require_admin
from documents.names import clean_filename
from documents.services.blobs import keep_blob
from documents.store import Staged
from units.models import User
from units.services.trail import tell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def save_template(
    period: Period, *, content: Staged, filename: str, layout: str, findings: dict, actor: User
) -> PeriodTemplate:
    """Make a checked file the period's template of its layout; the one before is superseded.

    The same file again changes nothing: the current one is returned. Raises NotAllowed.
    """
    require_admin(actor, period.instansi_id)
    with transaction.atomic():
        Period.objects.select_for_update().get(pk=period.pk)  # two uploads at once wait for each other
        before = PeriodTemplate.objects.filter(period=period, layout=layout, superseded_at=None).first()
        blob = keep_blob(content, media_type=XLSX)
        if before is not None and before.blob_id == blob.pk:
            return before
        now = timezone.now()
        if before is not None:
            _supersede(before, actor=actor, at=now)
        made = PeriodTemplate.objects.create(
            period=period,
            layout=layout,
            blob=blob,
            filename=clean_filename(filename),
            sha256=blob.sha256,
            uploaded_by=actor,
            uploaded_at=now,
            findings=findings,
        )
        tell(period.instansi, made, "template.save", actor=actor, before=_plain(before), after=_plain(made))
    return made


def remove_template(period: Period, pk: int, *, actor: User) -> PeriodTemplate:
    """Stop using a template. Removed twice it is removed once. PeriodTemplate.DoesNotExist, NotAllowed."""
    require_admin(actor, period.instansi_id)
    with transaction.atomic():
        found = PeriodTemplate.objects.select_for_update().get(pk=pk, period=period)
        if found.superseded_at is None:
            _supersede(found, actor=actor, at=timezone.now())
            tell(period.instansi, found, "template.remove", actor=actor, before=_plain(found))
    return found


def _supersede(template: PeriodTemplate, *, actor: User, at) -> None:
    template.superseded_at, template.superseded_by = at, actor
    template.save(update_fields=["superseded_at", "superseded_by"])


def _plain(template: PeriodTemplate | None) -> dict | None:
    if template is None:
        return None
    return {"layout": template.layout, "filename": template.filename, "sha256": template.sha256}
