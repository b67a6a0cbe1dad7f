"""Pages of kawasan, of their integration and its evidence."""

from assessments.views.kawasan.papers import kawasan_bring, kawasan_paper, kawasan_print, kawasan_take_off
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
    "kawasan_bring",
    "kawasan_determine",
    "kawasan_mine",
    "kawasan_open",
    "kawasan_paper",
    "kawasan_print",
    "kawasan_revoke",
    "kawasan_sign",
    "kawasan_take_off",
    "kawasan_unsign",
    "kawasan_year",
]
