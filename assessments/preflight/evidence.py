"""The evidence of many units at once: links that don't open or were never checked, files that are not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from assessments.models import Assessment, EvidenceUse
from assessments.preflight.values import Finding
from assessments.proposal_papers import SHUT, Paper
from documents import store


def evidence_findings(assessments: Sequence[Assessment]) -> dict[int, list[Finding]]:
    """Id of an assessment → what is wrong with the evidence it submitted; two queries and a look into the store."""
    pages = {a.pk: a for a in assessments}
    uses = EvidenceUse.objects.filter(assessment__in=pages, removed_at=None).exclude(
        draft=EvidenceUse.Draft.ADDED
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    shut, unseen = _links(uses)
    for pk, count in shut.items():
        found[pk].append(_about_links(pages[pk], f"{count} tautan bukti tidak dapat dibuka tanpa login."))
    for pk, count in unseen.items():
        found[pk].append(_about_links(pages[pk], f"{count} tautan bukti belum diperiksa."))
    for pk, names in _missing(uses).items():
        text = f"{len(names)} berkas bukti tidak ada di penyimpanan: {', '.join(sorted(names)[:3])}"
        text += ", dan lainnya." if len(names) > 3 else "."
        found[pk].append(Finding(text, reverse("assessments:papers", args=[pk])))
    return found


def _about_links(a: Assessment, text: str) -> Finding:
    return Finding(text, f"{reverse('assessments:papers', args=[a.pk])}?tampilan=pertanyaan", blocks=False)


def _links(uses) -> tuple[Counter, Counter]:
    """By assessment: links that were found shut, and links that nobody looked at; one query."""
    links = uses.filter(revision__blob=None).filter(
        Q(revision__link_check=None) | Q(revision__link_check__result__in=SHUT)
    )
    shut: Counter = Counter()
    unseen: Counter = Counter()
    rows = (
        links.order_by()
        .values_list("assessment_id", "revision_id", "revision__link_check__result")
        .distinct()
    )
    for pk, _, result in rows:
        (unseen if result is None else shut)[pk] += 1
    return shut, unseen


def _missing(uses) -> dict[int, set[str]]:
    """By assessment: names of files whose content is gone; one query."""
    files = uses.filter(revision__blob__isnull=False).order_by()
    rows = list(
        files.values_list("assessment_id", "revision__blob__sha256", "revision__filename")
        .distinct()
        .iterator()
    )
    absent = store.absent({sha256 for _, sha256, _ in rows})
    found: dict[int, set[str]] = defaultdict(set)
    for pk, sha256, name in rows:
        if sha256 in absent:
            found[pk].add(name)
    return found


def paper_findings(paper: Paper, url: str) -> list[Finding]:
    """What an entry of the policy's documents lacks; what practice alone asks for holds nothing back."""
    found = [Finding(paper.lacks, url, blocks=paper.required)] if paper.lacks else []
    return [*found, Finding(paper.doubt, url, blocks=False)] if paper.doubt else found
