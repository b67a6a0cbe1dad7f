"""The rows of the side by side: 113 of them with 900 cells, which a template would take most of the page's time for
(docs/decisions/0009). Written here they cost a fifth.

Usage: {% load side %}{% side_rows rows editable %}, {% side_rows rows editable oob=True %} in an answer to htmx
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape as escape_anew
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@lru_cache(maxsize=8192)
def escape(text: str) -> str:
    """A text escaped for HTML; most texts of the table stand in it many times."""
    return str(escape_anew(text))


@register.simple_tag
def side_rows(rows: Iterable[Any], editable: bool, oob: bool = False) -> SafeString:
    """A `tr` for each row (`views.compare.rows.Row`); with `editable` a missing final answer is a link to decide.

    Every text is escaped here.
    """
    return mark_safe("".join(_row(row, editable, oob) for row in rows))  # noqa: S308


def _row(row: Any, editable: bool, oob: bool) -> str:
    code, text = escape(row.code), escape(row.text)
    link = f'href="{escape(row.url)}" hx-get="{escape(row.open_url)}"'
    swap = ' hx-swap-oob="true"' if oob else ""
    final = _final(row, link, editable) if row.final else ""
    weight = " is-weighty" if row.weighs else ""
    told = f'aria-label="Diskusi tim: {row.remarks} pendapat"'
    talk = f"<a {link} {told}>{row.remarks}</a>" if row.remarks else ""
    return (
        f'<tr id="b-{escape(row.slug)}" class="zi-side-row area-{escape(row.area)}"{swap}>\n'
        f'<th scope="row"><span class="zi-side-code"><span class="zi-area-code">{escape(row.area_label)}</span>'
        f' <span class="num">{code}</span></span>'
        f'<a class="zi-side-text" {link} aria-expanded="false" title="{text}">{text}</a></th>\n'
        f"{''.join(map(_cell, row.cells))}{final}"
        '<td class="zi-side-spread" data-label="Jarak"><svg class="zi-bar" viewBox="0 0 100 10"'
        ' preserveAspectRatio="none" aria-hidden="true"><rect class="zi-bar-track" x="0" y="3" width="100"'
        f' height="4"/><rect class="zi-bar-unit" x="0" y="3" width="{escape(row.bar)}" height="4"/></svg>'
        f' <span class="num">{escape(row.spread)}</span></td>\n'
        f'<td class="num{weight}" data-label="Pengaruh">{escape(row.movement)}</td>\n'
        f'<td class="num zi-side-talk" data-label="Diskusi">{talk}</td>\n</tr>\n'
    )


@lru_cache(maxsize=8192)
def _cell(told: Any) -> str:
    return (
        f'<td class="zi-side-cell {escape(told.css)}" data-label="{escape(told.label)}"'
        f' title="{escape(told.title)}">{_said(told)}</td>\n'
    )


def _said(told: Any) -> str:
    small = f'<small class="num">{escape(told.small)}</small>' if told.small else ""
    return f'<span class="num">{escape(told.text)}</span>{small}'


def _final(row: Any, link: str, editable: bool) -> str:
    told = row.final
    inside = _said(told)
    if editable and told.css == "is-empty":
        inside = f'<a {link} aria-label="Putuskan {escape(row.code)}">Putuskan</a>'
    if row.unexplained:
        inside += '<small class="zi-side-lacks">tanpa catatan</small>'
    return (
        f'<td class="zi-side-cell is-final {escape(told.css)}" data-label="{escape(told.label)}"'
        f' title="{escape(told.title)}">{inside}</td>\n'
    )
