"""The order of the to-do list: pure, with the instant given."""

from datetime import UTC, datetime, timedelta

from assessments.todo.items import Item, in_order
from units.models import Instansi

NOW = datetime(2026, 5, 1, 5, 0, tzinfo=UTC)
KAB = Instansi(code="KAB-X", name="Kabupaten X")


def item(what: str, days: float | None = None, *, blocks: bool = False, where: str = "PKM") -> Item:
    due = None if days is None else NOW + timedelta(days=days)
    return Item(where=where, small="", what=what, url="/", role="Admin", instansi=KAB, due=due, blocks=blocks)


def order(*items: Item) -> list[str]:
    return [one.what for one in in_order(items, NOW)]


def test_late_then_soon_then_what_others_wait_for_then_the_rest():
    assert order(
        item("tanpa batas"),
        item("jauh", 20),
        item("menahan orang lain", blocks=True),
        item("menahan, jauh", 40, blocks=True),
        item("minggu ini", 6),
        item("lusa", 2),
        item("lewat", -1),
        item("lama lewat", -9),
    ) == [
        "lama lewat",
        "lewat",
        "lusa",
        "minggu ini",
        "menahan, jauh",
        "menahan orang lain",
        "jauh",
        "tanpa batas",
    ]


def test_three_days_and_seven_days_belong_to_the_nearer_group():
    second = 1 / 86_400
    assert order(item("a", 3 + second), item("b", 3), item("c", blocks=True)) == ["b", "a", "c"]
    assert order(item("a", 7 + second), item("b", blocks=True)) == ["b", "a"]
    assert order(item("b", blocks=True), item("a", 7)) == ["a", "b"]


def test_an_instant_that_is_now_is_not_late():
    assert order(item("sekarang", 0), item("lewat", -1 / 86_400)) == ["lewat", "sekarang"]


def test_equal_ones_stand_by_place_then_text():
    found = in_order([item("b", where="Z"), item("b", where="A"), item("a", where="A")], NOW)
    assert [(one.where, one.what) for one in found] == [("A", "a"), ("A", "b"), ("Z", "b")]
