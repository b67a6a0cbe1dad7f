"""The side columns: the tree and the minima as texts."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

import assessments
from assessments.engine.answers import Given
from assessments.engine.policy import parse_policy
from assessments.engine.schema import parse_instrument
from assessments.engine.scoring import Score, score
from assessments.panels import HASIL, branch, panels, tree

HOME = Path(assessments.__file__).parent


def load(folder: str, code: str) -> dict:
    return json.loads(json.dumps(yaml.safe_load((HOME / folder / f"{code}.yaml").read_text())))


@pytest.fixture(scope="module")
def instrument():
    return parse_instrument(load("instruments", "lke-zi-2021"))


@pytest.fixture(scope="module")
def policy(instrument):
    return parse_policy(load("policies", "policy-2024"), {instrument.code: instrument})


def rows_of(policy, instrument, result: Score) -> dict:
    return {row.name: row for row in panels(policy, instrument, result)[0].rows}


def scored(instrument, **components: Fraction) -> Score:
    """An empty sheet whose components are set by hand."""
    empty = score(instrument, {})
    points = empty.components | components
    return Score(**{**vars(empty), "components": points, "total": components.get("total", empty.total)})


def test_a_minimum_reached_exactly_is_met_and_one_missed_by_a_hair_never_looks_reached(policy, instrument):
    exact = rows_of(policy, instrument, scored(instrument, A=Fraction(40)))["Pengungkit"]
    assert (exact.met, exact.value, exact.minimum, exact.gap) == (True, "40,00", "40", "")
    hair = rows_of(policy, instrument, scored(instrument, A=Fraction(40) - Fraction(1, 3000)))["Pengungkit"]
    assert (hair.met, hair.value, hair.gap) == (
        False,
        "39,99",
        "kurang dari minimum, selisih di bawah 0,01 poin",
    )
    near = rows_of(policy, instrument, scored(instrument, A=Fraction("34.9375")))["Pengungkit"]
    assert (near.value, near.gap) == ("34,94", "kurang 5,07 poin")  # else rounded as everywhere


def test_the_gap_is_said_in_points_and_for_areas_in_percent(policy, instrument):
    rows = rows_of(policy, instrument, scored(instrument, **{"B.I.a": Fraction("15.32")}))
    assert (rows["SPAK"].value, rows["SPAK"].minimum, rows["SPAK"].gap) == (
        "15,32",
        "15,75",
        "kurang 0,43 poin",
    )
    area = rows["Manajemen Perubahan"]
    assert (area.value, area.minimum, area.gap) == ("0,00%", "60%", "kurang 60,00 persen")


def test_both_predicates_with_all_minima_in_order(policy, instrument):
    wbk, wbbm = panels(policy, instrument, score(instrument, {}))
    assert (wbk.predicate, wbbm.predicate, wbk.of, wbk.met, wbk.note) == ("WBK", "WBBM", 12, 0, "")
    assert [row.name for row in wbk.rows][:6] == [
        "Total",
        "Pengungkit",
        "Birokrasi yang Bersih dan Akuntabel",
        "SPAK",
        "Capaian Kinerja Lebih Baik",
        "Pelayanan Publik yang Prima",
    ]
    assert {row.minimum for row in wbbm.rows[6:]} == {"75%"}


def test_unverified_minima_are_marked(instrument):
    old = parse_instrument(load("instruments", "lke-zi-2014"))
    policy = parse_policy(load("policies", "policy-2019"), {old.code: old})
    assert "belum diverifikasi" in panels(policy, old, score(old, {}))[0].note


def test_the_tree_opens_the_page_that_is_shown_and_leads_to_the_others(instrument):
    answers = {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("A")}
    top = tree(instrument, score(instrument, answers), here="MP", url=lambda page, code: f"/{page}#{code}")
    pengungkit, hasil = top
    assert (pengungkit.name, pengungkit.url, pengungkit.kind) == ("Pengungkit", "", "berjalan")
    pemenuhan = pengungkit.children[0]
    mp, tt = pemenuhan.children[:2]
    assert (mp.url, mp.here, mp.points, mp.answered, mp.of) == ("/MP#A.I.1", True, "0,50", 2, 12)
    assert [(leaf.code, leaf.kind, leaf.here) for leaf in mp.children][:2] == [
        ("A.I.1.i", "selesai", False),
        ("A.I.1.ii", "belum", False),
    ]
    assert (tt.children, tt.here, tt.url) == ((), False, "/TT#A.I.2")
    assert (hasil.url, hasil.children, hasil.here) == (f"/{HASIL}#B", (), False)
    opened = tree(instrument, score(instrument, {}), here=HASIL, url=lambda page, code: "")
    assert [child.code for child in opened[1].children] == ["B.I", "B.II"]
    assert opened[1].here


def test_the_older_instrument_has_a_tree_too(instrument):
    old = parse_instrument(load("instruments", "lke-zi-2014"))
    top = tree(old, score(old, {}), here=HASIL, url=lambda page, code: page)
    assert {node.url for node in top[0].children} == set(old.areas)


def test_a_branch_is_the_lines_of_the_tree_that_a_leaf_moves(instrument):
    result = score(instrument, {"A.I.1.i.a": Given("Ya")})
    top = tree(instrument, result, here="MP", url=lambda page, code: f"/{page}#{code}")
    lines = branch(instrument, result, "A.I.1.i", here="MP", url=lambda page, code: f"/{page}#{code}")
    shown = [
        top[0],
        top[0].children[0],
        top[0].children[0].children[0],
        top[0].children[0].children[0].children[0],
    ]
    assert list(lines) == [replace(node, children=()) for node in shown]
    hasil = branch(instrument, result, "B.I.a", here=HASIL, url=lambda page, code: page)
    assert [(line.code, line.here, line.inside) for line in hasil] == [
        ("B", True, False),
        ("B.I", False, True),
        ("B.I.a", False, True),
    ]


def test_a_shape_is_drawn_and_not_shown_as_text():
    from django.template import Context, Template

    drawn = Template("{% load zi %}{% shape 'selesai' %}").render(Context())
    assert drawn.startswith("<svg class=")
    assert "&lt;" not in drawn
