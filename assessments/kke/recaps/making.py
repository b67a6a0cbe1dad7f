"""Which recaps there are, and how one becomes a file: written to a temporary file, never held whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils import timezone

from assessments.engine.wording import long_time
from assessments.models import Assessment, Period

from .book import Book, Heading
from .chunks import Tell
from .corrections import write_corrections
from .evidence import write_evidence
from .units import write_units
from .years import write_years

UNITS, YEARS, CORRECTIONS, EVIDENCE = "instansi", "tahun", "koreksi", "bukti"


@dataclass(frozen=True)
class Recap:
    """A recap: how it is called, what is in it, for whom it is, how its file is called, who writes it.

    `tells_tpi`: results of TPI stand in it, so that it is withheld once one of them is opened again.
    """

    key: str
    title: str
    what: str
    use: str
    stem: str
    write: Callable[[Book, Period, Tell], int]
    tells_tpi: bool = True


RECAPS = {
    recap.key: recap
    for recap in (
        Recap(
            UNITS,
            "Rekap unit",
            "Satu baris tiap unit: tahap, nilai unit, TPI, dan TPN, area, komponen, nilai minimal, yang kurang, tim, "
            "dan tanggal penting; ditambah jumlah per tahap.",
            "Untuk memantau tahun berjalan dan bahan rapat pimpinan.",
            "rekap-zi",
            write_units,
        ),
        Recap(
            YEARS,
            "Antartahun",
            "Satu baris tiap unit untuk semua tahun: nilai unit, TPI, dan TPN, tahap atau predikat, dan perubahannya "
            "dari tahun sebelumnya. Tahun dengan instrumen berbeda ditandai.",
            "Untuk melihat unit yang naik, turun, atau jalan di tempat.",
            "antartahun",
            write_years,
        ),
        Recap(
            CORRECTIONS,
            "Koreksi TPI",
            "Satu baris tiap pertanyaan yang jawaban akhir TPI-nya berbeda dari jawaban unit, dengan nilai, poin, "
            "catatan, dan tanggapan perbaikan; ditambah jumlah per pertanyaan dan per area. Hanya unit yang "
            "sudah difinalkan.",
            "Untuk pembinaan: pertanyaan yang paling sering dinilai terlalu tinggi.",
            "koreksi-tpi",
            write_corrections,
        ),
        Recap(
            EVIDENCE,
            "Daftar bukti dukung",
            "Satu baris tiap bukti pada tiap pertanyaan: judul, jenis, berkas atau tautan, ukuran, sidik isi, "
            "pengunggah, dan revisi; ditambah jumlah per unit. Unit yang belum mengajukan ikut tercantum dengan tanda.",
            "Untuk memeriksa kelengkapan bukti dan menyiapkan arsip.",
            "bukti-dukung",
            write_evidence,
            tells_tpi=False,
        ),
    )
}


def recap_file(
    period: Period, *, actor, kind: str = UNITS, progress: Callable[[int], None] = lambda percent: None
) -> IO[bytes]:
    """A recap of a period as xlsx, in an open temporary file that vanishes when it is closed. KeyError: unknown kind.

    `progress` hears percents. The caller has checked that the person administers or leads the instansi.
    """
    recap = RECAPS[kind]
    total = Assessment.objects.filter(period=period).count() or 1
    now = timezone.now().astimezone(period.instansi.zone)
    heading = Heading(
        title=f"{recap.title} Zona Integritas {period.year}",
        instansi=period.instansi.name,
        exported=f"Diekspor {long_time(now)} oleh {str(actor).rstrip('.')}.",
        footer=f"{period.instansi.name} · {recap.title} {period.year}",
    )

    def tell(done: int) -> None:
        if done % 20 == 0:
            progress(min(95, 95 * done // total))

    target = tempfile.TemporaryFile()  # noqa: SIM115 the caller closes it
    try:
        with Book(heading) as book:
            recap.write(book, period, tell)
            book.save(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def recap_name(period: Period, kind: str) -> str:
    """The name under which a recap is downloaded."""
    return f"{RECAPS[kind].stem}_{period.instansi.code}_{period.year}.xlsx"
