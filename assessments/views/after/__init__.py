"""After the release: differences of a unit, next year's plan, insight over a year."""

from assessments.views.after.differences import differences
from assessments.views.after.insight import insight
from assessments.views.after.plan import plan, plan_item

__all__ = ["differences", "insight", "plan", "plan_item"]
