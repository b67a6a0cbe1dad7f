"""The one rule of Django's admin: for the admin sistem, and nothing of an assessment for anybody."""

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.doors import browser
from tests.permissions.place import undone
from tests.permissions.town import build_doubles
from units.models import Instansi, User

OPEN = {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}
GUESSES = ([], ["1"], ["1", "1"], ["units"], ["tidak-ada"])
OBJECTS = {"units_user_": User, "units_instansi_": Instansi}  # whose ids are not 1 on every database


def addresses() -> dict[str, str]:
    """name → address of every page of Django's admin, with a guessed id where it takes one."""
    resolver = next(
        r for r in get_resolver().url_patterns if isinstance(r, URLResolver) and r.namespace == "admin"
    )
    found = {}
    for item in resolver.url_patterns:
        patterns = item.url_patterns if isinstance(item, URLResolver) else [item]
        for pattern in patterns:
            if isinstance(pattern, URLPattern) and pattern.name:
                name = f"admin:{pattern.name}"
                guesses = [*_own_id(pattern.name), *GUESSES]
                found[name] = next(address for args in guesses if (address := _reversed(name, args)))
    return found


def _own_id(page: str) -> list[list[str]]:
    """The id of a row that is there, for the pages of one of our models; none for lists."""
    owners = [model for start, model in OBJECTS.items() if page.startswith(start)]
    return [[], *([str(model.objects.values_list("pk", flat=True)[0])] for model in owners)]


def _reversed(name: str, args: list[str]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def test_nobody_but_the_admin_sistem_gets_a_page(town):
    opened = set()
    for who, person in town.people.items():
        client = browser(person)
        for name, address in addresses().items():
            if name not in OPEN and client.get(address).status_code == 200:
                opened.add((who, name))
    assert {who for who, _ in opened} == {"admin_sistem"}
    assert {name for _, name in opened} == {
        "admin:index",
        "admin:app_list",
        "admin:units_user_changelist",
        "admin:units_user_change",
        "admin:units_user_history",
        "admin:units_instansi_changelist",
        "admin:units_instansi_change",
        "admin:units_instansi_history",
    }


def test_a_superuser_without_the_role_gets_no_page(town):
    with undone():
        client = browser(build_doubles(town)["superuser"])
        got = {client.get(address).status_code for name, address in addresses().items() if name not in OPEN}
        assert got == {302}


def test_no_content_of_an_assessment_is_registered():
    assert {model._meta.app_label for model in admin.site._registry} & {
        "assessments",
        "documents",
        "audit",
    } == set()
