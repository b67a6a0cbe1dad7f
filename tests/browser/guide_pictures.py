"""The pictures of the guides, made from the demo. Run with `./dev guide`; they are checked in.

Not a test: each step of `assessments/guidance/guide.yaml` that says what its picture shows gets one, of the page that
its link opens for the account of the guide.
"""

import io

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from PIL import Image

from assessments.guidance.guide import guides, links_of

TARGET = settings.BASE_DIR / "static"
SIZE = (880, 550)  # as the page says (templates/assessments/help/guide.html)
WINDOW = {"width": 1280, "height": 800}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_take_the_pictures_of_the_guides(new_context, login, live_server):
    for command, folder in (("load_instrument", "instruments"), ("load_policy", "policies")):
        for file in sorted((settings.BASE_DIR / "assessments" / folder).glob("*.yaml")):
            call_command(command, str(file))
    call_command("seed_demo")
    for old in (TARGET / "img" / "panduan").glob("*.webp"):
        old.unlink()
    for guide in guides().values():
        page = new_context(**WINDOW, reduced_motion="reduce").new_page()
        login(page, guide.account)
        links = links_of(get_user_model().objects.get(username=guide.account), guide)
        for number, (step, link) in enumerate(zip(guide.steps, links, strict=True), 1):
            if step.picture:
                page.goto(link, wait_until="networkidle")
                keep(page.screenshot(), guide.picture(number))


def keep(png: bytes, name: str) -> None:
    """Write one picture, small enough for a slow network."""
    file = TARGET / name
    file.parent.mkdir(parents=True, exist_ok=True)
    small = Image.open(io.BytesIO(png)).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    small.save(file, "WEBP", quality=60, method=6)
