"""Every picture as SVG: words for readers, no style, numbers with points, the table behind, paper and page alike."""

import re
from fractions import Fraction as F

import pytest
from django.template.loader import render_to_string

from assessments.pictures.heat_map import Unit, heat_map
from documents.pdf import pdf_of
from tests.assessments.leaks import decode
from tests.test_look import COMPONENTS
from zi_portal.gallery import AREAS
from zi_portal.gallery_pictures import examples

PICTURES = [(example["kind"], picture) for example in examples(AREAS) for picture in example["pictures"]]


@pytest.mark.parametrize(("kind", "picture"), PICTURES, ids=[picture.key for _, picture in PICTURES])
def test_every_state_is_whole(kind, picture):
    html = render_to_string("components/pictures/figure.html", {"kind": kind, "picture": picture})
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert f'<title id="p-{picture.key}-t">{picture.title}</title>' in svg
    assert f'<desc id="p-{picture.key}-d">' in svg
    assert "style=" not in html
    places = re.findall(r' (?:x|y|cx|cy|width|height)="([^"]*)"', svg)
    assert [place for place in places if not re.fullmatch(r"-?\d+(\.\d\d)?", place)] == []
    assert html.count("<tr>") == 1 + len(picture.table.rows)
    assert all(f">{cell}</td>" in html for row in picture.table.rows for cell in row.cells)


def test_the_gallery_shows_every_kind_and_the_readme_names_it():
    kinds = {kind for kind, _ in PICTURES}
    files = {file.stem for file in (COMPONENTS / "pictures").glob("*.html") if not file.stem.startswith("_")}
    assert files == kinds | {"figure", "bars", "pairs"}
    readme = (COMPONENTS / "README.md").read_text(encoding="utf-8")
    assert {name for name in files if f"`{name}`" not in readme and f"/{name}.html" not in readme} == set()


def test_no_picture_is_no_figure():
    assert (
        render_to_string("components/pictures/figure.html", {"kind": "radar", "picture": None}).strip() == ""
    )


def test_names_are_escaped():
    unit = Unit("<b>U1", "Unit & <script>", {"MP": F(1)}, F(1), url="/penilaian/1/")
    picture = heat_map("h", "<i>Judul", {"MP": "Area"}, [unit])
    html = render_to_string("components/pictures/figure.html", {"kind": "heat_map", "picture": picture})
    assert "<b>" not in html
    assert "<script>" not in html
    assert '<a href="/penilaian/1/">&lt;b&gt;U1 Unit &amp; &lt;script&gt;</a>' in html
    assert "&lt;i&gt;Judul" in html


def test_paper_shows_the_same_words():
    kind, picture = PICTURES[0]
    html = render_to_string(f"components/pictures/{kind}.html", {"p": picture})
    assert {"MP", "Unit 82,00", "TPI 71,00", "minimal WBK 60%"} <= set(decode(pdf_of(html)).split("\n"))
