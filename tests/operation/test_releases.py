"""What a release holds: the locks, the licences, the list of parts, and what is known against them."""

import datetime as dt
import http.server
import json
import re
import subprocess
import threading
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings

import zi_portal
from deploy import audit, licences, parts, sbom

ROOT: Path = settings.BASE_DIR
FILES = ["requirements.txt", "requirements-dev.txt"]


def pins(*names: str) -> dict[str, str]:
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "files"), [("requirements.lock", FILES[:1]), ("requirements-dev.lock", FILES)]
)
def test_lock_and_requirements_agree(lock, files):
    """Both ways; after a change of requirements*.txt: `./dev lock`."""
    assert parts.locked((ROOT / lock).read_text(encoding="utf-8")) == pins(*files)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_of_a_lock_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [e.split()[0] for e in entries[1:] if not re.search(r" --hash=sha256:[0-9a-f]{64}$", e)] == []
    assert "://" not in text
    assert "--index" not in text


def test_what_is_installed_is_what_is_locked():
    """A test run on other versions would prove little; the browser's driver and pip come with the machine."""
    held = parts.locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert {name: metadata.version(name) for name in held} == held


def test_the_page_of_licences_is_made_from_the_lock():
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert page == licences.page(parts.parts()), "run ./dev lock"
    assert page.count("\n| ") == 1 + len(pins("requirements.txt")) + len(json.loads(parts.VENDOR.read_text()))


def test_a_licence_that_nobody_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(parts, "ALLOWED", parts.ALLOWED - {"MIT-CMU"})
    with pytest.raises(parts.UnknownLicence, match=r"^pillow: MIT-CMU"):
        parts.licence_of("pillow")
    with pytest.raises(parts.UnknownLicence, match=r"^some-font: SSPL-1\.0$"):
        parts.allowed("some-font", "SSPL-1.0")
    with pytest.raises(parts.UnknownLicence):
        parts.allowed("some-font", "MIT AND SSPL-1.0")
    assert parts.allowed("some-font", "MIT OR SSPL-1.0") == "MIT OR SSPL-1.0"


def test_the_list_of_parts_is_whole_and_the_same_twice():
    text = sbom.text()
    assert sbom.text() == text
    listed = json.loads(text)
    assert listed["metadata"]["component"]["version"] == zi_portal.__version__
    found = {(one["name"], one["version"]) for one in listed["components"]}
    vendor = {(row["file"], row["version"]) for row in json.loads(parts.VENDOR.read_text(encoding="utf-8"))}
    assert found == set(pins("requirements.txt").items()) | vendor
    assert all(one["licenses"] for one in listed["components"])
    needs = {one["ref"]: one.get("dependsOn", []) for one in listed["dependencies"]}
    django, asgiref = (f"pkg:pypi/{name}@{pins('requirements.txt')[name]}" for name in ("django", "asgiref"))
    assert asgiref in needs[django]
    assert len(needs["zi_portal"]) == len(found)


def test_version_licence_and_changes_are_told_alike():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["version"], project["license"]) == (zi_portal.__version__, "MIT")
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", changes, re.MULTILINE)
    assert re.fullmatch(r"Unreleased|\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", headings[0])


def test_numbers_of_decisions_are_used_once_and_said_in_the_page():
    """A number is given before its page is written; of those here none was needed."""
    never = {7, 8, 47}
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert sorted(set(numbers)) == numbers
    assert set(range(1, numbers[-1] + 1)) - set(numbers) == never
    for page, number in zip(pages, numbers, strict=True):
        assert re.match(rf"# 0*{number}\b", page.read_text(encoding="utf-8")), page.name


# --- known vulnerabilities ---------------------------------------------------------------------------------


@pytest.fixture
def advisories(monkeypatch, tmp_path):
    """A service that speaks OSV, asked about two packages; it knows of one vulnerability in six 1.17.0."""
    known = {
        "id": "GHSA-xxxx-test",
        "modified": "2026-01-01T00:00:00Z",
        "aliases": ["CVE-2026-1"],
        "affected": [
            {
                "package": {"name": "six", "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.18.0"}]}],
            }
        ],
    }

    class Service(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps({"vulns": [known]} if asked["package"]["name"] == "six" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    lock = tmp_path / "small.lock"
    digest = "0" * 64
    lock.write_text("".join(f"{p} --hash=sha256:{digest}\n" for p in ("six==1.17.0", "rules==3.5")))
    monkeypatch.setattr(audit, "LOCK", lock)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/v1/query")
    yield
    server.shutdown()
    server.server_close()


def test_a_known_vulnerability_fails_until_accepted_and_again_after_the_day(advisories):
    found = audit.ask("osv")
    line = "six 1.17.0: CVE-2026-1 (mended in 1.18.0)"
    today = dt.date(2026, 11, 26)
    assert audit.problems(found, today=today) == [line]
    audit.ACCEPTED["CVE-2026-1"] = ("not called by us", today)
    try:
        assert audit.problems(found, today=today) == []
        assert audit.problems(found, today=today + dt.timedelta(1)) == [line]
    finally:
        del audit.ACCEPTED["CVE-2026-1"]


def test_the_exit_code_says_what_was_found(monkeypatch, capsys):
    """The first service that answers decides; nobody reached is said, and fails before a release only."""
    clean = [{"name": "six", "version": "1.17.0", "vulns": []}, {"name": "rules", "skip_reason": "unknown"}]
    known = {"id": "GHSA-1", "fix_versions": []}
    monkeypatch.setattr(audit, "ask", {"pypi": None, "osv": clean}.get)
    assert (audit.main([]), audit.main(["--strict"])) == (0, 1)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "1 of 2 packages asked of osv: 0 known",
        "not asked: rules",
    ]
    monkeypatch.setattr(audit, "ask", {"pypi": [{**clean[0], "vulns": [known]}]}.get)
    assert audit.main([]) == 1
    assert "six 1.17.0: GHSA-1 (mended in no version yet)" in capsys.readouterr().out
    monkeypatch.setattr(audit, "ask", lambda service: None)
    assert (audit.main([]), audit.main(["--strict"])) == (0, 1)
    assert capsys.readouterr().out.startswith("NOT AUDITED: ")


def test_a_service_that_is_away_is_no_answer_and_the_reason_is_told(advisories, monkeypatch, capsys):
    monkeypatch.setenv("AUDIT_OSV_URL", "http://127.0.0.1:9/v1/query")
    assert audit.ask("osv") is None
    told = capsys.readouterr().err
    assert told.startswith("osv: ")
    assert "127.0.0.1" in told
    assert told.count("\n") == 1


# --- the foot of the page ----------------------------------------------------------------------------------


def test_the_version_is_told_to_whoever_is_signed_in(world, client):
    assert f"Portal Zona Integritas {zi_portal.__version__}<" not in client.get("/publik/").text
    client.force_login(world.petugas)
    assert f"<span>Portal Zona Integritas {zi_portal.__version__}</span>" in client.get("/").text


def test_the_archive_is_made_as_written_and_unpacks_as_the_guide_unpacks_it(tmp_path):
    """With the committed state in place of the tag."""
    command = "git archive --prefix=portal-zi-$VERSION/ -o portal-zi-$VERSION.tar.gz v$VERSION"
    guide = (ROOT / "docs" / "install-debian.md").read_text(encoding="utf-8")
    assert f"`{command}`" in guide
    assert f"\n       {command}\n" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (unpack,) = re.findall(r"^tar -xzf /root/(portal-zi-\S+) -C \S+ (--strip-components=\d)$", guide, re.M)
    made = command.replace("-o ", f"-o {tmp_path}/").replace("v$VERSION", "HEAD")
    subprocess.run(["sh", "-ec", f"VERSION=9.9.9; {made}"], cwd=ROOT, check=True)
    (tmp_path / "there").mkdir()
    unpacked = f"VERSION=9.9.9; tar -xzf {tmp_path}/{unpack[0]} -C {tmp_path}/there {unpack[1]}"
    subprocess.run(["sh", "-ec", unpacked], check=True)
    names = {path.name for path in (tmp_path / "there").iterdir()}
    assert {"manage.py", "requirements.lock", "deploy", "docs", "zi_portal"} <= names
