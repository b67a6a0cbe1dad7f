"""A ministry, where the level above assesses before TPI does. It is invented, like everybody in it."""

from assessments.demo.content import DemoInstansi, DemoPerson, DemoSeat, DemoTeam, DemoUnit

# What notes.yaml calls by the names of a kabupaten.
WORDS = (
    ("kepala perangkat daerah", "direktur jenderal"),
    ("kabupaten", "kementerian"),
    ("APBD", "APBN"),
    ("BKPSDM", "Biro Kepegawaian"),
    ("Bagian Organisasi", "Biro Organisasi"),
    ("Diskominfo", "Pusat Data"),
)
DITJEN = "DITJEN-PLR"


def _below(code: str, name: str, head: str, post: str, **more) -> DemoUnit:
    """A unit below the directorate general."""
    return DemoUnit(code, name, head, post, level="lower", parent=DITJEN, words=WORDS, **more)


KEMENTERIAN = DemoInstansi(
    code="kem-kebandaran",
    name="Kementerian Kebandaran dan Pelayaran Rakyat",
    kind="kl",
    leader="Prof. Dr. Ir. Sulistyowati Mangkualam, M.Sc.",
    post="Menteri Kebandaran dan Pelayaran Rakyat",
    city="Jakarta",
    units=(
        DemoUnit(
            code=DITJEN,
            name="Direktorat Jenderal Pelayaran Rakyat",
            head="Dr. Capt. Hasanuddin Mappatoba, M.Mar.",
            post="Direktur Jenderal",
            staff=164,
            level="jpt_madya",
            state="penilaian_tpi",
            profile="strong",
            words=WORDS,
        ),
        _below(
            "KSOP-TKC",
            "Kantor Kesyahbandaran dan Otoritas Pelabuhan Teluk Kencana",
            "Capt. Bernadus Laksana Putra, M.Mar.",
            "Kepala Kantor",
            staff=88,
            state="pendahuluan",
            profile="strong",
            first="begun",
            rich=True,
        ),
        _below(
            "UPP-SGR",
            "Kantor Unit Penyelenggara Pelabuhan Sungai Rimba",
            "Ir. Masniari Lubis, M.T.",
            "Kepala Kantor",
            staff=41,
            state="pendahuluan",
            profile="excellent",
            first="assessed",
        ),
        _below(
            "KSOP-PBR",
            "Kantor Kesyahbandaran dan Otoritas Pelabuhan Pulau Baru",
            "Capt. Johanis Tuhumury, S.SiT.",
            "Kepala Kantor",
            staff=73,
            state="penilaian_tpi",
            profile="excellent",
            first="fit",
        ),
        _below(
            "BTKP-TJA",
            "Balai Teknologi Keselamatan Pelayaran Tanjung Asih",
            "Dra. Kurniasih Wulandari, M.Si.",
            "Kepala Balai",
            staff=52,
            state="penilaian_mandiri",
            profile="weak",
            first="not_fit",
        ),
    ),
    people=(
        DemoPerson("admin-kem", "Ratih Puspitasari Wardhani, S.E., CGCAE.", "admin_inspektorat"),
        DemoPerson("menteri", "Prof. Dr. Ir. Sulistyowati Mangkualam, M.Sc.", "pimpinan_instansi"),
        DemoPerson("penilai", "Agustinus Kurnia Sembiring, S.T., M.M.Tr.", "penilai_pendahuluan", DITJEN),
        DemoPerson("penilai2", "Nur Laila Hasbullah, S.H., M.H.", "penilai_pendahuluan", DITJEN),
        DemoPerson("petugas-ditjen", "Gilang Ramadhan Pratama, S.Kom.", "petugas_unit", DITJEN),
        DemoPerson("kepala-tkc", "Capt. Bernadus Laksana Putra, M.Mar.", "pimpinan_unit", "KSOP-TKC"),
        DemoPerson("petugas-tkc", "Melati Kusumastuti, A.Md.", "petugas_unit", "KSOP-TKC"),
        DemoPerson("petugas-sgr", "Abdul Karim Pasaribu, S.E.", "petugas_unit", "UPP-SGR"),
        DemoPerson("petugas-pbr", "Yolanda Wattimena, S.AP.", "petugas_unit", "KSOP-PBR"),
        DemoPerson("kepala-tja", "Dra. Kurniasih Wulandari, M.Si.", "pimpinan_unit", "BTKP-TJA"),
        DemoPerson("petugas-tja", "Dimas Anggoro Seto, S.T.", "petugas_unit", "BTKP-TJA"),
    ),
    teams=(
        DemoTeam(
            name="Tim Inspektorat Jenderal",
            number=31,
            units=(DITJEN, "KSOP-TKC", "UPP-SGR", "KSOP-PBR", "BTKP-TJA"),
            seats=(
                DemoSeat("ketua-kem", "Suryo Adi Nugroho, Ak., M.Ak., CA.", "ketua_tpi"),
                DemoSeat("anggota-kem", "Ni Kadek Sri Utami, S.E.", "anggota_tpi"),
                DemoSeat("anggota2-kem", "Fauzan Alamsyah, S.H.", "anggota_tpi", "Biro Organisasi"),
                DemoSeat("pengendali-kem", "Hj. Rosmawati Djafar, Ak., M.M.", "pengendali_teknis"),
            ),
        ),
    ),
)
