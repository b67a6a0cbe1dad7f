"""The side by side of 113 questions and 4 members against a bare template that renders the same HTML.

Run by `./dev bench`. The bare one loops over plain dicts whose texts are all computed, and takes what stands around
the table as one finished text: no login, no queries, no base template. Ratios of medians in one run; the bar is 5.
"""

import re
import statistics
import time
import uuid
from html import unescape

import pytest
from django.template import engines
from django.urls import reverse

from assessments.models import Answer, Sheet, TpiComment
from assessments.services.sheets import mark_done
from tests.assessments.answering import without_tokens
from tests.assessments.test_answering_page import make_use
from tests.assessments.tpi import FINAL, MEMBER, submitted
from tests.factories.units import LONG_AGO, make_user
from units.models import TeamMember

ROUNDS = 15
MOST = 5
MEMBERS = 4
BARE = """{{ before|safe }}{% for row in rows %}<tr{{ row.attributes|safe }}>
<th scope="row"><span class="zi-side-code"><span class="zi-area-code">{{ row.area }}</span>
<span class="num">{{ row.code }}</span></span>
<a class="zi-side-text" href="{{ row.href }}" hx-get="{{ row.get }}" aria-expanded="false"
 title="{{ row.text }}">{{ row.text }}</a></th>
{% for cell in row.cells %}<td{{ cell.attributes|safe }}>
{% if cell.num %}<span class="num">{{ cell.num }}</span>{% endif %}
{% if cell.link %}<a{{ cell.link|safe }}>{{ cell.words }}</a>{% endif %}
{% if cell.small %}<small class="num">{{ cell.small }}</small>{% endif %}
{% if cell.lacks %}<small class="zi-side-lacks">tanpa catatan</small>{% endif %}</td>
{% endfor %}<td class="zi-side-spread" data-label="Jarak">
<svg class="zi-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
<rect class="zi-bar-track" x="0" y="3" width="100" height="4"/>
<rect class="zi-bar-unit" x="0" y="3" width="{{ row.bar }}" height="4"/></svg>
<span class="num">{{ row.spread }}</span></td>
<td{{ row.weight|safe }}>{{ row.movement }}</td>
<td class="num zi-side-talk" data-label="Diskusi">
{% if row.talk %}<a{{ row.talk|safe }}>{{ row.remarks }}</a>{% endif %}</td>
</tr>
{% endfor %}{{ after|safe }}"""
ROW = re.compile(r'<tr(?P<attributes> id="b-[^>]*)>(?P<inside>.*?)</tr>', re.S)
HEAD = re.compile(
    r'zi-area-code">(?P<area>[^<]*)</span> <span class="num">(?P<code>[^<]*)</span>.*?'
    r'href="(?P<href>[^"]*)" hx-get="(?P<get>[^"]*)"[^>]*>(?P<text>[^<]*)</a></th>',
    re.S,
)
CELL = re.compile(r"<td(?P<attributes>[^>]*zi-side-cell[^>]*)>(?P<inside>.*?)</td>", re.S)
TAIL = re.compile(
    r'zi-bar-unit" x="0" y="3" width="(?P<bar>\d+)".*?<span class="num">(?P<spread>[^<]*)</span></td>\s*'
    r"<td(?P<weight>[^>]*)>(?P<movement>[^<]*)</td>\s*"
    r"<td[^>]*>(?:<a(?P<talk>[^>]*)>(?P<remarks>\d+)</a>)?</td>",
    re.S,
)


def plain(found: re.Match) -> dict:
    """The groups of a match as finished texts, entities undone where the template puts them in again."""
    raw = {"attributes", "weight", "talk", "link"}
    return {k: v if v is None or k in raw else unescape(v) for k, v in found.groupdict().items()}


def one(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.S)
    return unescape(found[1]) if found else ""


def cell_of(found: re.Match) -> dict:
    inside = found["inside"]
    link = re.search(r"<a([^>]*)>([^<]*)</a>", inside)
    return {
        "attributes": found["attributes"],
        "num": one(r'<span class="num">([^<]*)</span>', inside),
        "link": link[1] if link else "",
        "words": unescape(link[2]) if link else "",
        "small": one(r'<small class="num">([^<]*)</small>', inside),
        "lacks": "zi-side-lacks" in inside,
    }


def taken_apart(html: str) -> dict:
    """A page as plain data for the bare template."""
    found = list(ROW.finditer(html))
    rows = []
    for match in found:
        inside = match["inside"]
        head, tail = HEAD.search(inside), TAIL.search(inside)
        assert head
        assert tail
        cells = [cell_of(cell) for cell in CELL.finditer(inside)]
        rows.append({"attributes": match["attributes"], **plain(head), **plain(tail), "cells": cells})
    return {"before": html[: found[0].start()], "rows": rows, "after": html[found[-1].end() :]}


def squeezed(html: str) -> str:
    """A page without its tokens and without spaces between tags."""
    return re.sub(
        r">\s+|\s+<", lambda m: m[0].strip(), re.sub(r"\s+", " ", without_tokens(html.encode()).decode())
    )


def team_at_work(world):
    """A unit with evidence everywhere, four members' full sheets, half of the final answers, a lively discussion."""
    a = submitted(world, "random")
    people = [world.anggota, world.anggota2]
    for n in range(MEMBERS - len(people)):
        person = make_user(f"anggota_{n}", f"Anggota Ke-{n}, S.E.")
        TeamMember.objects.create(team=world.team, user=person, seat=TeamMember.Seat.ANGGOTA, start=LONG_AGO)
        people.append(person)
    for seed, person in enumerate(people):
        world.fill(a, "random", kind=MEMBER, owner=person, seed=seed + 7)
        mark_done(a.pk, actor=person)
    world.fill(a, "random", kind=FINAL, seed=3)
    half = list(world.instrument.questions)[::2]
    Answer.objects.filter(sheet__kind=Sheet.Kind.TPI, code__in=half).delete()
    for code in world.instrument.questions:
        make_use(world, a, code, title=f"Bukti {code}")
        remark = {"assessment": a, "code": code, "author": world.ketua, "text": "Menurut saya cukup. " * 5}
        TpiComment.objects.create(**remark, token=uuid.uuid4())
    return a


def timed(act) -> float:
    """How long `act` takes, in processor time: other programs on the machine don't count."""
    start = time.process_time()
    act()
    return time.process_time() - start


@pytest.mark.django_db
def test_the_side_by_side_costs_at_most_5_bare_templates(world, measured):
    a = team_at_work(world)
    client, url = world.client("ketua"), reverse("assessments:tpi_compare", args=[a.pk])
    html = client.get(url).content.decode()
    data = taken_apart(html)
    assert len(data["rows"]) == 113
    assert {len(row["cells"]) for row in data["rows"]} == {MEMBERS + 2}
    bare = engines["django"].from_string(BARE)
    assert squeezed(bare.render(data)) == squeezed(html)
    pairs = []
    for _ in range(ROUNDS + 2):
        pairs.append((timed(lambda: bare.render(data)), timed(lambda: client.get(url))))
    plain_s, ours = (statistics.median(side) for side in zip(*pairs[2:], strict=True))
    measured("side by side of 113 questions and 4 members, in bare templates", ours / plain_s, most=MOST)
