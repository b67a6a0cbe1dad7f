"""What the guides and units name is there. `./dev guide-check` types the guides; here nothing is started."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from tests.operation.guide import DOCS, GUIDES, blocks

ROOT: Path = settings.BASE_DIR
SYSTEMD = ROOT / "deploy" / "systemd"
INSTALLED = "/opt/portal-zi/current/"
HARDENED = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "User=portalzi",
}


def texts() -> dict[str, str]:
    """Everything that an administrator copies or starts, by name."""
    files = [*(ROOT / "deploy").rglob("*"), *(DOCS / name for name in (*GUIDES, "install-docker.md"))]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in files
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "local" not in path.parts
    }


def test_every_command_that_is_named_exists():
    named = set()
    for text in texts().values():
        named |= set(re.findall(r"(?:(?<![\w/-])portal-zi|manage\.py|manage) ([a-z_]{5,})\b(?![.:-])", text))
    assert named - set(get_commands()) == set()
    assert {
        "migrate",
        "createcachetable",
        "create_admin",
        "restore",
        "verify_audit",
        "run_due_tasks",
    } <= named


def test_every_file_of_the_program_that_is_named_exists():
    missing = []
    for name, text in texts().items():
        for path in re.findall(rf"{INSTALLED}([\w./*-]*[\w*])", text):
            if not path.startswith(".venv/") and not list(
                ROOT.glob(path.replace("portal-zi*", "portal-zi*.*"))
            ):
                missing.append((name, path))
    assert missing == []


def test_every_setting_that_is_set_is_one():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    set_there = re.findall(r"^([A-Z_]+)=", (ROOT / "deploy" / "portal.env").read_text(encoding="utf-8"), re.M)
    set_there += re.findall(r"\^([A-Z_]+)=", (DOCS / "install-debian.md").read_text(encoding="utf-8"))
    assert [name for name in set_there if f"`{name}`" not in readme] == []
    assert not re.search(r"^SECRET_KEY=.", (ROOT / "deploy" / "portal.env").read_text(encoding="utf-8"), re.M)


def test_blocks_that_nobody_ran_say_why():
    found = [(guide, block) for guide in GUIDES for block in blocks(guide)]
    fences = sum((DOCS / guide).read_text(encoding="utf-8").count("\n```") for guide in GUIDES)
    assert len(found) * 2 == fences  # no block is of a form that the check passes over
    unchecked = [block.heading for _, block in found if block.not_checked]
    assert len(unchecked) == 6, "say in the guide's head or here why one more cannot be checked"
    assert all(len(block.not_checked) > 12 for _, block in found if block.not_checked)


def test_the_way_back_puts_all_back_that_the_way_there_put():
    """Whatever the new version brought to places outside its folder."""
    there, back = (
        [
            line
            for block in blocks("upgrade.md")
            for line in block.code.splitlines()
            if (block.heading == "Back") is way_back and INSTALLED in line and line.startswith("install ")
        ]
        for way_back in (False, True)
    )
    assert sorted(there) == sorted(back)
    assert {line.split()[-1] for line in there} == {
        "/usr/local/sbin/portal-zi",
        f"{INSTALLED}deploy/systemd/portal-zi*",
    }


def test_an_upgrade_stops_everything_that_works_there_and_back():
    """The shell says which units its patterns name."""
    stopping = [
        line for block in blocks("upgrade.md") for line in block.code.splitlines() if "systemctl stop" in line
    ]
    assert len(stopping) == 2
    everything = {path.name for path in SYSTEMD.iterdir()} - {"portal-zi-alarm@.service"}
    for line in stopping:
        shown = line.replace("/etc/systemd/system", str(SYSTEMD)).replace("systemctl stop", "echo")
        done = subprocess.run(["bash", "-ec", shown], capture_output=True, text=True, check=True)
        assert set(done.stdout.split()) == everything


@pytest.mark.parametrize("keys", ["", "age1…\n"])
def test_the_backup_before_an_upgrade_is_encrypted_where_the_nightly_ones_are(tmp_path, keys):
    """The way back finds either under one name."""
    night = (DOCS.parent / "deploy" / "backup").read_text(encoding="utf-8")
    file = re.search(r"keys=(\S+)", night)[1]
    (tmp_path / "keys").write_text(keys)
    lines = "\n".join(block.code for block in blocks("upgrade.md"))
    taken = re.search(r"^KEYS=.*?^fi$", lines, re.M | re.S)[0].replace(file, str(tmp_path / "keys"))
    shown = f"NEW=9; portal-zi() {{ echo $*; }}; {taken}"
    told = subprocess.run(["bash", "-euc", shown], capture_output=True, text=True, check=True).stdout.split()
    out = "/var/backups/portal-zi/before-9.tar"
    wanted = [f"{out}.age", "--encrypt-to-file", str(tmp_path / "keys")] if keys else [out]
    assert told == ["backup", "--out", *wanted]
    assert "portal-zi restore /var/backups/portal-zi/before-$NEW.tar*\n" in lines


@pytest.mark.parametrize("guide", GUIDES)
def test_every_value_is_given_before_it_is_used(guide):
    given = set()
    for block in blocks(guide):
        for line in block.code.splitlines():
            used = set(re.findall(r"\$\{?([A-Z_]+)(?!:)\b", re.sub(r"'[^']*'", "", line)))
            assert used - given == set(), line
            given |= set(re.findall(r"^(?:for )?([A-Z_]+)=", line))


def test_only_a_certificate_of_ones_own_making_is_trusted_by_name():
    """One of Let's Encrypt lies elsewhere, and the machine trusts it already."""
    text = "\n".join((DOCS / guide).read_text(encoding="utf-8") for guide in GUIDES)
    asked = re.findall(r"^curl .*/siap/.*", text, re.M)
    assert len(asked) == 3
    assert all('${CA:+--cacert "$CA"} --resolve' in line for line in asked)
    assert text.count("--cacert") == 3
    own, public = (block.code for block in blocks("install-debian.md") if block.heading == "9. Certificate")
    assert ("\nCA=/etc/portal-zi/tls/fullchain.pem " in own, public.endswith("\nunset CA\n")) == (True, True)


def test_the_first_admin_gets_an_address_that_somebody_reads():
    guide = (DOCS / "install-debian.md").read_text(encoding="utf-8")
    assert re.findall(r"create_admin .*--email (\S+)", guide) == ['"$ADMIN_MAIL"']
    values = dict(re.findall(r"^(MAIL_FROM|ADMIN_MAIL)=(\S+)", guide, re.M))
    assert len(set(values.values())) == 2


def test_whatever_a_timer_starts_raises_an_alarm_when_it_fails():
    """Not more than one mail in six hours of each; the alarm itself raises none."""
    telling = {
        path.stem
        for path in SYSTEMD.glob("*.service")
        if "\nOnFailure=portal-zi-alarm@%N.service\n" in path.read_text(encoding="utf-8")
    }
    assert telling == {path.stem for path in SYSTEMD.glob("*.timer")}
    alarm = (SYSTEMD / "portal-zi-alarm@.service").read_text(encoding="utf-8").partition("[Service]")
    assert "\nStartLimitIntervalSec=6h\nStartLimitBurst=1\n" in alarm[0]
    assert "manage.py alarm %i\n" in alarm[2]
    guide = (DOCS / "install-debian.md").read_text(encoding="utf-8")
    assert "|ALARM_EMAIL=$ADMIN_MAIL|" in guide


@pytest.mark.parametrize("service", sorted(path.name for path in SYSTEMD.glob("*.service")))
def test_every_service_is_hardened(service):
    lines = set((SYSTEMD / service).read_text(encoding="utf-8").splitlines())
    assert lines >= HARDENED
    assert not any(line.startswith(("ExecStart=+", "ExecStart=!", "PermissionsStartOnly")) for line in lines)


@pytest.mark.parametrize("service", ["portal-zi.service", "portal-zi-worker.service"])
def test_what_reads_a_file_for_a_service_is_not_told_to_stop(service):
    assert "\nKillMode=mixed\n" in (SYSTEMD / service).read_text(encoding="utf-8")


def test_every_timer_has_its_service_and_every_unit_stands_in_the_guide():
    guide = (DOCS / "install-debian.md").read_text(encoding="utf-8")
    for timer in SYSTEMD.glob("*.timer"):
        assert (SYSTEMD / f"{timer.stem}.service").exists()
        assert f"enable --now {timer.name}" in guide or f" {timer.name}" in guide
    assert {path.stem for path in SYSTEMD.iterdir()} == {
        "portal-zi",
        "portal-zi-worker",
        "portal-zi-due",
        "portal-zi-daily",
        "portal-zi-backup",
        "portal-zi-links",
        "portal-zi-alarm@",
    }


def test_nobody_but_root_reads_the_files_that_hold_secrets():
    """nginx is in the group of the portal, and must not know its SECRET_KEY."""
    guide = (DOCS / "install-debian.md").read_text(encoding="utf-8")
    assert re.findall(r"^install -m 0600 .*/etc/portal-zi/(\w+)\.env\b", guide, re.M) == ["portal", "drill"]
    assert "install -m 0600 -o root -g root " in guide
    assert "\nchmod 0600 /etc/portal-zi/portal.env\n" in (DOCS / "upgrade.md").read_text(encoding="utf-8")


# --- nginx -------------------------------------------------------------------------------------------------


def test_nginx_passes_what_trusted_proxies_demands():
    """One proxy is believed, so the header holds the one address that nginx saw, not what a browser wrote."""
    proxy = (ROOT / "deploy" / "nginx" / "proxy.conf").read_text(encoding="utf-8")
    assert re.findall(r"^proxy_set_header (X-\S+ \S+);$", proxy, re.M) == [
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
    ]
    assert re.search(
        r"^TRUSTED_PROXIES=1$", (ROOT / "deploy" / "portal.env").read_text(encoding="utf-8"), re.M
    )


def locations(conf: str) -> list[dict[str, str]]:
    """Of each server that answers: what it does by the pattern of the address."""
    found = [
        re.findall(r"^    location ([^\n]+) \{\n(.*?)^    \}", server, re.M | re.S)
        for server in servers(conf)
    ]
    return [dict(one) for one in found if one]


def servers(conf: str) -> list[str]:
    return re.findall(r"^server \{\n(.*?)^\}", conf, re.M | re.S)


def chosen(places: dict[str, str], path: str) -> str:
    """What nginx does with an address: a fitting expression goes before the longest beginning."""
    for pattern, body in places.items():
        if pattern.startswith("~ ") and re.search(pattern[2:], path):
            return body
    return places[max((start for start in places if path.startswith(start)), key=len)]


def test_nginx_logs_no_address_that_is_itself_a_secret():
    conf = (ROOT / "deploy" / "nginx" / "portal-zi.conf").read_text(encoding="utf-8")
    secret = [
        reverse("units:accept", args=["x-Y_1"]),
        reverse("units:profile_email_new", args=["abc-1f"]),
        reverse("account_reset_password_from_key", args=["1", "abc-1f"]),
        reverse("assessments:calendar_feed", args=["x-Y_1"]),
    ]
    plain = [reverse("units:profile"), reverse("assessments:calendar"), reverse("account_reset_password")]
    plain += [reverse("units:invitations", args=["KAB-X"]), reverse("assessments:calendar_period", args=[1])]
    both = locations(conf)
    assert len(both) == 2
    for places in both:
        quiet = {path: "access_log off;" in chosen(places, path) for path in secret + plain}
        assert quiet == dict.fromkeys(secret, True) | dict.fromkeys(plain, False)
        assert all("error_log /dev/null;" in chosen(places, path) for path in secret)
    for path in secret:
        assert "deploy/nginx/proxy.conf;" in chosen(both[1], path)
        assert "client_max_body_size 64k;" in chosen(both[1], path)


def test_nginx_takes_what_the_portal_takes_and_serves_nothing_of_the_store():
    conf = (ROOT / "deploy" / "nginx" / "portal-zi.conf").read_text(encoding="utf-8")
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", conf)
    for small in ("/s/", "/akun/", "/api/"):  # where anybody may send something
        block = conf.rpartition(f"location {small}")[2].partition("\n    }")[0]
        assert "client_max_body_size 64k;" in block, small
    assert "    limit_conn portal_zi_addresses 200;\n" in conf
    for quiet in ("/s/", "/static/", "~ ^/portal-zi-"):  # decision 0057
        block = conf.rpartition(f"location {quiet}")[2].partition("\n    }")[0]
        assert "access_log off;" in block, quiet
    assert int(limit) * 1024**2 > 8 * 25 * 1024**2  # README's default of EVIDENCE_MAX_BYTES
    assert settings.EVIDENCE_MAX_BYTES == 25 * 1024**2
    assert "alias" not in conf
    assert set(re.findall(r"root (\S+);", conf)) == {"/var/www/html", f"{INSTALLED}deploy/nginx"}
    assert "return 403;" in conf.partition("location /api/")[2].partition("}")[0]
