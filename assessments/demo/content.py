"""Who and what the demo shows. All names of people are invented; the kabupaten does not exist."""

from dataclasses import dataclass

YEAR = 2026
PASSWORD = "zona-integritas-2026"  # noqa: S105 - the demo's password, printed by `./dev run`


@dataclass(frozen=True)
class DemoUnit:
    """A unit of the demo: `state` is the state it reaches in the demo year, `profile` how well it answers."""

    code: str
    name: str
    head: str
    head_post: str
    level: str
    core: bool
    kind: str
    state: str
    profile: str
    target: str = "WBK"


INSTANSI = {
    "code": "kab-suryamukti",
    "name": "Pemerintah Kabupaten Suryamukti",
    "kind": "kabupaten",
    "leader_name": "Dr. H. Bambang Wicaksono Adiningrat, S.H., M.Si.",
    "leader_post": "Bupati Suryamukti",
    "city": "Suryamukti",
}

UNITS = (
    DemoUnit(
        "PKM-01",
        "UPTD Puskesmas Rawat Inap Karangsari Kecamatan Wanasari Kidul",
        "dr. Ni Luh Ayu Pradnyaswari",
        "Kepala Puskesmas",
        "lower",
        True,
        "",
        "penilaian_mandiri",
        "strong",
    ),
    DemoUnit(
        "DKC",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Drs. Agus Hermawan Prasetyo, M.A.P.",
        "Kepala Dinas",
        "jpt_pratama",
        True,
        "Disdukcapil",
        "penilaian_tpi",
        "strong",
    ),
    DemoUnit(
        "RSUD",
        "Rumah Sakit Umum Daerah dr. Soeroso Mangunkusumo",
        "dr. Retno Wulandari Kusumaningrum, Sp.PD., M.Kes.",
        "Direktur",
        "jpt_pratama",
        True,
        "RSUD",
        "selesai_tpi",
        "excellent",
    ),
    DemoUnit(
        "PTSP",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Ir. Yohanes Suryanto Nugroho, M.T.",
        "Kepala Dinas",
        "jpt_pratama",
        True,
        "PTSP",
        "diusulkan",
        "excellent",
    ),
    DemoUnit(
        "SAMSAT",
        "UPT Pengelolaan Pendapatan Daerah (Samsat) Suryamukti",
        "Siti Khadijah Nurhasanah, S.E., M.M.",
        "Kepala UPT",
        "lower",
        True,
        "Samsat",
        "penilaian_tpn",
        "excellent",
    ),
    DemoUnit(
        "DIKBUD",
        "Dinas Pendidikan dan Kebudayaan",
        "Dra. Maria Magdalena Simanjuntak, M.Pd.",
        "Kepala Dinas",
        "jpt_pratama",
        True,
        "Layanan pendidikan",
        "wbk",
        "excellent",
    ),
    DemoUnit(
        "DISNAKER",
        "Dinas Tenaga Kerja, Transmigrasi, dan Perindustrian",
        "H. Muhammad Ridwan Fadhillah, S.Sos., M.Si.",
        "Kepala Dinas",
        "jpt_pratama",
        True,
        "Layanan ketenagakerjaan",
        "belum_memenuhi",
        "excellent",
    ),
    DemoUnit(
        "PKM-02",
        "UPTD Puskesmas Tanjung Merak",
        "dr. Andi Baso Tenriawaru",
        "Kepala Puskesmas",
        "lower",
        True,
        "",
        "penilaian_mandiri",
        "weak",
    ),
    DemoUnit(
        "KEC-WSR",
        "Kecamatan Wanasari Kidul",
        "Slamet Riyadi Wibisono, S.STP., M.Si.",
        "Camat",
        "lower",
        True,
        "",
        "penilaian_tpi",
        "medium",
    ),
    DemoUnit(
        "BKPSDM",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "Dr. Dewi Sartika Maharani, M.Si.",
        "Kepala Badan",
        "jpt_pratama",
        False,
        "",
        "pembangunan",
        "medium",
    ),
    DemoUnit(
        "BAPENDA",
        "Badan Pendapatan Daerah",
        "Teuku Iskandar Muda Nasution, S.E., Ak.",
        "Kepala Badan",
        "jpt_pratama",
        True,
        "",
        "pencanangan",
        "medium",
    ),
    DemoUnit(
        "DISHUB",
        "Dinas Perhubungan",
        "Yulianus Kambuaya Wanggai, S.T.",
        "Kepala Dinas",
        "jpt_pratama",
        True,
        "",
        "terdaftar",
        "weak",
    ),
)

OTHER_INSTANSI = {
    "code": "kota-bahari",
    "name": "Pemerintah Kota Bahari Jaya",
    "kind": "kota",
    "time_zone": "Asia/Jayapura",
    "leader_name": "Hj. Fransiska Mandowen, S.I.P.",
    "leader_post": "Wali Kota Bahari Jaya",
    "city": "Bahari Jaya",
}
OTHER_UNIT = DemoUnit(
    "DUKCAPIL",
    "Dinas Kependudukan dan Pencatatan Sipil Kota Bahari Jaya",
    "Markus Rumbiak, S.Sos.",
    "Kepala Dinas",
    "jpt_pratama",
    True,
    "Disdukcapil",
    "penilaian_mandiri",
    "medium",
)

# username, name, role, unit code ("" = instansi), pokja areas
PEOPLE = (
    ("admin", "Endang Purwaningsih Rahayu, S.E., CGCAE.", "admin_inspektorat", "", ()),
    ("bupati", "Dr. H. Bambang Wicaksono Adiningrat, S.H., M.Si.", "pimpinan_instansi", "", ()),
    ("kapus", "dr. Ni Luh Ayu Pradnyaswari", "pimpinan_unit", "PKM-01", ()),
    ("petugas", "Rizky Aditya Firmansyah, A.Md.Kep.", "petugas_unit", "PKM-01", ()),
    ("pokja", "Sri Mulatsih Handayani, S.K.M.", "petugas_unit", "PKM-01", ("MP", "PP")),
    ("kadisdukcapil", "Drs. Agus Hermawan Prasetyo, M.A.P.", "pimpinan_unit", "DKC", ()),
    ("petugas-dkc", "Wahyu Kurniawan Saputra, S.Kom.", "petugas_unit", "DKC", ()),
)
TEAMS = (
    (
        "Tim I",
        "700/21/INSP/2026",
        ("PKM-01", "DKC", "RSUD", "PTSP", "SAMSAT", "DIKBUD", "DISNAKER"),
        (
            ("ketua", "Hendra Gunawan Sitompul, S.E., M.Ak., CFrA.", "ketua_tpi", "apip"),
            ("anggota", "Nur Aini Rachmawati, S.Ak.", "anggota_tpi", "apip"),
            ("anggota2", "I Gede Putu Wirawan, S.H.", "anggota_tpi", "other"),
            ("pengendali", "Lukman Hakim Siregar, Ak., M.M., CA.", "pengendali_teknis", "apip"),
        ),
    ),
    (
        "Tim II",
        "700/22/INSP/2026",
        ("PKM-02", "KEC-WSR", "BKPSDM", "BAPENDA", "DISHUB"),
        (
            ("ketua2", "Ratna Kartikasari Soedarmo, S.E., M.Si.", "ketua_tpi", "apip"),
            ("anggota3", "Abdul Rahman Tuanaya, S.STP.", "anggota_tpi", "apip"),
        ),
    ),
)

NOTES = (
    "SK tim ditetapkan {year} oleh {post}; anggota mewakili seluruh unsur pelayanan dan tata usaha.",
    "Dibahas pada rapat bulanan dan ditindaklanjuti; notulen dan daftar hadir ada di bukti.",
    "Diterapkan pada seluruh loket sejak Februari {year}. Evaluasi triwulan I sudah selesai.",
    "Masih berproses: draf sudah dibahas dengan Bagian Organisasi, menunggu pengesahan.",
    "Dilaksanakan sesuai rencana kerja; capaian dilaporkan kepada pimpinan setiap triwulan.",
    "Publikasi melalui papan informasi, laman resmi, dan media sosial unit.",
)
TPI_NOTES = (
    "Bukti hanya memuat dua dari empat triwulan; nilai disesuaikan.",
    "Tindak lanjut belum seluruhnya terbukti pada saat verifikasi lapangan.",
    "Notulen ada, tetapi keterlibatan pimpinan tidak tampak pada daftar hadir.",
    "SOP diterapkan, namun belum dievaluasi pada tahun berjalan.",
)
CONSIDERATIONS = {
    "komitmen": "Pimpinan memimpin sendiri rapat pemantauan setiap triwulan; pegawai memahami target pokjanya.",
    "kualitas_dan_data_dukung": "Bukti lengkap dan mutakhir pada sebagian besar pertanyaan; kelemahan dicatat.",
    "inovasi": "Antrean daring dan loket ramah difabel berdampak pada waktu layanan.",
    "survei": "Survei mandiri memakai responden yang cukup dan seimbang antarjenis layanan.",
    "kinerja_dan_tren": "Capaian kinerja naik dibanding dua tahun terakhir.",
}
