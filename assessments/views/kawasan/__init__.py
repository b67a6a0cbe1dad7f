"""Pages of kawasan and of their integration."""

from assessments.views.kawasan.place import kawasan, kawasan_mine, kawasan_open
from assessments.views.kawasan.year import (
    kawasan_determine,
    kawasan_revoke,
    kawasan_sign,
    kawasan_unsign,
    kawasan_year,
)

__all__ = [
    "kawasan",
    "kawasan_determine",
    "kawasan_mine",
    "kawasan_open",
    "kawasan_revoke",
    "kawasan_sign",
    "kawasan_unsign",
    "kawasan_year",
]
