"""Requests of the matrix: surveys of a unit."""

from datetime import date

from django.utils import timezone

from surveys.models import Campaign
from surveys.services.contacts import Contact, add_contact
from tests.factories.surveys import form_of, make_answer, make_campaign, said
from tests.permissions.scene import Ask, Builder, Scene
from tests.permissions.small import IN_HASIL

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
    campaign = make_campaign(scene.place.unit, State.CLOSED, contacts_until=date(2026, 12, 31))
    add_contact(campaign, Contact("Siti Aminah", "0812 3456 7890"))
    return Ask((campaign.pk,))


def _paper(scene: Scene) -> Ask:
    campaign = make_campaign(scene.place.unit, with_codes=True)
    return Ask((campaign.pk,), form_of(campaign))


BUILDERS: dict[tuple[str, str], Builder] = {
    (S + "campaigns", ""): lambda s: Ask((s.place.unit.pk,)),
    (S + "campaign_new", ""): lambda s: Ask((s.place.unit.pk,), said()),
    (S + "campaign", ""): _of(State.CLOSED),
    (S + "campaign_edit", ""): _of(State.DRAFT, **said()),
    ("assessments:take_index", "in Hasil"): _index,
    (S + "answers", ""): _doubted,
    (S + "typing", ""): _paper,
    (S + "data", ""): _of(State.CLOSED),
    (S + "contacts", ""): _contacts,
    (S + "report", ""): _of(State.CLOSED),
    (S + "poster", ""): _of(State.OPEN),
    (S + "codes", ""): lambda s: Ask(
        (make_campaign(s.place.unit, with_codes=True).pk,), {"number": 1, "count": 2}
    ),
    (S + "campaign_act", "tutup"): _of(State.OPEN, act="tutup"),
    (S + "answer", ""): _answer,
    (S + "thanks", ""): _answer,
}
