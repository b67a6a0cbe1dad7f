"""Gives a unit everything that a page could show, so that a cell tells of permission and never of emptiness."""

import io
from datetime import date

from django.utils import timezone

from assessments.loaded import policy_of
from assessments.models import (
    Assessment,
    Comment,
    ConditionValue,
    Consideration,
    Declaration,
    Development,
    EvidenceUse,
    IssuedDocument,
    Period,
    Recommendation,
    Sheet,
)
from documents.models import Revision
from documents.services import store_generated, upload
from tests.factories import assessments as make
from tests.permissions.place import PDF, Place
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP
from units.models import Instansi, TeamMember, TpiTeam, UnitKerja, User

CONDITIONS = {
    "opini_bpk": "WTP",
    "sakip": "BB",
    "indeks_rb": "B",
    "indeks_rb_pemda": "B",
    "spip": "3",
    "bebas_kkn": "ya",
}
UNIT_CONDITIONS = {
    "layanan_inti": "ya",
    "dampak_publik": "ya",
    "tlhp": "100",
    "lhk": "100",
    "lama_membangun": "2",
    "sakip_internal": "B",
    "jeda_pencabutan": "tidak pernah",
}


def furnished(name: str, period: Period, unit: UnitKerja, team: TpiTeam, petugas: User, admin: User) -> Place:
    """Write everything that belongs to a unit, and give it as a place."""
    instansi = unit.instansi
    seats = {seat: [m.user for m in team.members.filter(seat=seat)] for seat in TeamMember.Seat.values}
    a = make.make_assessment(period, unit)
    scan, letter = _upload(petugas, unit=unit), _upload(admin, instansi=instansi)
    shared = _declaration(instansi, None, letter, admin)
    Assessment.objects.filter(pk=a.pk).update(declaration=_declaration(instansi, unit, scan, petugas))
    Development.objects.create(
        assessment=a,
        decree_number="188/1",
        decree_date=date(2026, 1, 20),
        team="Ketua: …",
        plan=scan,
        recorded_by=admin,
    )
    _conditions(period, unit, admin)
    lead, members = seats[TeamMember.Seat.KETUA][0], tuple(seats[TeamMember.Seat.ANGGOTA])
    place = Place(
        name=name,
        instansi=instansi,
        unit=unit,
        period=period,
        team=team,
        assessment=make.fresh(a),
        petugas=petugas,
        ketua=lead,
        anggota=members,
        admin=admin,
        shared_declaration=shared,
        scan=scan,
        letter=letter,
        issued=_issued(a, lead),
        working_copy=store_generated(PDF + b"%salinan\n", media_type="application/pdf"),
        evidence={code: _evidence(a, code, scan, petugas) for code in (IN_MP, IN_PP, IN_HASIL)},
    )
    Comment.objects.create(assessment=a, code=IN_MP, author=petugas, text="Sudah lengkap?")
    place.fill(Sheet.Kind.UNIT, petugas)
    for member in members:
        place.fill(Sheet.Kind.MEMBER, member, member)
    place.fill(Sheet.Kind.TPI, lead)
    place.fill(Sheet.Kind.PRELIMINARY, lead)
    Recommendation.objects.create(
        assessment=a, verdict="WBK", text="Layak.", updated_by=lead, updated_at=timezone.now()
    )
    for code in policy_of(period).assessors.considerations:
        Consideration.objects.create(
            assessment=a, code=code, text="Ditimbang.", version=1, updated_by=lead, updated_at=timezone.now()
        )
    return place


def _upload(actor: User, **owner) -> Revision:
    return upload(file=io.BytesIO(PDF), filename="pindai.pdf", kind="surat", actor=actor, role="", **owner)


def _declaration(instansi: Instansi, unit: UnitKerja | None, scan: Revision, by: User) -> Declaration:
    return Declaration.objects.create(
        instansi=instansi,
        unit=unit,
        date=date(2026, 1, 12),
        declarer_name="dr. Rina Wulandari",
        declarer_post="Kepala",
        staff_count=57,
        signed_count=57,
        leader_signed=True,
        scan=scan,
        charter=scan,
        recorded_by=by,
    )


def _conditions(period: Period, unit: UnitKerja, by: User) -> None:
    for owner, values in ((None, CONDITIONS), (unit, UNIT_CONDITIONS)):
        for code, value in values.items():
            ConditionValue.objects.get_or_create(
                period=period,
                unit=owner,
                code=code,
                defaults={
                    "value": value,
                    "source": "Surat 1",
                    "document_date": date(2026, 2, 1),
                    "recorded_by": by,
                },
            )


def _evidence(a: Assessment, code: str, scan: Revision, by: User) -> EvidenceUse:
    return EvidenceUse.objects.create(assessment=a, code=code, revision=scan, added_by=by)


def _issued(a: Assessment, by: User) -> IssuedDocument:
    return IssuedDocument.objects.create(
        kind=IssuedDocument.Kind.LHE,
        assessment=a,
        issued_at=timezone.now(),
        issued_by=by,
        blob=store_generated(PDF, media_type="application/pdf"),
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
    )
