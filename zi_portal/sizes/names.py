"""Names of instansi, units and people as long as real ones, the same for the same number."""

from random import Random

PLACES = (
    "Sukamaju Makmur",
    "Karangindah",
    "Bahari Jaya",
    "Lembah Sejahtera",
    "Tanjung Harapan",
    "Muara Sentosa",
    "Gunung Mekar",
    "Pulau Seribu Lestari",
    "Hulu Sungai Permai",
    "Padang Rejo",
    "Teluk Bintang",
    "Bukit Raya",
    "Kepulauan Anugerah",
    "Ogan Lestari Timur",
)
FIRST = (
    "Abdurrahman",
    "Sri Wahyuningsih",
    "Maria Magdalena",
    "I Gusti Ngurah",
    "Muhammad Fadhil",
    "Ni Luh Putu",
    "Theresia Yuliana",
    "Raden Ajeng",
    "Bambang",
    "Siti Nurhaliza",
    "Yohanes",
    "Fransiska",
)
LAST = (
    "Kusumawardhani",
    "Simanjuntak",
    "Tenriawaru",
    "Situmorang",
    "Hadiningrat",
    "Mangkunegara",
    "Wairara",
    "Nasution",
    "Suryaningrum",
    "Pattiwael",
    "Notohadiprojo",
    "Lumbantoruan",
)
TITLES = ("S.E., M.Si.", "S.Sos., M.A.P.", "S.H., M.H.", "S.Kom., M.T.I.", "Ak., M.Ak., CGCAE.", "S.STP.")
OFFICES = (
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    "Dinas Kependudukan dan Pencatatan Sipil",
    "Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana",
    "Badan Perencanaan Pembangunan Daerah, Penelitian, dan Pengembangan",
    "Unit Pelaksana Teknis Daerah Pusat Kesehatan Masyarakat",
    "Rumah Sakit Umum Daerah Tipe C",
    "Kantor Pelayanan Pajak Pratama",
    "Balai Pengawasan dan Sertifikasi Benih Tanaman Pangan dan Hortikultura",
    "Kantor Wilayah Direktorat Jenderal Perbendaharaan Negara",
    "Kecamatan",
)
KINDS = {
    "kl": "Kementerian Koordinator Bidang",
    "provinsi": "Pemerintah Provinsi",
    "kabupaten": "Pemerintah Kabupaten",
    "kota": "Pemerintah Kota",
}


def instansi_name(kind: str, number: int) -> str:
    """The name of the instansi with this number."""
    return f"{KINDS[kind]} {PLACES[number % len(PLACES)]} {roman(number // len(PLACES) + 1)}"


def unit_name(seed: int, number: int) -> str:
    """The name of the unit with this number."""
    dice = Random(f"{seed}/unit/{number}")  # noqa: S311 - names, no secrets
    return f"{dice.choice(OFFICES)} {dice.choice(PLACES)} {number}"


def person_name(seed: int, number: int) -> str:
    """The full name, with titles, of the person with this number."""
    dice = Random(f"{seed}/person/{number}")  # noqa: S311 - names, no secrets
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}, {dice.choice(TITLES)}"


def roman(number: int) -> str:
    """A Roman number, as places of one name are told apart."""
    told = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            told, number = told + sign, number - value
    return told
