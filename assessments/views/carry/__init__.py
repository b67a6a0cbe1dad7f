"""Taking over an earlier year: the page of a unit, many units of an instansi, and the marks at the questions."""

from assessments.views.carry.checking import carry_check
from assessments.views.carry.many import carry_many
from assessments.views.carry.page import carry, carry_list, carry_undo

__all__ = ["carry", "carry_check", "carry_list", "carry_many", "carry_undo"]
