"""Links are opened within strict limits: never into our own network, whatever names and redirects say."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator

import pytest

from documents.linkcheck.addresses import is_public, system_resolve
from documents.linkcheck.errors import OutOfBudget
from documents.linkcheck.fetch import Budget
from documents.linkcheck.verdict import Verdict, is_login, look
from tests.documents.web import PUBLIC, Internet, drip, endless, internet

NOT_PUBLIC = "alamatnya bukan alamat internet umum"


@pytest.fixture
def web() -> Iterator[Internet]:
    with internet() as made:
        yield made


def seen(web: Internet, url: str, **limits: float) -> tuple[str, str, int | None]:
    verdict = look(url, net=web.net(**limits), budget=Budget())
    return verdict.result, verdict.detail, verdict.status


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses(address):
    assert is_public(address) is True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "2001::1", "2002:7f00:1::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0",
        "2606:2800:220:1::1%eth0", "fec0::1", "ff02::1", "100::1", "localhost", "",
    ],
)  # fmt: skip
def test_every_other_address_is_not(address):
    assert is_public(address) is False


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_numbers_in_odd_forms_are_what_the_system_takes_them_for(host):
    assert system_resolve(host, 80) == ["127.0.0.1"]


def test_an_open_page(web):
    web.page("contoh.test/laporan?tahun=2026")
    assert seen(web, "http://contoh.test/laporan?tahun=2026#bab-2") == ("ok", "terbuka tanpa login", 200)
    assert web.dialled == [(PUBLIC, 80)]
    (host, path, headers), *_ = web.requests
    assert (host, path, sorted(headers)) == (
        "contoh.test",
        "/laporan?tahun=2026",
        ["Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"],
    )
    assert headers["User-Agent"].startswith("PortalZI-PemeriksaTautan/")


def test_letters_of_every_script_in_an_address(web):
    web.page("xn--bcher-kva.test/r%C3%A9sum%C3%A9%20a?q=%C3%A9")
    assert seen(web, "http://bücher.test/résumé%20a?q=é") == ("ok", "terbuka tanpa login", 200)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ("login", "server menolak tanpa login (401)", 401)),
        (403, ("login", "server menolak tanpa login (403)", 403)),
        (404, ("mati", "halamannya tidak ada (404)", 404)),
        (410, ("mati", "halamannya tidak ada (410)", 410)),
        (429, ("tak_pasti", "server menjawab dengan galat (429)", 429)),
        (503, ("tak_pasti", "server menjawab dengan galat (503)", 503)),
        (302, ("tak_pasti", "server menjawab dengan galat (302)", 302)),  # without a place to go to
    ],
)
def test_what_a_status_means(web, status, expected):
    web.page("contoh.test/a", status=status)
    assert seen(web, "http://contoh.test/a") == expected


def test_a_page_that_asks_for_a_password(web):
    web.page("contoh.test/a", b'<form><INPUT name=p\n class="x" TYPE = "Password"></form>')
    assert seen(web, "http://contoh.test/a") == ("login", "halamannya meminta kata sandi", 200)


@pytest.mark.parametrize(
    "place",
    [
        "https://accounts.google.com/v3/signin/identifier?continue=https://drive.google.com/x",
        "https://login.microsoftonline.com/common/oauth2/authorize",
        "https://sso.instansi.go.id/",
        "/masuk/?next=/a",
        "/auth/login.php",
    ],
)
def test_a_redirect_to_a_login_page_is_told_and_not_followed(web, place):
    web.redirect("contoh.test/a", place)
    assert seen(web, "http://contoh.test/a") == ("login", "dialihkan ke halaman masuk", 302)
    assert (web.resolved, len(web.requests)) == (["contoh.test"], 1)


@pytest.mark.parametrize(
    "url", ["https://contoh.test/blogging-in", "https://authority.test/a", "http://[", "x"]
)
def test_what_only_looks_like_a_login_page(url):
    assert is_login(url) is False


def test_three_redirects_are_followed_and_a_fourth_is_not(web):
    for n in range(4):
        web.redirect(f"contoh.test/{n}", f"/{n + 1}")
    web.page("contoh.test/4")
    assert seen(web, "http://contoh.test/1") == ("ok", "terbuka tanpa login", 200)
    assert seen(web, "http://contoh.test/0") == ("tak_pasti", "dialihkan lebih dari 3 kali", None)
    assert len(web.requests) == 4 + 4


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("http://127.0.0.1/", NOT_PUBLIC),
        ("http://169.254.169.254/latest/meta-data/", NOT_PUBLIC),
        ("http://[::ffff:10.0.0.1]/", NOT_PUBLIC),
        ("http://dalam.test/", NOT_PUBLIC),
        ("//dalam.test/", NOT_PUBLIC),
        ("http://siti:rahasia@contoh.test/", "alamatnya memuat nama pengguna atau kata sandi"),
        ("http://contoh.test:22/", "alamatnya memakai port 22; hanya 80 dan 443 yang diperiksa"),
        ("http://contoh.test:99999/", "alamatnya tidak dapat dibaca"),
        ("file:///etc/passwd", "alamatnya bukan http atau https"),
        ("ftp://contoh.test/", "alamatnya bukan http atau https"),
        ("gopher://contoh.test/", "alamatnya bukan http atau https"),
        ("javascript:alert(1)", "alamatnya bukan http atau https"),
    ],
)
def test_redirects_obey_the_same_rules(web, place, why):
    web.names |= {name: [name] for name in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")}
    web.names["dalam.test"] = ["10.0.0.7"]
    web.redirect("contoh.test/a", "/b", status=301)
    web.redirect("contoh.test/b", place, status=307)
    assert seen(web, "http://contoh.test/a") == ("tak_pasti", why, None)
    assert web.dialled == [(PUBLIC, 80)] * 2


def test_one_private_address_among_public_ones_is_enough(web):
    web.names["contoh.test"] = [PUBLIC, "192.168.0.1"]
    assert seen(web, "http://contoh.test/") == ("tak_pasti", NOT_PUBLIC, None)
    assert web.dialled == []


def test_a_name_that_changes_its_mind_is_asked_once(web):
    """DNS rebinding: the connection goes to what was checked."""
    web.names["ubah.test"] = [[PUBLIC], ["127.0.0.1"]]
    web.page("ubah.test/a")
    assert seen(web, "http://ubah.test/a") == ("ok", "terbuka tanpa login", 200)
    assert (web.resolved, web.dialled) == (["ubah.test"], [(PUBLIC, 80)])


def test_a_name_that_changes_its_mind_between_redirects_is_caught(web):
    web.names["ubah.test"] = [[PUBLIC], ["127.0.0.1"]]
    web.redirect("ubah.test/a", "/b")
    assert seen(web, "http://ubah.test/a") == ("tak_pasti", NOT_PUBLIC, None)
    assert (web.resolved, web.dialled) == (["ubah.test"] * 2, [(PUBLIC, 80)])


def test_a_slow_loris_is_cut_off(web):
    web.names["lambat.test"] = [PUBLIC]
    web.pages["lambat.test/"] = drip
    start = time.monotonic()
    assert seen(web, "http://lambat.test/", total=1) == (
        "mati",
        "servernya tidak menjawab pada waktunya",
        None,
    )
    assert time.monotonic() - start < 10


def test_a_silent_server_is_not_waited_for(web):
    web.names["diam.test"] = [PUBLIC]
    web.pages["diam.test/"] = lambda handler: time.sleep(20)
    start = time.monotonic()
    assert seen(web, "http://diam.test/", read=0.3)[:2] == ("mati", "servernya tidak menjawab pada waktunya")
    assert time.monotonic() - start < 10


def test_a_resolver_that_hangs_is_not_waited_for(web):
    net = web.net(connect=0.2)
    object.__setattr__(net, "resolve", lambda host, port: time.sleep(2) or [PUBLIC])
    assert look("http://contoh.test/", net=net, budget=Budget()).result == "mati"
    assert web.dialled == []


@pytest.mark.parametrize(("head", "result"), [(False, "ok"), (True, "mati")])
def test_of_an_endless_answer_only_the_beginning_is_read(web, head, result):
    counted: list[int] = []
    web.names["besar.test"] = [PUBLIC]
    web.pages["besar.test/"] = endless(b"x" * 1024, counted, head=head)
    assert seen(web, "http://besar.test/")[0] == result
    until = time.monotonic() + 5
    while not counted and time.monotonic() < until:
        time.sleep(0.02)
    assert counted[0] < 10_000_000  # what the system's buffers took; the rest was never read


def test_a_packed_body_is_not_unpacked(web):
    web.page("contoh.test/", b"\x1f\x8b" + b"x" * 100, **{"Content-Encoding": "gzip"})
    assert seen(web, "http://contoh.test/") == ("ok", "terbuka tanpa login", 200)


def test_dead_hosts_and_our_own_trouble(web):
    web.names |= {
        "tutup.test": ["93.184.216.99"],
        "kosong.test": [],
        "gangguan.test": socket.gaierror(socket.EAI_AGAIN, "try again"),
    }
    assert seen(web, "http://tidak-ada.test/") == ("mati", "nama servernya tidak ada", None)
    assert seen(web, "http://kosong.test/") == ("mati", "nama servernya tidak ada", None)
    assert seen(web, "http://tutup.test/") == ("mati", "servernya tidak dapat dihubungi", None)
    assert seen(web, "http://gangguan.test/") == (
        "tak_pasti",
        "jaringan portal sedang tidak dapat memeriksanya",
        None,
    )


def test_no_way_out_is_our_trouble(web):
    def nowhere(address, seconds):
        raise OSError(101, "Network is unreachable")

    net = web.net()
    object.__setattr__(net, "dial", nowhere)
    web.page("contoh.test/")
    assert look("http://contoh.test/", net=net, budget=Budget()).result == "tak_pasti"


def test_the_next_address_is_tried(web):
    web.names["dua.test"] = ["2606:2800:220:1:248:1893:25c8:1946", PUBLIC]
    web.page("dua.test/")
    assert seen(web, "http://dua.test/")[0] == "ok"
    assert [address for address, _ in web.dialled] == ["2606:2800:220:1:248:1893:25c8:1946", PUBLIC]


def test_what_is_no_http(web):
    web.names["aneh.test"] = [PUBLIC]
    web.pages["aneh.test/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9\r\n")
    assert seen(web, "http://aneh.test/") == ("mati", "servernya tidak dapat dihubungi", None)


def test_a_host_is_asked_so_often_and_no_more(web):
    web.redirect("satu.test/a", "http://dua.test/b")
    web.page("dua.test/b")
    budget = Budget(per_host=2)
    ok = Verdict(result="ok", detail="terbuka tanpa login", status=200)
    assert [look("http://satu.test/a", net=web.net(), budget=budget) for _ in range(2)] == [ok, ok]
    with pytest.raises(OutOfBudget):
        look("http://dua.test/b", net=web.net(), budget=budget)
    with pytest.raises(OutOfBudget):
        look("http://tiga.test/", net=web.net(), budget=Budget(left=0))
    assert (len(web.requests), web.resolved) == (4, ["satu.test", "dua.test"] * 2)


# --- TLS -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for aman.test, its own authority."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=aman.test", "-addext", "subjectAltName=DNS:aman.test", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def secure(certificate) -> Iterator[tuple[Internet, ssl.SSLContext]]:
    key, cert = certificate
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    with internet(server) as made:
        yield made, ssl.create_default_context(cafile=str(cert))


def test_a_server_proves_the_name_that_was_asked(secure):
    web, trusting = secure
    web.page("aman.test/")
    web.page("palsu.test/")
    net = web.net(context=trusting)
    assert look("https://aman.test/", net=net, budget=Budget()).result == "ok"
    assert look("https://palsu.test/", net=net, budget=Budget()) == Verdict(
        result="tak_pasti", detail="sertifikat keamanan servernya tidak sah"
    )
    assert (
        look("https://aman.test/", net=web.net(), budget=Budget()).result == "tak_pasti"
    )  # unknown authority
    assert [host for host, _, _ in web.requests] == ["aman.test"]


def test_up_to_https_but_never_down_again(secure):
    web, trusting = secure
    web.redirect("aman.test/a", "https://aman.test/b")
    web.page("aman.test/b")
    web.redirect("aman.test/c", "http://aman.test/b")
    net = web.net(context=trusting)
    assert look("http://aman.test/a", net=net, budget=Budget()).result == "ok"
    assert look("https://aman.test/c", net=net, budget=Budget()) == Verdict(
        result="tak_pasti", detail="dialihkan dari alamat aman (https) ke alamat tidak aman"
    )


def test_a_handshake_that_never_ends_is_cut_off(web):
    """TLS spoken to a server that only listens."""
    silent = socket.create_server(("127.0.0.1", 0))
    web.names["diam.test"] = [PUBLIC]
    web.ports[PUBLIC, 443] = silent.getsockname()[1]
    try:
        assert seen(web, "https://diam.test/", total=0.5) == (
            "mati",
            "servernya tidak menjawab pada waktunya",
            None,
        )
    finally:
        silent.close()
