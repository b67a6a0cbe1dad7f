"""Development only: every component of templates/components/ in every state, with invented data.

One entry a component, one example a state: what the state is called, and the component's arguments. The gallery
shows each on a light and on a dark side; `side` keeps ids and names of the two apart.
"""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from assessments.guidance.hints import HINTS
from assessments.models import State

Examples = list[tuple[str, dict[str, Any]]]

KINDS = ("belum", "berjalan", "selesai", "perlu", "gagal")
AREAS = {
    "MP": "Manajemen perubahan",
    "TT": "Penataan tata laksana",
    "SDM": "Penataan sistem manajemen SDM",
    "AK": "Penguatan akuntabilitas",
    "PW": "Penguatan pengawasan",
    "PP": "Peningkatan kualitas pelayanan publik",
}
LONG = (
    "Balai Besar Pengujian Perangkat Telekomunikasi dan Pelayanan Perizinan Terpadu Satu Pintu Kawasan Timur"
)
# The page itself shows these, once: they carry ids of their own or belong in its head.
FRAME = frozenset({"confirm_dialog", "messages", "stylesheets", "user_menu"})


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Nama unit kerja", help_text="Seperti tertulis dalam peraturan pembentukannya."
    )
    number = forms.CharField(label="Nomor surat keputusan", max_length=12)
    date = forms.DateField(label="Tanggal", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label="Jenjang", choices=[("", "Pilih jenjang"), ("p", "JPT pratama")])
    text = forms.CharField(label="Catatan", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    core = forms.BooleanField(label="Menjalankan pelayanan inti instansi", required=False)


def minima(**changed: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the rows of a threshold panel; `changed` replaces value and gap of a row (no gap: met)."""
    rows = {
        "total": ("Total", "76,12", "75,00"),
        "A": ("Pengungkit", "41,37", "40,00"),
        "BI": ("Pemerintah bersih dan akuntabel", "18,60", "18,25"),
        "BIa": ("Survei persepsi antikorupsi", "15,32", "15,75"),
        "BIb": ("Kinerja lebih baik", "3,28", "2,50"),
        "BII": ("Pelayanan publik yang prima", "16,15", "14,00"),
        "area": ("Tiap area pengungkit", "61,8%", "60%"),
    }
    result = []
    for key, (name, value, minimum) in rows.items():
        new, gap = changed.get(key, (value, ""))
        result.append({"name": name, "value": new, "minimum": minimum, "met": not gap, "gap": gap})
    return result


def hats() -> SimpleNamespace:
    """Return two invented roles, so that the header shows them also to people who are not logged in."""
    return SimpleNamespace(
        hats=(
            SimpleNamespace(label="Petugas unit", place="PKM-01 Puskesmas Tanjung Harapan"),
            SimpleNamespace(label="Anggota TPI", place="Tim 2, Kabupaten Harapan Jaya"),
        )
    )


class Person(SimpleNamespace):
    """An invented person who is logged in."""

    def __str__(self) -> str:
        return "Raden Ajeng Siti Nurhaliza Kusumawardhani Putri, S.Kep., Ners."


def person(unread: int) -> Person:
    """Return an invented person with that many unread notices."""
    return Person(pk=0, is_authenticated=True, unread_notices=unread)


def term(side: str, key: str, name: str) -> SimpleNamespace:
    """Return an invented term."""
    told = {"text": "Laporan tim tentang satu unit.", "source": "PermenPANRB 90/2021, hlm. 43"}
    return SimpleNamespace(key=f"{side}-{key}", name=name, **told)


STEPS: list[dict[str, str]] = [
    {"label": "Pencanangan", "kind": "selesai", "date": "12 Januari 2026"},
    {"label": "Pembangunan", "kind": "selesai", "date": "3 Februari 2026"},
    {"label": "Penilaian mandiri", "kind": "berjalan", "date": "sampai 31 Maret", "note": "86 dari 113"},
    {"label": "Penilaian TPI", "kind": "belum"},
    {"label": "Pengajuan", "kind": "perlu", "date": "sampai 31 Mei", "note": "surat pengantar belum ada"},
    {"label": "Penilaian TPN", "kind": "belum"},
    {"label": "Penetapan", "kind": "belum"},
]
REASONS = [
    {"message": "3 pertanyaan belum dijawab.", "url": "#", "link": "Lihat pertanyaan"},
    {"message": "Surat pengantar belum diunggah.", "url": "#", "link": "Unggah surat"},
    {"message": "Pencanangan instansi belum dicatat oleh admin inspektorat."},
]


def _form(side: str) -> Examples:
    bound = ExampleForm({"name": "Puskesmas", "number": "800/12/SK/DINKES/2026"}, auto_id=f"f-{side}-%s")
    empty = ExampleForm(auto_id=f"e-{side}-%s")
    return [
        ("terisi, dengan bantuan", {"field": bound["name"]}),
        ("ditolak", {"field": bound["number"]}),
        ("pilihan kosong", {"field": empty["level"]}),
        ("boleh kosong", {"field": empty["text"]}),
        ("boleh kosong, tetapi diminta", {"field": empty["text"], "asked": True}),
    ]


def _jobs() -> Examples:
    lhe = {"title": f"LHE {LONG} 2026", "url": "#"}
    return [
        ("menunggu", lhe | {"state": "menunggu", "cancel_url": "#"}),
        ("berjalan", lhe | {"state": "berjalan", "done": 40, "of": 113}),
        ("selesai", lhe | {"state": "selesai", "result_url": "#"}),
        (
            "selesai, dengan catatan",
            lhe | {"state": "selesai", "result_url": "#", "error": "2 unit dilewati."},
        ),
        ("gagal", lhe | {"state": "gagal", "error": "Diska penuh. Beri tahu admin sistem, lalu coba lagi."}),
        ("dibatalkan", lhe | {"state": "dibatalkan"}),
    ]


def _choices(side: str) -> Examples:
    def one(number: int, **more: Any) -> dict[str, Any]:
        key = f"choice-{side}-{number}"
        return {
            "name": key,
            "id": key,
            "value": "A",
            "criteria": "Tim sudah dibentuk lewat SK pimpinan",
        } | more

    return [
        ("biasa", one(1)),
        ("terpilih, dengan tanda", one(2, checked=True, mark="unit")),
        ("hanya baca", one(3, disabled=True)),
        ("terpilih, hanya baca", one(4, disabled=True, checked=True, criteria=f"{LONG}. " * 3)),
    ]


def examples(side: str, csrf_token: str) -> dict[str, Examples]:
    """Return the examples of every component but those of the frame: {name: [(state, arguments)]}."""
    button = {"url": "#", "csrf_token": csrf_token}
    conflict = {
        "theirs": "A — Anggota dipilih melalui prosedur yang jelas",
        "mine": "B — Sebagian unsur belum terwakili",
        "by": "Sri Wahyuni",
        "at": "14.02",
        "version": 4,
    }
    notes = {"theirs_note": "Lihat notula rapat.", "mine_note": "Unsur tenaga kontrak belum masuk tim."}
    drop = {"name": "f", "label": "Unggah bukti dukung"}
    pages = Paginator(range(60), 20)
    bar = {"area": "MP", "unit": "72.5", "text": "Manajemen perubahan 72,5%"}
    return {
        "page_head": [
            ("dengan pengantar", {"title": "Unit kerja", "lead": "12 unit membangun Zona Integritas 2026."}),
            ("area, nama panjang", {"title": f"Manajemen perubahan · {LONG}", "area": "MP"}),
        ],
        "breadcrumb": [
            (
                "tahun sebuah unit",
                {
                    "instansi": "Kabupaten Harapan Jaya",
                    "unit": "PKM-01 Puskesmas",
                    "unit_url": "#",
                    "year": "2026",
                    "state": "penilaian_mandiri",
                },
            ),
            ("nama panjang", {"instansi": "Kementerian", "instansi_url": "#", "unit": LONG, "year": "2026"}),
            ("halaman sendiri", {"here": "Pustaka"}),
        ],
        "role": [("dua peran", {"hats": hats()}), ("tanpa peran", {})],
        "bell": [(f"{n} belum dibaca", {"user": person(n)}) for n in (0, 3, 120)],
        "search": [("di kepala halaman", {"user": person(0)})],
        "hint": [
            (
                "sampai ditutup",
                {"name": "jawab", "text": HINTS["jawab"], "back": "/", "csrf_token": csrf_token},
            )
        ],
        "term": [
            ("singkatan", {"term": term(side, "1", "Laporan Hasil Evaluasi"), "written": "LHE"}),
            ("kata", {"term": term(side, "2", ""), "written": "perbaikan"}),
        ],
        "sheet_button": [("tampak pada layar kecil", {"target": "zi-menu", "label": "Bagian"})],
        "icon": [("hiasan", {"name": "send"}), ("dengan nama", {"name": "paperclip", "label": "Lampiran"})],
        "shape": [(kind, {"kind": kind, "label": kind}) for kind in KINDS],
        "state_chip": [(kind, {"kind": kind, "label": kind}) for kind in KINDS]
        + [(f"{kind}, polos", {"kind": kind, "label": kind, "bare": True}) for kind in KINDS],
        "stage_chip": [(state.value, {"state": state.value}) for state in State],
        "score_pair": [
            ("angka utama", {"value": "41,37", "of": "60", "big": True}),
            ("biasa", {"value": "41,37", "of": "60"}),
        ],
        "progress_count": [
            ("sebagian", {"done": 86, "of": 113, "bar": True}),
            ("penuh", {"done": 12, "of": 12, "bar": True, "label": "pertanyaan terjawab"}),
            ("tanpa garis", {"done": 0, "of": 17}),
        ],
        "area_bar": [
            (name, {"area": code, "unit": "72.5", "tpi": "66.25", "minimum": "60", "text": name})
            for code, name in AREAS.items()
        ]
        + [
            ("unit saja", bar),
            ("TPI nol", bar | {"tpi": 0}),
            ("penuh, tanpa area", bar | {"area": "", "unit": 100}),
        ],
        "bar_key": [("di bawah tabel", {})],
        "threshold_panel": [
            (
                "belum semua",
                {
                    "predicate": "WBK",
                    "rows": minima(BIa=("15,32", "kurang 0,43 poin")),
                    "met": 6,
                    "of": 7,
                    "open": True,
                },
            ),
            (
                "terpenuhi, belum diverifikasi",
                {
                    "predicate": "WBK",
                    "rows": minima(BIa=("15,90", "")),
                    "met": 7,
                    "of": 7,
                    "open": True,
                    "note": "Ambang tahun ini belum diverifikasi.",
                },
            ),
            ("terlipat", {"predicate": "WBBM", "rows": minima(), "met": 5, "of": 7}),
        ],
        "timeline": [("tahun yang berjalan", {"steps": STEPS}), ("satu langkah", {"steps": STEPS[:1]})],
        "empty_state": [
            (
                "dengan langkah pertama",
                {
                    "title": "Belum ada bukti dukung",
                    "text": "Bukti yang Anda unggah akan tampil di sini.",
                    "url": "#",
                    "action": "Unggah bukti",
                    "icon": "paperclip",
                },
            ),
            (
                "hanya keterangan",
                {"title": "Belum ada usulan", "text": "Usulan tampil di sini setelah TPI selesai."},
            ),
        ],
        "refusals": [("tiga alasan", {"title": "Belum dapat diajukan", "reasons": REASONS})],
        "choice": _choices(side),
        "saved_badge": [
            ("belum", {"state": "belum"}),
            ("tersimpan", {"state": "tersimpan", "at": "14.03"}),
            ("oleh orang lain", {"state": "tersimpan", "at": "14.03", "by": "Sri Wahyuni"}),
            ("gagal", {"state": "gagal", "text": "Belum tersimpan: jumlah tidak boleh negatif."}),
            ("bentrok", {"state": "bentrok"}),
        ],
        "conflict_box": [("dua jawaban", conflict), ("dengan catatan", conflict | notes)],
        "confirm_button": [
            (
                "utama, bertanya dulu",
                button
                | {
                    "label": "Ajukan ke TPI",
                    "icon": "send",
                    "question": "Ajukan penilaian mandiri ke TPI? Jawaban tidak dapat diubah setelah diajukan.",
                },
            ),
            ("kedua", button | {"label": "Simpan draf", "kind": "outline-primary"}),
            (
                "menghapus",
                button
                | {
                    "label": "Hapus bukti",
                    "kind": "danger",
                    "icon": "trash",
                    "question": "Lepas bukti ini dari pertanyaan?",
                    "yes": "Lepas bukti",
                },
            ),
            ("tautan", button | {"label": "Batalkan", "kind": "link"}),
            ("belum bisa", button | {"label": "Ajukan ke TPI", "disabled": True}),
        ],
        "field": _form(side),
        "errors": [
            ("dua galat", {"errors": ["Isi nomor surat.", "Paling panjang 12 huruf."]}),
            ("tanpa galat", {"errors": []}),
        ],
        "help_text": [("di bawah judul", {"text": "Seperti tertulis dalam peraturan pembentukannya."})],
        "file_drop": [
            (
                "banyak berkas",
                drop
                | {
                    "id": f"d1-{side}",
                    "hint": "PDF, gambar, Word, Excel; paling besar 20 MB",
                    "max_bytes": 20971520,
                    "multiple": True,
                },
            ),
            ("satu berkas", drop | {"id": f"d2-{side}", "required": True, "accept": ".pdf"}),
        ],
        "pagination": [(f"halaman {n}", {"page": pages.page(n), "query": "status=wbk&"}) for n in (1, 2, 3)],
        "job_progress": [(state, case | {"csrf_token": csrf_token}) for state, case in _jobs()],
    }
