"""The world of the matrix: three units (own, another, one of another instansi), each with everything that a page
could show, so that a cell tells of permission and never of emptiness.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from openpyxl import load_workbook

from assessments.kke.exchange import export_portal
from assessments.loaded import policy_of
from assessments.models import (
    Answer,
    Assessment,
    Comment,
    ConditionValue,
    Consideration,
    Declaration,
    Development,
    EvidenceUse,
    IssuedDocument,
    Period,
    Proposal,
    ProposalUnit,
    Sheet,
    StageResult,
    State,
)
from documents.models import Blob, Revision
from documents.services import store_generated, upload
from tests.factories import assessments as make
from tests.factories.units import give_role, make_person, make_team, make_unit, make_user
from tests.people import PEOPLE, World, build_world
from tests.permissions.small import IN_HASIL, IN_MP, IN_PP, load_small_policy
from units.models import Instansi, Role, TeamMember, TpiTeam, UnitKerja, User

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
COLUMNS = (
    *(who for who in PEOPLE if who not in {"anggota2", "petugas_asing"}),
    "penilai_pendahuluan",
    "anonim",
)
OWN, OTHER_UNIT, OTHER_INSTANSI = "unit sendiri", "unit lain", "instansi lain"
PROPOSED = {State.DIUSULKAN, State.PENILAIAN_TPN, State.WBK, State.WBBM, State.BELUM_MEMENUHI}
CONDITIONS = {"opini_bpk": "WTP", "sakip": "BB", "indeks_rb_pemda": "B", "spip": "3", "bebas_kkn": "ya"}
UNIT_CONDITIONS = {
    "layanan_inti": "ya",
    "dampak_publik": "ya",
    "tlhp": "100",
    "lhk": "100",
    "lama_membangun": "2",
    "sakip_internal": "B",
    "jeda_pencabutan": "tidak pernah",
}


@contextmanager
def undone() -> Iterator[None]:
    """Everything written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Place:
    """One unit in its year, and all that belongs to it."""

    name: str
    instansi: Instansi
    unit: UnitKerja
    period: Period
    team: TpiTeam
    assessment: Assessment
    petugas: User
    ketua: User
    anggota: tuple[User, ...]
    admin: User
    shared_declaration: Declaration
    scan: Revision
    letter: Revision
    issued: IssuedDocument
    evidence: dict[str, EvidenceUse]
    _files: dict[int, bytes] = field(default_factory=dict)

    def enter(self, state: str) -> None:
        """Put the unit into a state, with what exists from then on."""
        self.assessment = make.set_state(self.assessment, state)
        if state in PROPOSED:
            self.propose("terkirim")
        if state in PROPOSED - {State.DIUSULKAN}:
            self.fill(Sheet.Kind.TPN, self.admin)

    def propose(self, stage: str) -> Proposal:
        """A proposal of the unit: draf, disetujui or terkirim."""
        now = timezone.now()
        made = Proposal.objects.create(
            period=self.period,
            letter_number="700/1/2026",
            letter_date=date(2026, 5, 20),
            scan=self.letter,
            created_by=self.admin,
            approved_at=now if stage != "draf" else None,
            approved_by=self.admin if stage != "draf" else None,
            sent_at=now if stage == "terkirim" else None,
        )
        ProposalUnit.objects.create(proposal=made, assessment=self.assessment, predicate="WBK")
        return made

    def fill(self, kind: str, by: User, owner: User | None = None, **extra) -> Sheet:
        """A sheet with the best answers."""
        sheet = make.make_sheet(self.assessment, kind, owner, **extra)
        make.fill_answers(sheet, "best", by=by)
        return sheet

    def members_are_done(self) -> None:
        """Every member has handed in."""
        Sheet.objects.filter(assessment=self.assessment, kind=Sheet.Kind.MEMBER).update(
            done_at=timezone.now()
        )

    def leave_one_final_answer_open(self) -> None:
        """The lead has something left to take over."""
        Answer.objects.filter(
            sheet__assessment=self.assessment, sheet__kind=Sheet.Kind.TPI, code=IN_PP
        ).delete()

    def all_stages_are_passed(self) -> None:
        """TPN has said yes at every stage."""
        unit = ProposalUnit.objects.filter(assessment=self.assessment).first()
        for stage in policy_of(self.period).stages_before_decision if unit else ():
            StageResult.objects.create(
                proposal_unit=unit,
                stage=stage.code,
                result="lanjut",
                date=date(2026, 9, 1),
                recorded_by=self.admin,
            )

    def workbook(self, person: User | None) -> bytes:
        """The person's own export with one changed answer in MP; for people without one that of the petugas."""
        writer = person if person in {*self.anggota, self.ketua} else self.petugas
        if writer.pk not in self._files:
            with undone():
                before = self.assessment
                of_unit = writer == self.petugas
                make.set_state(before, State.PENILAIAN_MANDIRI if of_unit else State.PENILAIAN_TPI)
                content, _ = export_portal(before.pk, actor=writer)
            self._files[writer.pk] = _changed(content)
        return self._files[writer.pk]


def _changed(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    cells = [cell for row in book["KKE"].iter_rows() for cell in row if cell.value == "Ya"]
    cells[0 if len(cells) == 3 else 1].value = "Tidak"  # beside the unit's answer stands TPI's
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Town:
    """The three places, and the people of the columns (`None` is nobody)."""

    world: World
    people: dict[str, User | None]
    places: dict[str, Place]

    @property
    def own(self) -> Place:
        """The unit of petugas and pimpinan_unit."""
        return self.places[OWN]


def build_town() -> Town:
    """Write everything; takes a second."""
    world = build_world()
    policy = load_small_policy()
    Period.objects.update(policy=policy, instrument=policy.instrument)
    world.period.refresh_from_db()
    world.other_period.refresh_from_db()
    pendahuluan = make_person("penilai_pendahuluan", Role.PENILAI_PENDAHULUAN, world.unit)
    User.objects.filter(pk=world.admin_sistem.pk).update(is_staff=True)
    world.admin_sistem.refresh_from_db()
    second, third = (
        _team(world.instansi, world.unit2, "Tim II"),
        _team(world.other_instansi, world.other_unit, "Tim I"),
    )
    places = {
        OWN: _place(OWN, world.period, world.unit, world.team, world.petugas, world.admin),
        OTHER_UNIT: _place(OTHER_UNIT, world.period, world.unit2, second, world.petugas_lain, world.admin),
        OTHER_INSTANSI: _place(
            OTHER_INSTANSI,
            world.other_period,
            world.other_unit,
            third,
            world.petugas_asing,
            world.orang_asing,
        ),
    }
    people = {**world.people, "penilai_pendahuluan": pendahuluan, "anonim": None}
    return Town(world, {who: people[who] for who in COLUMNS}, places)


def _team(instansi: Instansi, unit: UnitKerja, name: str) -> TpiTeam:
    lead, member = (make_user(f"{word}_{unit.pk}") for word in ("ketua", "anggota"))
    return make_team(instansi, units=[unit], name=name, ketua=lead, anggota=[member])


def _place(name: str, period: Period, unit: UnitKerja, team: TpiTeam, petugas: User, admin: User) -> Place:
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
        evidence={code: _evidence(a, code, scan, petugas) for code in (IN_MP, IN_PP, IN_HASIL)},
    )
    Comment.objects.create(assessment=a, code=IN_MP, author=petugas, text="Sudah lengkap?")
    place.fill(Sheet.Kind.UNIT, petugas)
    for member in members:
        place.fill(Sheet.Kind.MEMBER, member, member)
    place.fill(Sheet.Kind.TPI, lead)
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
        blob=pdf_blob(),
        content_hash="0" * 64,
        audit_head="0" * 64,
        audit_length=1,
    )


def pdf_blob() -> Blob:
    """A PDF that the portal made."""
    return store_generated(PDF, media_type="application/pdf")


def build_doubles(town: Town) -> dict[str, User]:
    """The people in between; written when they are asked, since a member of the unit stops the team's finalising."""
    world, today = town.world, timezone.localdate()
    dated = {
        "kemarin": {"end": today - timedelta(days=1)},
        "besok": {"start": today + timedelta(days=1)},
        "nonaktif": {},
    }
    found = {
        "anggota_sendiri": make_person("anggota_sendiri", Role.PETUGAS, world.unit),
        "pengendali_sendiri": make_person("pengendali_sendiri", Role.PIMPINAN_UNIT, world.unit),
        "pendahuluan_sendiri": make_person("pendahuluan_sendiri", Role.PENILAI_PENDAHULUAN, world.unit),
        "superuser": make_user("superuser", is_superuser=True, is_staff=True),
        **{name: make_user(name, is_active=name != "nonaktif") for name in dated},
    }
    _seat(world, found["anggota_sendiri"], TeamMember.Seat.ANGGOTA)
    _seat(world, found["pengendali_sendiri"], TeamMember.Seat.PENGENDALI)
    _seat(world, found["pendahuluan_sendiri"], TeamMember.Seat.ANGGOTA)
    for name, dates in dated.items():
        give_role(found[name], Role.PETUGAS, world.unit, **dates)
        give_role(found[name], Role.ADMIN, world.instansi, **dates)
        _seat(world, found[name], TeamMember.Seat.ANGGOTA, **dates)
    return found


def _seat(world: World, user: User, seat: str, **dates) -> None:
    TeamMember.objects.create(team=world.team, user=user, seat=seat, **{"start": date(2025, 1, 1), **dates})


def spare_unit(place: Place) -> UnitKerja:
    """A unit of the instansi that is not registered for the year."""
    return make_unit(place.instansi, "BARU", "Unit Baru")
