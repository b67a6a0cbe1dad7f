"""The pages that grow, if any do: by person, for one instansi, and those of the whole portal."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Proposal
from units.models import Instansi, Membership, Role, TeamMember, User


class Visit(NamedTuple):
    """A page and who opens it (None: nobody)."""

    name: str
    person: User | None
    url: str


def of_instansi(instansi: Instansi, year: int) -> Iterator[Visit]:
    """What its people open every day, and the lists of the year."""
    ahead = Assessment.objects.filter(unit__instansi=instansi, period__year=year).order_by("pk")
    done = ahead.filter(state="wbk")[0]
    open_now = ahead.filter(state="penilaian_mandiri")[0]
    admin = _holder(Role.ADMIN, instansi)
    leader = _holder(Role.PIMPINAN_INSTANSI, instansi)
    clerk = Membership.objects.filter(role=Role.PETUGAS, unit=open_now.unit)[0].user
    head = Membership.objects.filter(role=Role.PIMPINAN_UNIT, unit=open_now.unit)[0].user
    seats = TeamMember.objects.filter(team__team_units__unit=done.unit, team__year=year).order_by("pk")
    lead, member, last = (
        seats.filter(seat=s)[0].user if seats.filter(seat=s) else None
        for s in ("ketua_tpi", "anggota_tpi", "pengendali_teknis")
    )
    code, proposal = instansi.code, Proposal.objects.filter(period__instansi=instansi).order_by("pk")[0]
    people = {"admin": admin, "pimpinan instansi": leader, "petugas": clerk, "pimpinan unit": head}
    people |= {"ketua": lead, "anggota": member, "pengendali": last}
    for role, person in people.items():
        if person is not None:
            yield Visit(f"beranda {role}", person, reverse("assessments:home"))
            yield Visit(f"tugas {role}", person, reverse("assessments:todo"))
    for person, role in ((lead, "ketua"), (member, "anggota")):
        yield Visit(f"antrean TPI {role}", person, reverse("assessments:tpi_queue"))
    of_year = f"/instansi/{code}/{year}/"
    for name, tail in {
        "tabel unit setahun": "",
        "tabel unit, cari": "?search=dinas",
        "tabel unit, urut nilai": "?sort=-unit&page=2",
        "gambar setahun": "gambar/",
        "evaluasi TPI": "evaluasi-tpi/",
        "usulan": "usulan/",
        "periksa calon usulan": "usulan/periksa/",
        "TPN setahun": "tpn/",
        "syarat instansi": "syarat/",
        "syarat unit": "syarat-unit/",
        "penetapan unit": "penetapan/",
        "pencanangan instansi": "pencanangan/",
        "ambil alih banyak": "ambil-alih/",
        "rekap": "rekap/",
    }.items():
        yield Visit(name, admin, of_year + tail)
    for name, url in {
        "kelola unit": f"/kelola/{code}/unit/",
        "kelola orang": f"/kelola/{code}/orang/",
        "kelola undangan": f"/kelola/{code}/undangan/",
        "kelola tim": f"/kelola/{code}/tim/",
        "kelola periode": f"/kelola/{code}/periode/",
        "daftarkan unit": f"/kelola/{code}/periode/{year}/unit/",
        "benturan": f"/kelola/{code}/benturan/",
        "portalrb": f"/kelola/{code}/portalrb/",
        "register predikat": f"/instansi/{code}/predikat/",
        "maladministrasi": f"/instansi/{code}/maladministrasi/",
        "satu usulan": f"/usulan/{proposal.pk}/",
        "cari admin": "/cari/?q=dinas",
        "cari dokumen": "/cari/?q=laporan",
        "pemberitahuan": "/pemberitahuan/",
        "kalender": "/kalender/",
    }.items():
        yield Visit(name, admin, url)
    yield from _of_unit(done, open_now, admin, clerk, lead, member)


def _of_unit(done, open_now, admin, clerk, lead, member) -> Iterator[Visit]:
    yield Visit("unit: ikhtisar", admin, f"/penilaian/{done.pk}/")
    yield Visit("unit: riwayat", admin, f"/penilaian/{done.pk}/riwayat/")
    yield Visit("unit: riwayat satu soal", admin, f"/penilaian/{done.pk}/riwayat/A.I.1.i.a/")
    yield Visit("unit: gambar", admin, f"/penilaian/{done.pk}/gambar/")
    yield Visit("unit: bandingkan", admin, f"/penilaian/{done.pk}/bandingkan/")
    yield Visit("unit: dokumen terbit", admin, f"/penilaian/{done.pk}/dokumen/")
    yield Visit("unit: area", clerk, f"/penilaian/{open_now.pk}/area/MP/")
    yield Visit("unit: dokumen unit", clerk, f"/penilaian/{open_now.pk}/dokumen-unit/")
    yield Visit("unit: pegawai", admin, f"/instansi/{done.unit.instansi.code}/pegawai/{done.unit_id}/")
    yield Visit("unit: lembar TPI", lead, f"/penilaian/{done.pk}/tpi/MP/")


def of_portal(instansi: Instansi) -> Iterator[Visit]:
    """Pages of the admin sistem, of everybody, and those that a machine asks."""
    system = Membership.objects.filter(role=Role.ADMIN_SISTEM).order_by("pk")[0].user
    yield Visit("sistem: instansi", system, reverse("units:system"))
    yield Visit("sistem: beranda", system, reverse("assessments:home"))
    yield Visit("sistem: orang", system, "/admin-sistem/units/user/")
    yield Visit("sistem: orang, cari", system, "/admin-sistem/units/user/?q=Nasution")
    yield Visit("publik", None, "/publik/")
    yield Visit("publik: daftar instansi", None, "/publik/instansi/")
    yield Visit("publik: satu instansi", None, f"/publik/instansi/{instansi.code}/")
    yield Visit("publik: pustaka", None, "/publik/pustaka/")
    yield Visit("sehat", None, "/sehat/")


def queries_of(visit: Visit) -> int:
    """How many queries the page asks, once it has been open before."""
    browser = Client(SERVER_NAME="localhost")
    if visit.person is not None:
        browser.force_login(visit.person, backend="units.backends.PortalBackend")
    assert browser.get(visit.url, follow=True).status_code == 200, visit
    with CaptureQueriesContext(connection) as caught:
        browser.get(visit.url, follow=True)
    return len(caught)


def _holder(role: str, instansi: Instansi) -> User:
    return Membership.objects.filter(role=role, instansi=instansi, unit=None).order_by("pk")[0].user
