"""The named people of the tests, and the small world they work in.

Instansi KAB-X (kabupaten) with two units, PKM-01 (`unit`) and DKC (`unit2`), the year 2026 with policy-2024,
a TPI team for PKM-01. Instansi KAB-Y is the stranger's, with a unit, a year and an assessment of its own.
"""

from dataclasses import dataclass, field
from functools import cached_property

import pytest
from django.test import Client

from assessments.loaded import instrument_of, policy_of
from assessments.models import Assessment, Period, Sheet, State
from assessments.services.signing import sign_result
from assessments.services.tpi import save_recommendation
from tests.factories import assessments as make
from tests.factories.units import make_instansi, make_person, make_team, make_unit, make_user
from units.models import Instansi, Role, TpiTeam, UnitKerja, User

PEOPLE = (
    "petugas",  # answers for PKM-01, all areas and Hasil
    "petugas_pokja",  # answers for PKM-01, area MP only
    "pimpinan_unit",  # head of PKM-01
    "admin",  # admin inspektorat of KAB-X
    "pimpinan_instansi",  # the bupati's hat in KAB-X
    "ketua",  # lead of the team that assesses PKM-01
    "anggota",
    "anggota2",
    "pengendali",
    "petugas_lain",  # answers for DKC, the other unit of KAB-X
    "orang_asing",  # admin inspektorat of KAB-Y
    "petugas_asing",  # answers for the unit of KAB-Y
    "admin_sistem",
    "tanpa_peran",  # can log in, holds no role
)


@dataclass
class World:
    """Everything that `world` builds; each of PEOPLE is an attribute (a `User`)."""

    instansi: Instansi
    unit: UnitKerja
    unit2: UnitKerja
    period: Period
    team: TpiTeam
    people: dict[str, User]
    other_instansi: Instansi
    other_unit: UnitKerja
    other_period: Period
    _clients: dict[str, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def assessment(self, state: str = State.PENILAIAN_MANDIRI, unit: UnitKerja | None = None) -> Assessment:
        """The assessment of a unit (PKM-01) in a state set directly; created when missing. Has `team_id`."""
        unit = unit or self.unit
        period = self.other_period if unit.instansi_id == self.other_instansi.pk else self.period
        row = Assessment.objects.filter(period=period, unit=unit).first()
        return make.set_state(row, state) if row else make.make_assessment(period, unit, state)

    def sheet(self, assessment: Assessment, kind: str = Sheet.Kind.UNIT, owner: User | None = None) -> Sheet:
        """The sheet of a kind, empty when new."""
        return make.make_sheet(assessment, kind, owner)

    def fill(
        self, assessment: Assessment, how="best", kind: str = Sheet.Kind.UNIT, owner=None, seed=1
    ) -> Sheet:
        """Fill a sheet (see `fill_answers`); written by its owner, the petugas or the lead."""
        writer = owner or (self.petugas if kind == Sheet.Kind.UNIT else self.ketua)
        sheet = self.sheet(assessment, kind, owner)
        make.fill_answers(sheet, how, by=writer, seed=seed)
        return sheet

    def recommend(self, assessment: Assessment) -> None:
        """TPI's recommendation, as its final answers allow: WBK or not fit."""
        sheet = Sheet.objects.get(assessment=assessment, kind=Sheet.Kind.TPI)
        fit = sheet.verdict["WBK"]["met"]
        save_recommendation(
            assessment.pk,
            verdict="WBK" if fit else "belum",
            text="Hasil penilaian memenuhi kriteria." if fit else "",
            coaching="" if fit else "Pendampingan tiap bulan sampai semua nilai minimal tercapai.",
            seen=0,
            actor=self.ketua,
        )

    def sign(self, assessment: Assessment) -> None:
        """The lead signs what stands, the pengendali teknis countersigns it."""
        for person in (self.ketua, self.pengendali):
            sign_result(assessment.pk, actor=person)

    def client(self, who: str | User | None) -> Client:
        """A browser in which a person (name or user) is logged in; None: nobody. One a name."""
        if isinstance(who, User):
            browser = Client()
            browser.force_login(who, backend="units.backends.PortalBackend")
            return browser
        if who is None:
            return Client()
        if who not in self._clients:
            self._clients[who] = self.client(self.people[who])
        return self._clients[who]

    @cached_property
    def instrument(self):
        """The parsed instrument of the year."""
        return instrument_of(self.period)

    @cached_property
    def policy(self):
        """The parsed policy of the year."""
        return policy_of(self.period)


def build_world() -> World:
    """Write the world into the database (no assessments yet) and return it."""
    kab = make_instansi(
        "KAB-X", "Pemerintah Kabupaten Sukamaju", leader_name="H. Ahmad Fauzi", city="Sukamaju"
    )
    unit = make_unit(kab, "PKM-01", "Puskesmas Melati", head_name="dr. Rina Wulandari")
    unit2 = make_unit(kab, "DKC", "Dinas Kependudukan dan Pencatatan Sipil", service_kind="Disdukcapil")
    other = make_instansi("KAB-Y", "Pemerintah Kabupaten Karangindah")
    other_unit = make_unit(other, "PKM-01", "Puskesmas Kenanga")
    people = {
        "petugas": make_person("petugas", Role.PETUGAS, unit, "Siti Aminah"),
        "petugas_pokja": make_person("petugas_pokja", Role.PETUGAS, unit, "Budi Santoso", areas=["MP"]),
        "pimpinan_unit": make_person("pimpinan_unit", Role.PIMPINAN_UNIT, unit, "dr. Rina Wulandari"),
        "admin": make_person("admin", Role.ADMIN, kab, "Dewi Lestari, S.E."),
        "pimpinan_instansi": make_person("pimpinan_instansi", Role.PIMPINAN_INSTANSI, kab, "H. Ahmad Fauzi"),
        "ketua": make_user("ketua", "Hendra Gunawan, Ak."),
        "anggota": make_user("anggota", "Maya Kusuma"),
        "anggota2": make_user("anggota2", "Rudi Hartono"),
        "pengendali": make_user("pengendali", "Sri Wahyuni"),
        "petugas_lain": make_person("petugas_lain", Role.PETUGAS, unit2, "Agus Salim"),
        "orang_asing": make_person("orang_asing", Role.ADMIN, other, "Joko Prasetyo"),
        "petugas_asing": make_person("petugas_asing", Role.PETUGAS, other_unit, "Wati Suryani"),
        "admin_sistem": make_person("admin_sistem", Role.ADMIN_SISTEM, None, "Indra Permana"),
        "tanpa_peran": make_user("tanpa_peran", "Tono Wijaya"),
    }
    team = make_team(
        kab,
        units=[unit],
        ketua=people["ketua"],
        anggota=[people["anggota"], people["anggota2"]],
        pengendali=people["pengendali"],
    )
    return World(
        instansi=kab,
        unit=unit,
        unit2=unit2,
        period=make.make_period(kab),
        team=team,
        people=people,
        other_instansi=other,
        other_unit=other_unit,
        other_period=make.make_period(other),
    )


@pytest.fixture
def world(db) -> World:
    """The small world; assessments come with `world.assessment(state=…)`."""
    return build_world()
