"""The evidence register of a year: one row for every use of a document at a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from assessments.engine.instrument import Instrument
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse, Period
from assessments.papers.periods import is_outside, period_text
from assessments.rules import SUBMITTED
from documents.models import Document

from .book import Book, Column, Value
from .chunks import SHEETS, Tell, lots
from .guide import guide_table
from .pages import Pages

HASIL = "Hasil"
EMPTY = "Belum ada bukti dukung pada tahun ini."
WHO = (Column("Kode unit", 12), Column("Nama unit", 28))
COLUMNS = (
    *WHO,
    Column("Area", 8),
    Column("Kode", 13),
    Column("Judul dokumen", 36),
    Column("Jenis", 16),
    Column("Nomor", 20),
    Column("Tanggal", 12, "date"),
    Column("Periode isi", 22),
    Column("Di luar periode", 11),
    Column("Kerahasiaan", 12),
    Column("Revisi", 8, "count"),
    Column("Nama berkas atau tautan", 34),
    Column("Ukuran (byte)", 13, "count"),
    Column("Halaman atau bagian", 16),
    Column("Periode yang dibuktikan", 18),
    Column("Oleh", 20, band="Diunggah"),
    Column("Pada", 18, "time", "Diunggah"),
    Column("Oleh", 20, band="Dilampirkan"),
    Column("Pada", 18, "time", "Dilampirkan"),
    Column("Keadaan", 17),
    Column("SHA-256", 14, "clipped"),
)
FIELDS = (
    "assessment_id",
    "code",
    "revision__document__title",
    "revision__document__kind",
    "revision__document__number",
    "revision__document__date",
    "revision__document__speaks_from",
    "revision__document__speaks_until",
    "revision__document__confidentiality",
    "revision__number",
    "revision__filename",
    "revision__url",
    "revision__blob__size",
    "revision__blob__sha256",
    "revision__created_by__name",
    "revision__created_by__username",
    "revision__created_at",
    "locator",
    "speaks_of",
    "added_by__name",
    "added_by__username",
    "added_at",
    "removed_at",
)


@dataclass(frozen=True)
class Use:
    """A use of evidence as stored, field by field; see FIELDS. Times are instants."""

    assessment: int
    code: str
    title: str
    kind: str
    paper_number: str
    date: date | None
    speaks_from: date | None
    speaks_until: date | None
    confidentiality: str
    number: int
    filename: str
    url: str
    size: int | None
    sha256: str | None
    uploader: str
    uploader_login: str
    uploaded_at: datetime
    locator: str
    speaks_of: str
    adder: str
    adder_login: str
    added_at: datetime
    removed_at: datetime | None


def write_evidence(book: Book, period: Period, tell: Tell) -> int:
    """Write the register of a year; gives the number of rows.

    Also of units that have not submitted: those of the instansi read the unit's sheet at any time. What a unit drafts
    in an open round is its own until it submits again.
    """
    instrument = instrument_of(period)
    table = Pages(book, "Bukti dukung", COLUMNS, subtitle=f"Tahun {period.year}", empty=EMPTY)
    units = book.table("Per unit", PER_UNIT, subtitle="Jumlah per unit", empty="Belum ada unit.")
    count = 0
    for done, (a, uses) in enumerate(uses_by_unit(period, instrument), start=1):
        for use in uses:
            table.append(_row(a, use, instrument, period))
            count += 1
        units.append(_sums(a, [use for use in uses if use.removed_at is None], instrument))
        tell(done)
    guide = guide_table(book)
    for line in GUIDE:
        guide.append(line)
    return count


def uses_by_unit(period: Period, instrument: Instrument) -> Iterator[tuple[Assessment, list[Use]]]:
    """Every unit with its uses in the order of the sheet; two queries a lot."""
    order = {code: place for place, code in enumerate(instrument.questions)}
    for lot in lots(Assessment.objects.filter(period=period).select_related("unit"), SHEETS):
        found: dict[int, list[Use]] = {a.pk: [] for a in lot}
        kept = EvidenceUse.objects.filter(assessment__in=lot).exclude(draft=EvidenceUse.Draft.ADDED)
        for row in kept.order_by("pk").values_list(*FIELDS):
            use = Use(*row)
            found[use.assessment].append(use)
        for a in lot:
            yield a, sorted(found[a.pk], key=lambda use: order.get(use.code, len(order)))


def _row(a: Assessment, use: Use, instrument: Instrument, period: Period) -> list[Value]:
    zone = period.instansi.zone
    question = instrument.questions.get(use.code)
    return [
        a.unit.code,
        a.unit.name,
        (question.area if question else None) or HASIL,
        use.code,
        use.title,
        str(Document.Kind(use.kind).label),
        use.paper_number,
        use.date,
        period_text(use),
        "ya" if is_outside(use, period.year) else "",
        str(Document.Confidentiality(use.confidentiality).label),
        use.number,
        use.filename or use.url,
        use.size,
        use.locator,
        use.speaks_of,
        use.uploader or use.uploader_login,
        use.uploaded_at.astimezone(zone).replace(tzinfo=None),
        use.adder or use.adder_login,
        use.added_at.astimezone(zone).replace(tzinfo=None),
        _standing(a, use),
        use.sha256 or "",
    ]


def _standing(a: Assessment, use: Use) -> str:
    if use.removed_at is not None:
        return "dilepas"
    return "diajukan" if a.state in SUBMITTED else "belum diajukan"


PER_UNIT = (
    *WHO,
    Column("Tahap", 17),
    Column("Pertanyaan berbukti", 12, "count"),
    Column("Tanpa bukti", 12, "count"),
    Column("Bukti", 10, "count"),
    Column("Berkas", 10, "count"),
    Column("Tautan", 10, "count"),
    Column("Ukuran (byte)", 15, "count"),
)


def _sums(a: Assessment, uses: list[Use], instrument: Instrument) -> list[Value]:
    proven = len({use.code for use in uses})
    sizes = {use.sha256: use.size for use in uses if use.size is not None}
    files = sum(use.size is not None for use in uses)
    return [
        a.unit.code,
        a.unit.name,
        a.get_state_display(),
        proven,
        len(instrument.questions) - proven,
        len(uses),
        files,
        len(uses) - files,
        sum(size or 0 for size in sizes.values()),
    ]


GUIDE = (
    (
        "Isi",
        "Satu baris untuk tiap bukti pada tiap pertanyaan; satu dokumen dapat membuktikan beberapa pertanyaan.",
    ),
    ("Belum diajukan", "Unit masih dapat mengubah atau melepas bukti ini."),
    ("Dilepas", "Pernah diajukan, lalu dilepas unit pada perbaikan; berkasnya tetap disimpan."),
    ("Perbaikan", "Bukti yang disiapkan unit dalam putaran perbaikan baru tercantum sesudah diajukan lagi."),
    (
        "Di luar periode",
        "Waktu yang dibicarakan isi dokumen tidak menyentuh tahun penilaian; kosong bila menyentuh atau belum diisi.",
    ),
    ("SHA-256", "Sidik isi berkas. Isi yang sama memiliki sidik yang sama; tautan tidak memilikinya."),
    ("Ukuran per unit", "Berkas yang dipakai beberapa kali dihitung satu kali."),
)
