"""Which links are looked at, how often, and what is kept."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from documents import services
from documents.linkcheck.fetch import Budget
from documents.models import LinkCheck, Revision
from documents.services import link_checks
from tests.documents.web import internet
from tests.factories.units import make_instansi, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_runs():
    cache.clear()


@pytest.fixture
def web():
    with internet() as made:
        made.page("contoh.test/a")
        made.page("contoh.test/b", status=404)
        made.page("contoh.test/c", status=401)
        yield made


@pytest.fixture
def add():
    unit, siti = make_unit(make_instansi("KAB-X"), "PKM-01"), make_user("siti")

    def act(url: str) -> Revision:
        return services.add_link(url=url, title="T", kind="lainnya", unit=unit, actor=siti, role="")

    return act


def run(web, *, days: int = 0, hours: int = 0, **budget: int):
    now = timezone.now() + timedelta(days=days, hours=hours)
    return services.check_links(net=web.net(), budget=Budget(**budget), now=lambda: now, pause=0)


def kept() -> dict[str, str]:
    return dict(LinkCheck.objects.order_by("pk").values_list("revision__url", "result"))


def test_results_are_kept_and_each_address_is_asked_once(web, add):
    first, second = add("http://contoh.test/a"), add("http://contoh.test/a")
    add("http://contoh.test/b")
    add("http://contoh.test/c")
    add("http://10.0.0.1/")
    web.names["10.0.0.1"] = ["10.0.0.1"]
    checked = run(web)
    assert checked == services.Checked(counts={"ok": 1, "mati": 1, "login": 1, "tak_pasti": 1}, left=0)
    assert kept() == {
        "http://contoh.test/a": "ok",
        "http://contoh.test/b": "mati",
        "http://contoh.test/c": "login",
        "http://10.0.0.1/": "tak_pasti",
    }
    assert LinkCheck.objects.count() == 5
    assert [path for _, path, _ in web.requests] == ["/a", "/b", "/c"]
    one = LinkCheck.objects.get(revision=first)
    assert (one.detail, one.status, one.is_problem) == ("terbuka tanpa login", 200, False)
    assert LinkCheck.objects.get(revision=second).checked_at == one.checked_at


def test_looked_at_again_after_a_week_trouble_after_a_day(web, add):
    add("http://contoh.test/a")
    add("http://contoh.test/b")
    run(web)
    assert run(web, hours=23).counts == {"ok": 0, "mati": 0, "login": 0, "tak_pasti": 0}
    web.page("contoh.test/b")  # mended
    assert run(web, hours=25).counts == {"ok": 1, "mati": 0, "login": 0, "tak_pasti": 0}
    assert kept() == {"http://contoh.test/a": "ok", "http://contoh.test/b": "ok"}
    assert run(web, days=7).counts["ok"] == 1
    assert [path for _, path, _ in web.requests] == ["/a", "/b", "/b", "/a"]


def test_files_and_archived_links_are_left_alone(web, add):
    gone = add("http://contoh.test/a")
    services.archive(gone.document, actor=gone.created_by, role="")
    assert run(web) == services.Checked(counts={"ok": 0, "mati": 0, "login": 0, "tak_pasti": 0}, left=0)
    assert (web.requests, gone.seen) == ([], None)


def test_what_the_limits_leave_is_first_the_next_time(web, add):
    for n in range(4):
        web.page(f"contoh.test/{n}")
        add(f"http://contoh.test/{n}")
    assert (run(web, per_host=3).left, len(web.requests)) == (1, 3)
    assert (run(web, left=3, days=8).left, web.requests[3][1]) == (1, "/3")


def test_one_run_at_a_time(web, add):
    add("http://contoh.test/a")
    cache.add(link_checks.RUNNING, True)
    assert run(web) is None
    cache.delete(link_checks.RUNNING)
    assert run(web).counts["ok"] == 1
    assert cache.get(link_checks.RUNNING) is None


def test_the_command_is_off_until_it_is_switched_on(settings):
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue() == "LINK_CHECKS is off: this server does not look at links.\n"
    settings.LINK_CHECKS = True
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue() == "looked at: 0 ok, 0 mati, 0 login, 0 tak_pasti; left for the next run: 0\n"
    cache.add(link_checks.RUNNING, True)
    with pytest.raises(CommandError, match="still running"):
        call_command("check_links")
