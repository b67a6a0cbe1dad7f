"""Requests of the matrix: surveys of a unit."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.services.blobs import store_generated
from surveys.models import Campaign, Import, Scan
from surveys.services.contacts import Contact, add_contact
from surveys.services.scans import note_opening
from surveys.services.trail import version_of
from tests.factories.surveys import follow_up_of, form_of, make_answer, make_campaign, said
from tests.permissions.place import PDF
from tests.permissions.scene import Ask, Builder, Scene, pdf_upload
from tests.permissions.small import IN_HASIL
from tests.surveys.test_importing import answers_in, row

S = "surveys:"
State = Campaign.State


def _of(state: str, **data: object) -> Builder:
    def build(scene: Scene) -> Ask:
        campaign = make_campaign(scene.place.unit, state)
        if state == State.CLOSED:
            for _ in range(3):
                make_answer(campaign, [4, 5, 6, 5, 4], comment="Antrean panjang.")
        return Ask((campaign.pk,), data)

    return build


def _draft(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, State.DRAFT)
    return Ask((campaign.pk,), said(version=version_of(campaign)))


def _answer(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit)
    return Ask((campaign.code,), form_of(campaign), quiet=True)


def _doubted(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, State.CLOSED)
    one = [make_answer(campaign, [6, 6, 6, 6, 6]) for _ in range(3)].pop()
    return Ask((campaign.pk,), {"answers": [str(one.pk)], "reason": "Diisi petugas."})


def _index(scene: Scene) -> Ask:
    place = scene.place
    campaign = make_campaign(
        place.unit,
        State.CLOSED,
        year=place.period.year,
        index="3.5",
        respondents=40,
        closed_at=timezone.now(),
    )
    return Ask((place.assessment.pk, IN_HASIL), {"survei": campaign.pk, "version": 1})


def _contacts(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, State.CLOSED, contacts_until=timezone.localdate())
    for _ in range(3):
        make_answer(campaign, [4, 5, 6, 5, 4])
    add_contact(campaign, Contact("Siti Aminah", "0812 3456 7890"))
    return Ask((campaign.pk,))


def _follow_up(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, State.CLOSED)
    for _ in range(3):
        make_answer(campaign, [4, 5, 6, 5, 4])
    return Ask((campaign.pk,), follow_up_of(campaign, a1="Loket ditambah."))


def _paper(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, with_codes=True)
    return Ask((campaign.pk,), form_of(campaign))


def _file(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit)
    content = answers_in(campaign, row(campaign))
    return Ask((campaign.pk,), {"file": SimpleUploadedFile("jawaban.xlsx", content)}, quiet=True)


def _waiting(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit)
    answer = [campaign.services.first().pk, [5] * 5, False, "", ""]
    imp = Import.objects.create(
        campaign=campaign, count=1, waiting=[answer], by=scene.place.petugas, at=timezone.now()
    )
    return Ask((campaign.pk,), {"number": imp.pk, "act": "catat"})


def _keep(scene: Scene, state: str, by) -> Scan:
    return Scan.objects.create(
        campaign=make_campaign(scene.place.unit, state),
        sheets="1–20",
        count=20,
        blob=store_generated(PDF, media_type="application/pdf"),
        filename="lembar.pdf",
        by=by,
        at=timezone.now(),
    )


def _count(state: str) -> Builder:
    """The count of a scan that the person of the row has added."""

    def build(scene: Scene) -> Ask:
        scan = _keep(scene, state, scene.person or scene.place.petugas)
        return Ask((scan.campaign_id, scan.pk), {"count": 19})

    return build


def _scan(scene: Scene) -> Ask:
    scan = _keep(scene, State.OPEN, scene.place.petugas)
    if (
        scene.person
    ):  # a sitting that is known already: a first opening is in the audit (tests/surveys/test_scans.py)
        note_opening(scan, actor=scene.person)
    return Ask((scan.campaign_id, scan.pk), {"reason": "Milik survei lain."})


BUILDERS: dict[tuple[str, str], Builder] = {
    (S + "campaigns", ""): lambda s: Ask((s.place.unit.pk,)),
    (S + "campaign_new", ""): lambda s: Ask((s.place.unit.pk,), said()),
    (S + "campaign", ""): _of(State.CLOSED),
    (S + "campaign_edit", ""): _draft,
    ("assessments:take_index", "in Hasil"): _index,
    (S + "answers", ""): _doubted,
    (S + "typing", ""): _paper,
    (S + "data", ""): _of(State.CLOSED),
    (S + "contacts", ""): _contacts,
    (S + "report", ""): _of(State.CLOSED),
    (S + "follow_up", ""): _follow_up,
    (S + "poster", ""): _of(State.OPEN),
    (S + "imports", ""): _file,
    (S + "scans", ""): lambda s: Ask(
        (make_campaign(s.place.unit).pk,), {"sheets": "1–20", "count": 20, "file": pdf_upload()}
    ),
    (S + "scan", ""): _scan,
    (S + "scan_count", "dibuka"): _count(State.OPEN),
    (S + "scan_count", "ditutup"): _count(State.CLOSED),
    (S + "scan_remove", ""): _scan,
    (S + "import_template", ""): _of(State.OPEN),
    (S + "import_act", "catat"): _waiting,
    (S + "codes", ""): lambda s: Ask(
        (make_campaign(s.place.unit, with_codes=True).pk,), {"number": 1, "count": 2}
    ),
    (S + "campaign_act", "tutup"): _of(State.OPEN, act="tutup"),
    (S + "answer", ""): _answer,
    (S + "thanks", ""): _answer,
}
