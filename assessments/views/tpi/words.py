"""What the page calls the sheet that lies beside the unit's: own, final, or the level above's."""

from dataclasses import dataclass

from assessments.models import Sheet
from assessments.tpi_sheets import Desk


@dataclass(frozen=True)
class Words:
    """`page` in the title; `title` above an answer, `short` beside points; `note` labels the note; `total` the total.

    `counted` and `complete` stand in the bar of small screens: while answers are missing, and when none is. `missing`
    is the filter for those.
    """

    page: str
    title: str
    short: str
    note: str
    total: str
    counted: str
    complete: str
    missing: str


WORDS = {
    Sheet.Kind.MEMBER: Words(
        page="TPI",
        title="Penilaian Anda",
        short="Anda",
        note="Catatan Anda",
        total="Nilai Anda",
        counted="Anda nilai",
        complete="Nyatakan selesai",
        missing="Belum Anda nilai",
    ),
    Sheet.Kind.TPI: Words(
        page="TPI",
        title="Jawaban akhir TPI",
        short="TPI",
        note="Catatan untuk unit",
        total="TPI",
        counted="jawaban akhir",
        complete="Menuju final",
        missing="Belum diputuskan",
    ),
    Sheet.Kind.PRELIMINARY: Words(
        page="Pendahuluan",
        title="Penilaian pendahuluan",
        short="Pendahuluan",
        note="Catatan penilai pendahuluan",
        total="Pendahuluan",
        counted="dinilai",
        complete="Kesimpulan",
        missing="Belum dinilai",
    ),
}


def words_of(desk: Desk) -> Words:
    """The words for the sheet of a desk."""
    return WORDS[Sheet.Kind(desk.kind)]
