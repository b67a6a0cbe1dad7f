"""So many instansi, units and years, beside the pattern that is in the database already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from units.models import Instansi
from zi_portal.sizes.copying import Copier, Source

CENTRAL = 6  # every sixth instansi is a ministry, where the patterns have one
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """What is wanted. `largest`: units of the first instansi (None: as many as the others); `first`: its number."""

    instansi: int
    units: int
    years: int
    largest: int | None = None
    seed: int = 1
    first: int = 1


def shares(size: Size) -> list[int]:
    """How many units each instansi gets; ValueError where some instansi would have none."""
    first = [size.largest] if size.largest is not None else []
    others, rest = size.instansi - len(first), size.units - sum(first)
    if others < 0 or rest < others or (not others and rest):
        raise ValueError("every instansi needs a unit")
    return first + [rest // others + (at < rest % others) for at in range(others)] if others else first


def generate(patterns: Sequence[Instansi], size: Size, *, newest: int, say: Say) -> dict[str, int]:
    """Copy the patterns into so many new instansi with the years up to `newest`; rows written, by table.

    The database holds the patterns; what else is in it stays. Each flush is one transaction: who interrupts it keeps
    whole rows, and begins anew in an empty database.
    """
    years = range(newest - size.years + 1, newest + 1)
    sources = [Source(instansi, years) for instansi in patterns]
    local = [s for s in sources if s.pattern.instansi.is_pemda] or sources
    central = [s for s in sources if not s.pattern.instansi.is_pemda] or sources
    copier, ready = Copier(seed=size.seed), 0
    for number, units in enumerate(shares(size), start=size.first):
        those = central if number % CENTRAL == 0 else local
        source = those[number // CENTRAL % len(those)]

        def heard(done: int, number: int = number, before: int = ready, step: int = source.size) -> None:
            if (before + done) % 500 < step:
                say(f"instansi {number - size.first + 1}/{size.instansi}, unit {before + done}/{size.units}")

        copier.write_instansi(source, number=number, units=units, say=heard)
        ready += units
    return copier.finish()
