"""Requests around a proposal: its check, documents, deadline, letter and withdrawal."""

from datetime import date

from django.utils import timezone

from assessments.models import Proposal, ProposalDocument, ProposalUnit, WithdrawnUnit
from assessments.proposal_digest import digest_of
from tests.factories import assessments as make
from tests.permissions.place import spare_unit
from tests.permissions.scene import Ask, Builder, Scene, pdf_upload
from tests.propose.announcing import announce

A = "assessments:"
LETTER = {"letter_number": "700/9", "letter_date": "2026-05-21"}


def _year(scene: Scene) -> tuple:
    return scene.place.instansi.code, scene.place.period.year


def _deadline(scene: Scene) -> Ask:
    data = {"day": "2026-12-31", "number": "PENG/1", "letter_date": "2026-05-20", "scan": pdf_upload()}
    return Ask(_year(scene), data)


def _deadline_scan(scene: Scene) -> Ask:
    return Ask((*_year(scene), announce(scene.place.period, scene.place.admin).pk))


def _made(scene: Scene) -> Proposal:
    """The proposal in the stage; its unit stands where it then stands."""
    scene.place.enter("diusulkan" if scene.state == "terkirim" else "selesai_tpi")
    scene.place.lhe_holds()
    return Proposal.objects.filter(period=scene.place.period).first() or scene.place.propose(scene.state)


def _proposal(*more, **data) -> Builder:
    return lambda s: Ask((_made(s).pk, *more), dict(data))


def _paper(scene: Scene) -> Ask:
    made = _made(scene)
    seen = ProposalDocument.objects.get(proposal=made, code="sptjm").version
    data = {"seen": seen, "file": pdf_upload(), "signer_name": "H. Ahmad", "reason": "Salah pindai."}
    return Ask((made.pk, "sptjm", 0), data)


def _letter_edit(scene: Scene) -> Ask:
    made = _made(scene)
    seen = {"seen_number": made.letter_number, "seen_date": made.letter_date.isoformat()}
    return Ask((made.pk,), LETTER | seen | {"reason": "Salah ketik."})


def _units_edit(scene: Scene) -> Ask:
    made = _made(scene)
    unit = made.units.get()
    data = {f"predicate-{unit.assessment_id}": unit.predicate, f"reason-{unit.assessment_id}": "Terpencil."}
    return Ask((made.pk,), data | {"seen": digest_of(made)})


def _take_out(scene: Scene) -> Ask:
    made = _made(scene)
    other = make.make_assessment(scene.place.period, spare_unit(scene.place), "selesai_tpi")
    ProposalUnit.objects.create(proposal=made, assessment=other, predicate="WBK")
    return Ask((made.pk, other.pk))


def _withdrawal(scene: Scene) -> Ask:
    data = {"units": [scene.place.assessment.pk], "scan": pdf_upload(), "reason": "Belum siap."}
    return Ask((_made(scene).pk,), LETTER | data)


def _withdrawal_scan(scene: Scene) -> Ask:
    made, place = _made(scene), scene.place
    row = WithdrawnUnit.objects.create(
        proposal=made,
        assessment=place.assessment,
        predicate="WBK",
        reason="Belum siap.",
        letter_number="700/9",
        letter_date=date(2026, 5, 21),
        scan=place.letter,
        withdrawn_by=place.admin,
        withdrawn_at=timezone.now(),
    )
    return Ask((made.pk, row.pk))


BUILDERS: dict[tuple[str, str], Builder] = {
    (A + "candidates_check", ""): lambda s: Ask(_year(s)),
    (A + "deadline", ""): _deadline,
    (A + "deadline_scan", ""): _deadline_scan,
    (A + "proposal_check", ""): _proposal(),
    (A + "proposal_papers", ""): _proposal(),
    (A + "proposal_recap", ""): _proposal(),
    (A + "proposal_paper", ""): _paper,
    (A + "proposal_paper_print", ""): _proposal("sptjm", 0),
    (A + "proposal_paper_file", ""): _proposal("sptjm", 0),
    (A + "letter_edit", ""): _letter_edit,
    (A + "units_edit", ""): _units_edit,
    (A + "take_out", ""): _take_out,
    (A + "withdrawal", ""): _withdrawal,
    (A + "withdrawal_scan", ""): _withdrawal_scan,
}
