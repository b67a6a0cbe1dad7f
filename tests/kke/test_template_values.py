"""Values in official templates: whose come in, and what the template's own formulas make of the answers."""

import re

import pytest

from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.kke.reading import read
from assessments.kke.templates.differences import compare, recap_warnings
from assessments.kke.templates.filling import SideContent, fill_template
from assessments.kke.templates.template import open_template
from assessments.kke.templates.writing import write_template
from tests.kke_files.jawaban import build_jawaban
from tests.kke_files.lke2014 import build_lke2014
from tests.kke_files.lke_zi import build_lke_zi
from tests.kke_files.rich import parts

from .conftest import random_sheet, random_values
from .filled_templates import TPI_VALUE, VALUE, build_lke, filled, load
from .libreoffice import recalculate


def test_values_of_tpi_come_in_only_when_they_are_given(instrument, mapping):
    template = open_template(build_jawaban(instrument, mapping, agency=True), instrument, mapping)
    answers = random_sheet(instrument, 12)
    points = score(instrument, answers)
    hidden, without = filled(template, answers, SideContent(answers))
    shown, with_values = filled(template, {}, SideContent(answers, points=points))
    assert (hidden.written["nilai"], hidden.written["persen"]) == (0, 0)
    assert shown.written["nilai"] == shown.written["persen"] > 100
    ws, column = load(with_values)["Jawaban"], TPI_VALUE
    heads = {row.component: row.number for row in template.found.rows if row.component}
    for code in ("A", "A.I", "A.I.1", "A.II.5.iii"):
        assert abs(ws.cell(heads[code], column).value - points.components[code]) < 1e-9
    total = [row.number for row in template.found.rows if row.kind == "total" and row.question is None]
    got = [ws.cell(row, column).value for row in total]
    for value, expected in zip(
        got, (points.components["A"], points.components["B"], points.total), strict=True
    ):
        assert abs(value - expected) < 1e-9
    empty = load(without)["Jawaban"]
    assert {empty.cell(row, column).value for row in range(2, 205)} == {None}
    reading = read(with_values, instrument, mapping, side="tpi")
    assert abs(float(reading.sheet_total) - points.total) < 1e-9


def test_recap_sheets_that_read_tpis_values_are_named(instrument, mapping):
    template = open_template(build_jawaban(instrument, mapping, agency=True), instrument, mapping)
    (told,) = recap_warnings(template)
    assert told.startswith(
        "Lembar “Unit”, “TPI Unit” menghitung rekapnya dari kolom P (Nilai TPI) lembar “Jawaban”."
    )
    assert recap_warnings(open_template(build_lke(instrument), instrument, None)) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("seed", range(3))
def test_the_differences_are_those_that_the_template_then_shows(instrument, tmp_path, seed):
    unit = {
        c: g
        for c, g in random_sheet(instrument, seed).items()
        if not (g.none_yet and instrument.questions[c].inputs)
    }
    for code in ("A.I.1.iii.a", "A.II.5.iii.a"):
        unit[code] = Given({i.code: 2 for i in instrument.questions[code].inputs} or "A")
    template = open_template(build_lke(instrument), instrument, None)
    side = SideContent(unit, points=score(instrument, unit))
    filling = fill_template(template, side, {})
    assert filling.written["nilai"] == 0  # every value of this sheet is a formula
    found = compare(template, side, side.points)
    ws = recalculate(write_template(template, filling), tmp_path)["LKE ZI"]
    shown = {row.component: ws.cell(row.number, VALUE).value for row in template.found.rows if row.component}
    told = {difference.code: difference.sheet for difference in found.differences}
    assert "A.II.5.iii" in told
    for code, component in instrument.components_by_code.items():
        if component.questions and code in shown:
            expected = told.get(code, side.points.components[code])
            assert (shown[code] == "#DIV/0!") if expected is None else abs(shown[code] - expected) < 1e-9, (
                code
            )
    if found.sheet_total is not None:
        assert abs(shown["A"] + shown["B"] - found.sheet_total) < 1e-9
    assert any("AVERAGE melewati" in difference.why for difference in found.differences)
    assert any("tidak memasukkan A.II.5.iii.b" in difference.why for difference in found.differences)


def test_a_full_sheet_without_slips_has_no_difference(instrument):
    unit = {
        c: Given({i.code: 4 for i in q.inputs} or ("4" if q.kind == "index" else q.options[0].code))
        for c, q in instrument.questions.items()
    }
    template = open_template(build_lke(instrument, slips=False), instrument, None)
    points = score(instrument, unit)
    found = compare(template, SideContent(unit, points=points), points)
    assert (found.differences, found.sheet_total, found.has_formulas) == ((), points.total, True)


def test_formulas_keep_no_result_of_older_answers(instrument):
    content = build_lke_zi(instrument, random_values(instrument, 3))
    template = open_template(content, instrument, None)
    _, made = filled(template, {})
    with_result = re.compile(rb"</f><v>[^<]")
    assert len(with_result.findall(b"".join(parts(content).values()))) > 100
    assert with_result.findall(b"".join(parts(made).values())) == []
    assert b'fullCalcOnLoad="1"' in parts(made)["xl/workbook.xml"]
    assert read(made, instrument, None).sheet_total is None


def test_the_sheet_of_2014_takes_a_percentage_where_it_has_no_rows_for_counts(instrument_2014):
    template = open_template(
        build_lke2014(instrument_2014, {}, note=True, results=False), instrument_2014, None
    )
    assert template.missing == ["B.I.2/temuan", "B.I.2/ditindaklanjuti"]
    counts = {i.code: n for i, n in zip(instrument_2014.questions["B.I.2"].inputs, (8, 6), strict=True)}
    _, made = filled(template, {"B.I.2": Given(counts)})
    ws = load(made)["LKE"]
    rows = {code: rows[0].number for code, rows in template.rows.items()}
    assert ws.cell(rows["B.I.2"], 8).value == 75
