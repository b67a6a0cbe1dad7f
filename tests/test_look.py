"""The look: contrasts of the palette, components with the least arguments, gallery, account and error pages."""

import re
import runpy
from itertools import combinations, product
from math import dist

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path, reverse

from assessments.models import State
from documents.workbooks.styles import AREA_COLOURS
from units.mail import all_sent
from zi_portal.gallery import ERRORS, PAGES, gallery
from zi_portal.gallery_components import FRAME, examples
from zi_portal.urls import urlpatterns as portal_urls

urlpatterns = [*portal_urls, path("galeri/<str:page>/", gallery)]

STATIC = settings.BASE_DIR / "static"
COMPONENTS = settings.BASE_DIR / "templates" / "components"
AREAS = ("MP", "TT", "SDM", "AK", "PW", "PP")


# --- palette ---------------------------------------------------------------------------------------------


def palette(selector: str) -> dict[str, str]:
    """The --zi-… colours of the first block of tokens.css after `selector`, as {name: "#RRGGBB"}."""
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    block = text[text.index(selector) :]
    return dict(re.findall(r"--zi-([\w-]+): (#[0-9A-F]{6});", block[: block.index("}")]))


def linear(colour: str) -> list[float]:
    """Red, green and blue of "#RRGGBB" as amounts of light, 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2), 0 to 1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


THEMES = {"light": palette('[data-bs-theme="light"] {'), "dark": palette('\n  [data-bs-theme="dark"] {')}
GROUNDS = ("paper", "page", "wash")
INKS = (
    "ink",
    "muted",
    "action",
    "action-strong",
    "good",
    "attention",
    "danger",
    *(f"area-{a}" for a in AREAS),
)
TEXTS = [
    *product(INKS, GROUNDS),
    ("on-action", "action"),
    ("on-action", "action-strong"),
    *product(("ink", "muted", "action"), ("action-tint", "good-tint", "attention-tint", "danger-tint")),
    ("good", "good-tint"),
    ("attention", "attention-tint"),
    ("danger", "danger-tint"),
    ("paper", "danger"),  # the danger button under the mouse
]


@pytest.mark.parametrize("theme", THEMES)
def test_texts_are_readable(theme: str):
    colours = THEMES[theme]
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXTS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_fields_and_focus_rings_are_visible(theme: str):
    colours = THEMES[theme]
    pairs = product(("edge", "action"), GROUNDS)
    low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in low.items() if ratio < 3} == {}


def test_dark_by_choice_and_dark_by_system_are_the_same():
    assert palette(":root:not([data-bs-theme])") == THEMES["dark"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_paper_is_light_whatever_the_screen_shows():
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    for_all = re.sub(r"@media screen.*?\n}\n", "", text, flags=re.DOTALL)
    assert re.findall(r"--zi-page: (#\w+)", text) == ["#F5F7FA", "#0C1217", "#0C1217"]
    assert re.findall(r"--zi-page: (#\w+)", for_all) == ["#F5F7FA"]


# How people see who lack one kind of cone (Machado et al. 2009, severity 1.0), on linear RGB.
SIGHTS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}  # fmt: skip
TOLD_APART = 12  # a difference of 2.3 can just be seen; a thin bar needs more


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of "#RRGGBB" as `sight` sees it."""
    rgb = linear(colour)
    red, green, blue = (
        min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_areas_are_told_apart_by_colour_blind_people(theme: str, sight: str):
    seen = {area: lab(THEMES[theme][f"area-{area}"], sight) for area in AREAS}
    apart = {pair: dist(seen[pair[0]], seen[pair[1]]) for pair in combinations(AREAS, 2)}
    assert {pair: round(delta, 1) for pair, delta in apart.items() if delta < TOLD_APART} == {}


def test_simulated_sight_confuses_red_and_green_as_people_do():
    assert dist(lab("#B04040", "all cones"), lab("#407040", "all cones")) > 60
    assert dist(lab("#B04040", "deuteranopia"), lab("#407040", "deuteranopia")) < 20


def test_workbooks_show_the_areas_in_the_colours_of_the_page():
    assert {area: f"#{colour}" for area, colour in AREA_COLOURS.items()} == {
        area: THEMES["light"][f"area-{area}"] for area in AREAS
    }


# --- components ------------------------------------------------------------------------------------------

ROW = {"name": "Total", "value": "76,12", "minimum": "75,00", "met": True}
TERM = {"key": "lhe", "name": "Laporan Hasil Evaluasi", "text": "Hasil TPI.", "source": "hlm. 43"}
LEAST: dict[str, dict] = {
    "area_bar": {"area": "MP", "unit": "72.5", "text": "Manajemen perubahan 72,5%"},
    "bar_key": {},
    "bell": {},
    "search": {},
    "breadcrumb": {},
    "choice": {"name": "answer", "id": "a1", "value": "Ya", "criteria": "Tim dibentuk"},
    "confirm_button": {"url": "/x/", "label": "Ajukan ke TPI"},
    "confirm_dialog": {},
    "conflict_box": {"theirs": "Ya", "mine": "Tidak", "by": "Sri", "at": "14.02", "version": 4},
    "empty_state": {"title": "Belum ada bukti", "text": "Bukti akan tampil di sini."},
    "errors": {"errors": ["Isi dulu."]},
    "file_drop": {"name": "file", "id": "id_file", "label": "Unggah bukti"},
    "hint": {"name": "jawab", "text": "Semuanya tersimpan sendiri.", "back": "/", "csrf_token": "x"},
    "help_text": {"text": "Seperti tertulis."},
    "icon": {"name": "send"},
    "job_progress": {"state": "menunggu", "title": "LHE", "url": "/x/"},
    "messages": {},
    "page_head": {"title": "Unit kerja"},
    "pagination": {"page": Paginator(range(60), 20).page(2)},
    "progress_count": {"done": 3, "of": 12},
    "refusals": {"title": "Belum dapat diajukan", "reasons": [{"message": "3 belum dijawab."}]},
    "role": {},
    "saved_badge": {"state": "tersimpan"},
    "score_pair": {"value": "41,37", "of": "60"},
    "shape": {"kind": "belum"},
    "sheet_button": {"target": "zi-tree", "label": "Bagian"},
    "stage_chip": {"state": "penilaian_tpi"},
    "state_chip": {"kind": "selesai", "label": "Selesai"},
    "stylesheets": {},
    "term": {"term": TERM, "written": "LHE"},
    "threshold_panel": {"predicate": "WBK", "rows": [ROW], "met": 1, "of": 1},
    "timeline": {"steps": [{"label": "Pencanangan", "kind": "selesai"}]},
    "user_menu": {},
}
BOUND = {"field"}  # needs a bound field; the gallery shows it


def test_every_component_is_tried_and_documented():
    names = {file.stem for file in COMPONENTS.glob("*.html")}
    assert names == LEAST.keys() | BOUND
    readme = (COMPONENTS / "README.md").read_text(encoding="utf-8")
    assert {name for name in names - {"confirm_dialog", "stylesheets"} if f"`{name}`" not in readme} == set()


@pytest.mark.parametrize("name", LEAST)
def test_component_renders_with_its_required_arguments_alone(name: str):
    text = render_to_string(f"components/{name}.html", LEAST[name])
    spoken = [
        str(value) for key, value in LEAST[name].items() if key in {"title", "label", "text", "criteria"}
    ]
    assert [part for part in spoken if part not in text] == []


def test_bars_are_drawn_with_points_whatever_the_language():
    text = render_to_string(
        "components/area_bar.html", {"area": "MP", "unit": 72.5, "tpi": 0, "minimum": 60, "text": "x"}
    )
    assert 'width="72.5"' in text
    assert 'class="zi-bar-tpi" x="0" y="0.5" width="0"' in text  # 0 is a score, not "none yet"


def test_printed_bars_carry_their_colours_themselves():
    text = render_to_string("reports/bar.html", {"area": "TT", "unit": 72.5, "tpi": "66.25", "minimum": 60})
    assert 'width="72.5" height="3" fill="#484848"' in text
    assert "class=" not in text.replace('class="p-bar"', "")


def test_every_stage_has_a_chip():
    empty = {
        s
        for s in State.values
        if "zi-chip" not in render_to_string("components/stage_chip.html", {"state": s})
    }
    assert empty == set()


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = (STATIC / "vendor" / "bootstrap-icons" / "sprite.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = set()
    for file in (settings.BASE_DIR / "templates").rglob("*.html"):
        used.update(
            re.findall(r'icon\.html" with (?:label="[^"]*" )?name="([^"]+)"', file.read_text("utf-8"))
        )
        used.update(re.findall(r'\sicon="([^"]+)"', file.read_text("utf-8")))
    assert used - there == set()


def test_every_form_that_logs_out_says_so_to_the_script_that_takes_unsaved_texts_away():
    silent = {
        str(file.relative_to(settings.BASE_DIR / "templates"))
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        for form in re.findall(r"<form[^>]*account_logout[^>]*>", file.read_text("utf-8"))
        if " data-logout" not in form
    }
    assert silent == {"mfa/authenticate.html"}  # where nobody is logged in yet


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("page", PAGES + ERRORS)
def test_gallery_page(client: Client, page: str):
    assert client.get(f"/galeri/{page}/").status_code == 200


def test_every_component_has_examples_in_the_gallery_or_stands_in_its_frame():
    names = {file.stem for file in COMPONENTS.glob("*.html")}
    shown = examples("light", "x")
    assert names == shown.keys() | FRAME
    assert shown.keys() & FRAME == set()
    assert [name for name, states in shown.items() if not states] == []


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_gallery_draws_every_component(client: Client):
    drawn = {part.name for page in PAGES for part in client.get(f"/galeri/{page}/").templates}
    files = {f"components/{file.relative_to(COMPONENTS)}" for file in COMPONENTS.rglob("*.html")}
    assert files - drawn == set()


@pytest.mark.parametrize(
    ("debug", "there"), [(False, []), (True, ["galeri/", "galeri/<str:page>/"])], ids=["production", "dev"]
)
def test_the_gallery_is_there_in_development_only(settings, debug: bool, there: list[str]):
    settings.DEBUG = debug
    found = runpy.run_path(str(settings.BASE_DIR / "zi_portal" / "urls.py"))["urlpatterns"]
    assert [str(one.pattern) for one in found if str(one.pattern).startswith("galeri")] == there


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_gallery_knows_no_other_page(client: Client):
    assert client.get("/galeri/lain/").status_code == 404


@pytest.mark.parametrize("code", ["400", "403_csrf", "405", "429", "500"])
def test_static_error_pages_need_no_context_and_no_database(code: str):
    assert "Ke beranda" in render_to_string(f"{code}.html")


@pytest.mark.django_db
def test_page_that_is_not_there_does_not_tell_why(client: Client):
    answer = client.get("/tidak-ada-halaman-ini/")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada, atau bukan untuk akun Anda" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Masuk"),
        ("account_reset_password", "Lupa kata sandi"),
        ("account_reset_password_done", "Periksa surel Anda"),
        ("account_reset_password_from_key_done", "Kata sandi sudah diganti"),
        ("account_signup", "Akun dibuat lewat undangan"),
        ("account_inactive", "Akun tidak aktif"),
    ],
)
def test_pages_before_login_are_ours(client: Client, name: str, heading: str):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.django_db
def test_stale_reset_link_says_what_to_do(client: Client):
    answer = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"}))
    assert "Tautan tidak berlaku" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_change_password", "Ubah kata sandi"),
        ("account_logout", "Keluar"),
    ],
)
def test_pages_of_the_account_are_ours(client: Client, django_user_model, name: str, heading: str):
    user = django_user_model.objects.create_user(username="siti", password="Bukit-Hijau-27")
    client.force_login(user, backend="units.backends.PortalBackend")
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f'<h1 class="zi-h1">{heading}</h1>' in answer.content.decode()


@pytest.mark.django_db
def test_reset_mail_is_ours(client: Client, django_user_model, mailoutbox):
    django_user_model.objects.create_user(
        username="siti", email="siti@example.go.id", password="Bukit-Hijau-27"
    )
    client.post(reverse("account_reset_password"), {"email": "siti@example.go.id"})
    all_sent()
    assert [mail.subject for mail in mailoutbox] == ["[Portal ZI] Membuat kata sandi baru"]
    link = re.search(r"https?://[^/\s]+(/akun/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True).content.decode()
    assert "<h1>Buat kata sandi baru</h1>" in page
    assert "Kata sandi baru" in page


@pytest.mark.django_db
def test_throttled_login_says_what_to_do(client: Client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    form = {"login": "siapa", "password": "salah"}
    client.post(reverse("account_login"), form)
    answer = client.post(reverse("account_login"), form)
    assert answer.status_code == 429
    assert "Coba lagi nanti." in answer.content.decode()
