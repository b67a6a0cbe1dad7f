"""A kawasan of the demo: a port with units of the ministry and of the kabupaten, signed by one of the two."""

from datetime import date
from fractions import Fraction
from io import BytesIO

from assessments.demo.files import pdf
from assessments.demo.people import person
from assessments.engine.kawasan import CODES
from assessments.kawasan import integration
from assessments.models import PolicyVersion
from assessments.services.kawasan import Scored, open_kawasan_year, save_scores, sign_integration
from assessments.services.kawasan_evidence import Brought, bring_evidence
from units.models import Instansi, Kawasan, User
from units.services.kawasan import save_kawasan, set_seats, set_units

NAME = "Kawasan Pelabuhan Teluk Kencana"
SCORED = {
    "peta_proses": (
        "7.5",
        "Satu peta layanan kapal dan penumpang, disepakati kedua instansi pada bulan Maret.",
    ),
    "sop": ("7", "Lima dari enam proses sudah dijabarkan menjadi SOP bersama."),
    "penerapan": ("6.75", "Wawancara dengan sembilan petugas; SOP bongkar muat belum dipakai malam hari."),
    "evaluasi": ("6", "Rapat evaluasi baru satu kali, notulen dan perubahannya ada."),
    "sistem_informasi": ("6.5", "Manifes terkirim otomatis; data perizinan masih disalin dengan tangan."),
}

MINUTES = (
    "Evaluasi SOP bersama dihadiri petugas kedua instansi.\nSOP bongkar muat ditambah giliran malam; sosialisasinya "
    "dilakukan bulan depan."
)
LINKED = (
    ("peta_proses", "https://example.org/teluk-kencana/peta-layanan", "Peta proses layanan terpadu"),
    ("sistem_informasi", "https://example.org/teluk-kencana/manifes", "Laman manifes bersama"),
)


def build_kawasan(
    ministry: Instansi, kabupaten: Instansi, *, unit: str, system: User, today: date
) -> Kawasan:
    """The kawasan of this year; the ministry coordinates and has signed, the kabupaten has not."""
    made = save_kawasan(
        None,
        name=NAME,
        kind=Kawasan.Kind.PORT,
        basis=f"Surat Tim Nasional Stranas PK nomor 17 tahun {today.year}",
        coordinator=ministry,
        instansi=[ministry, kabupaten],
        actor=system,
    )
    sides = ((ministry, "KSOP-TKC", "admin-kem", "ketua-kem"), (kabupaten, unit, "admin", "ketua2"))
    for instansi, code, admin, who in sides:
        set_units(made, instansi, units=[instansi.units.get(code=code)], actor=person(admin))
        set_seats(made, instansi, people=[person(who)], actor=person(admin))
    policy = PolicyVersion.objects.get(code="policy-2024")
    year = open_kawasan_year(made, year=today.year, policy=policy, actor=person("admin-kem"))
    scored = [Scored(code, Fraction(SCORED[code][0]), SCORED[code][1], 0) for code in CODES]
    save_scores(year.pk, changes=scored, actor=person("ketua2"))
    for aspect, url, title in LINKED:
        brought = Brought(aspect=aspect, url=url, title=title)
        bring_evidence(year.pk, brought=brought, actor=person("ketua-kem"))
    minutes = Brought(
        aspect="evaluasi",
        file=BytesIO(pdf("Notulen evaluasi bersama", MINUTES, ())),
        filename="notulen-evaluasi.pdf",
    )
    bring_evidence(year.pk, brought=minutes, actor=person("ketua2"))
    sign_integration(year.pk, seen=integration(year).content_hash, actor=person("ketua-kem"))
    return made
