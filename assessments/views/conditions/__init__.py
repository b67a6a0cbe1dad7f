"""The conditions for a proposal: of a unit, of the instansi, each with its history, and all at a glance."""

from .instansi import conditions_table, instansi_syarat
from .one import document, one, withdraw
from .unit import syarat

__all__ = ["conditions_table", "document", "instansi_syarat", "one", "syarat", "withdraw"]
