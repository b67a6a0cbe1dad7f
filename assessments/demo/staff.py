"""Staff lists of the demo with their pakta integritas: most signed together, some at their pelantikan, some not yet."""

from __future__ import annotations

from datetime import date, timedelta

from assessments.demo.answers import dice, pick
from assessments.demo.content import DemoInstansi, DemoUnit
from assessments.demo.papers import Paper
from assessments.models import Employee
from assessments.services.signing_pakta import sign_pakta
from assessments.services.staff import Wanted, save_employees
from assessments.staff_places import StaffPlace
from units.models import Instansi, User

MEN = (
    *(
        "Muhammad Fadhlurrahman",
        "I Gusti Ngurah Bagus",
        "Bambang",
        "Yohanes Baptista",
        "Andi Baso",
        "Teuku",
        "Agus",
    ),
    *(
        "Raden Mas Suryo",
        "Ahmad Zulkarnaen",
        "Stefanus",
        "La Ode",
        "Petrus Kanisius",
        "Dedi",
        "Hendra",
        "Arif",
    ),
)
WOMEN = (
    *(
        "Ni Luh Putu Eka",
        "Siti Nurhaliza",
        "Maria Goreti",
        "Cut Nyak",
        "Dewi",
        "Sri Wahyuningsih",
        "Rr. Kartika",
    ),
    *("Fransiska", "Nur Aisyah", "Yuliana", "Baiq", "Endang", "Ratna", "Theresia", "Wa Ode"),
)
FAMILIES = (
    *(
        "Prasetyo Hadisoemarto",
        "Simanjuntak",
        "Rahmawati Kusumaningtyas",
        "Al-Banjari",
        "Situmorang",
        "Wardhani",
    ),
    *(
        "Tenriawaru",
        "Nasution",
        "Wibisono",
        "Kambuaya",
        "Pattiasina",
        "Hutabarat",
        "Sulistyowati",
        "Maharani",
    ),
    *("Lesmana", "Tuasikal", "Adiningrat", "Purwaningsih", "Siregar", "Mangunkusumo", "Handayani", "Rumbiak"),
)
DEGREES = ("", "", "", ", S.E.", ", S.Sos.", ", S.H., M.H.", ", A.Md.", ", S.Kom.", ", S.A.P., M.A.P.")
POSTS = (
    *(
        "Analis Kebijakan Ahli Muda",
        "Pengadministrasi Perkantoran",
        "Arsiparis Terampil",
        "Bendahara Pengeluaran",
    ),
    *(
        "Pranata Komputer Ahli Pertama",
        "Pengelola Layanan Operasional",
        "Perencana Ahli Muda",
        "Penata Layanan",
    ),
)
CARE = (
    "Perawat Ahli Muda",
    "Bidan Terampil",
    "Dokter Ahli Pertama",
    "Apoteker Ahli Muda",
    "Nutrisionis Terampil",
)
NEAR_THE_TOP = (
    "Staf Ahli",
    "Kepala Bagian Organisasi",
    "Kepala Bagian Protokol",
    "Analis Kebijakan Ahli Madya",
)
OWN = 18  # of the instansi itself
TOGETHER, CAME, LEFT = 138, 60, 40  # days before today: signed together, came later, left


def build_staff(demo: DemoInstansi, instansi: Instansi, *, paper: Paper, today: date, admin: User) -> None:
    """Write the lists of the instansi itself and of all its units, through the services that people use."""
    used: set[str] = set()
    places = [
        (StaffPlace(instansi), None),
        *((StaffPlace(instansi, _unit(instansi, u)), u) for u in demo.units),
    ]
    for place, unit in places:
        rows = _rows(demo, place, unit, today, used)
        stored = save_employees(
            instansi, wanted=[Wanted(None, place.owner | row) for row in rows], actor=admin
        )
        _sign(place, unit, stored, paper, today, admin)


def _unit(instansi: Instansi, unit: DemoUnit):
    found = instansi.units.get(code=unit.code)
    found.instansi = instansi
    return found


def _rows(
    demo: DemoInstansi, place: StaffPlace, unit: DemoUnit | None, today: date, used: set[str]
) -> list[dict]:
    """The head, people with an account there, then everybody else; beyond the staff those who left."""
    key = unit.code if unit else demo.code
    head = (unit.head, unit.post) if unit else (demo.leader, demo.post)
    named = [p.name for p in demo.people if unit and p.unit == unit.code and p.name != unit.head]
    size = unit.staff if unit else OWN
    rows = [
        {
            "name": head[0],
            "post": head[1],
            "leads": True,
            "nip": _nip(key, 0, used, 1 + dice(key, "head") % 2),
        }
    ]
    for n in range(1, size + max(1, size // 20)):
        sex = 1 + dice(key, n, "sex") % 2
        given = pick(MEN if sex == 1 else WOMEN, key, n, "given")
        made = f"{given} {pick(FAMILIES, key, n, 'family')}{pick(DEGREES, key, n, 'degree')}"
        row = {"name": named[n - 1] if n <= len(named) else made, "post": _post(unit, key, n)}
        row["nip"] = "" if dice(key, n, "contract") < 90 else _nip(key, n, used, sex)
        if not row["nip"]:
            row["name"] = f"{given} {pick(FAMILIES, key, n, 'family')} {n}"
        if n >= size:
            row["left_on"] = today - timedelta(days=LEFT + n - size)
        elif dice(key, n, "late") < 40:
            row["joined_on"] = today - timedelta(days=CAME)
        rows.append(row)
    return rows


def _post(unit: DemoUnit | None, key: str, n: int) -> str:
    if unit is None:
        return pick(NEAR_THE_TOP, key, n, "post")
    care = "Puskesmas" in unit.name or "Rumah Sakit" in unit.name
    return pick((*CARE, *CARE, *POSTS) if care else POSTS, key, n, "post")


def _nip(key: str, n: int, used: set[str], sex: int) -> str:
    """Eighteen digits by their form: birth date, month of appointment, sex, running number."""
    born = date(1968, 1, 1) + timedelta(days=31 * (dice(key, n, "born") % 360) + dice(key, n, "day") % 28)
    start = f"{born.year + 23 + dice(key, n, 'start') % 4}{1 + dice(key, n, 'month') % 12:02}"
    number = 1
    while (nip := f"{born:%Y%m%d}{start}{sex}{number:03}") in used:
        number += 1
    used.add(nip)
    return nip


def _sign(
    place: StaffPlace, unit: DemoUnit | None, rows: list[Employee], paper: Paper, today: date, admin: User
) -> None:
    """Most together, with one scan; of a unit that only registered fewer than half; late ones at their pelantikan."""
    key = place.short
    share = 420 if unit is not None and unit.state == "terdaftar" else 900
    scan = paper.keep(**place.owner, actor=admin, role="Admin inspektorat")
    there = [row for row in rows if row.joined_on is None]
    together = [row.pk for n, row in enumerate(there) if row.leads or dice(key, n, "signs") < share]
    late = [row.pk for row in rows if row.joined_on is not None][::2]
    told = {"seen": "", "actor": admin}
    sign_pakta(
        place,
        chosen=together,
        on=today - timedelta(days=TOGETHER),
        occasion=Employee.Occasion.MASSAL,
        scan=scan,
        **told,
    )
    day = today - timedelta(days=CAME - 1)
    sign_pakta(place, chosen=late, on=day, occasion=Employee.Occasion.PELANTIKAN, scan=None, **told)
