"""Development only: /galeri/ shows every component in every state, with invented data. Never in production."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from zi_portal.gallery_components import AREAS, ExampleForm, examples, hats, minima, person
from zi_portal.gallery_pictures import charts
from zi_portal.gallery_pictures import examples as pictures

PAGES = ("komponen", "jawab", "ringkasan", "formulir", "gambar")
ERRORS = ("400", "403", "403_csrf", "404", "405", "429", "500")


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


def _components(request: HttpRequest) -> list[dict]:
    """Every component with its examples, drawn once for a light and once for a dark side."""
    token = get_token(request)
    light, dark = (examples(side, token) for side in ("light", "dark"))
    return [
        {
            "name": name,
            "examples": [
                {
                    "state": state,
                    "light": render_to_string(f"components/{name}.html", given),
                    "dark": render_to_string(f"components/{name}.html", dark[name][at][1]),
                }
                for at, (state, given) in enumerate(found)
            ],
        }
        for name, found in light.items()
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
        request.user = person(unread=3)  # the frame as someone sees it who is logged in
    bound = ExampleForm({"name": "Puskesmas Tanjung Harapan", "number": "800/12/SK/DINKES/2026"})
    context = {
        "pages": PAGES + ERRORS,
        "page_name": page,
        "areas": AREAS,
        "tree": _tree(),
        "units": _units(),
        "questions": _questions(),
        "wbk": minima(BIa=("15,32", "kurang 0,43 poin")),
        "wbbm": minima(total=("76,12", "kurang 8,88 poin"), A=("41,37", "kurang 6,63 poin")),
        "form": ExampleForm(),
        "bound": bound,
        "hats": hats(),
        "components": _components(request) if page == "komponen" else [],
        "pictures": pictures(AREAS) if page == "gambar" else [],
        "charts": charts() if page == "gambar" else [],
    }
    return render(request, f"gallery/{page}.html", context)
