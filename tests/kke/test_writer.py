"""Our workbook: its formulas agree with the portal, it comes back unchanged, no text becomes a formula."""

import io

import openpyxl
import pytest

from assessments.engine.answers import Given
from assessments.engine.policy import parse_policy
from assessments.engine.scoring import score
from assessments.engine.verdict import verdict
from assessments.kke.importing import plan
from assessments.kke.reading import read
from assessments.kke.writer import versions_of
from assessments.kke.writer_rows import component_key, lines_of

from .conftest import NOTES, load, random_sheet, random_values
from .exports import export, identity
from .libreoffice import recalculate, recalculate_all, saved_by_libreoffice

PRECISION = 1e-6


def column_of(ws, text: str, nth: int = 1) -> int:
    """The column of the nth header with this text."""
    found = [cell.column for cell in ws[7] if cell.value == text]
    return found[nth - 1]


def check_points(workbook, instrument, sheet, nth: int) -> None:
    """Every component, the total and every area of the recalculated file against the engine."""
    ws, expected = workbook["KKE"], score(instrument, sheet)
    column, lines = column_of(ws, "Nilai", nth), lines_of(instrument)
    for code, points in expected.components.items():
        shown = ws.cell(lines[component_key(code)].number, column).value
        assert abs(shown - float(points)) < PRECISION, code
    for code, value in expected.questions.items():
        shown = ws.cell(lines[code].number, column).value
        assert abs((shown or 0 if shown != "" else 0) - float(value)) < PRECISION, code
    last = max(line.number for line in lines.values()) + 1
    assert ws.cell(last, 2).value == "TOTAL NILAI"
    assert abs(ws.cell(last, column).value - float(expected.total)) < PRECISION
    answered = ws.cell(6, column_of(ws, "Nilai", nth) - 1).value
    assert answered == f"Terjawab {expected.answered} dari {expected.of}"


def recap_tables(workbook) -> list[dict]:
    """The tables of the sheet "Rekap": first column's code (or "total", "verdict") → cells of the row."""
    tables: list[dict] = []
    for row in workbook["Rekap"].iter_rows(min_row=6, values_only=True):
        if row[0] and str(row[0]).startswith("Nilai "):
            tables.append({})
        elif row[1] and tables:
            key = row[0] or {"Total": "total", "Kesimpulan nilai minimal": "verdict"}.get(row[1], "remark")
            tables[-1][key] = row
    return tables


def check_recap(table, instrument, policy, sheet, halves: int) -> None:
    """Areas, components, total and both verdicts of one table against the engine."""
    expected = score(instrument, sheet)
    points, percent = 3 + halves, 4 + halves
    for area, found in expected.areas.items():
        assert abs(table[area][points] - float(found.points)) < PRECISION, area
        assert abs(table[area][percent] * 100 - float(found.percent)) < PRECISION, area
    assert abs(table["total"][points] - float(expected.total)) < PRECISION
    for index, (name, found) in enumerate(verdict(policy, instrument, expected).items()):
        column = percent + 2 + 2 * index
        assert table["verdict"][column] == ("Memenuhi" if found.met else "Belum"), name
        below = {key for key, row in table.items() if row[column] == "Belum" and key != "verdict"}
        assert below == {short.what for short in found.short}


SEEDS = range(20)


@pytest.fixture(scope="module")
def recalculated(instrument, policy, tmp_path_factory):
    """Twenty random sheets of both sides (gaps, "belum ada", half counted), recalculated by one LibreOffice."""
    sheets = [(random_sheet(instrument, seed), random_sheet(instrument, seed + 40)) for seed in SEEDS]
    contents = [export(instrument, policy, unit, tpi) for unit, tpi in sheets]
    return list(zip(sheets, recalculate_all(contents, tmp_path_factory.mktemp("kke")), strict=True))


@pytest.mark.libreoffice
@pytest.mark.parametrize("seed", SEEDS)
def test_formulas_recalculated_give_the_portals_score(instrument, policy, recalculated, seed):
    (unit, tpi), workbook = recalculated[seed]
    check_points(workbook, instrument, unit, 1)
    check_points(workbook, instrument, tpi, 2)
    first, second = recap_tables(workbook)
    check_recap(first, instrument, policy, unit, 2)
    check_recap(second, instrument, policy, tpi, 2)


def test_the_random_sheets_have_every_state_of_an_answer(instrument):
    given = [random_sheet(instrument, seed) for seed in SEEDS]
    answers = [answer for sheet in given for answer in sheet.values()]
    half = [
        answer
        for sheet in given
        for code, answer in sheet.items()
        if isinstance(answer.value, dict) and len(answer.value) < len(instrument.questions[code].inputs)
    ]
    assert (
        min(len(half), sum(a.none_yet for a in answers), sum(a.none_yet and not a.note for a in answers)) > 10
    )
    assert len({score(instrument, sheet).total for sheet in given}) == len(SEEDS)
    assert all(len(sheet) < len(instrument.questions) for sheet in given)


@pytest.mark.libreoffice
def test_all_best_and_the_minima_reached_exactly(instrument, policy, tmp_path):
    best = {code: Given(_best(question)) for code, question in instrument.questions.items()}
    exact = {**best, "B.I.a": Given("3.6"), "B.II.a": Given("3.6")}  # 15,75 of 17,5: WBBM's minimum, exactly
    workbook = recalculate(export(instrument, policy, best, exact), tmp_path)
    check_points(workbook, instrument, best, 1)
    first, second = recap_tables(workbook)
    check_recap(first, instrument, policy, best, 2)
    check_recap(second, instrument, policy, exact, 2)
    assert second["B.I.a"][10] == "Memenuhi"


@pytest.mark.libreoffice
def test_the_sheet_of_2014_too(instrument_2014, tmp_path):
    policy = parse_policy(load("policies", "policy-2019"))
    units = [random_sheet(instrument_2014, seed) for seed in (5, 6, 7)]
    books = recalculate_all([export(instrument_2014, policy, unit) for unit in units], tmp_path)
    for unit, workbook in zip(units, books, strict=True):
        check_points(workbook, instrument_2014, unit, 1)
        check_recap(recap_tables(workbook)[0], instrument_2014, policy, unit, 1)


def _best(question):
    if question.kind == "choice":
        return max(question.options, key=lambda option: option.value).code
    if question.kind == "index":
        return str(question.maximum)
    if question.kind == "decrease":
        return {item.code: 5 if item.code == question.before else 0 for item in question.inputs}
    return {item.code: 30 if item.code in question.part else 5 for item in question.inputs}


@pytest.mark.parametrize("seed", range(4))
def test_export_and_import_change_nothing(instrument, mapping, policy, seed):
    unit = random_sheet(instrument, seed)
    versions = dict.fromkeys(unit, 3)
    data = export(instrument, policy, unit, random_sheet(instrument, seed + 9), versions=versions)
    reading = read(data, instrument, mapping)
    made = plan(instrument, reading, unit, versions, here=identity(instrument), known_links={})
    assert (made.changes, made.conflicts, made.answers, made.links) == ((), (), {}, {})
    assert (reading.layout, len(reading.rows), reading.unknown, reading.bad) == ("portal", 113, (), ())


def test_an_export_into_an_empty_portal_gives_the_whole_sheet(instrument, mapping, policy):
    unit = random_sheet(instrument, 21)
    reading = read(export(instrument, policy, unit), instrument, mapping)
    made = plan(instrument, reading, {}, {}, here=identity(instrument), on_conflict="file")
    assert made.answers == unit


@pytest.mark.libreoffice
def test_a_file_saved_by_libreoffice_comes_back_unchanged(instrument, mapping, policy, tmp_path):
    unit, tpi = random_sheet(instrument, 31), random_sheet(instrument, 32)
    versions = dict.fromkeys(unit, 2)
    content = saved_by_libreoffice(export(instrument, policy, unit, tpi, versions=versions), tmp_path)
    reading = read(content, instrument, mapping)
    made = plan(instrument, reading, unit, versions, here=identity(instrument))
    assert (made.changes, made.conflicts, reading.unknown, reading.bad) == ((), (), (), ())
    assert reading.identity == identity(instrument, versions=versions_of(versions, instrument))
    totals = made.as_json(applied=False)["totals"]
    assert abs(float(totals["sheet"]) - float(totals["portal"])) < PRECISION


def test_tpi_is_in_the_file_only_when_it_is_passed_in(instrument, policy):
    secret = {"A.I.1.i.a": Given("Tidak", note="catatan rahasia TPI")}
    unit = random_values(instrument, 2)
    givens = {code: Given(value) for code, value in unit.items()}
    workbook = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, givens)))
    heads = [cell.value for cell in workbook["KKE"][7]]
    assert heads == [
        *("Kode", "Uraian penilaian", "Kriteria nilai", "Pilihan jawaban", "Bobot"),
        *("Jawaban Unit", "Nilai", "%", "Catatan Unit", "Bukti dukung Unit"),
    ]
    assert b"rahasia" not in export(instrument, policy, givens)
    workbook = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, givens, secret)))
    row = lines_of(instrument)["A.I.1.i.a"].number
    assert workbook["KKE"].cell(row, column_of(workbook["KKE"], "Catatan TPI")).value == "catatan rahasia TPI"


def test_no_text_of_users_becomes_a_formula(instrument, policy):
    codes = list(instrument.questions)
    texts = [*NOTES, '=HYPERLINK("http://x")', " =1", "\u3000＝1", "+1", "@SUM(A1)", "|cmd"]
    unit = {code: Given("A", note=text) for code, text in zip(codes[10:], texts, strict=False)}
    unit = {c: g for c, g in unit.items() if "A" in instrument.questions[c].option_by_code}
    evidence = {codes[0]: ["=cmd|' /C calc'!A0"]}
    sources = {"B.I.a": Given("3.5", source="=1+1")}
    data = export(instrument, policy, unit | sources, evidence=evidence)
    ws = openpyxl.load_workbook(io.BytesIO(data))["KKE"]
    allowed = {column_of(ws, "Nilai"), column_of(ws, "%")}
    formulas = {cell.column for row in ws.iter_rows(min_row=8) for cell in row if cell.data_type == "f"}
    assert formulas == allowed
    row = lines_of(instrument)[codes[0]].number
    cell = ws.cell(row, column_of(ws, "Bukti dukung Unit"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)


def test_characters_that_xml_cannot_hold_are_left_out(instrument, policy):
    note = "a\x0bb\x1bc\ufffed\uffffe"
    unit = {"A.I.1.i.a": Given("Ya", note=note)}
    ws = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, unit)))["KKE"]
    row = lines_of(instrument)["A.I.1.i.a"].number
    assert ws.cell(row, column_of(ws, "Catatan Unit")).value == "abcde"


def test_the_structure_is_locked_and_the_inputs_are_open(instrument, policy):
    ws = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, {}, {})))["KKE"]
    lines = lines_of(instrument)
    assert ws.protection.sheet
    open_cells = {cell.coordinate for row in ws.iter_rows() for cell in row if not cell.protection.locked}
    answer, note = column_of(ws, "Jawaban Unit"), column_of(ws, "Catatan Unit")
    expected = {
        ws.cell(line.number, answer).coordinate for line in lines.values() if line.question is not None
    }
    expected |= {ws.cell(line.number, note).coordinate for line in lines.values() if line.kind == "question"}
    assert open_cells == expected


def test_drop_downs_and_limits_stand_on_every_answer(instrument, policy):
    workbook = openpyxl.load_workbook(io.BytesIO(export(instrument, policy, {})))
    ws, lines = workbook["KKE"], lines_of(instrument)
    rules = {
        coordinate: rule
        for rule in ws.data_validations.dataValidation
        for area in rule.sqref.ranges
        for (row, column) in area.cells
        for coordinate in [ws.cell(row, column).coordinate]
    }
    answer = column_of(ws, "Jawaban Unit")
    rule = rules[ws.cell(lines["A.I.1.i.b"].number, answer).coordinate]
    assert (rule.type, rule.formula1) == ("list", '"A,B,C,Belum ada"')
    rule = rules[ws.cell(lines["A.II.1.i.a/agen"].number, answer).coordinate]
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "0", "1000000000")
    assert rules[ws.cell(lines["B.I.a"].number, answer).coordinate].type == "custom"
    limited = [line for line in lines.values() if line.kind in ("question", "count")]
    inputs = {ws.cell(line.number, answer).coordinate for line in limited}
    assert set(rules) == inputs
    assert (workbook["_zi"].sheet_state, ws.freeze_panes, ws.print_title_rows) == ("hidden", "C8", "$7:$7")
