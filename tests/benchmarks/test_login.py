"""Eight o'clock: an office of fifty signs in at once, from one address. Run by `./dev bench`.

A password is made slow to check on purpose, so this is the dearest thing that the portal does for everybody at once.
"""

import threading
import time

import pytest

from tests.factories.units import PASSWORD
from tests.load.people import Person
from tests.load.running import Load, portal

PEOPLE = 50
MOST = 60  # seconds until the last of them is in

pytestmark = [pytest.mark.slow]


def sign_in(person: Person) -> None:
    """Ask for the form and send it, again when the portal is busy."""
    person.spec["session"] = ""
    person.browser.headers.pop("Cookie", None)
    data = {"login": person.spec["who"], "password": PASSWORD}
    while not person.open("page of the sign-in", "/akun/login/", "Masuk"):
        assert person.samples[-1].status == 503, person.samples[-1]
    while not person.send("sign in", "/akun/login/", expect=302, headers={}, data=data):
        if person.samples[-1].status != 503:
            return  # locked out, which the table will say


def test_an_office_signs_in(tmp_path, transactional_db, measured):
    with portal(tmp_path, 2 * PEOPLE, production=True) as made:
        office = [one for one in made.people if one.spec["role"] in ("petugas", "job", "search", "anggota")]
        office = office[:PEOPLE]
        assert len(office) == PEOPLE
        threads = [threading.Thread(target=sign_in, args=(one,), daemon=True) for one in office]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(4 * MOST)
        spent = time.monotonic() - begun
    load = Load([sample for one in office for sample in one.samples], spent)
    print(f"\n--- an office of {PEOPLE} signs in at once\n{load.table()}")
    inside = sum(one.samples[-1].status == 302 for one in office)
    measured(f"{PEOPLE} sign in at once from one address: not let in", PEOPLE - inside, most=0, unit="")
    measured(f"{PEOPLE} sign in at once: until the last is in", spent, most=MOST, unit="s")
