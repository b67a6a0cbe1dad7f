"""The year of a kawasan: opening it, scoring the integration, signing, recording what was determined.

PermenPANRB 90/2021 p. 34-35, 44-45 (a joint TPI scores the integration), p. 57-60 (determination).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from assessments.engine.kawasan import CODES, has_integration
from assessments.engine.policy_model import PREDICATES
from assessments.kawasan import Integration, integration, membership, place_of
from assessments.loaded import policy_of
from assessments.models import KawasanScore, KawasanSignature, KawasanYear, PolicyVersion
from assessments.services.errors import Conflict
from assessments.services.kawasan_issuing import end_reports
from assessments.services.kawasan_shared import NOT_JOINT, lock_year, refuse_decided, tell
from assessments.services.locking import lock_units
from units.models import Kawasan
from units.services.errors import NotAllowed, Refused
from units.texts import plain_text

MAX_NOTE = 2000
MAX_REASON = 1000
NOT_COORDINATOR = "Hanya admin inspektorat instansi koordinator yang dapat melakukannya."


@dataclass(frozen=True)
class Scored:
    """What was typed for one aspect; `seen` is the version that the person saw, 0 for none."""

    aspect: str
    value: Fraction | None
    note: str
    seen: int


def open_kawasan_year(kawasan: Kawasan, *, year: int, policy: PolicyVersion, actor) -> KawasanYear:
    """Open a year for scoring. Opening twice gives the first.

    Raises NotAllowed unless the actor is admin of the coordinating instansi; Refused: the policy does not hold for the
    year, or knows no integration.
    """
    with transaction.atomic():
        stored = Kawasan.objects.select_for_update(no_key=True).get(pk=kawasan.pk)
        place = place_of(actor, stored)
        if not place.coordinates:
            raise NotAllowed(NOT_COORDINATOR)
        there = KawasanYear.objects.filter(kawasan=stored, year=year).first()
        if there is not None:
            return there
        made = KawasanYear(kawasan=stored, year=year, policy=policy, opened_by=actor)
        rules = policy_of(made)
        if not rules.years.covers(year):
            raise Refused((f"{policy.name} tidak berlaku untuk tahun {year}.", "policy"))
        if not has_integration(rules.kawasan):
            raise Refused((f"{policy.name} tidak mengatur penilaian integrasi kawasan.", "policy"))
        made.save()
        tell(made, "kawasan.open", place, actor, after={"year": year, "policy": policy.code})
    return made


def save_scores(pk: int, *, changes: list[Scored], actor) -> None:
    """Write values and notes of the integration sheet. Equal ones write nothing; signatures fall by themselves, because
    they stand for other values.

    Raises KawasanYear.DoesNotExist, NotAllowed, Refused (determined already, a value outside the scale), Conflict.
    """
    with transaction.atomic():
        year, place = lock_year(pk, actor)
        if place.seat is None:
            raise NotAllowed(NOT_JOINT)
        refuse_decided(year)
        stored = {score.aspect: score for score in KawasanScore.objects.filter(year=year)}
        before = {c: _plain(s) for c, s in stored.items()}
        for change in changes:
            _write(year, stored, change, actor)
        after = {c: _plain(s) for c, s in stored.items()}
        if changed := {c: v for c, v in after.items() if v != before.get(c)}:
            old = {c: before.get(c) for c in changed}
            tell(year, "kawasan.scores", place, actor, before=old, after=changed)


def _write(year: KawasanYear, stored: dict[str, KawasanScore], change: Scored, actor) -> None:
    if change.aspect not in CODES:
        raise Refused("Aspek ini tidak ada.")
    scale = policy_of(year).kawasan.scale or 0
    if change.value is not None and not 0 <= change.value <= scale:
        raise Refused((f"Isi angka 0 sampai {scale}.", change.aspect))
    value = None if change.value is None else Decimal(change.value.numerator) / change.value.denominator
    note = plain_text(change.note)[:MAX_NOTE]
    score = stored.get(change.aspect)
    if (score.value, score.note) == (value, note) if score else (value is None and not note):
        return
    if (score.version if score else 0) != change.seen:
        raise Conflict(change.aspect, change.seen, score)
    if score is None:
        score = stored[change.aspect] = KawasanScore(year=year, aspect=change.aspect, version=0)
    score.value, score.note, score.version = value, note, score.version + 1
    score.updated_by, score.updated_at = actor, timezone.now()
    score.save()


def sign_integration(pk: int, *, seen: str, actor) -> KawasanSignature:
    """Sign the values in the name of one's instansi. Asked twice it happens once.

    Raises NotAllowed, Refused (an aspect without value or note, values that changed since they were read, the instansi
    has no unit in the kawasan).
    """
    with transaction.atomic():
        year, place = lock_year(pk, actor)
        if place.seat is None:
            raise NotAllowed(NOT_JOINT)
        refuse_decided(year)
        sheet = integration(year)
        if sheet.missing:
            raise Refused(
                f"{len(sheet.missing)} aspek belum bernilai atau belum bercatatan. Lengkapi dahulu."
            )
        if seen != sheet.content_hash:
            raise Refused("Nilai berubah sejak halaman Anda dibuka. Baca lagi, lalu tandatangani.")
        mine = next((line for line in sheet.lines if line.instansi.pk == place.seat.pk), None)
        if mine is None or not mine.units:
            raise Refused(
                "Instansi Anda belum mempunyai unit di kawasan ini, jadi tidak ikut menandatangani."
            )
        if mine.signature is not None:
            return mine.signature
        made = KawasanSignature.objects.create(
            year=year, user=actor, instansi=place.seat, content_hash=seen, at=timezone.now()
        )
        tell(year, "kawasan.sign", place, actor, after={"content": seen, "instansi": place.seat.pk})
    return made


def withdraw_signature(pk: int, *, reason: str, actor) -> None:
    """Take the signature of one's instansi back, with a reason. Asked twice it happens once.

    Raises NotAllowed, Refused (no reason, determined already).
    """
    with transaction.atomic():
        year, place = lock_year(pk, actor)
        if place.seat is None:
            raise NotAllowed(NOT_JOINT)
        refuse_decided(year)
        why = plain_text(reason)[:MAX_REASON]
        if not why:
            raise Refused("Tulis alasan penarikan tanda tangan.")
        standing = KawasanSignature.objects.filter(year=year, instansi=place.seat, void_at=None)
        if standing.update(void_at=timezone.now(), void_reason=why):
            tell(year, "kawasan.unsign", place, actor, after={"instansi": place.seat.pk}, reason=why)


def determine_kawasan(
    pk: int, *, verdict: str, decree_number: str, decree_date: date, actor, reason: str = ""
) -> KawasanYear:
    """Record the Minister's determination (90/2021 p. 57-60), or correct it with a reason. The same writes nothing.

    Raises NotAllowed unless the actor is admin of the coordinating instansi; Refused: no number, a date in the future,
    determined already as something else (without a reason, or revoked, or followed by a later determination), or a
    predicate that the truth table does not allow, with every reason.
    """
    with transaction.atomic():
        year, place = lock_year(pk, actor)
        if not place.coordinates:
            raise NotAllowed(NOT_COORDINATOR)
        wanted = (verdict, plain_text(decree_number), decree_date)
        if wanted == (year.verdict, year.decree_number, year.decree_date):
            return year
        why = plain_text(reason)[:MAX_REASON]
        before = _decision(year) if year.verdict else None
        if before is not None:
            _refuse_correction(year, why)
        lock_units(year.kawasan.units.values_list("unit", flat=True))
        _refuse_decision(integration(year), *wanted)
        year.frozen = year.frozen if before else membership(year)
        year.verdict, year.decree_number, year.decree_date = wanted
        year.decided_by, year.decided_at = actor, timezone.now()
        year.save()
        after = _decision(year) | (_ended(year) if before else {})
        tell(year, "kawasan.determine", place, actor, before=before, after=after, reason=why)
    return year


def revoke_kawasan(pk: int, *, number: str, day: date, reason: str, actor) -> KawasanYear:
    """Record that the Minister revoked the predicate of a kawasan (90/2021 p. 63-64): later years no longer rest on it,
    and the ban counts from `day`. The same again writes nothing.

    Raises NotAllowed as `determine_kawasan`; Refused: no predicate, revoked already, number or reason missing, a day
    before the determination or ahead.
    """
    with transaction.atomic():
        year, place = lock_year(pk, actor)
        if not place.coordinates:
            raise NotAllowed(NOT_COORDINATOR)
        wanted = (plain_text(number), day, plain_text(reason)[:MAX_REASON])
        if wanted == (year.revocation_number, year.revoked_on, year.revocation_reason):
            return year
        _refuse_revocation(year, *wanted)
        year.revocation_number, year.revoked_on, year.revocation_reason = wanted
        year.save(update_fields=["revocation_number", "revoked_on", "revocation_reason"])
        after = {"number": wanted[0], "day": day.isoformat()} | _ended(year)
        tell(year, "kawasan.revoke", place, actor, after=after, reason=wanted[2])
    return year


def _refuse_revocation(year: KawasanYear, number: str, day: date, reason: str) -> None:
    if year.verdict not in PREDICATES:
        raise Refused("Kawasan ini tidak ditetapkan dengan predikat pada tahun ini.")
    if year.revoked_on is not None:
        raise Refused("Predikat kawasan tahun ini sudah dicabut.")
    reasons: list[tuple[str, str]] = []
    if not number:
        reasons.append(("Isi nomor keputusan.", "number"))
    if not reason:
        reasons.append(("Isi alasan pencabutan.", "reason"))
    if year.decree_date and day < year.decree_date:
        reasons.append(("Pencabutan tidak mungkin sebelum penetapannya.", "day"))
    if day > timezone.localdate():
        reasons.append(("Tanggal keputusan belum tiba.", "day"))
    if reasons:
        raise Refused(*reasons)


def _refuse_correction(year: KawasanYear, why: str) -> None:
    if not why:
        raise Refused(("Penetapan sudah dicatat. Untuk mengoreksinya, isi alasannya.", "reason"))
    if year.revoked_on is not None:
        raise Refused("Predikat kawasan tahun ini sudah dicabut, jadi penetapannya tidak dikoreksi lagi.")
    if KawasanYear.objects.filter(kawasan=year.kawasan_id, year__gt=year.year).exclude(verdict="").exists():
        raise Refused("Penetapan tahun sesudahnya bersandar pada ini, jadi tidak dikoreksi lagi.")


def _refuse_decision(sheet: Integration, verdict: str, number: str, day: date) -> None:
    if verdict not in KawasanYear.Verdict.values:
        raise Refused(("Pilih penetapan: WBK, WBBM, atau belum memenuhi.", "verdict"))
    reasons: list[tuple[str, str]] = []
    if not number:
        reasons.append(("Isi nomor keputusan.", "decree_number"))
    if not sheet.year.year <= day.year <= sheet.year.year + 1:
        reasons.append(("Tanggal keputusan tidak cocok dengan tahun penilaian ini.", "decree_date"))
    elif day > timezone.localdate():
        reasons.append(("Tanggal keputusan belum tiba.", "decree_date"))
    found = next((v for v in sheet.verdicts(day) if v.predicate == verdict), None)
    reasons += [(reason, "verdict") for reason in found.reasons] if found else []
    if reasons:
        raise Refused(*reasons)


def _decision(year: KawasanYear) -> dict:
    day = year.decree_date.isoformat() if year.decree_date else None
    return {"verdict": year.verdict, "decree_number": year.decree_number, "decree_date": day}


def _ended(year: KawasanYear) -> dict:
    """The reports that no longer hold, for the audit; {} where none was issued."""
    return {"superseded": ended} if (ended := end_reports(year)) else {}


def _plain(score: KawasanScore) -> dict:
    return {"value": None if score.value is None else f"{score.value:.2f}", "note": score.note}
