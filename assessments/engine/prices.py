"""Minima that lie in one another as a tree, and what a unit of gain is worth in it: a dual of the relaxed problem.

If steps could be taken in part, the cheapest way would fill every minimum from the innermost outwards, always with the
steps that gain most for their effort. The price of a node is what the last one of them costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True)
class Item:
    """What can be raised: the effort of one step, and the whole gain of one, two, … steps, rising."""

    effort: int
    gains: tuple[int, ...]


@dataclass(frozen=True)
class Need:
    """A minimum: the items (by position) that count towards it, and the gain that they must reach together."""

    members: frozenset[int]
    least: int


@dataclass
class Node:
    """A need in the tree. `own`: its items that lie in no need below it; `price`: of a gain of theirs; `toll`: of what
    goes beyond the need."""

    need: Need
    above: int
    kids: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    price: int = 0
    toll: int = 0


def forest(amount: int, needs: Sequence[Need]) -> tuple[list[Node], list[Need]]:
    """The needs as a tree under a root that asks nothing, parents before children; and those that cross one of it."""
    nodes, crossing = [Node(Need(frozenset(range(amount)), 0), -1)], []
    for need in sorted(needs, key=lambda need: -len(need.members)):
        if any(need.members & node.need.members not in (frozenset(), need.members) for node in nodes):
            crossing.append(need)
            continue
        above = max(n for n, node in enumerate(nodes) if need.members <= node.need.members)
        nodes[above].kids.append(len(nodes))
        nodes.append(Node(need, above))
    for item in range(amount):
        nodes[max(n for n, node in enumerate(nodes) if item in node.need.members)].own.append(item)
    return nodes, crossing


def set_prices(nodes: Sequence[Node], items: Sequence[Item], scale: int) -> None:
    """Give every node its price and its toll, in effort a unit of gain, times `scale` and rounded down."""
    supply = [[part for item in node.own for part in _parts(items[item], scale)] for node in nodes]
    reached = [0] * len(nodes)
    for n in range(len(nodes) - 1, -1, -1):
        node, rest = nodes[n], sorted(supply[n], reverse=True)
        while reached[n] < node.need.least:
            node.price, gain = rest.pop()
            used = min(gain, node.need.least - reached[n])
            reached[n] += used
            if used < gain:
                rest.append((node.price, gain - used))
        if n:
            supply[node.above] += rest
            reached[node.above] += reached[n]
    for node in nodes[1:]:
        outer = nodes[node.above].price
        node.price = max(node.price, outer)
        node.toll = node.price - outer


def _parts(item: Item, scale: int) -> list[tuple[int, int]]:
    """(price, gain) of the stretches of the item, the dearer never before the cheaper: its concave hull."""
    hull = [(0, 0)]
    for steps, gain in enumerate(item.gains, 1):
        effort = steps * item.effort
        while len(hull) > 1 and _bends_up(hull[-2], hull[-1], (effort, gain)):
            hull.pop()
        hull.append((effort, gain))
    return [((e - e0) * scale // (g - g0), g - g0) for (e0, g0), (e, g) in pairwise(hull)]


def _bends_up(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    return (middle[0] - first[0]) * (last[1] - first[1]) >= (last[0] - first[0]) * (middle[1] - first[1])
