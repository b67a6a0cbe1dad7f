"""Development only: /galeri/ shows every component in every state, with invented data. Never in production."""

from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zi_portal.gallery_pictures import examples

PAGES = ("komponen", "jawab", "ringkasan", "formulir", "gambar")
ERRORS = ("400", "403", "403_csrf", "404", "429", "500")
KINDS = ("belum", "berjalan", "selesai", "perlu", "gagal")
STATES = [
    "terdaftar",
    "pencanangan",
    "pembangunan",
    "penilaian_mandiri",
    "penilaian_tpi",
    "selesai_tpi",
    "diusulkan",
    "penilaian_tpn",
    "wbk",
    "wbbm",
    "belum_memenuhi",
    "dicabut",
]
AREAS = {
    "MP": "Manajemen perubahan",
    "TT": "Penataan tata laksana",
    "SDM": "Penataan sistem manajemen SDM",
    "AK": "Penguatan akuntabilitas",
    "PW": "Penguatan pengawasan",
    "PP": "Peningkatan kualitas pelayanan publik",
}


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


def _minima(**changed: tuple[str, str]) -> list[dict]:
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


def _tree() -> list[dict]:
    counts = {"MP": (12, 12, "3,17"), "TT": (7, 9, "2,40"), "SDM": (0, 17, "0,00")}
    rest = {"AK": (8, 8, "4,12"), "PW": (15, 15, "5,20"), "PP": (14, 14, "4,31")}
    return [
        {
            "code": code,
            "name": AREAS[code],
            "done": done,
            "of": of,
            "score": score,
            "kind": "selesai" if done == of else "berjalan" if done else "belum",
        }
        for code, (done, of, score) in (counts | rest).items()
    ]


def _units() -> list[dict]:
    names = [
        ("PKM-01", "Puskesmas Tanjung Harapan", "penilaian_mandiri", "76,12", ("perlu", "WBK 6 dari 7")),
        ("RSUD", "RSUD dr. Soebandi Wirya", "penilaian_tpi", "82,40", ("selesai", "WBK 7 dari 7")),
        ("DKC", "Dinas Kependudukan dan Pencatatan Sipil", "wbk", "88,03", ("selesai", "WBBM 7 dari 7")),
        ("PTSP", "Dinas Penanaman Modal dan PTSP", "diusulkan", "85,21", ("selesai", "WBK 7 dari 7")),
        ("KEC-04", "Kecamatan Sungai Raya", "pembangunan", "12,50", ("belum", "WBK 0 dari 7")),
        ("SMT", "Samsat Kabupaten", "belum_memenuhi", "71,90", ("perlu", "WBK 5 dari 7")),
    ]
    rows = []
    for index, (code, name, state, total, verdict) in enumerate(names):
        bars = [
            {
                "area": area,
                "unit": str(40 + (index * 17 + place * 11) % 58),
                "tpi": str(38 + (index * 13 + place * 9) % 55) if state not in ("pembangunan",) else "",
            }
            for place, area in enumerate(AREAS)
        ]
        rows.append(
            {
                "code": code,
                "name": name,
                "state": state,
                "total": total,
                "kind": verdict[0],
                "verdict": verdict[1],
                "bars": bars,
                "team": f"Tim {1 + index % 2}",
                "changed": f"{22 - index} Nov, 14.0{index}",
                "left": f"{190 - index} hari",
            }
        )
    return rows


def _questions() -> list[dict]:
    yes_no = [("Ya", "Tim sudah dibentuk melalui surat keputusan pimpinan unit"), ("Tidak", "Belum ada tim")]
    graded = [
        ("A", "Anggota dipilih melalui prosedur yang jelas dan mewakili seluruh unsur dalam unit kerja"),
        ("B", "Anggota dipilih melalui prosedur yang jelas, tetapi sebagian unsur belum terwakili"),
        ("C", "Anggota ditunjuk tanpa prosedur seleksi yang jelas"),
    ]
    return [
        {"letter": "a", "text": "Unit kerja sudah membentuk tim kerja.", "options": yes_no, "chosen": "Ya"},
        {
            "letter": "b",
            "text": "Anggota tim dipilih melalui prosedur yang jelas.",
            "options": graded,
            "chosen": "B",
            "conflict": True,
        },
        {"letter": "c", "text": "Tim sudah menyusun rencana kerja.", "options": graded, "chosen": ""},
    ]


def gallery(request: HttpRequest, page: str = "komponen") -> HttpResponse:
    """Show one page of the gallery; a page that does not exist is a 404."""
    if page in ERRORS:
        return render(request, f"{page}.html")
    if page not in PAGES:
        raise Http404
    if page == "komponen":
        messages.success(request, "Perubahan unit kerja sudah disimpan.")
        messages.error(request, "Berkas ini bukan PDF, meskipun namanya .pdf. Unggah berkas aslinya.")
        messages.warning(request, "Batas waktu pengajuan tinggal 3 hari.")
        messages.info(request, "Tim Penilai Internal belum ditetapkan.")
    bound = ExampleForm({"name": "Puskesmas Tanjung Harapan", "number": "800/12/SK/DINKES/2026"})
    context = {
        "pages": PAGES + ERRORS,
        "page_name": page,
        "kinds": KINDS,
        "states": STATES,
        "areas": AREAS,
        "tree": _tree(),
        "units": _units(),
        "questions": _questions(),
        "wbk": _minima(BIa=("15,32", "kurang 0,43 poin")),
        "wbbm": _minima(total=("76,12", "kurang 8,88 poin"), A=("41,37", "kurang 6,63 poin")),
        "all_met": _minima(BIa=("15,90", "")),
        "steps": [
            {"label": "Pencanangan", "kind": "selesai", "date": "12 Januari 2026"},
            {"label": "Pembangunan", "kind": "selesai", "date": "3 Februari 2026"},
            {
                "label": "Penilaian mandiri",
                "kind": "berjalan",
                "date": "sampai 31 Maret",
                "note": "86 dari 113",
            },
            {"label": "Penilaian TPI", "kind": "belum"},
            {
                "label": "Pengajuan",
                "kind": "perlu",
                "date": "sampai 31 Mei",
                "note": "surat pengantar belum ada",
            },
            {"label": "Penilaian TPN", "kind": "belum"},
            {"label": "Penetapan", "kind": "belum"},
        ],
        "reasons": [
            {"message": "3 pertanyaan belum dijawab.", "url": "#", "link": "Lihat pertanyaan"},
            {"message": "Surat pengantar belum diunggah.", "url": "#", "link": "Unggah surat"},
            {"message": "Pencanangan instansi belum dicatat oleh admin inspektorat."},
        ],
        "form": ExampleForm(),
        "bound": bound,
        "hats": request_hats(),
        "pictures": examples(AREAS) if page == "gambar" else [],
        "list_page": Paginator(range(60), 20).page(2),
    }
    return render(request, f"gallery/{page}.html", context)


def request_hats() -> SimpleNamespace:
    """Return two invented roles, so that the header shows them also to people who are not logged in."""
    return SimpleNamespace(
        hats=(
            SimpleNamespace(label="Petugas unit", place="PKM-01 Puskesmas Tanjung Harapan"),
            SimpleNamespace(label="Anggota TPI", place="Tim 2, Kabupaten Harapan Jaya"),
        )
    )
