"""What would get a proposal rejected, told before anyone signs."""

from assessments.preflight.gather import candidates_preflight, preflight
from assessments.preflight.values import Finding, Preflight, UnitCheck

__all__ = ["Finding", "Preflight", "UnitCheck", "candidates_preflight", "preflight"]
