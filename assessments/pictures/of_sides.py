"""The pictures of sheets side by side, for pages and documents: what stands in `sides` is what the reader may see."""

from collections.abc import Sequence

from assessments.engine.instrument import Instrument
from assessments.engine.policy import Policy
from assessments.pictures.radar import Radar, Reached, radar
from assessments.pictures.waterfall import Waterfall, waterfall
from assessments.reports.context import Side


def radar_of(instrument: Instrument, policy: Policy, sides: Sequence[Side], target: str) -> Radar | None:
    """The areas of one to three sides with the minimum of the predicate aimed at."""
    return radar(
        "area",
        "Capaian tiap area perubahan, persen dari bobotnya",
        instrument.areas,
        [
            Reached(side.label, {code: area.percent for code, area in side.score.areas.items()})
            for side in sides
        ],
        minimum=policy.predicates[target].area_percent,
        predicate=target,
    )


def waterfall_of(instrument: Instrument, policy: Policy, side: Side, target: str) -> Waterfall:
    """From the score of one side to the minima of the predicate aimed at."""
    return waterfall(
        "minima",
        f"Dari nilai {side.label} ke nilai minimal {target}",
        instrument,
        policy.predicates[target],
        side.score,
        label=side.label,
        predicate=target,
    )
