"""The fixture of this folder."""

from tests.handover.pulling import year

__all__ = ["year"]
