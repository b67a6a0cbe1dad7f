"""Rounds leak nothing: what TPI prepares is not to be had for the unit, what the unit drafts not for anybody else.

Every address, every document, every role, as in `test_leaks`.
"""

import pytest

from assessments.engine.answers import Given
from assessments.services.rounds import propose_return, save_reply, save_request
from tests.assessments.rounds import A1, A2, PP, attach, handed_in, mend, returned
from tests.assessments.test_leaks import changed, haul, totals
from tests.assessments.tpi import tpi_url

pytestmark = [pytest.mark.slow, pytest.mark.crawl]

WANTED, PROPOSED = "PERMINTAAN 9951", "USUL 9952"
NOTE, ANSWERED, FILE = "CATATAN DRAF 9953", "TANGGAPAN DRAF 9954", "bukti-draf-9955"


def prepare(world, a) -> None:
    """The lead gathers, a member proposes."""
    save_request(a.pk, code=A1, text=WANTED, seen=0, actor=world.ketua)
    propose_return(a.pk, code=A2, text=PROPOSED, actor=world.anggota)


def draft(world, a) -> list[str]:
    """The unit mends an answer, adds evidence and replies; gives what nobody else may find, the new total too."""
    mend(world, a, A1, Given("Tidak", note=NOTE))
    attach(world, a, A1, f"{FILE}.txt", b"isi draf 9956\n")
    save_reply(a.pk, code=A1, text=ANSWERED, seen=0, actor=world.petugas)
    return [NOTE, ANSWERED, FILE, "isi draf 9956", *totals(a, "draft")]


@pytest.mark.parametrize(
    "who", ["petugas", "pimpinan_unit", "admin", "pimpinan_instansi", "anggota2", "petugas_lain", None]
)
def test_what_tpi_prepares_is_not_found_and_nobody_can_tell(world, who):
    a = handed_in(world)
    if who == "anggota2":
        world.client(who).get(tpi_url(a))  # the queue says of each unit whether one ever looked
    before = haul(world, who)
    prepare(world, a)
    after = haul(world, who)
    assert after.holding(WANTED, PROPOSED) == {}
    assert changed(before, after) == {}


@pytest.mark.parametrize(
    "who", ["ketua", "anggota", "pengendali", "admin", "pimpinan_instansi", "petugas_lain"]
)
def test_what_the_unit_drafts_is_not_found_by_anybody_else(world, who):
    a = handed_in(world)
    returned(world, a, {A1: WANTED, PP: "Jelaskan."})
    before = haul(world, who)
    secrets = draft(world, a)
    after = haul(world, who)
    assert after.holding(*secrets) == {}
    moved = {url for url in before.texts if url in after.texts and before.texts[url] != after.texts[url]}
    if who in ("ketua", "anggota", "pengendali"):
        assert f"/penilaian/{a.pk}/perbaikan/" in moved  # how many replies there are, and no more


def test_the_unit_finds_its_drafts_and_never_who_of_tpi_asked(world):
    a = handed_in(world)
    propose_return(a.pk, code=A1, text=PROPOSED, actor=world.anggota)
    returned(world, a, {A1: WANTED, PP: "Jelaskan."})
    secrets = draft(world, a)
    found = haul(world, "petugas")
    told = found.holding(*secrets[:3], WANTED)
    assert {f"/penilaian/{a.pk}/perbaikan/", f"/penilaian/{a.pk}/area/MP/"} <= told.keys()
    names = [world.people[who].name for who in ("ketua", "anggota", "anggota2", "pengendali")]
    assert found.holding(PROPOSED, *names) == {}
