"""What stands on a person's home: one section for each of their roles, the one that presses most first.

`lists` says which units and years it is about; each role has a module that gives plain values for its section.
Nothing that TPI has before its release is read here but for TPI.
"""

from assessments.home.lists import Own, Year, own_units, year_of, years
from assessments.home.sections import Section, sections_of

__all__ = ["Own", "Section", "Year", "own_units", "sections_of", "year_of", "years"]
