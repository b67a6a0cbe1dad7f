"""The rows of the TPI page as it lays them out: in groups by component, with the filters over them."""

from dataclasses import dataclass
from itertools import groupby

from assessments.engine.instrument import Component, Instrument
from assessments.engine.scoring import Score, two
from assessments.tpi_sheets import Desk
from assessments.views.answering.rows import slug_of
from assessments.views.tpi.rows import TpiRow, shown
from assessments.views.tpi.words import words_of

ALL = "SEMUA"  # the page of all areas, for filters over the whole sheet


@dataclass(frozen=True)
class Group:
    """A leaf component with its questions; points of the unit and of the sheet beside it, out of `weight`."""

    leaf: Component
    slug: str
    numeral: str
    section: str
    unit_points: str
    points: str
    weight: str
    rows: tuple[TpiRow, ...]


def filters_of(desk: Desk, items: list[TpiRow], chosen: str = "") -> list[dict]:
    """The filters with how many questions each leaves, those first that need a decision. "periksa" is hidden while no
    round has left something to look at, unless it was asked for.
    """
    if desk.released:
        wanted = {"beda": "Berbeda dari unit"}
    elif desk.decides:
        wanted = {
            "beda": "Berbeda",
            "belum": "Belum diputuskan",
            "tanpa_catatan": "Tanpa catatan",
        }
    else:
        wanted = {"belum": words_of(desk).missing, "beda": "Berbeda"}
    if not desk.released:
        wanted = {"periksa": "Periksa lagi", **wanted}
    if any(proof.editable for item in items for proof in item.proofs):
        wanted |= {"bukti": "Bukti belum ditandai", "tidak": "Tidak meyakinkan"}
    elif any(item.doubted for item in items):
        wanted |= {"tidak": "Tidak meyakinkan"}
    return [
        {
            "key": key,
            "label": label,
            "count": sum(shown(item, key) for item in items),
            "hidden": key == "periksa" and not desk.unconfirmed and chosen != key,
        }
        for key, label in wanted.items()
    ]


def groups(instrument: Instrument, score: Score, unit: Score, items: list[TpiRow], page: str) -> list[Group]:
    """The rows by leaf component, in the order of the sheet, with headings where a new part begins."""
    found: list[Group] = []
    before = ""
    for code, members in groupby(items, key=lambda item: item.question.component):
        leaf, section = instrument.components_by_code[code], _section(instrument, code, page)
        found.append(
            Group(
                leaf=leaf,
                slug=slug_of(code),
                numeral=code.rsplit(".", 1)[-1],
                section=section if section != before else "",
                unit_points=two(unit.components[code]),
                points=two(score.components[code]),
                weight=two(leaf.weight),
                rows=tuple(members),
            )
        )
        before = section
    return found


def _section(instrument: Instrument, code: str, page: str) -> str:
    """Pemenuhan, Reform or a part of Hasil; on the page of all parts with the name of the area."""
    path = instrument.path(code)
    parents = [component for component in path[:-1] if component.area is None]
    half = (parents[-1] if parents else path[0]).name
    area = path[-1].area
    return f"{instrument.areas[area]} · {half}" if page == ALL and area else half
