"""Making a campaign, opening, closing and publishing it."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from surveys.engine.index import floor_decimal
from surveys.engine.questionnaire import plain
from surveys.engine.sample import least_of, sample_size, shared_out
from surveys.models import Campaign, Service
from surveys.results import FEW, results_of
from surveys.services.contacts import end_contacts_sooner, kept_until
from surveys.services.locking import lock_campaign, lock_unit
from surveys.services.trail import tell, values, version_of
from surveys.shelf import shipped
from units.models import UnitKerja
from units.services.errors import Refused, refuse_invalid

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
CODE_LENGTH = 6
MAX_SERVICES = 20
MAX_DAYS = 366
SETTLED = ("index", "respondents", "warning")
FIELDS = ("title", "year", "opens_on", "closes_on", "with_codes")
State = Campaign.State


class Overtaken(Refused):
    """Somebody else changed the draft meanwhile: what is stored now beside each field, and its `version`."""

    def __init__(self, version: str, *stored: tuple[str, str]) -> None:
        self.version = version
        super().__init__(
            "Rancangan ini baru saja diubah orang lain. Yang tersimpan sekarang tampil di dekat isian Anda; "
            "simpan lagi bila isian Anda yang dipakai.",
            *stored,
        )


@dataclass(frozen=True)
class ServiceData:
    """A service as it was said; without a target the sample is shared out by size."""

    name: str
    population: int
    target: int | None = None


def create_campaign(
    unit: UnitKerja, *, questionnaire: str, services: Sequence[ServiceData], actor, **data
) -> Campaign:
    """A new campaign with the data of FIELDS, as a draft. Raises NotAllowed, Refused (title taken, dates, services)."""
    with transaction.atomic():
        campaign = Campaign(unit=lock_unit(unit.pk, actor=actor), code=_free_code())
        _fill(campaign, questionnaire, data)
        campaign.save(force_insert=True)
        _set_services(campaign, services)
        tell(campaign, "survey.create", actor=actor, after=values(campaign))
    return campaign


def change_campaign(
    pk: int, *, questionnaire: str, services: Sequence[ServiceData], seen: str, actor, **data
) -> Campaign:
    """Say something else of a draft; `seen`: the version that the person saw (`trail.version_of`).

    Raises Campaign.DoesNotExist, NotAllowed, Overtaken, Refused (also: no draft any more).
    """
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if campaign.state != State.DRAFT:
            raise Refused("Survei ini sudah dibuka, jadi isinya tidak dapat diubah lagi.")
        before, version = values(campaign), version_of(campaign)
        _fill(campaign, questionnaire, data)
        campaign.save()
        campaign.services.all().delete()
        _set_services(campaign, services)
        after = values(campaign)
        if after != before:
            if seen != version:
                raise Overtaken(version, *_stored(before, after))
            tell(campaign, "survey.change", actor=actor, before=before, after=after)
    return campaign


def open_campaign(pk: int, *, actor) -> Campaign:
    """Open a draft for answers, for good. Asked twice it happens once. Raises as `change_campaign`."""
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if campaign.state == State.CLOSED:
            raise Refused("Survei ini sudah ditutup. Buat survei baru untuk bertanya lagi.")
        if campaign.state == State.DRAFT:
            if campaign.closes_on < campaign.local_day():
                raise Refused("Masa survei ini sudah lewat. Ubah tanggalnya, lalu buka.")
            _move(campaign, State.OPEN, "survey.open", actor)
    return campaign


def close_campaign(pk: int, *, actor) -> Campaign:
    """Close an open campaign for good: its result stands from now on. Asked twice it happens once."""
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if campaign.state == State.DRAFT:
            raise Refused("Survei ini belum dibuka.")
        if campaign.state == State.OPEN:
            campaign.closed_at = timezone.now()
            campaign.imports.filter(applied_at=None).delete()
            end_contacts_sooner(campaign)
            settle(campaign)
            _move(campaign, State.CLOSED, "survey.close", actor)
    return campaign


def publish_campaign(pk: int, *, published: bool, actor) -> Campaign:
    """Show the result of a closed campaign on the public pages, or no longer. Raises as `change_campaign`."""
    with transaction.atomic():
        campaign = lock_campaign(pk, actor=actor)
        if published and campaign.state != State.CLOSED:
            raise Refused("Hasil diumumkan setelah survei ditutup.")
        if published and campaign.respondents < FEW:
            raise Refused(
                f"Hasil dari kurang dari {FEW} responden tidak diumumkan: jawaban tiap orang akan terbaca."
            )
        if campaign.published != published:
            campaign.published = published
            campaign.save(update_fields=["published"])
            before, after = {"published": not published}, {"published": published}
            tell(campaign, "survey.publish", actor=actor, before=before, after=after)
    return campaign


def settle(campaign: Campaign) -> None:
    """Set what came out on a closed campaign; the caller saves SETTLED."""
    result = results_of(campaign)
    campaign.index = "" if result.index is None else format(floor_decimal(result.index), "f")
    campaign.respondents, campaign.warning = result.counted, " ".join(result.warnings)


def _move(campaign: Campaign, state: str, action: str, actor) -> None:
    before, campaign.state = campaign.state, state
    campaign.save(update_fields=["state", "closed_at", "contacts_until", *SETTLED])
    came = {"index": campaign.index, "respondents": campaign.respondents} if state == State.CLOSED else {}
    tell(campaign, action, actor=actor, before={"state": before}, after={"state": state, **came})


def _fill(campaign: Campaign, questionnaire: str, data: dict) -> None:
    unknown = sorted(set(data) - set(FIELDS))
    if unknown:
        raise TypeError(f"unknown fields of a campaign: {', '.join(unknown)}")
    asked = shipped().get(questionnaire)
    if asked is None:
        raise Refused(("Pilih kuesioner dari daftar.", "questionnaire"))
    for field, value in data.items():
        setattr(campaign, field, value)
    asks = import_string(settings.SURVEY_CONTACTS)(campaign.unit, campaign.year)
    campaign.contacts_until = kept_until(campaign.closes_on) if asks else None
    campaign.kind, campaign.content = asked.kind, json.dumps(plain(asked), ensure_ascii=False)
    if (campaign.closes_on - campaign.opens_on).days >= MAX_DAYS:
        raise Refused(
            ("Survei berlangsung paling lama satu tahun. Buat survei baru sesudahnya.", "closes_on")
        )
    refuse_invalid(campaign)


def _stored(before: dict, after: dict) -> Iterator[tuple[str, str]]:
    """What is stored and would change, as it is read: (sentence, field)."""
    for name in (*FIELDS, "questionnaire", "services"):
        if (value := before[name]) != after[name]:
            if isinstance(value, date):
                text = date_format(value, "j F Y")
            elif isinstance(value, bool):
                text = "ya" if value else "tidak"
            elif name == "services":
                text = "; ".join(
                    f"{service} ({people} pengguna, target {target})" for service, people, target in value
                )
            else:
                text = f"kuesioner {value}" if name == "questionnaire" else str(value)
            yield f"Tersimpan sekarang: {text}.", name


def _set_services(campaign: Campaign, services: Sequence[ServiceData]) -> None:
    """Write the services; the sample after Krejcie and Morgan, at least TPN's 30, where no target is said."""
    names = [one.name.strip() for one in services]
    if not names or not all(names):
        raise Refused("Isi sekurang-kurangnya satu jenis layanan dengan namanya.")
    if len(names) > MAX_SERVICES:
        raise Refused(f"Paling banyak {MAX_SERVICES} jenis layanan dalam satu survei.")
    if any(one.population < 1 for one in services):
        raise Refused("Isi perkiraan banyaknya pengguna setiap layanan, sekurang-kurangnya 1 orang.")
    if len({name.casefold() for name in names}) < len(names):
        raise Refused("Satu jenis layanan tertulis dua kali. Gabungkan atau beri nama lain.")
    total = sum(one.population for one in services)
    wanted = max(sample_size(total), least_of(total))
    shares = shared_out(wanted, {at: one.population for at, one in enumerate(services)})
    rows = [
        Service(
            campaign=campaign,
            name=name,
            population=one.population,
            target=shares[at] if one.target is None else one.target,
        )
        for at, (name, one) in enumerate(zip(names, services, strict=True))
    ]
    for row in rows:
        refuse_invalid(row, exclude=("campaign",))
    Service.objects.bulk_create(rows)


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        if not Campaign.objects.filter(code=code).exists():
            return code
