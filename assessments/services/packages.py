"""The packages of a proposal: asked for, kept with the state they were made from, taken along."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, Job, Proposal, ProposalPackage
from assessments.package.manifest import manifest_of, state_of
from assessments.package.plan import Plan, plan_of
from assessments.package.reading import read
from assessments.rules import RELEASED
from assessments.services.errors import NotAllowed, Refused
from assessments.services.jobs import commit_point, start_job
from assessments.services.proposals import UnitsRefused
from audit.services import record
from documents.models import Document, Revision
from documents.services import keep_blob
from documents.services.openings import Way, note_opening
from documents.store import Staged
from units.models import Role
from units.queries import hats_of

PACKAGE = "package"
ZIP = "application/zip"
MOVED = (
    "Data usulan berubah ketika paket sedang dibuat, jadi paketnya tidak disimpan. Buat lagi dari halaman "
    "paket."
)


@dataclass(frozen=True)
class Standing:
    """The package that a proposal would give now: its plan and the name of its state."""

    plan: Plan
    state: str


def role_before(user, proposal: Proposal) -> str:
    """As what the person stands before a proposal: "Admin inspektorat", "Pimpinan instansi" or ""."""
    hats, instansi = hats_of(user), proposal.period.instansi_id
    if instansi in hats.instansi(Role.ADMIN):
        return "Admin inspektorat"
    return "Pimpinan instansi" if instansi in hats.instansi(Role.PIMPINAN_INSTANSI) else ""


def standing(proposal: Proposal, *, confidential: bool) -> Standing:
    """What a package would be made from now. Refused with every reason why there can be none."""
    return standings(proposal)[confidential]


def standings(proposal: Proposal) -> dict[bool, Standing]:
    """With confidential documents and without; the same where there are none. Seven queries. Raises as `standing`."""
    found = read(with_all(proposal.pk))
    about = [(message, where, a) for message, where, a in found.problems if a is not None]
    if len(about) < len(found.problems):
        raise Refused(*((message, where) for message, where, _ in found.problems))
    if about:
        raise UnitsRefused(*about)
    plans = {choice: plan_of(found.subject, confidential=choice) for choice in (True, False)}
    return {choice: Standing(plan, state_of(manifest_of(plan, {}))) for choice, plan in plans.items()}


def with_all(pk: int) -> Proposal:
    """A proposal with all that reading a package asks of it; one query. Proposal.DoesNotExist."""
    versions = ("period__instansi", "period__instrument", "period__policy")
    found = Proposal.objects.select_related(*versions, "approved_by", "scan__blob", "scan__link_check")
    return found.defer("period__instrument__content", "period__policy__content").get(pk=pk)


def ask_package(proposal: Proposal, *, confidential: bool, actor) -> ProposalPackage | Job:
    """Ask for the package of a proposal as it stands: the one that was made of the same state, else a Job.

    Raises NotAllowed; Refused with every reason why there can be none.
    """
    if not role_before(actor, proposal):
        raise NotAllowed("Paket usulan dibuat oleh admin inspektorat atau pimpinan instansi.")
    now = standing(proposal, confidential=confidential)
    confidential = now.plan.confidential
    made = proposal.packages.filter(state=now.state, confidential=confidential).first()
    if made is not None:
        return made
    params = {"proposal": proposal.pk, "confidential": confidential, "year": proposal.period.year}
    return start_job(PACKAGE, actor=actor, instansi=proposal.period.instansi, params=params)


def keep_package(job: Job, made: Standing, content: Staged, *, filename: str, files: int) -> ProposalPackage:
    """Store a package and finish its job, both or neither; drafts of the same choice that it replaces are dropped.

    Refused where the proposal no longer says what the package was made from, or the person lost the right.
    Raises Cancelled. Made twice at the same time it is kept once.
    """
    proposal, actor = made.plan.subject.proposal, job.requested_by
    with transaction.atomic():
        locked = Proposal.objects.select_for_update(no_key=True).filter(pk=proposal).first()
        role = role_before(actor, with_all(proposal)) if locked else ""
        if (
            not locked
            or not role
            or standing(locked, confidential=made.plan.confidential).state != made.state
        ):
            raise Refused(MOVED)
        same = locked.packages.filter(state=made.state, confidential=made.plan.confidential).first()
        if same is None:
            same = _store(locked, made, content, filename=filename, files=files, actor=actor, role=role)
        commit_point(job)
    return same


def _store(
    proposal: Proposal, made: Standing, content: Staged, *, filename: str, files: int, actor, role: str
) -> ProposalPackage:
    plan = made.plan
    proposal.packages.filter(is_draft=True, confidential=plan.confidential).delete()
    package = ProposalPackage.objects.create(
        proposal=proposal,
        blob=keep_blob(content, media_type=ZIP),
        filename=filename,
        state=made.state,
        is_draft=plan.subject.is_draft,
        confidential=plan.confidential,
        files=files,
        assessments=[unit.unit.assessment for unit in plan.units],
        revisions=sorted({(p.revision, one.unit.assessment) for one in plan.units for p in one.proofs}),
        made_by=actor,
        made_at=timezone.now(),
    )
    record(
        f"instansi:{proposal.period.instansi_id}",
        actor=actor,
        role=role,
        action="package.make",
        label="assessments.proposalpackage",
        object_id=package.pk,
        after={
            "proposal": proposal.pk,
            "state": made.state,
            "sha256": content.sha256,
            "draft": package.is_draft,
            "confidential": package.confidential,
            "units": package.assessments,
        },
    )
    return package


def closed_for(packages: Sequence[ProposalPackage]) -> set[int]:
    """The packages that nobody gets now, because a result in them is open again; one query."""
    inside = {pk for package in packages for pk in package.assessments}
    final = set(Assessment.objects.filter(pk__in=inside, state__in=RELEASED).values_list("pk", flat=True))
    return {package.pk for package in packages if not final.issuperset(package.assessments)}


def exposed_by(packages: Sequence[ProposalPackage]) -> set[int]:
    """The packages made without confidential documents that hold one now, because it became one since; one query."""
    plain = {package: {pk for pk, _ in package.revisions} for package in packages if not package.confidential}
    inside = set().union(*plain.values())
    shut = Revision.objects.filter(pk__in=inside).exclude(
        document__confidentiality=Document.Confidentiality.BIASA
    )
    now = set(shut.values_list("pk", flat=True))
    return {package.pk for package, held in plain.items() if held & now}


def note_download(package: ProposalPackage, *, actor) -> str:
    """Record that a package is taken along, and with it each confidential document in it; gives the role.

    Raises NotAllowed for people without the right, and while a result in it is open again.
    """
    proposal = package.proposal
    role = role_before(actor, proposal)
    if not role:
        raise NotAllowed("Paket usulan diunduh oleh admin inspektorat atau pimpinan instansi.")
    if closed_for([package]):
        raise NotAllowed("Penilaian unit dalam paket ini dibuka kembali. Buat paket baru sesudah difinalkan.")
    chain = f"instansi:{proposal.period.instansi_id}"
    with transaction.atomic():
        traced = Revision.objects.select_related("document").in_bulk([pk for pk, _ in package.revisions])
        for pk, assessment in package.revisions:
            note_opening(traced[pk], actor=actor, role=role, way=Way.PACKAGE, assessment=assessment)
        record(
            chain,
            actor=actor,
            role=role,
            action="package.download",
            label="assessments.proposalpackage",
            object_id=package.pk,
            after={"proposal": proposal.pk, "sha256": package.blob.sha256, "state": package.state},
        )
    return role
