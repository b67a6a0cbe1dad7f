from assessments.engine.answers import Given
from assessments.engine.comparison import agreed, differing_without_note, same_answer
from tests.engine.material import instrument

Q = instrument().questions
CHOICE, INDEX, RATIO = Q["A.I.1.i.b"], Q["B.I.a"], Q["A.II.1.i.a"]


def test_same_answer() -> None:
    assert same_answer(INDEX, Given("3.6"), Given("3,60"))
    assert same_answer(RATIO, Given({"agen": 7, "perubahan": 1}), Given({"perubahan": 1, "agen": 7}))
    assert same_answer(CHOICE, Given("A", note="x"), Given("A", note="y"))
    assert same_answer(CHOICE, None, Given())
    assert same_answer(CHOICE, Given("B", none_yet=True), Given(none_yet=True))
    assert not same_answer(CHOICE, Given("A"), Given("B"))
    assert not same_answer(CHOICE, Given("C"), Given(none_yet=True))
    assert not same_answer(CHOICE, Given(), Given(none_yet=True))
    assert not same_answer(RATIO, Given({"agen": 7}), Given({"agen": 7, "perubahan": 0}))


def test_agreed() -> None:
    assert agreed(CHOICE, [Given("A"), Given("A")]) == Given("A")
    assert agreed(
        CHOICE, [Given("A", note="rapi"), Given("A", note=" rapi "), Given("A", note="lengkap")]
    ) == Given("A", note="rapi\nlengkap")
    assert agreed(INDEX, [Given("3.60"), Given("3.6", source="Survei 2026")]) == Given(
        "3.6", source="Survei 2026"
    )
    assert agreed(CHOICE, [Given(none_yet=True, note="tidak ada bukti")] * 2) == Given(
        none_yet=True, note="tidak ada bukti"
    )


def test_not_agreed() -> None:
    assert agreed(CHOICE, []) is None
    assert agreed(CHOICE, [Given("A"), Given("B")]) is None
    assert agreed(CHOICE, [Given("A"), None]) is None
    assert agreed(CHOICE, [Given("A"), Given()]) is None
    assert agreed(RATIO, [Given({"agen": 7}), Given({"agen": 7})]) is None
    assert agreed(CHOICE, [Given("A"), Given(none_yet=True, note="x")]) is None


def test_differing_without_note() -> None:
    unit = {"A.I.1.i.a": Given("Ya"), "A.I.1.i.b": Given("A"), "B.I.a": Given("3.6")}
    final = {
        "B.I.a": Given("3.5"),
        "A.I.1.i.a": Given("Tidak", note="SK tidak ada"),
        "A.I.1.i.b": Given("A"),
        "A.I.1.ii.a": Given("Ya"),
        "A.I.1.ii.b": Given(),
    }
    assert differing_without_note(instrument(), unit, final) == ("A.I.1.ii.a", "B.I.a")
