"""Each mistake in an instrument file is refused with a sentence that names its place."""

from collections.abc import Callable

import pytest

from assessments.engine.schema import SchemaError, parse_instrument
from tests.engine.material import INSTRUMENTS, instrument, instrument_data


def component(data: dict, code: str) -> dict:
    """The component with this code, to be spoilt."""
    waiting = list(data["components"])
    while waiting:
        found = waiting.pop()
        if found["code"] == code:
            return found
        waiting += found.get("children", [])
    raise KeyError(code)


def question(data: dict, code: str, leaf: str) -> dict:
    return next(one for one in component(data, leaf)["questions"] if one["code"] == code)


def messages(data: dict) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as refused:
        parse_instrument(data)
    assert str(refused.value) == "; ".join(refused.value.messages)
    return refused.value.messages


@pytest.mark.parametrize(("code", "count"), [("lke-zi-2014", 84), ("lke-zi-2021", 113)])
def test_shipped_instruments(code: str, count: int) -> None:
    found = instrument(code)
    assert len(found.questions) == count
    assert found.total_weight == 100
    assert list(found.areas) == ["MP", "TT", "SDM", "AK", "PW", "PP"]
    assert {one.survey for one in found.walk() if one.survey} == {"SPAK", "SPKP"}
    assert all(one.component in found.components_by_code for one in found.questions.values())


def test_shape_of_2021() -> None:
    found = instrument()
    assert [component.code for component in found.path("A.II.5.iii")] == ["A", "A.II", "A.II.5", "A.II.5.iii"]
    assert {one.area for one in found.area_questions("PW")} == {"PW"}
    assert [one.code for one in found.hasil_questions()] == ["B.I.a", "B.I.b", "B.II.a"]
    assert sum(len(found.area_questions(area)) for area in found.areas) == 110
    assert list(found.components_by_code)[:4] == ["A", "A.I", "A.I.1", "A.I.1.i"]
    with pytest.raises(KeyError):
        found.area_questions("XX")


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_order_of_keys_does_not_matter(code: str) -> None:
    """A database may hand the keys back sorted: areas follow the sheet, options their value."""
    data = instrument_data(code)
    data["areas"] = dict(sorted(data["areas"].items()))
    for answer_type in data["answer_types"].values():
        if "options" in answer_type:
            answer_type["options"] = dict(sorted(answer_type["options"].items(), reverse=True))
    found = parse_instrument(data)
    assert found == instrument(code)
    assert list(found.areas) == list(instrument(code).areas)


def spoil(leaf: str, code: str, /, **changes: object) -> Callable[[dict], None]:
    return lambda data: question(data, code, leaf).update(changes)


def drop(leaf: str, code: str, key: str) -> Callable[[dict], None]:
    def change(data: dict) -> None:
        del question(data, code, leaf)[key]

    return change


def set_in(code: str, /, **changes: object) -> Callable[[dict], None]:
    return lambda data: component(data, code).update(changes)


RATIO = ("A.II.1.i", "A.II.1.i.a")
DECREASE = ("A.II.3.iii", "A.II.3.iii.a")
CHOICE = ("A.I.1.i", "A.I.1.i.b")

MISTAKES: dict[str, tuple[Callable[[dict], object], str]] = {
    "format": (lambda d: d.update(format=2), "format: 2 tidak dikenal; yang dikenal: 1"),
    "no format": (lambda d: d.pop("format"), "instrumen: “format” belum ada"),
    "unknown key": (lambda d: d.update(extra=1), "instrumen: kunci “extra” tidak dikenal"),
    "blank name": (lambda d: d.update(name=" "), "name: harus berupa teks yang tidak kosong"),
    "no components": (lambda d: d.update(components=[]), "components: daftarnya kosong"),
    "components no list": (lambda d: d.update(components="A"), "components: harus berupa daftar"),
    "total": (set_in("B.II", weight=17), "komponen-komponen di bawah B: jumlah bobot 39.5, seharusnya 40"),
    "top": (lambda d: d["components"].pop(), "komponen teratas: jumlah bobot 60, seharusnya 100"),
    "weight text": (set_in("A.I.1.i", weight="banyak"), "komponen A.I.1.i.weight: 'banyak' bukan angka"),
    "weight bool": (set_in("A.I.1.i", weight=True), "komponen A.I.1.i.weight: True bukan angka"),
    "weight zero": (set_in("A.I.1.i", weight=0), "komponen A.I.1.i.weight: harus lebih dari 0"),
    "weight negative": (
        set_in("A.I.1.i", weight=-1),
        "komponen A.I.1.i.weight: -1 di luar rentang 0 sampai …",
    ),
    "component key": (set_in("A.I.1", colour="red"), "komponen A.I.1: kunci “colour” tidak dikenal"),
    "doubled component": (
        set_in("A.I.1.ii", code="A.I.1.i"),
        "komponen A.I.1.i: kode komponen dipakai lebih dari sekali",
    ),
    "component code": (
        set_in("A.I.1.ii", code="A I"),
        "komponen A I: kode hanya boleh berisi huruf dan angka yang dipisahkan titik",
    ),
    "unknown area": (
        set_in("A.I.1", area="XX"),
        "komponen A.I.1.area: 'XX' tidak dikenal; yang dikenal: MP, TT, SDM, AK, PW, PP",
    ),
    "other area": (
        set_in("A.I.1.i", area="TT"),
        "komponen A.I.1.i.area: TT bertentangan dengan MP pada induknya",
    ),
    "unused area": (lambda d: d["areas"].update(ZZ="Zona"), "areas.ZZ: tidak dipakai oleh komponen mana pun"),
    "survey": (
        set_in("B.I.a", survey="SKM"),
        "komponen B.I.a.survey: 'SKM' tidak dikenal; yang dikenal: SPAK, SPKP",
    ),
    "survey twice": (
        set_in("B.II.a", survey="SPAK"),
        "komponen B.II.a.survey: SPAK sudah dipakai komponen lain",
    ),
    "survey above": (
        set_in("B.I", survey="SPKP"),
        "komponen B.I.survey: hanya boleh pada komponen yang berisi pertanyaan",
    ),
    "both": (
        set_in("A.I.1.i", children=[]),
        "komponen A.I.1.i: harus berisi salah satu saja: children atau questions",
    ),
    "neither": (
        lambda d: component(d, "A.I.1.i").pop("questions"),
        "komponen A.I.1.i: harus berisi salah satu saja: children atau questions",
    ),
    "no questions": (set_in("A.I.1.i", questions=[]), "komponen A.I.1.i.questions: daftarnya kosong"),
    "doubled question": (
        spoil(*CHOICE, code="A.I.1.i.a"),
        "pertanyaan A.I.1.i.a: kode pertanyaan dipakai lebih dari sekali",
    ),
    "question named as a component": (
        spoil(*CHOICE, code="A.I.2"),
        "pertanyaan A.I.2: kodenya sama dengan kode komponen lain",
    ),
    "question code": (
        spoil(*CHOICE, code="a/b"),
        "pertanyaan a/b: kode hanya boleh huruf dan angka yang dipisahkan titik",
    ),
    "question key": (spoil(*CHOICE, weight=1), "pertanyaan A.I.1.i.b: kunci “weight” tidak dikenal"),
    "question without text": (drop(*CHOICE, "text"), "pertanyaan A.I.1.i.b: “text” belum ada"),
    "answer type": (
        spoil(*CHOICE, answer="xyz"),
        "pertanyaan A.I.1.i.b.answer: 'xyz' tidak dikenal; yang dikenal: yt, abc, abcd, abcde, ratio, decrease, index",
    ),
    "criteria missing": (drop(*CHOICE, "criteria"), "pertanyaan A.I.1.i.b: “criteria” belum ada"),
    "criterion missing": (
        lambda d: question(d, CHOICE[1], CHOICE[0])["criteria"].pop("B"),
        "pertanyaan A.I.1.i.b.criteria: kriteria untuk B belum ada",
    ),
    "criterion blank": (
        lambda d: question(d, CHOICE[1], CHOICE[0])["criteria"].update(B=""),
        "pertanyaan A.I.1.i.b.criteria.B: harus berupa teks yang tidak kosong",
    ),
    "criterion unknown": (
        lambda d: question(d, CHOICE[1], CHOICE[0])["criteria"].update(D="x"),
        "pertanyaan A.I.1.i.b.criteria: “D” bukan pilihan; pilihannya: A, B, C",
    ),
    "criteria for counts": (
        spoil(*RATIO, criteria={"A": "x"}),
        "pertanyaan A.II.1.i.a: kunci “criteria” tidak dikenal",
    ),
    "evidence": (
        spoil(*CHOICE, evidence=["SK", "SK"]),
        "pertanyaan A.I.1.i.b.evidence: “SK” tertulis lebih dari sekali",
    ),
    "inputs": (spoil(*RATIO, inputs={}), "pertanyaan A.II.1.i.a.inputs: belum ada isian"),
    "input code": (
        spoil(*RATIO, inputs={"a/b": {"text": "x"}}),
        "pertanyaan A.II.1.i.a.inputs.a/b: kode isian hanya boleh huruf, angka, dan garis bawah",
    ),
    "input text": (
        lambda d: question(d, RATIO[1], RATIO[0])["inputs"]["agen"].pop("text"),
        "pertanyaan A.II.1.i.a.inputs.agen: “text” belum ada",
    ),
    "part": (spoil(*RATIO, part=["lain"]), "pertanyaan A.II.1.i.a.part: isian “lain” tidak ada"),
    "whole": (spoil(*RATIO, whole=["lain"]), "pertanyaan A.II.1.i.a.whole: isian “lain” tidak ada"),
    "whole empty": (spoil(*RATIO, whole=[]), "pertanyaan A.II.1.i.a.whole: daftarnya kosong"),
    "part in whole": (
        spoil(*RATIO, whole=["perubahan"]),
        "pertanyaan A.II.1.i.a.part: isian “perubahan” juga ada di whole",
    ),
    "zero": (drop(*RATIO, "if_whole_zero"), "pertanyaan A.II.1.i.a: “if_whole_zero” belum ada"),
    "zero too much": (
        spoil(*RATIO, if_whole_zero=2),
        "pertanyaan A.II.1.i.a.if_whole_zero: 2 di luar rentang 0 sampai 1",
    ),
    "before": (spoil(*DECREASE, before="lain"), "pertanyaan A.II.3.iii.a.before: isian “lain” tidak ada"),
    "after": (spoil(*DECREASE, after="lalu"), "pertanyaan A.II.3.iii.a.after: sama dengan before"),
    "kind": (
        lambda d: d["answer_types"].update(new={"kind": "stars"}),
        "answer_types.new.kind: 'stars' tidak dikenal; yang dikenal: choice, ratio, decrease, index",
    ),
    "type key": (
        lambda d: d["answer_types"]["ratio"].update(min=0),
        "answer_types.ratio: kunci “min” tidak dikenal",
    ),
    "option too much": (
        lambda d: d["answer_types"]["abc"]["options"].update(A=2),
        "answer_types.abc.options.A: 2 di luar rentang 0 sampai 1",
    ),
    "no best option": (
        lambda d: d["answer_types"]["abc"]["options"].update(A=0.9),
        "answer_types.abc.options: pilihan terbaik harus bernilai 1",
    ),
    "options alike": (
        lambda d: d["answer_types"]["abc"]["options"].update(a=1),
        "answer_types.abc.options: ada pilihan yang sama",
    ),
    "index range": (
        lambda d: d["answer_types"]["index"].update(max=0),
        "answer_types.index.max: harus lebih dari 0",
    ),
    "index without range": (
        lambda d: d["answer_types"]["index"].pop("max"),
        "answer_types.index: “max” belum ada",
    ),
    "key no text": (lambda d: d["areas"].update({1: "Satu"}), "areas: kunci 1 bukan teks"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_refused(name: str) -> None:
    data = instrument_data()
    change, says = MISTAKES[name]
    change(data)
    assert says in messages(data)


def test_all_mistakes_are_told_at_once() -> None:
    data = instrument_data()
    data["name"] = ""
    question(data, "A.I.1.i.b", "A.I.1.i")["criteria"].pop("A")
    assert messages(data) == (
        "name: harus berupa teks yang tidak kosong",
        "pertanyaan A.I.1.i.b.criteria: kriteria untuk A belum ada",
    )


@pytest.mark.parametrize(
    "data", [None, [], "lke", 7, {}, {"components": [None]}, {"components": [{"questions": [7]}]}]
)
def test_anything_else_is_refused(data: object) -> None:
    assert messages(data)  # type: ignore[arg-type]
