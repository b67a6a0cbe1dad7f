"""Terms: the list itself, and where pages explain them."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template

from assessments.guidance.terms import anywhere, terms


@pytest.fixture
def written(rf, world):
    """`written(text, …, user)`: what one page writes of these texts, one after the other."""

    def write(*texts: str, user=None, htmx: bool = False) -> str:
        request = rf.get("/")
        request.user, request.htmx = user or world.petugas, htmx
        page = Template("{% load terms %}{% for text in texts %}{% explain text %}|{% endfor %}")
        return page.render(RequestContext(request, {"texts": texts}))

    return write


def test_keys_and_spellings_are_told_apart():
    assert [key for key, times in Counter(term.key for term in terms()).items() if times > 1] == []
    spelt = [text for term in terms() for text in (term.term, *term.also)]
    assert [text for text, times in Counter(spelt).items() if times > 1] == []
    assert [term.key for term in terms() if not (term.text.endswith(".") and term.source)] == []


def test_terms_are_whole_words():
    assert anywhere().findall("LKE, LKE2 XLKE, WBBM/WBK nilai minimal; reformasi reform.") == [
        "LKE",
        "nilai minimal",
        "reform",
    ]


def test_a_page_explains_a_term_once(written):
    first, second, _ = written("Menurut TPI & TPI", "Nilai TPI").split("|")
    assert re.sub(r"<span class=\"zi-tip\".*?</span>", "", first) == (
        'Menurut <span class="zi-term"><a href="/bantuan/istilah/#tpi" aria-describedby="istilah-tpi">TPI</a></span>'
        " &amp; TPI"
    )
    assert "Tim Penilai Internal" in first
    assert second == "Nilai TPI"


def test_fragments_and_strangers_get_the_text_alone(written):
    assert written("<b>TPI", htmx=True) == "&lt;b&gt;TPI|"
    assert written("<b>TPI", user=AnonymousUser()) == "&lt;b&gt;TPI|"


def test_the_pages_explain_and_no_two_explanations_share_an_id(world):
    a = world.assessment()
    client = world.client("petugas")
    found = {}
    for path in (f"/penilaian/{a.pk}/", f"/penilaian/{a.pk}/area/MP/", "/bantuan/istilah/"):
        ids = re.findall(r'id="(istilah-[a-z-]+)"', client.get(path).content.decode())
        assert len(ids) == len(set(ids))
        found[path] = {"istilah-wbk", "istilah-nilai-minimal"} & set(ids)
    assert list(found.values())[1] == {"istilah-wbk", "istilah-nilai-minimal"}
    page = client.get("/bantuan/istilah/").content.decode()
    assert [term.key for term in terms() if f'<div id="{term.key}">' not in page] == []
