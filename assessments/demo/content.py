"""Who and what the demo shows. All people are invented; neither the kabupaten nor the kota exists."""

from dataclasses import dataclass

PASSWORD = "zona-integritas-2026"  # noqa: S105 - the demo's password, printed by `./dev run`
MAIL = "example.org"  # a reserved domain: no mail of the demo reaches anybody


@dataclass(frozen=True)
class DemoUnit:
    """A unit of the demo.

    `state` is where it stands in the demo year, `profile` how well it answers, `target` the predicate that it
    aims at. `before` is (state, profile) of the year before, when it took part. `answered` is the share of
    questions answered while penilaian mandiri is open, in percent. A `rich` unit shows more evidence than others.
    `parent` is the code of the unit above. `first`: how far the penilaian pendahuluan came (begun, assessed, fit,
    not_fit), "" where there is none. `words` are put for others in the notes.
    """

    code: str
    name: str
    head: str
    post: str
    staff: int
    state: str
    profile: str
    level: str = "jpt_pratama"
    core: bool = True
    kind: str = ""
    target: str = "WBK"
    before: tuple[str, str] | None = None
    answered: int = 100
    rich: bool = False
    parent: str = ""
    first: str = ""
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DemoPerson:
    """A named account: one role in one place. `unit` is a unit's code, "" where the role is the instansi's."""

    username: str
    name: str
    role: str
    unit: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoSeat:
    """A seat in a TPI team; `origin` names another unit, "" is the APIP."""

    username: str
    name: str
    seat: str
    origin: str = ""


@dataclass(frozen=True)
class DemoTeam:
    """A TPI team: the same people and, as far as they take part, the same units in both years."""

    name: str
    number: int
    units: tuple[str, ...]
    seats: tuple[DemoSeat, ...]


@dataclass(frozen=True)
class DemoInstansi:
    """An instansi with its units and people."""

    code: str
    name: str
    kind: str
    leader: str
    post: str
    city: str
    units: tuple[DemoUnit, ...]
    people: tuple[DemoPerson, ...]
    teams: tuple[DemoTeam, ...] = ()
    zone: str = "Asia/Jakarta"


SYSTEM = ("sistem", "Indra Permana Kusuma, S.Kom., M.T.I.")

UNITS = (
    DemoUnit(
        code="PKM-01",
        name="UPTD Puskesmas Rawat Inap Karangsari Kecamatan Wanasari Kidul",
        head="dr. Ni Luh Ayu Pradnyaswari",
        post="Kepala Puskesmas",
        staff=57,
        level="lower",
        kind="Puskesmas",
        state="penilaian_mandiri",
        profile="strong",
        answered=80,
        rich=True,
        before=("selesai_tpi", "medium"),
    ),
    DemoUnit(
        code="PKM-02",
        name="UPTD Puskesmas Tanjung Merak",
        head="dr. Andi Baso Tenriawaru",
        post="Kepala Puskesmas",
        staff=34,
        level="lower",
        kind="Puskesmas",
        state="perbaikan",
        profile="medium",
    ),
    DemoUnit(
        code="DKC",
        name="Dinas Kependudukan dan Pencatatan Sipil",
        head="Drs. Agus Hermawan Prasetyo, M.A.P.",
        post="Kepala Dinas",
        staff=72,
        kind="Disdukcapil",
        state="penilaian_tpi",
        profile="strong",
        rich=True,
    ),
    DemoUnit(
        code="RSUD",
        name="Rumah Sakit Umum Daerah dr. Soeroso Mangunkusumo",
        head="dr. Retno Wulandari Kusumaningrum, Sp.PD., M.Kes.",
        post="Direktur",
        staff=412,
        kind="RSUD",
        state="selesai_tpi",
        profile="excellent",
        rich=True,
    ),
    DemoUnit(
        code="PTSP",
        name="Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        head="Ir. Yohanes Suryanto Nugroho, M.T.",
        post="Kepala Dinas",
        staff=48,
        kind="PTSP",
        state="diusulkan",
        profile="outstanding",
        target="WBBM",
        before=("wbk", "excellent"),
    ),
    DemoUnit(
        code="KEC-WSR",
        name="Kecamatan Wanasari Kidul",
        head="Slamet Riyadi Wibisono, S.STP., M.Si.",
        post="Camat",
        staff=29,
        level="lower",
        kind="Kecamatan",
        state="penilaian_tpn",
        profile="excellent",
    ),
    DemoUnit(
        code="SAMSAT",
        name="UPT Pengelolaan Pendapatan Daerah (Samsat) Suryamukti",
        head="Siti Khadijah Nurhasanah, S.E., M.M.",
        post="Kepala UPT",
        staff=38,
        level="lower",
        kind="Samsat",
        state="wbbm",
        profile="outstanding",
        target="WBBM",
        before=("wbk", "excellent"),
    ),
    DemoUnit(
        code="DIKBUD",
        name="Dinas Pendidikan dan Kebudayaan",
        head="Dra. Maria Magdalena Simanjuntak, M.Pd.",
        post="Kepala Dinas",
        staff=96,
        kind="Layanan pendidikan",
        state="wbk",
        profile="excellent",
        before=("belum_memenuhi", "excellent"),
    ),
    DemoUnit(
        code="DISNAKER",
        name="Dinas Tenaga Kerja, Transmigrasi, dan Perindustrian",
        head="H. Muhammad Ridwan Fadhillah, S.Sos., M.Si.",
        post="Kepala Dinas",
        staff=54,
        kind="Layanan ketenagakerjaan",
        state="belum_memenuhi",
        profile="excellent",
    ),
    DemoUnit(
        code="BKPSDM",
        name="Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        head="Dr. Dewi Sartika Maharani, M.Si.",
        post="Kepala Badan",
        staff=45,
        core=False,
        state="pembangunan",
        profile="medium",
    ),
    DemoUnit(
        code="BAPENDA",
        name="Badan Pendapatan Daerah",
        head="Teuku Iskandar Muda Nasution, S.E., Ak.",
        post="Kepala Badan",
        staff=63,
        kind="Pendapatan daerah",
        state="pencanangan",
        profile="medium",
        before=("dicabut", "excellent"),
    ),
    DemoUnit(
        code="DISHUB",
        name="Dinas Perhubungan",
        head="Yulianus Kambuaya Wanggai, S.T.",
        post="Kepala Dinas",
        staff=81,
        state="terdaftar",
        profile="weak",
    ),
)

TEAMS = (
    DemoTeam(
        name="Tim I",
        number=21,
        units=("PKM-01", "DKC", "RSUD", "PTSP", "DIKBUD", "DISNAKER"),
        seats=(
            DemoSeat("ketua", "Hendra Gunawan Sitompul, S.E., M.Ak., CFrA.", "ketua_tpi"),
            DemoSeat("anggota", "Nur Aini Rachmawati, S.Ak.", "anggota_tpi"),
            DemoSeat("anggota2", "I Gede Putu Wirawan, S.H.", "anggota_tpi", "Bagian Organisasi Setda"),
            DemoSeat("pengendali", "Lukman Hakim Siregar, Ak., M.M., CA.", "pengendali_teknis"),
        ),
    ),
    DemoTeam(
        name="Tim II",
        number=22,
        units=("PKM-02", "KEC-WSR", "SAMSAT", "BKPSDM", "BAPENDA", "DISHUB"),
        seats=(
            DemoSeat("ketua2", "Ratna Kartikasari Soedarmo, S.E., M.Si.", "ketua_tpi"),
            DemoSeat("anggota3", "Abdul Rahman Tuanaya, S.STP.", "anggota_tpi"),
            DemoSeat("anggota4", "Theresia Novita Lengkong, S.Kom.", "anggota_tpi", "Diskominfo"),
        ),
    ),
)

# A unit without a named pimpinan or petugas gets pimpinan-<code> (its head) and petugas-<code>.
PEOPLE = (
    DemoPerson("admin", "Endang Purwaningsih Rahayu, S.E., CGCAE.", "admin_inspektorat"),
    DemoPerson("bupati", "Dr. H. Bambang Wicaksono Adiningrat, S.H., M.Si.", "pimpinan_instansi"),
    DemoPerson("kapus", "dr. Ni Luh Ayu Pradnyaswari", "pimpinan_unit", "PKM-01"),
    DemoPerson("petugas", "Rizky Aditya Firmansyah, A.Md.Kep.", "petugas_unit", "PKM-01"),
    DemoPerson("pokja", "Sri Mulatsih Handayani, S.K.M.", "petugas_unit", "PKM-01", ("MP", "PP")),
    DemoPerson("petugas-pkm-02", "Fitriani Daeng Ngai, A.Md.Keb.", "petugas_unit", "PKM-02"),
    DemoPerson("petugas-dkc", "Wahyu Kurniawan Saputra, S.Kom.", "petugas_unit", "DKC"),
    DemoPerson("petugas-rsud", "Anastasia Dian Permatasari, S.Kep., Ners.", "petugas_unit", "RSUD"),
    DemoPerson("petugas-ptsp", "Muhammad Ilham Ramadhan, S.H.", "petugas_unit", "PTSP"),
    DemoPerson("petugas-kec-wsr", "Yuni Astuti Wulandari, S.AP.", "petugas_unit", "KEC-WSR"),
    DemoPerson("petugas-samsat", "Kadek Surya Dharma, S.E.", "petugas_unit", "SAMSAT"),
    DemoPerson("petugas-dikbud", "Lestari Ningrum Hapsari, S.Pd.", "petugas_unit", "DIKBUD"),
    DemoPerson("petugas-disnaker", "Rudi Hartono Simbolon, S.Sos.", "petugas_unit", "DISNAKER"),
    DemoPerson("petugas-bkpsdm", "Aulia Rahma Fadilah, S.Psi.", "petugas_unit", "BKPSDM"),
    DemoPerson("petugas-bapenda", "Cut Meutia Zahra, S.E.", "petugas_unit", "BAPENDA"),
    DemoPerson("petugas-dishub", "Bonifasius Yoku, A.Md.", "petugas_unit", "DISHUB"),
)

KABUPATEN = DemoInstansi(
    code="kab-suryamukti",
    name="Pemerintah Kabupaten Suryamukti",
    kind="kabupaten",
    leader="Dr. H. Bambang Wicaksono Adiningrat, S.H., M.Si.",
    post="Bupati Suryamukti",
    city="Suryamukti",
    units=UNITS,
    people=PEOPLE,
    teams=TEAMS,
)

KOTA = DemoInstansi(
    code="kota-bahari",
    name="Pemerintah Kota Bahari Jaya",
    kind="kota",
    leader="Hj. Fransiska Mandowen, S.I.P.",
    post="Wali Kota Bahari Jaya",
    city="Bahari Jaya",
    zone="Asia/Jayapura",
    units=(
        DemoUnit(
            code="DUKCAPIL",
            name="Dinas Kependudukan dan Pencatatan Sipil Kota Bahari Jaya",
            head="Markus Rumbiak, S.Sos.",
            post="Kepala Dinas",
            staff=41,
            kind="Disdukcapil",
            state="penilaian_mandiri",
            profile="medium",
            answered=55,
        ),
    ),
    people=(
        DemoPerson("admin-bahari", "Yosephine Wambrauw, S.E.", "admin_inspektorat"),
        DemoPerson("walikota", "Hj. Fransiska Mandowen, S.I.P.", "pimpinan_instansi"),
        DemoPerson("petugas-dukcapil", "Alfius Mandosir, S.Kom.", "petugas_unit", "DUKCAPIL"),
    ),
)
