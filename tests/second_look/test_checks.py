"""Each check on answers made for it: what it finds, and what it leaves alone. No database."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from assessments.engine.answers import Given
from assessments.engine.schema import parse_instrument
from assessments.second_look import links
from assessments.second_look.checks import CHECKS, look
from assessments.second_look.doubt import Proof, Seen, Weight
from assessments.second_look.links import LinksError, parse_links
from tests.factories.assessments import answers_for
from tests.factories.versions import _file

LKE = parse_instrument(_file("instruments", "lke-zi-2021"))
OLD = parse_instrument(_file("instruments", "lke-zi-2014"))
AGENTS, INTEGRATED, COMPLAINTS = "A.II.1.i.a", "A.II.1.i.b", "A.II.5.ii.a"


def seen(answers=None, **more) -> Seen:
    return Seen(LKE, 2026, {code: Given(**told) for code, told in (answers or {}).items()}, **more)


def found(kind: str, at: Seen):
    return list(CHECKS[kind](at))


def test_nothing_is_found_in_an_empty_sheet():
    assert look(seen()) == []


def test_a_follow_up_of_what_was_not_made():
    at = seen({"A.I.1.iii.c": {"value": "A"}, "A.I.1.iii.b": {"value": "D"}})
    (doubt,) = found("bertentangan", at)
    assert doubt.codes == ("A.I.1.iii.c", "A.I.1.iii.b")
    assert doubt.weight == Weight.HEAVY
    assert doubt.text.startswith("Hasil pemantauan dan evaluasi dinyatakan ditindaklanjuti, padahal")


@pytest.mark.parametrize(
    "answers",
    [
        {"A.I.1.iii.c": {"value": "A"}},  # the ground is not answered yet: nothing is denied
        {"A.I.1.iii.c": {"value": "A"}, "A.I.1.iii.b": {"value": "C"}},
        {"A.I.1.iii.c": {"value": "D"}, "A.I.1.iii.b": {"value": "D"}},
        {
            "A.I.1.iii.c": {"none_yet": True, "note": "belum"},
            "A.I.1.iii.b": {"none_yet": True, "note": "belum"},
        },
    ],
)
def test_no_contradiction(answers):
    assert found("bertentangan", seen(answers)) == []


def test_none_yet_denies_too():
    at = seen({"A.I.1.iii.c": {"value": "A"}, "A.I.1.iii.b": {"none_yet": True, "note": "belum sempat"}})
    assert [doubt.subject for doubt in found("bertentangan", at)] == ["A.I.1.iii.c A.I.1.iii.b"]


def test_the_best_and_the_worst_sheet_do_not_contradict_themselves():
    for instrument in (LKE, OLD):
        for how in ("best", "worst"):
            answers = answers_for(instrument, how)
            assert found("bertentangan", Seen(instrument, 2026, answers)) == []


@pytest.mark.parametrize(
    ("part", "told"),
    [(9, []), (10, []), (11, ["Tertulis 11 dari 10. Nilainya dihitung paling banyak 100%."])],
)
def test_a_part_larger_than_its_whole(part, told):
    at = seen({AGENTS: {"value": {"agen": 10, "perubahan": part}}})
    assert [doubt.text for doubt in found("melebihi", at)] == told


def test_the_whole_of_several_counts_is_their_sum():
    counts = {"kepala": 1, "pejabat": 2, "lainnya": 3, "lapor": 7}
    (doubt,) = found("melebihi", seen({"A.II.5.iii.a": {"value": counts}}))
    assert doubt.about == ("7/6",)


@pytest.mark.parametrize(("busy", "told"), [(3, 0), (4, 1)])
def test_parts_that_exceed_their_whole(busy, told):
    at = seen({COMPLAINTS: {"value": {"wajib": 10, "proses": busy, "selesai": 7}}})
    assert len(found("jumlah_bagian", at)) == told


def test_a_half_typed_count_is_left_alone():
    assert found("jumlah_bagian", seen({COMPLAINTS: {"value": {"wajib": 1, "selesai": 7}}})) == []


def test_one_count_typed_twice_with_two_numbers():
    at = seen(
        {
            AGENTS: {"value": {"agen": 3, "perubahan": 5}},
            INTEGRATED: {"value": {"perubahan": 4, "terintegrasi": 4}},
        }
    )
    (doubt,) = found("dua_jumlah", at)
    assert doubt.text == "Jumlah perubahan yang dibuat agen perubahan: 5 di A.II.1.i.a, 4 di A.II.1.i.b."
    same = {"value": {"perubahan": 5, "terintegrasi": 4}}
    assert found("dua_jumlah", replace(at, answers={**at.answers, INTEGRATED: Given(**same)})) == []
    half = Given(value={"terintegrasi": 4})
    assert found("dua_jumlah", replace(at, answers={**at.answers, INTEGRATED: half})) == []


@pytest.mark.parametrize(
    ("then", "now", "is_found"),
    [
        (5, 14, False),
        (5, 15, True),
        (1, 4, False),
        (0, 9, False),
        (0, 10, True),
        (15, 5, True),
        (100, 299, False),
        (100, 300, True),
    ],
)
def test_counts_that_jumped(then, now, is_found):
    at = seen(
        {AGENTS: {"value": {"agen": now, "perubahan": 2}}},
        before={AGENTS: Given(value={"agen": then, "perubahan": 2})},
        before_year=2025,
    )
    told = found("melonjak", at)
    assert [doubt.title for doubt in told] == ["Jumlah berubah jauh dari 2025"] * is_found
    if is_found:
        assert told[0].about == (f"Jumlah agen perubahan: {then} menjadi {now}",)


def proof(code: str, document: int = 1, content: str = "", **period) -> Proof:
    return Proof(code, document, f"Laporan {document}", content, **period)


@pytest.mark.parametrize(
    ("start", "end", "is_found"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), True),
        (date(2025, 12, 31), date(2026, 1, 1), False),
        (date(2027, 1, 1), None, True),
        (None, date(2026, 1, 1), False),
        (None, None, False),
    ],
)
def test_evidence_of_another_time(start, end, is_found):
    at = seen(proofs=(proof("A.I.1.i.a", speaks_from=start, speaks_until=end), proof("A.I.1.i.b", 2)))
    assert [doubt.codes for doubt in found("luar_periode", at)] == [("A.I.1.i.a",)] * is_found


def test_one_document_of_another_time_is_one_doubt():
    old = {"speaks_from": date(2024, 1, 1), "speaks_until": date(2024, 12, 31)}
    at = seen(proofs=tuple(proof(code, **old) for code in ("A.I.1.i.a", "A.I.1.i.b", "A.I.1.i.a")))
    (doubt,) = found("luar_periode", at)
    assert doubt.codes == ("A.I.1.i.a", "A.I.1.i.b")
    assert doubt.text == "“Laporan 1” berisi 2024. Penilai mencari bukti tahun 2026."


@pytest.mark.parametrize(("number", "is_found"), [(8, False), (9, True)])
def test_one_file_for_many_questions_whatever_its_name(number, is_found):
    codes = list(LKE.questions)[:number]
    at = seen(proofs=tuple(proof(code, at, "ab" * 32) for at, code in enumerate(codes)))
    assert [doubt.codes for doubt in found("satu_berkas", at)] == [tuple(codes)] * is_found


def test_links_are_known_by_their_document():
    codes = list(LKE.questions)[:12]
    at = seen(proofs=tuple(proof(code, number) for number, code in enumerate(codes)))
    assert found("satu_berkas", at) == []


def test_best_answers_without_evidence_area_by_area():
    at = seen(
        {
            "A.I.1.i.a": {"value": "Ya"},
            "A.I.1.i.b": {"value": "A"},
            "A.I.2.i.a": {"value": "A"},
            "A.I.3.i.a": {"value": "Tidak"},
            "B.I.a": {"value": "4", "source": "Survei"},
        },
        proofs=(proof("A.I.1.i.a"),),
    )
    told = found("tanpa_bukti", at)
    assert [(doubt.subject, doubt.codes) for doubt in told] == [
        ("MP", ("A.I.1.i.b",)),
        ("TT", ("A.I.2.i.a",)),
    ]


@pytest.mark.parametrize(("number", "is_found"), [(4, False), (5, True)])
def test_the_same_note_again_and_again(number, is_found):
    note = "Sudah dilaksanakan sesuai ketentuan"
    codes = [code for code, question in LKE.questions.items() if question.kind == "choice"][:number]
    answers = {
        code: {"value": LKE.questions[code].options[0].code, "note": f" {note.upper()}  "} for code in codes
    }
    assert [doubt.codes for doubt in found("catatan_sama", seen(answers))] == [tuple(codes)] * is_found


def test_short_notes_may_be_the_same():
    codes = [code for code, question in LKE.questions.items() if question.kind == "choice"][:20]
    answers = {code: {"value": LKE.questions[code].options[0].code, "note": "Sudah ada."} for code in codes}
    assert found("catatan_sama", seen(answers)) == []


def test_a_sheet_of_best_answers_without_notes():
    best = answers_for(LKE, "best")
    bare = {code: replace(given, note="") for code, given in best.items()}
    assert [doubt.subject for doubt in found("serba_terbaik", Seen(LKE, 2026, bare))] == ["lembar"]
    noted = {code: replace(given, note="Lihat SK") for code, given in best.items()}
    assert found("serba_terbaik", Seen(LKE, 2026, noted)) == []
    begun = dict(list(bare.items())[:80])
    assert found("serba_terbaik", Seen(LKE, 2026, begun)) == []


def test_heavy_doubts_come_first():
    codes = list(LKE.questions)[:9]
    at = seen(
        {"A.I.1.iii.c": {"value": "A"}, "A.I.1.iii.b": {"value": "D"}},
        proofs=tuple(proof(code, content="cd" * 32) for code in codes),
    )
    assert [doubt.weight for doubt in look(at)] == [Weight.HEAVY, Weight.LIGHT]


def test_the_mark_follows_the_facts():
    first = found("melebihi", seen({AGENTS: {"value": {"agen": 1, "perubahan": 2}}}))[0]
    again = found("melebihi", seen({AGENTS: {"value": {"agen": 1, "perubahan": 2}, "note": "lain"}}))[0]
    other = found("melebihi", seen({AGENTS: {"value": {"agen": 1, "perubahan": 3}}}))[0]
    assert first.mark == again.mark
    assert first.mark != other.mark


def test_every_check_names_itself():
    for name in CHECKS:
        assert len(name) <= 20
    at = seen({AGENTS: {"value": {"agen": 1, "perubahan": 2}}})
    assert {doubt.check for doubt in look(at)} <= set(CHECKS)


@pytest.mark.parametrize("instrument", [LKE, OLD])
def test_the_shipped_links_fit_their_instrument(instrument):
    told = links.links_of(instrument)
    assert len(told.follows) > 20
    assert len({(one.claim, one.ground) for one in told.follows}) == len(told.follows)


SOUND = {"format": 1, "code": "x", "instrument": "lke-zi-2021", "follows": [], "same": [], "within": []}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"format": 2}, "format 1"),
        ({"more": 1}, "keys must be"),
        ({"instrument": "lke-zi-2014"}, "written for lke-zi-2014"),
        ({"follows": [{"claim": "X", "ground": "A.I.1.i.a", "why": ""}]}, "no question X"),
        ({"follows": [{"claim": "A.I.1.i.a", "ground": "A.I.1.i.a", "why": ""}]}, "follows itself"),
        ({"same": [{"places": ["A.II.1.i.a/x"], "why": ""}]}, "no count A.II.1.i.a/x"),
        (
            {"within": [{"places": ["A.II.1.i.a/agen"], "whole": "A.I.1.i.a/agen", "why": ""}]},
            "no count A.I.1.i.a",
        ),
    ],
)
def test_links_that_do_not_fit(broken, told):
    with pytest.raises(LinksError, match=told):
        parse_links({**SOUND, **broken}, LKE)


def test_every_file_belongs_to_a_shipped_instrument():
    names = {
        path.stem: yaml.safe_load(path.read_text())["instrument"] for path in links.FOLDER.glob("*.yaml")
    }
    assert names == {"lke-zi-2014": "lke-zi-2014", "lke-zi-2021": "lke-zi-2021"}
