"""The page of the inspectorate: tokens shown once, the window, what is handed over and why not."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.engine.jakarta import JAKARTA
from assessments.models import HandoverToken, HandoverWindow, Proposal
from assessments.services.handover import RIGHTS, make_token, revoke_token, save_window
from audit.models import Entry
from tests.handover.pulling import FREE_OF_KKN, WBK, PortalRB, record, token_for
from units.services.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HERE = "/kelola/KAB-X/portalrb/"
NEW = f"{HERE}token/baru/"
WINDOW = f"{HERE}2026/masa/"


def form(**other) -> dict:
    """What the form sends."""
    last = timezone.localdate() + timedelta(days=30)
    sent = {"name": "PortalRB 2026", "expires_on": last.isoformat(), "rights": list(RIGHTS)}
    return sent | {"form_id": str(uuid4())} | other


def shown_token(page) -> str:
    """The token on the page that shows it."""
    (found,) = re.findall(r'<textarea[^>]* id="token"[^>]*>([^<]+)</textarea>', page.content.decode())
    return found


def newest() -> Entry:
    """The newest entry of the audit."""
    return Entry.objects.order_by("pk").last()


def test_a_token_is_shown_once_and_opens_the_api(year):
    client = year.world.client("admin")
    made = client.post(NEW, form())
    assert made.status_code == 200
    text = shown_token(made)
    assert (len(text), made["Cache-Control"]) == (
        43,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    token = HandoverToken.objects.get(name="PortalRB 2026")
    assert token.token_hash == HandoverToken.hash_of(text)
    assert PortalRB(text).pull(WBK).status_code == 200
    for url in (HERE, NEW):
        assert text not in client.get(url).content.decode()
    page = client.get(HERE).content.decode()
    assert "PortalRB 2026" in page
    assert "dibuat Dewi Lestari, S.E." in page


def test_the_audit_tells_of_a_token_and_never_the_token(world):
    page = world.client("admin").post(NEW, form(rights=["may_wbk"]))
    token = HandoverToken.objects.get()
    last = timezone.localdate() + timedelta(days=30)
    ends = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=JAKARTA)
    assert token.expires_at == ends
    entry = newest()
    assert (entry.chain.key, entry.actor_id, entry.role) == (
        f"instansi:{world.instansi.pk}",
        world.admin.pk,
        "Admin inspektorat",
    )
    assert (entry.action, entry.object_id, entry.before, entry.after) == (
        "handover.token_create",
        str(token.pk),
        None,
        {
            "name": "PortalRB 2026",
            "may_wbk": True,
            "may_wbbm": False,
            "may_answers": False,
            "expires_at": ends.isoformat(),
        },
    )
    assert shown_token(page) not in str(list(Entry.objects.values()))


def test_a_form_sent_twice_makes_one_token(world):
    sent, client = form(), world.client("admin")
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert (first.status_code, second.status_code, HandoverToken.objects.count()) == (200, 422, 1)
    told = second.content.decode()
    assert "Token dari formulir ini sudah dibuat dan ditampilkan." in told
    assert shown_token(first) not in told


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Bidang ini tidak boleh kosong."),
        (
            {"name": "x" * 81},
            "Pastikan nilai ini mengandung paling banyak 80 karakter (sekarang 81 karakter).",
        ),
        ({"name": "PORTALRB"}, "Nama ini sudah dipakai token lain yang masih berlaku."),
        ({"rights": []}, "Pilih paling sedikit satu hak."),
        ({"rights": ["may_all"]}, "may_all bukan salah satu dari pilihan yang tersedia."),
        ({"expires_on": "2020-01-01"}, "Isi tanggal dari hari ini sampai"),
        ({"expires_on": "2999-12-31"}, "Isi tanggal dari hari ini sampai"),
        ({"expires_on": "31 Mei"}, "Masukkan tanggal yang valid."),
        ({"form_id": "x"}, "Formulir ini tidak utuh. Muat ulang halaman, lalu isi lagi."),
    ],
)
def test_bad_input_is_told_and_kept(year, change, message):
    before = HandoverToken.objects.count()
    page = year.world.client("admin").post(NEW, form() | change)
    html = page.content.decode()
    assert (page.status_code, HandoverToken.objects.count()) == (422, before)
    assert message in html
    if "name" not in change:
        assert 'value="PortalRB 2026"' in html


def test_a_name_is_shown_as_text(world):
    client = world.client("admin")
    made = client.post(NEW, form(name="<b>=1+1</b>"))
    for page in (made, client.get(HERE)):
        html = page.content.decode()
        assert "&lt;b&gt;=1+1&lt;/b&gt;" in html
        assert "<b>=1+1" not in html


def test_revoking_holds_at_once_and_happens_once(year):
    client, url = year.world.client("admin"), f"{HERE}token/{year.token.pk}/cabut/"
    assert 'data-confirm="Cabut token ini?' in client.get(HERE).content.decode()
    before = Entry.objects.count()
    first, second = client.post(url), client.post(url)
    assert (first.status_code, first["Location"], second.status_code) == (302, HERE, 302)
    assert (newest().action, newest().object_id, Entry.objects.count() - before) == (
        "handover.token_revoke",
        str(year.token.pk),
        1,
    )
    year.token.refresh_from_db()
    assert year.token.revoked_by == year.world.admin
    assert year.portal.pull(WBK).status_code == 401
    html = client.get(HERE).content.decode()
    assert ("Dicabut" in html, url in html) == (True, False)


def test_a_token_of_another_instansi_cannot_be_revoked(year):
    url = f"/kelola/KAB-Y/portalrb/token/{year.token.pk}/cabut/"
    assert year.world.client("orang_asing").post(url).status_code == 404
    for service in (lambda who: revoke_token(year.token, actor=who),):
        for who in ("orang_asing", "pimpinan_instansi", "petugas", "admin_sistem"):
            with pytest.raises(NotAllowed):
                service(year.world.people[who])
    assert year.portal.pull(WBK).status_code == 200


def test_services_ask_for_permission_themselves(world):
    for who in ("orang_asing", "pimpinan_instansi", "petugas", "ketua", "admin_sistem", "tanpa_peran"):
        actor = world.people[who]
        with pytest.raises(NotAllowed):
            token_for(world.instansi, actor)
        days = {"opens_on": date(2026, 4, 1), "closes_on": date(2026, 6, 1)}
        with pytest.raises(NotAllowed):
            save_window(world.period, **days, basis="x", seen=0, actor=actor)
    assert (HandoverToken.objects.count(), HandoverWindow.objects.count()) == (0, 0)


def test_an_unknown_right_is_refused(world):
    with pytest.raises(Refused):
        make_token(
            world.instansi,
            name="x",
            expires_on=timezone.localdate(),
            rights=["revoked_at"],
            form_id=uuid4(),
            actor=world.admin,
        )


def test_the_leader_reads_and_changes_nothing(year):
    html = year.world.client("pimpinan_instansi").get(HERE).content.decode()
    assert "Berlaku" in html
    assert [url for url in (NEW, WINDOW, "/cabut/") if url in html] == []


def test_the_page_says_what_is_handed_over(year):
    html = year.world.client("admin").get(HERE).content.decode()
    assert "Dapat diambil" in html
    assert [code for code in ("PKM-01", "DKC") if f">{code}</code>" in html] == ["PKM-01", "DKC"]
    assert "http://127.0.0.1:8000/api/portalrb/lke/jawaban-unit/{unit_id}" in html


def test_the_page_says_every_reason_with_where_to_mend_it(year):
    world = year.world
    HandoverWindow.objects.update(opens_on=date(2020, 1, 1), closes_on=date(2020, 1, 2))
    record(world.period, FREE_OF_KKN, "tidak", world.admin)
    html = world.client("admin").get(HERE).content.decode()
    for reason, url in (
        ("Masa pengambilan 2026 sudah ditutup.", WINDOW),
        ("Karena itu semua usulan batal.", "/instansi/KAB-X/2026/syarat/"),
    ):
        assert re.search(rf'{re.escape(reason)} <a href="{url}">', html), reason
    Proposal.objects.update(approved_at=None)
    html = world.client("admin").get(HERE).content.decode()
    assert 'disetujui pimpinan instansi. <a href="/instansi/KAB-X/2026/usulan/">' in html


def test_empty_states(world):
    html = world.client("admin").get(HERE).content.decode()
    assert ("Belum ada token" in html, "Belum ada pengambilan" in html) == (True, True)
    world.period.delete()
    html = world.client("admin").get(HERE).content.decode()
    assert "Belum ada periode. Buat periode tahun ini lebih dulu." in html


def test_pulls_are_listed_as_text(year):
    year.portal.pull(WBK)
    year.portal.pull("/api/portalrb/%3Cimg src=x%3E")
    html = year.world.client("admin").get(HERE).content.decode()
    assert "/api/portalrb/pengusulan/unit-wbk</code>" in html
    assert "/api/portalrb/%3Cimg%20src%3Dx%3E</code>" in html


def window(**other) -> dict:
    return {
        "opens_on": "2026-04-01",
        "closes_on": "2026-06-15",
        "basis": "Pengumuman 12/2026",
        "seen": "0",
    } | other


def test_the_window_is_recorded_with_its_basis(world):
    client = world.client("admin")
    assert client.post(WINDOW, window()).status_code == 302
    stored = HandoverWindow.objects.get()
    assert (stored.opens_on, stored.closes_on, stored.version) == (date(2026, 4, 1), date(2026, 6, 15), 1)
    after = {"opens_on": "2026-04-01", "closes_on": "2026-06-15", "basis": "Pengumuman 12/2026"}
    assert (newest().action, newest().before, newest().after) == ("handover.window", None, after)
    assert client.post(WINDOW, window(seen="1", closes_on="2026-06-30")).status_code == 302
    assert (newest().before, newest().after) == (after, after | {"closes_on": "2026-06-30"})
    assert "Pengumuman 12/2026" in client.get(HERE).content.decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"closes_on": "2026-03-31"}, "Hari penutupan tidak boleh sebelum hari pembukaan."),
        ({"basis": ""}, "Bidang ini tidak boleh kosong."),
        ({"basis": "   "}, "Bidang ini tidak boleh kosong."),
        ({"opens_on": "2026-13-01"}, "Masukkan tanggal yang valid."),
        ({"seen": "7"}, "Masa pengambilan ini baru saja diubah orang lain."),
        ({"seen": "-1"}, "Formulir ini tidak utuh. Muat ulang halaman, lalu isi lagi."),
    ],
)
def test_a_bad_window_is_told_and_kept(world, change, message):
    page = world.client("admin").post(WINDOW, window() | change)
    html = page.content.decode()
    assert (page.status_code, HandoverWindow.objects.count()) == (422, 0)
    assert message in html
    if "basis" not in change:
        assert 'value="Pengumuman 12/2026"' in html


def test_of_two_who_save_the_second_is_told(world):
    world.client("admin").post(WINDOW, window())
    page = world.client("admin").post(WINDOW, window(closes_on="2026-12-31"))
    assert page.status_code == 422
    assert HandoverWindow.objects.get().closes_on == date(2026, 6, 15)


def test_a_year_that_is_not_there_is_404(world):
    assert world.client("admin").get(f"{HERE}2031/masa/").status_code == 404


def test_more_tokens_cost_no_more_queries(year):
    client = year.world.client("admin")

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(HERE).status_code == 200
        return len(found)

    counted()
    # session, person, roles, seats; the instansi; years, deadline changes, tokens, proposed units, conditions, earlier
    # predicates, sheets, recommendations, LHE, documents of the proposals; the last pulls
    assert counted() == 16
    for number in range(2):
        _, text = token_for(year.world.instansi, year.world.admin, name=f"Token {number}")
        PortalRB(text).pull(WBK)
    assert counted() == 16
