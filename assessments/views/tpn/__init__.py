"""Pages of TPN's results."""

from assessments.views.tpn.unit import tpn
from assessments.views.tpn.values import tpn_values

__all__ = ["tpn", "tpn_values"]
