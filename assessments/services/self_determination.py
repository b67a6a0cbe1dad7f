"""WBK mandiri: the Minister's permission to an instansi, and the WBK that it determines itself (5/2024 p. 7)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.engine.wording import long_date
from assessments.models import Assessment, SelfDetermination, SelfPermit, State
from assessments.services.errors import NotAllowed, Refused
from assessments.services.locking import lock_assessment
from assessments.services.register import By, record_predicate
from assessments.services.tpn import TakenBack
from assessments.services.tpn_shared import CHANGED, own_documents, required_reason, tell
from assessments.services.workflow import move
from audit.services import record
from documents.models import Revision
from units.models import Instansi, Role
from units.queries import hats_of
from units.texts import plain_text

MOVE = "tetapkan_wbk_mandiri"
TAKE_BACK = "batalkan_wbk_mandiri"
FIRST_YEAR = 2024  # PermenPANRB 5/2024


def may_record_permit(actor, instansi_id: int) -> bool:
    """Admin sistem, or admin inspektorat of the instansi."""
    hats = hats_of(actor)
    return hats.is_admin_sistem or instansi_id in hats.instansi(Role.ADMIN)


def record_permit(
    instansi: Instansi,
    *,
    letter_number: str,
    letter_date: date,
    from_year: int,
    actor,
    scan: Revision | None = None,
) -> SelfPermit:
    """Record the Minister's letter that allows WBK mandiri from a year on. The same letter twice is one permission,
    unless the first was ended, for instance because it was typed wrongly.

    Raises NotAllowed, Refused (no number, a day to come, a year before 5/2024, no scan, a number that says otherwise).
    """
    with transaction.atomic():
        locked = _lock(instansi, actor)
        number = letter_number.strip()
        if scan is not None and scan.document.instansi_id != locked.pk:
            raise NotAllowed("Pindaian ini bukan milik instansi ini.")
        stored = SelfPermit.objects.filter(instansi=locked, letter_number=number, until_year=None).first()
        if stored is not None and (stored.letter_date, stored.from_year) == (letter_date, from_year):
            return stored
        reasons = []
        if not number or len(number) > 100:
            reasons.append(("Isi nomor suratnya, paling panjang 100 huruf.", "letter_number"))
        if stored is not None:
            reasons.append(
                ("Surat dengan nomor ini sudah dicatat. Akhiri dulu bila isinya salah.", "letter_number")
            )
        if letter_date > timezone.now().astimezone(locked.zone).date():
            reasons.append((f"Tanggal surat, {long_date(letter_date)}, belum tiba.", "letter_date"))
        if not FIRST_YEAR <= from_year <= letter_date.year + 5:
            reasons.append((f"Isi tahun antara {FIRST_YEAR} dan {letter_date.year + 5}.", "from_year"))
        if scan is None:
            reasons.append(("Unggah pindaian suratnya.", "scan"))
        if reasons:
            raise Refused(*reasons)
        stored = SelfPermit.objects.create(
            instansi=locked,
            letter_number=number,
            letter_date=letter_date,
            from_year=from_year,
            scan=scan,
            recorded_by=actor,
        )
        _tell(locked, stored, "self_permit.record", actor, after=_plain(stored))
    return stored


def end_permit(permit: SelfPermit, *, until_year: int, reason: str, actor) -> SelfPermit:
    """Let a permission end with a year; a year before its first takes it back. What was determined stays.

    Equal values write nothing. Raises NotAllowed, Refused (no reason, an impossible year).
    """
    with transaction.atomic():
        locked = _lock(permit.instansi, actor)
        stored = SelfPermit.objects.select_for_update().get(pk=permit.pk)
        if stored.until_year == until_year:
            return stored
        if not stored.from_year - 1 <= until_year <= stored.from_year + 50:
            text = f"Isi tahun terakhirnya, paling awal {stored.from_year - 1} (tidak berlaku sama sekali)."
            raise Refused((text, "until_year"))
        reason = required_reason(reason, "Tulis alasan izinnya diakhiri.")
        before = _plain(stored)
        stored.until_year, stored.end_reason = until_year, reason
        stored.save(update_fields=["until_year", "end_reason"])
        _tell(locked, stored, "self_permit.end", actor, before=before, after=_plain(stored), reason=reason)
    return stored


def determine_self(
    pk: int,
    *,
    decree_number: str,
    decree_date: date,
    note: str,
    actor,
    scan: Revision | None = None,
    seen: int | None = None,
) -> Assessment:
    """Record the instansi's own determination of WBK; the unit holds it in the register and may be proposed for WBBM.
    `seen`: how many decisions that were taken back or corrected the person saw (None: not asked).

    Asked twice it happens once. Raises NotAllowed, TakenBack, Refused with every reason (permission, conditions,
    minima, TPI).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "determine_self")
        before = assessment.state
        if seen is not None and before == State.SELESAI_TPI and seen != assessment.former_decrees.count():
            raise TakenBack
        own_documents(assessment, [scan] if scan else [])
        if before == State.SELESAI_TPI:
            note = plain_text(note)
            if len(note) > 5000 or len(decree_number.strip()) > 100:
                raise Refused(("Uraian paling panjang 5.000 huruf, nomor 100 huruf.", "wbk_mandiri"))
            stored = SelfDetermination.objects.create(
                assessment=assessment,
                decree_number=decree_number.strip(),
                decree_date=decree_date,
                decree_scan=scan,
                note=note,
                recorded_by=actor,
            )
        moved = move(pk, MOVE, actor=actor, reason=f"{decree_number.strip()} ({decree_date.isoformat()})")
        if before == State.SELESAI_TPI:
            told = {"number": stored.decree_number, "date": decree_date.isoformat(), "note": stored.note}
            tell(moved, actor, "tpn.self_determination", str(stored.pk), after=told)
            record_predicate(
                moved,
                predicate="WBK",
                decree_number=decree_number,
                decree_date=decree_date,
                actor=actor,
                determined_by=By.MANDIRI,
                scan=scan,
            )
    return moved


def take_back_self(pk: int, *, reason: str, seen: int, actor) -> Assessment:
    """Take back a WBK mandiri that was recorded by mistake, while nothing rests on it: the unit is what it was before,
    the register's record is withdrawn (docs/decisions/0048). `seen`: the version of the decision that was seen.

    Asked twice it happens once. Raises NotAllowed, Refused (something rests on it, changed meanwhile, no reason).
    """
    with transaction.atomic():
        assessment = lock_assessment(actor, pk, "determine_self")
        own = SelfDetermination.objects.filter(assessment=assessment).first()
        if own is not None and seen != own.decree_version:
            raise Refused(CHANGED)
        return move(pk, TAKE_BACK, actor=actor, reason=plain_text(reason))


def _lock(instansi: Instansi, actor) -> Instansi:
    if not may_record_permit(actor, instansi.pk):
        raise NotAllowed("Hanya admin sistem atau admin inspektorat instansi ini yang dapat mencatatnya.")
    return Instansi.objects.select_for_update(no_key=True).get(pk=instansi.pk)


def _plain(stored: SelfPermit) -> dict:
    return {
        "letter_number": stored.letter_number,
        "letter_date": stored.letter_date.isoformat(),
        "from_year": stored.from_year,
        "until_year": stored.until_year,
        "scan": stored.scan_id,
    }


def _tell(instansi: Instansi, stored: SelfPermit, action: str, actor, **change) -> None:
    sistem = hats_of(actor).is_admin_sistem and instansi.pk not in hats_of(actor).instansi(Role.ADMIN)
    record(
        f"instansi:{instansi.pk}",
        actor=actor,
        role="Admin sistem" if sistem else "Admin inspektorat",
        action=action,
        label="assessments.selfpermit",
        object_id=stored.pk,
        **change,
    )
