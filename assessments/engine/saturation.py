"""Whether an instansi has so many predicates that it need not propose more (PermenPANRB 90/2021 p. 47)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .answers import decimal_text
from .wording import percent_text


@dataclass(frozen=True)
class Saturation:
    """How many of the active units hold a predicate, and the share of the policy above which it is enough."""

    holders: int
    units: int
    percent: Fraction

    @property
    def is_reached(self) -> bool:
        """More than the policy's percent, compared exactly: 3 of 10 are not more than 30%."""
        return self.units > 0 and Fraction(100 * self.holders, self.units) > self.percent

    @property
    def text(self) -> str:
        """A notice, never a refusal: "4 dari 10 unit aktif (40%) sudah berpredikat …"."""
        share = percent_text(self.holders, self.units, self.percent)
        line = (decimal_text(self.percent) or str(self.percent)).replace(".", ",")
        return (
            f"{self.holders} dari {self.units} unit aktif ({share}%) sudah berpredikat. Di atas {line}%, instansi "
            "tidak wajib mengusulkan unit lagi; TPI-nya dapat membantu instansi lain."
        )
