"""The least effort that reaches several minima at once, exactly: whole numbers alone, and proven, not guessed.

Minima lie in one another (an area in Pengungkit, Pengungkit in the total), so they make a tree, and each node needs
only its front: of all ways to spend, those that no other beats in effort and gain. A bound keeps the fronts short.
The prices of the relaxed problem say how much every choice costs above the bound at least: its excess. The excess of
a whole plan is exactly its effort minus the bound, so that a plan of effort T never holds a part whose excess is above
T minus the bound; the search allows more and more until there is a plan, and has then seen every plan of that effort.
Prices that are not the best only make it slower, never wrong.

Of equal efforts the fewest items win, then the plan that takes more steps at the first item where two differ. All three
lie in one number, the key of a plan, so that they are added and compared at once.

With effort alone a front has at most one point for each effort, unless minima cross. The order of the items has no such
bound: gains that rise just so against it leave every choice of items unbeaten. So that pass may try `MOST_TRIED` pairs
of points; past them, of the plans of the least effort the one that gains most is taken, however many items it touches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add

from .prices import Item, Need, forest, set_prices

MOST_TRIED = 400_000
Point = tuple[int, int, int, tuple[int, ...]]  # key, gain, excess, gains towards the minima that cross


class _TooMany(Exception):
    """The pass has tried all that it may."""


def least_effort(items: Sequence[Item], needs: Sequence[Need]) -> tuple[int, ...]:
    """How many steps to take of each item: always of the least effort, and of equal ones the first as told above, but
    for very many that are nearly the same. ValueError: all steps together don't reach a need.
    """
    asked = [need for need in needs if need.least > 0]
    for need in asked:
        if sum(items[n].gains[-1] for n in need.members) < need.least:
            raise ValueError("a need is out of reach")
    return _Search(items, asked).plan() if asked else (0,) * len(items)


class _Search:
    def __init__(self, items: Sequence[Item], needs: Sequence[Need]) -> None:
        self.items = items
        self.digit = max(len(item.gains) for item in items).bit_length()
        self.most = (1 << self.digit) - 1
        self.over_order = self.digit * len(items)
        self.over_touched = self.over_order + len(items).bit_length()
        self.over_gain = sum(item.gains[-1] for item in items).bit_length()
        self.scale = 1 << self.over_gain + 16
        self.nodes, self.crossing = forest(len(items), needs)
        set_prices(self.nodes, items, self.scale)
        self.bound = sum(node.toll * node.need.least for node in self.nodes)
        self.bound += sum(self._least(items[n], node.price) for node in self.nodes for n in node.own)
        self.lifts = [0] * len(self.nodes)  # the least excess of each node alone
        self.tried = 0  # pairs of points, in all passes

    def plan(self) -> tuple[int, ...]:
        """How many steps of each item the best plan takes.

        First the least effort alone, with keys that know no more; then, of all plans of that effort, the best, or what
        is found without looking at all of them.
        """
        self._weigh(self._rough_key)
        for n in range(len(self.nodes) - 1, -1, -1):
            self.lifts[n] = sum(self.lifts[kid] for kid in self.nodes[n].kids)
            if n and self.nodes[n].above:
                self.lifts[n] = self._lift(n)
        effort = -(-(self.bound + self.lifts[0]) // self.scale)
        grow = 1
        while not (front := self._whole(effort * self.scale - self.bound)):
            effort, grow = effort + grow, grow * 2
        least = min(point[2] for point in front)
        try:
            self._weigh(self._key, self.tried + MOST_TRIED)
            key = min(self._whole(least))[0]
        except _TooMany:
            self._weigh(self._plain_key)
            key = min(self._whole(least))[0]
        return tuple(-key >> self._place(n) & self.most for n in range(len(self.items)))

    def _place(self, item: int) -> int:
        return self.digit * (len(self.items) - 1 - item)

    def _rough_key(self, item: int, steps: int, gain: int) -> int:
        """By effort, then by gain, the most first."""
        return (steps * self.items[item].effort << self.over_gain) - gain

    def _key(self, item: int, steps: int, gain: int) -> int:
        """By effort, then by the items touched, then by the steps at each, the most first: what `plan` reads out."""
        effort = steps * self.items[item].effort << self.over_touched
        return effort + (bool(steps) << self.over_order) - (steps << self._place(item))

    def _plain_key(self, item: int, steps: int, gain: int) -> int:
        """As the rough key, with the steps below it, for `plan` to read out."""
        return (self._rough_key(item, steps, gain) << self.over_order) - (steps << self._place(item))

    def _weigh(self, key: Callable[[int, int, int], int], limit: int | None = None) -> None:
        """Set what each item can be raised by, with keys of this kind, and how much may be tried in all; the fronts
        begin anew.
        """
        self.limit = limit
        self.fronts: dict[int, tuple[int, list[Point]]] = {}  # of each node, with the widest window yet
        self.choices = {n: self._choices(n, node.price, key) for node in self.nodes for n in node.own}

    def _least(self, item: Item, price: int) -> int:
        """The least excess of an item, before it is counted from there."""
        steps = enumerate((0, *item.gains))
        return min(n * item.effort * self.scale - price * gain for n, gain in steps)

    def _choices(self, item: int, price: int, key: Callable[[int, int, int], int]) -> list[Point]:
        """Of an item, from the least excess: what no step, one, two … cost and gain."""
        raised, found = self.items[item], []
        least = self._least(raised, price)
        for steps, gain in enumerate((0, *raised.gains)):
            excess = steps * raised.effort * self.scale - price * gain - least
            across = tuple(gain if item in need.members else 0 for need in self.crossing)
            found.append((key(item, steps, gain), gain, excess, across))
        if not price and not any(found[-1][3]):
            return found[:1]  # it counts towards nothing
        return sorted(found, key=lambda point: point[2])

    def _lift(self, n: int) -> int:
        window, grow = self.lifts[n], self.scale // 4
        while not (front := self._front(n, window)):
            window, grow = window + grow, grow * 3 // 2
        return min(point[2] for point in front)

    def _whole(self, window: int) -> list[Point]:
        front = self._front(0, window)
        return [p for p in front if all(map(int.__ge__, p[3], (need.least for need in self.crossing)))]

    def _front(self, n: int, window: int) -> list[Point]:
        """What no other way of reaching the need of the node beats, of an excess up to the window."""
        widest, front = self.fronts.get(n, (-1, []))
        if window > widest:
            front = self._new_front(n, window)
            self.fronts[n] = window, front
        return [point for point in front if point[2] <= window]

    def _new_front(self, n: int, window: int) -> list[Point]:
        node = self.nodes[n]
        ahead = sum(self.lifts[kid] for kid in node.kids)
        slack = window - ahead
        if slack < 0:
            return []
        parts = []
        for kid in node.kids:
            ahead -= self.lifts[kid]
            parts.append((self._front(kid, self.lifts[kid] + slack), ahead))
        own, settled = [], [(0, 0, 0, (0,) * len(self.crossing))]
        for item in node.own:
            points = self.choices[item]
            if len(points) == 1 or points[1][2] > slack:
                settled.append(points[0])
            else:
                own.append([point for point in points if point[2] <= slack])
        parts += [(points, 0) for points in sorted(own, key=lambda points: points[1][2])]
        if not all(points for points, _ in parts):
            return []
        keys, gains, _, acrosses = zip(*settled, strict=True)
        front: list[Point] = [(sum(keys), sum(gains), 0, tuple(map(sum, zip(*acrosses, strict=True))))]
        rest = [max(point[1] for point in points) for points, _ in parts]
        left = sum(rest)
        for gain, (points, ahead) in zip(rest, parts, strict=True):
            left -= gain
            front = self._joined(front, points, window - ahead, node.need.least - left)
        reached = [(k, g, x + node.toll * (g - node.need.least), a) for k, g, x, a in front]
        return [p for p in reached if p[2] <= window and p[1] >= node.need.least]

    def _joined(self, front: list[Point], points: list[Point], window: int, floor: int) -> list[Point]:
        """Every way of the front with every one of the points, but for those beaten or outside window and floor."""
        found: list[Point] = []
        for key, gain, excess, across in points:
            self.tried += len(front)
            if self.limit is not None and self.tried > self.limit:
                raise _TooMany
            most, least = window - excess, floor - gain
            if not (key or gain or excess):  # no step
                found += [p for p in front if p[2] <= most and p[1] >= least]
            elif any(across):
                found += [
                    (k + key, g + gain, x + excess, tuple(map(add, a, across)))
                    for k, g, x, a in front
                    if x <= most and g >= least
                ]
            else:
                found += [
                    (k + key, g + gain, x + excess, a) for k, g, x, a in front if x <= most and g >= least
                ]
        if len(points) > 1:
            found.sort()
        return self._unbeaten(found)

    def _unbeaten(self, found: list[Point]) -> list[Point]:
        kept: list[Point] = []
        best = -1
        for point in found:
            if point[1] > best:
                best = point[1]
                kept.append(point)
            elif self.crossing and not any(_beats(other, point) for other in kept):
                kept.append(point)
        return kept


def _beats(one: Point, other: Point) -> bool:
    """Whether it gains as much everywhere; it is known to be the cheaper."""
    return one[1] >= other[1] and all(map(int.__ge__, one[3], other[3]))
