"""Laws of the round trip, over random sheets of both instruments and whatever people may type.

Layouts: our own, and the official ones, filled into templates. A sheet that goes out and comes in again changes
nothing; what came in once comes in again without a change; a file says whose it is; typed texts stay texts.
"""

import io
import random
import re
import warnings
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.engine.answers import Given
from assessments.engine.policy import parse_policy
from assessments.kke.importing import plan
from assessments.kke.mapping import mapping_for
from assessments.kke.reading import read
from assessments.kke.templates.filling import Proof, SideContent, fill_template
from assessments.kke.templates.template import Template, open_template
from assessments.kke.templates.writing import write_template
from assessments.kke.writer import versions_of
from documents.workbooks.guard import FileRefused
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke2014 import build_lke2014
from tests.kke_files.lke_zi import build_lke_zi
from units.texts import plain_text

from .conftest import load, random_sheet
from .exports import export, identity
from .libreoffice import all_saved_by_libreoffice

few = settings(
    max_examples=6,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # each example starts processes: shrinking takes too long
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RISKY = [
    *(
        "=1+1",
        "-1",
        "+62 812 3456",
        "@sebut",
        "\t=SUM(A1)",
        "\r=1",
        " =1",
        "\u3000＝1",
        "＝1+1",
        "﹢1",
        "|cmd",
        "%0",
    ),
    *(
        "= di tengah = kalimat",
        "nilai = 5",
        "_x0041_ bukan huruf",
        "'=1+1",
        "a\u00a0b",
        "&#61;1",
        "<b>tebal</b>",
    ),
    *(
        '=HYPERLINK("http://x")',
        "=cmd|' /C calc'!A0",
        "baris satu\n=baris dua",
        "😀 = senyum",
        "]]>",
        "x" * 5000,
    ),
]
texts = st.one_of(st.sampled_from(RISKY), st.text(max_size=60)).map(plain_text)
URLS = ["https://contoh.go.id/sk", "http://x.id/?a=1&b=%20"]
LAYOUTS = ["portal", "jawaban", "jawaban, two blocks", "lke"]


def storable(text: str) -> str:
    """A text as an answer can hold it: without what neither XML nor a database can."""
    return plain_text(
        re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text).replace("\r", "\n")
    )


def sheet_with(instrument, seed: int, notes: list[str]) -> dict[str, Given]:
    """A random sheet whose notes are these texts, dealt out; sources of indexes too."""
    dice = random.Random(seed)
    sheet = random_sheet(instrument, seed)
    return {
        code: replace(
            answer,
            note=storable(dice.choice(notes)),
            source=storable(dice.choice(notes))[:300] if answer.source else "",
        )
        for code, answer in sheet.items()
    }


class Way:
    """One layout: a sheet goes out by it and is read again."""

    def __init__(self, layout: str, instrument, policy) -> None:
        self.layout, self.instrument, self.policy = layout, instrument, policy
        self.mapping = mapping_for(instrument)
        self.template: Template | None = None
        if layout != "portal":
            self.template = open_template(self._blank(), instrument, self.mapping)

    def _blank(self) -> bytes:
        if self.layout == "lke":
            return build_lke_zi(self.instrument, {})
        if self.layout == "lke2014":
            return build_lke2014(self.instrument, {}, note=True)
        return build_jawaban(self.instrument, self.mapping, agency="two" in self.layout)

    def out(self, sheet: dict[str, Given], evidence=None) -> bytes:
        """The file."""
        if self.template is None:
            return export(
                self.instrument, self.policy, sheet, versions=versions(sheet), evidence=_lines(evidence or {})
            )
        return write_template(
            self.template, fill_template(self.template, SideContent(sheet, evidence or {}), {})
        )

    def back(self, content: bytes, sheet: dict[str, Given], links=None, prose=None):
        """What an import of the file would do to this sheet, with these links and documents beside it."""
        reading = read(content, self.instrument, self.mapping)
        return plan(
            self.instrument,
            reading,
            sheet,
            versions(sheet),
            here=identity(self.instrument),
            known_links=links or {},
            known_prose=prose,
            on_conflict="file",
        )

    def holds(self, sheet: dict[str, Given]) -> dict[str, Given]:
        """What of a sheet the layout can hold: official ones have no cell for sources, and where the answer of a
        percentage is a formula over its counts none for the mark "belum ada".
        """
        if self.template is None:
            return sheet
        live = {code for code in sheet if self.instrument.questions[code].inputs and "lke" in self.layout}
        return {
            code: replace(answer, source="", none_yet=answer.none_yet and code not in live)
            for code, answer in sheet.items()
        }


def versions(sheet: dict[str, Given]) -> dict[str, int]:
    return dict.fromkeys(sheet, 3)


def _lines(evidence) -> dict[str, list[str]]:
    return {
        code: [" · ".join(filter(None, (p.text, p.url))) for p in proofs] for code, proofs in evidence.items()
    }


def _links(evidence) -> dict[str, set[str]]:
    return {code: {proof.url for proof in proofs} for code, proofs in evidence.items()}


@pytest.fixture(scope="module")
def ways(instrument, policy) -> dict[str, Way]:
    """The ways of the instrument of 2021."""
    return {layout: Way(layout, instrument, policy) for layout in LAYOUTS}


@pytest.fixture(scope="module")
def ways_2014(instrument_2014) -> dict[str, Way]:
    """The ways of the instrument of 2014."""
    policy = parse_policy(load("policies", "policy-2019"))
    return {layout: Way(layout, instrument_2014, policy) for layout in ("portal", "lke2014")}


def changes_nothing(way: Way, seed: int, notes: list[str]) -> None:
    sheet = way.holds(sheet_with(way.instrument, seed, notes))
    proofs = [Proof("SK Tim 12/2026 · hlm. 2"), Proof("", URLS[0]), Proof("=Foto", URLS[1])]
    # A check of the file alone does not know that these lines are the portal's: with them a note must fit.
    proven = dict.fromkeys([code for code in list(sheet)[::7] if len(sheet[code].note) < 4800], proofs)
    known = {code: {*lines, "=Foto"} for code, lines in _lines(proven).items()}
    made = way.back(way.out(sheet, proven), sheet, _links(proven), known)
    assert (made.changes, made.conflicts, made.answers, made.links) == ((), (), {}, {})
    assert (made.bad, made.reading.unknown, len(made.reading.rows)) == ((), (), len(way.instrument.questions))


@pytest.mark.parametrize("layout", LAYOUTS)
@few
@given(seed=st.integers(0, 10**6), notes=st.lists(texts, min_size=1, max_size=12))
def test_out_and_in_changes_nothing(ways, layout, seed, notes):
    changes_nothing(ways[layout], seed, notes)


@few
@given(seed=st.integers(0, 10**6), notes=st.lists(texts, min_size=1, max_size=12))
def test_out_and_in_changes_nothing_in_2014(ways_2014, seed, notes):
    changes_nothing(ways_2014["portal"], seed, notes)


def taken(made, before: dict[str, Given]) -> dict[str, Given]:
    """The sheet after the import."""
    return {**before, **made.answers}


@pytest.mark.parametrize("layout", LAYOUTS)
@few
@given(
    seed=st.integers(0, 10**6),
    notes=st.lists(texts, min_size=1, max_size=6),
    prose=st.lists(texts, max_size=4),
)
def test_what_came_in_once_comes_in_again_without_a_change(ways, layout, seed, notes, prose):
    """A file with prose and links in its cells of evidence goes into an empty portal, out, and in again."""
    way = ways[layout]
    notes = [note[:4000] for note in notes]  # with the prose they must fit into the portal's note
    sheet = way.holds(sheet_with(way.instrument, seed, notes))
    words = [Proof(storable(text)[:200]) for text in prose]
    proven = {code: [*words, Proof("Foto", URLS[0])] for code in list(sheet)[::9]}
    first = way.back(way.out(sheet, proven), {})
    assert (first.bad, first.conflicts) == ((), ())
    stands = taken(first, {})
    links = {code: set(found) for code, found in first.links.items()}
    again = {code: [Proof("", url) for url in found] for code, found in links.items()}
    second = way.back(way.out(stands, again), stands, links)
    assert (second.changes, second.conflicts, second.answers, second.links) == ((), (), {}, {})
    third = way.back(way.out(sheet, proven), stands, links)  # and the first file, a second time
    assert (third.changes, third.links) == ((), {})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_out_into_an_empty_portal_gives_what_the_layout_holds(ways, layout):
    way = ways[layout]
    sheet = {
        code: answer
        for code, answer in way.holds(random_sheet(way.instrument, 77)).items()
        if answer != Given()
    }
    assert way.back(way.out(sheet), {}).answers == sheet


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"unit": "DKC", "assessment": "8"}, "KAB-X / DKC tahun 2026, bukan KAB-X / PKM-01 tahun 2026"),
        (
            {"instansi": "KAB-Y", "assessment": "9"},
            "KAB-Y / PKM-01 tahun 2026, bukan KAB-X / PKM-01 tahun 2026",
        ),
        ({"year": "2025", "assessment": "3"}, "KAB-X / PKM-01 tahun 2025, bukan KAB-X / PKM-01 tahun 2026"),
        ({"assessment": "70"}, "KAB-X / PKM-01 tahun 2026"),
        ({"instrument_hash": "1" * 64}, "instrumen lke-zi-2021"),
    ],
)
def test_a_file_of_another_place_is_refused_by_name(ways, other, named):
    way = ways["portal"]
    content = export(way.instrument, way.policy, {}, **other)
    with pytest.raises(FileRefused, match=re.escape(named)):
        way.back(content, {})


def test_our_own_file_of_another_instrument_is_refused_by_name(ways, ways_2014):
    for here, other, told in (
        (ways, ways_2014, "memuat LKE Zona Integritas tahun 2014 .* memakai LKE Zona Integritas tahun 2021"),
        (ways_2014, ways, "memuat LKE Zona Integritas tahun 2021 .* memakai LKE Zona Integritas tahun 2014"),
    ):
        with pytest.raises(FileRefused, match=told):
            here["portal"].back(other["portal"].out({}), {})


def test_the_sheet_of_another_instrument_is_no_file_for_this_one(ways, ways_2014):
    for way, other in ((ways["jawaban"], ways_2014["lke2014"]), (ways_2014["lke2014"], ways["lke"])):
        with pytest.raises(FileRefused):
            open_template(other.out({}), way.instrument, way.mapping)


def cells(content: bytes):
    """The cells of all sheets; what openpyxl says of unknown things is not of interest here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(content))
    return {(ws.title, cell.coordinate): cell for ws in book for row in ws.iter_rows() for cell in row}


@pytest.mark.parametrize("layout", LAYOUTS)
@few
@given(notes=st.lists(texts, min_size=1, max_size=20), seed=st.integers(0, 10**6))
def test_no_typed_text_is_a_formula(ways, layout, notes, seed):
    """Formulas stand where they stood without texts, and nowhere else; risky texts carry Excel's mark."""
    way = ways[layout]
    sheet = way.holds(sheet_with(way.instrument, seed, notes))
    silent = {code: replace(answer, note="", source="") for code, answer in sheet.items()}
    proven = {code: [Proof(storable(text)) for text in notes[:3]] for code in list(sheet)[:5]}
    loud, quiet = cells(way.out(sheet, proven)), cells(way.out(silent))
    formulas, expected = (
        {at for at, cell in each.items() if cell.data_type == "f"} for each in (loud, quiet)
    )
    assert formulas == expected
    typed = {
        at: cell for at, cell in loud.items() if isinstance(cell.value, str) and quiet[at].value != cell.value
    }
    assert {cell.data_type for cell in typed.values()} <= {"s"}
    risky = {at for at, cell in typed.items() if re.match(r"\s*[=+\-@|%＝＋－＠﹦﹢﹣﹫]", cell.value)}
    assert {at for at in risky if not typed[at].quotePrefix} == set()


@pytest.mark.libreoffice
def test_libreoffice_computes_no_typed_text(ways, tmp_path):
    sheets = {layout: way.holds(typed_sheet(way)) for layout, way in ways.items()}
    files = [ways[layout].out(sheet) for layout, sheet in sheets.items()]
    quiet = [
        ways[layout].out({c: replace(g, note="", source="") for c, g in s.items()})
        for layout, s in sheets.items()
    ]
    for way, sheet, saved, plain in zip(
        ways.values(), sheets.values(), all_saved_by_libreoffice(files, tmp_path), quiet, strict=True
    ):
        found = cells(saved)
        assert {at for at, cell in found.items() if cell.data_type == "f"} == {
            at for at, cell in cells(plain).items() if cell.data_type == "f"
        }
        made = way.back(saved, sheet)
        assert (made.changes, made.conflicts) == ((), ())


def typed_sheet(way: Way) -> dict[str, Given]:
    """Every risky text as the note of one answer, what an office program keeps of it."""
    codes = [code for code, question in way.instrument.questions.items() if not question.inputs]
    dice = random.Random(1)
    plain = [storable(text) for text in RISKY if "_x" not in text]
    return {
        code: Given(dice.choice([o.code for o in way.instrument.questions[code].options] or ["3"]), note=text)
        for code, text in zip(codes, plain, strict=False)
    }


def test_no_export_is_a_plain_text_file(ways):
    """Formula injection by CSV needs a CSV: the portal reads them and writes none."""
    for way in ways.values():
        assert zipfile.is_zipfile(io.BytesIO(way.out({})))
    assert versions_of({}, ways["portal"].instrument).keys() == ways["portal"].instrument.questions.keys()
