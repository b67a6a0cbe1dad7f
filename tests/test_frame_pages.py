"""What every page brings: health, security headers, closed sign-up, failing template variables."""

import runpy

import pytest
from django.contrib import admin
from django.template import Context, Template, engines
from django.test import Client
from django.urls import reverse

from zi_portal.test_settings import UndefinedVariable

POLICY = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
}


@pytest.mark.django_db
def test_health_asks_the_database(client: Client, django_assert_num_queries):
    with django_assert_num_queries(1):  # SELECT 1
        answer = client.get("/sehat/")
    assert (answer.status_code, answer.content) == (200, b"sehat")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/sehat/").status_code == 405


@pytest.mark.django_db
def test_security_headers_on_a_page(client: Client):
    answer = client.get(reverse("account_login"))
    assert answer.status_code == 200
    assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Permissions-Policy"].startswith("camera=(), ")


@pytest.mark.django_db
def test_sign_up_is_closed(client: Client, django_user_model):
    form = {
        "username": "siapa",
        "email": "a@example.go.id",
        "password1": "Rahasia-77x",
        "password2": "Rahasia-77x",
    }
    assert client.get(reverse("account_signup")).status_code == 200
    client.post(reverse("account_signup"), form)
    assert not django_user_model.objects.exists()


@pytest.mark.django_db
def test_admin_login_goes_through_the_throttled_page(client: Client):
    answer = client.get("/admin-sistem/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_signing_out_is_in_the_menu_of_a_page_and_ends_the_session(world):
    client = world.client("petugas")
    form = f'<form method="post" action="{reverse("account_logout")}" data-logout>'
    assert client.get(reverse("units:profile")).content.decode().count(form) == 1
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("debug", "pages"), [(True, ["galeri/", "galeri/<str:page>/"]), (False, [])])
def test_the_gallery_is_there_in_development_alone(settings, monkeypatch, debug, pages):
    settings.DEBUG = debug
    for name in ("login", "has_permission"):  # which the module wraps
        monkeypatch.setattr(admin.site, name, getattr(admin.site, name))
    made = runpy.run_path(str(settings.BASE_DIR / "zi_portal" / "urls.py"))["urlpatterns"]
    assert [str(one.pattern) for one in made if "galeri" in str(one.pattern)] == pages


def test_undefined_variable_fails_in_our_templates():
    with pytest.raises(UndefinedVariable, match="undefined variable unit"):
        Template("{{ unit.name }}").render(Context({}))


def test_undefined_variable_is_empty_in_packages_templates():
    rendered = engines["django"].get_template("bootstrap5/layout/help_text.html").render({})
    assert "undefined" not in rendered
