"""A proposal as plain values, in a number of queries that does not grow with its units or documents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.policy_model import Policy
from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, IssuedDocument, Proposal, ProposalUnit, Submission
from assessments.rules import RELEASED
from documents.models import Revision

from .subject import Paper, Proof, Subject, Unit

Kind = IssuedDocument.Kind
OPEN = "{}: penilaian TPI belum final."
NO_LHE = "{}: belum ada LHE yang berlaku."
NOT_SUBMITTED = "{}: tidak ada pengajuan yang tersimpan."
NO_UNIT = "Usulan ini tidak berisi unit."
UNCHECKED = "belum diperiksa"
Papers = dict[int | None, list[tuple[str, Paper]]]


@dataclass(frozen=True)
class Read:
    """What a proposal says now. `problems`: why there can be no package, each with the assessment it is about (None:
    the proposal) and the page where it is mended; then the units concerned are missing in `subject`.
    """

    subject: Subject
    problems: tuple[tuple[str, str, Assessment | None], ...]


def read(proposal: Proposal) -> Read:
    """A proposal as the package takes it; `proposal` with period, instansi, instrument and scan at hand. Six queries.

    Evidence is what the last submission froze, in the revisions that it names; titles and confidentiality are those of
    today. A unit whose result is not released is never read.
    """
    rows = list(
        ProposalUnit.objects.filter(proposal=proposal)
        .select_related("assessment__unit")
        .order_by("assessment__unit__code")
    )
    released = [row.assessment_id for row in rows if row.assessment.state in RELEASED]
    issued = _issued(released)
    frozen = _frozen(released)
    revisions, documents = _revisions(frozen.values()), _documents(proposal, policy_of(proposal.period))
    units, problems = [], [] if rows else [(NO_UNIT, "", None)]
    for row in rows:
        a = row.assessment
        a.unit.instansi = proposal.period.instansi
        reasons = [
            (text.format(a.unit), where, a)
            for holds, text, where in (
                (a.state in RELEASED, OPEN, "alur"),
                (a.state not in RELEASED or (a.pk, Kind.LHE) in issued, NO_LHE, "lhe"),
                (a.state not in RELEASED or a.pk in frozen, NOT_SUBMITTED, "alur"),
            )
            if not holds
        ]
        problems += reasons
        if not reasons:
            units.append(_unit(row, issued, frozen[a.pk], revisions, documents.get(a.pk, ())))
    return Read(_subject(proposal, units, documents), tuple(problems))


def _subject(proposal: Proposal, units: list[Unit], documents: Papers) -> Subject:
    period, at = proposal.period, proposal.approved_at
    instrument = instrument_of(period)
    zone = period.instansi.zone
    return Subject(
        proposal=proposal.pk,
        instansi_code=period.instansi.code,
        instansi=period.instansi.name,
        year=period.year,
        letter_number=proposal.letter_number,
        letter_date=proposal.letter_date.isoformat(),
        approved_at=at.astimezone(zone).isoformat(timespec="seconds") if at else "",
        approved_by=str(proposal.approved_by) if at and proposal.approved_by else "",
        areas=tuple(instrument.areas.items()),
        places=tuple((code, question.area or "") for code, question in instrument.questions.items()),
        papers=tuple(_letters(proposal, documents)),
        units=tuple(units),
    )


def _letters(proposal: Proposal, documents: Papers) -> Iterator[Paper]:
    """The signed letter, then what else goes with the proposal; what the portal made of the letter only without one."""
    scan = proposal.scan
    if scan is not None:
        yield _scanned("surat pengajuan", f"Surat usulan {proposal.letter_number}", scan)
    for kind, paper in documents.get(None, ()):
        if scan is None or kind != Kind.PROPOSAL_LETTER:
            yield paper


def _documents(proposal: Proposal, policy: Policy) -> Papers:
    """Assessment (None: the proposal) → what goes along, as (kind of what was issued, paper), in the policy's order;
    two queries. Where a signed scan is there, it goes and not the draft for signing.
    """
    names = {document.code: document.name for document in policy.documents}
    order = {code: place for place, code in enumerate(names)}
    rows = proposal.documents.select_related(
        "assessment__unit", "revision__blob", "revision__link_check", "issued__blob"
    )
    found: Papers = {}
    for row in sorted(rows, key=lambda row: (order.get(row.code, len(order)), row.pk)):
        name = names.get(row.code, row.code)
        title = f"{name} {row.assessment.unit.code}" if row.assessment else name
        kind = row.issued.kind if row.issued and row.revision is None else ""
        if row.revision is not None:
            found.setdefault(row.assessment_id, []).append((kind, _scanned(name, title, row.revision)))
        elif row.issued is not None and row.issued.blob is not None and row.issued.superseded_at is None:
            unsigned = _paper(name, f"{title} (belum ditandatangani)", row.issued)
            found.setdefault(row.assessment_id, []).append((kind, unsigned))
    recap = proposal.issued.filter(kind=Kind.PROPOSAL_RECAP, superseded_at=None).exclude(blob=None)
    for issued in recap.select_related("blob"):
        found.setdefault(None, []).append((issued.kind, _paper("rekap", "Rekap usulan", issued)))
    return found


def _scanned(kind: str, title: str, revision: Revision) -> Paper:
    """What somebody uploaded: a file, or an address."""
    if revision.blob is None:
        return Paper(kind=kind, title=title, url=revision.url, link=_seen(revision))
    blob = revision.blob
    return Paper(kind=kind, title=title, filename=revision.filename, sha256=blob.sha256, size=blob.size)


def _seen(revision: Revision) -> str:
    seen = revision.seen
    return f"{seen.get_result_display()}: {seen.detail}" if seen else UNCHECKED


def _issued(assessments: list[int]) -> dict[tuple[int, str], IssuedDocument]:
    valid = IssuedDocument.objects.filter(
        assessment__in=assessments, kind__in=[Kind.LHE, Kind.PRELIMINARY], superseded_at=None
    ).exclude(blob=None)
    return {(one.assessment_id, one.kind): one for one in valid.select_related("blob").order_by("issued_at")}


def _frozen(assessments: list[int]) -> dict[int, Mapping[str, Any]]:
    """Assessment → the content of its last submission."""
    rows = Submission.objects.filter(assessment__in=assessments).order_by("at", "pk")
    return dict(rows.values_list("assessment_id", "content__evidence"))


def _revisions(frozen: Iterable[Mapping[str, Any]]) -> dict[int, Revision]:
    wanted = {use["revision"] for evidence in frozen for uses in evidence.values() for use in uses}
    return Revision.objects.select_related("document", "blob", "link_check").order_by().in_bulk(list(wanted))


def _unit(
    row: ProposalUnit,
    issued: Mapping[tuple[int, str], IssuedDocument],
    evidence: Mapping[str, Any],
    revisions: Mapping[int, Revision],
    documents: Iterable[tuple[str, Paper]],
) -> Unit:
    a = row.assessment
    lhe = issued[a.pk, Kind.LHE]
    code, papers = a.unit.code, [_paper("LHE", f"LHE {a.unit.code}", lhe)]
    if letter := issued.get((a.pk, Kind.PRELIMINARY)):
        papers.append(_paper("surat pendahuluan", f"Surat penilaian pendahuluan {code}", letter))
    papers += [paper for _, paper in documents]
    return Unit(
        assessment=a.pk,
        code=code,
        name=a.unit.name,
        predicate=row.predicate,
        reason=row.exception_reason,
        result=lhe.content_hash,
        lhe_id=str(lhe.pk),
        lhe_number=lhe.number,
        papers=tuple(papers),
        proofs=tuple(
            _proof(question, use, revisions[use["revision"]])
            for question in sorted(evidence)
            for use in evidence[question]
        ),
    )


def _paper(kind: str, title: str, issued: IssuedDocument) -> Paper:
    blob = issued.blob
    if blob is None:
        raise ValueError("what was issued has a content")
    return Paper(kind=kind, title=title, filename="x.pdf", sha256=blob.sha256, size=blob.size)


def _proof(code: str, use: Mapping[str, Any], revision: Revision) -> Proof:
    """A use with the hash or the address that was frozen."""
    document = revision.document
    size = revision.blob.size if revision.blob else 0
    return Proof(
        code=code,
        revision=revision.pk,
        document=document.pk,
        title=document.title,
        filename=revision.filename,
        sha256=use.get("sha256", ""),
        size=size,
        url=use.get("url", ""),
        link=_seen(revision) if "url" in use else "",
        locator=use.get("locator", ""),
        confidentiality=document.confidentiality,
        is_traced=document.is_traced,
    )
