"""What must hold whatever happened: the audit's chains, the store and its rows, scores and their recomputation."""

from datetime import timedelta

from django.utils import timezone

from assessments.engine.scoring import six
from assessments.models import Sheet
from assessments.services.scoring import score_answers
from audit.queries import verify_all
from documents import store
from documents.models import Blob
from documents.services.sweep import sweep


def faults() -> list[str]:
    """Everything that is not whole, in words; empty when all is well."""
    return [f"audit: {problem}" for problem in verify_all()] + files_amiss() + scores_amiss()


def files_amiss() -> list[str]:
    """Rows whose file is missing or damaged, and what a sweep a week from now leaves in the store without a row."""
    found = []
    for blob in Blob.objects.all():
        if not store.is_sound(blob.sha256):
            found.append(f"file {blob.sha256} is missing or damaged")
    sweep(now=timezone.now() + timedelta(days=7), apply=True)
    known = set(Blob.objects.values_list("sha256", flat=True))
    found += [f"file {sha256} has no row" for sha256 in store.iter_hashes() if sha256 not in known]
    found += [f"row {sha256} lost its file to the sweep" for sha256 in store.absent(known)]
    found += [
        f"left over: {path.name}" for path in store.leftovers(before=timezone.now() + timedelta(days=7))
    ]
    return found


def scores_amiss() -> list[str]:
    """Sheets whose stored total is not that of their answers (a sheet of a round under way has none of its own)."""
    found = []
    sheets = Sheet.objects.exclude(kind=Sheet.Kind.DRAFT)
    for sheet in sheets.select_related("assessment__period__instrument", "assessment__period__policy"):
        score = score_answers(sheet.assessment.period, sheet.answers.all())
        if (sheet.scores["total"], sheet.answered) != (six(score.total), score.answered):
            found.append(
                f"sheet {sheet.pk} ({sheet.kind}): stored {sheet.scores['total']}, not {six(score.total)}"
            )
    return found
