"""An instrument of four questions and its policy: every rule of the matrix holds for it, and pages are quick."""

import io
import json
from copy import deepcopy

import yaml
from openpyxl import Workbook

from assessments.models import InstrumentVersion, PolicyVersion
from assessments.services.versions import content_hash
from tests.factories.versions import HOME

CHOICE = {"answer": "yt", "criteria": {"Ya": "Sudah ada", "Tidak": "Belum ada"}}
INSTRUMENT = {
    "format": 1,
    "code": "lke-uji",
    "name": "Lembar uji",
    "regulation": "Tidak ada",
    "answer_types": {
        "yt": {"kind": "choice", "options": {"Ya": 1, "Tidak": 0}},
        "index": {"kind": "index", "min": 0, "max": 4},
    },
    "areas": {"MP": "Manajemen Perubahan", "PP": "Peningkatan Kualitas Pelayanan Publik"},
    "components": [
        {
            "code": "A",
            "name": "Pengungkit",
            "weight": 60,
            "children": [
                {
                    "code": "A.1",
                    "name": "Manajemen Perubahan",
                    "area": "MP",
                    "weight": 40,
                    "questions": [
                        {"code": "A.1.a", "text": "Tim sudah dibentuk", **CHOICE},
                        {"code": "A.1.b", "text": "Rencana kerja sudah ada", **CHOICE},
                    ],
                },
                {
                    "code": "A.2",
                    "name": "Pelayanan Publik",
                    "area": "PP",
                    "weight": 20,
                    "questions": [{"code": "A.2.a", "text": "Maklumat layanan sudah ada", **CHOICE}],
                },
            ],
        },
        {
            "code": "B",
            "name": "Hasil",
            "weight": 40,
            "survey": "SPAK",
            "questions": [{"code": "B", "text": "Survei persepsi", "answer": "index"}],
        },
    ],
}
IN_MP, IN_PP, IN_HASIL = "A.1.a", "A.2.a", "B"


def load_small_policy() -> PolicyVersion:
    """The rows of the instrument and of policy-2024 with minima that fit it."""
    policy = deepcopy(yaml.safe_load((HOME / "policies" / "policy-2024.yaml").read_text(encoding="utf-8")))
    policy |= {"code": "policy-uji", "name": "Ketentuan uji", "instrument": INSTRUMENT["code"]}
    for predicate in ("WBK", "WBBM"):
        policy["predicates"][predicate]["components"] = {"A": 40}
    instrument = InstrumentVersion.objects.create(code=INSTRUMENT["code"], **_row(INSTRUMENT))
    return PolicyVersion.objects.create(code=policy["code"], instrument=instrument, **_row(policy))


def small_template(unit: str = "Jawaban Unit") -> bytes:
    """A template of the national layout for this instrument."""
    book = Workbook()
    book.active.title = "Jawaban"
    heads = ["ID", "Penilaian", None, None, "Bobot", "Kriteria Nilai", "Pilihan Jawaban"]
    book.active.append(
        [*heads, unit, "Catatan (Unit)", "Daftar Bukti Dukung", "Jawaban TPI", "Nilai", "%", "Catatan TPI"]
    )
    for row in (
        [None, "A.", "Pengungkit", None, 60],
        [None, None, "1.", "Manajemen Perubahan", 40],
        [None, None, None, "a. Tim sudah dibentuk", None, "Ya, bila ada", "Ya/Tidak"],
        [None, None, None, "b. Rencana kerja sudah ada", None, "Ya, bila ada", "Ya/Tidak"],
        [None, None, "2.", "Pelayanan Publik", 20],
        [None, None, None, "a. Maklumat layanan sudah ada", None, "Ya, bila ada", "Ya/Tidak"],
        [None, "B.", "Hasil", None, 40, "Diisi angkanya", "Nilai (0-4)"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(data: dict) -> dict:
    return {
        "name": data["name"],
        "regulation": data["regulation"],
        "content": json.dumps(data),
        "content_hash": content_hash(data),
    }
