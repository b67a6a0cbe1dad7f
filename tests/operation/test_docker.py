"""Dockerfile and compose file, read as far as that goes without a Docker Engine."""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from django.conf import settings

import zi_portal
from tests.test_frame_settings import COMPLETE

ROOT: Path = settings.BASE_DIR
DOCKER = ROOT / "deploy" / "docker"
OURS = ("prepare", "web", "worker", "clock")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (DOCKER / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))


def copied(steps) -> list[tuple[list[str], str]]:
    """(sources, target) of what comes from the checkout."""
    found = [value.split() for name, value in steps if name == "COPY" and not value.startswith("--from")]
    return [(parts[:-1], parts[-1]) for parts in found]


def test_the_image_is_pinned_built_by_hash_and_runs_without_root(steps):
    assert [value for name, value in steps if name == "ARG"] == ["BASE=debian:12.12-slim"]
    assert [value.split(" AS ")[0] for name, value in steps if name == "FROM"] == ["${BASE}", "${BASE}"]
    assert not any(name == "ADD" for name, _ in steps)
    assert any(
        "pip install --no-cache-dir --require-hashes" in value for name, value in steps if name == "RUN"
    )
    last = [name for name, _ in steps]
    assert [value for name, value in steps if name == "USER"] == ["10001:10001"]
    assert "RUN" not in last[last.index("USER") :]
    fixed = " ".join(value for name, value in steps if name in {"ENV", "ARG"})
    assert not re.search(r"SECRET|PASSWORD|TOKEN|DATABASE_URL", fixed)


def test_what_is_copied_exists_and_passes_the_ignore_file(steps):
    lines = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    sources = {source for sources, _ in copied(steps) for source in sources}
    assert sources == allowed
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert not any(
        fnmatch.fnmatch(f"deploy/docker/local/{name}", one) for name in ("x", "secrets") for one in allowed
    )


def test_what_is_copied_is_enough_to_start(steps, tmp_path):
    """The last stage's folder with the settings of its step; gathering itself compresses for long and is left out."""
    for sources, target in copied(steps):
        if "requirements.lock" in sources:
            continue
        for source in sources:
            into = tmp_path / (target if not target.endswith("/") else f"{target}{Path(source).name}")
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, into)
    (command,) = (value for name, value in steps if name == "RUN" and "collectstatic" in value)
    env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
    look = command.replace("collectstatic --no-input", "findstatic css/zi.css")
    done = subprocess.run(
        ["sh", "-c", look], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (look != command, done.returncode) == (True, 0), done.stderr
    assert str(tmp_path / "static" / "css" / "zi.css") in done.stdout
    answered = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", "zi_portal.wsgi"],
        cwd=tmp_path,
        env=env | COMPLETE | {"DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answered.returncode == 0, answered.stderr


def test_our_containers_are_of_this_version_and_can_do_little(compose):
    for name in OURS:
        service = compose["services"][name]
        assert service["image"] == f"portal-zi:{zi_portal.__version__}"
        assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service
        assert "privileged" not in service
    for name in ("db", "nginx"):
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-bookworm", service["image"])
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert compose["services"]["db"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_no_secret_stands_in_the_compose_file_and_every_secret_is_a_file(compose):
    for service in compose["services"].values():
        values = service.get("environment", {})
        assert [k for k in values if re.search(r"PASSWORD|SECRET|_URL", k) and not k.endswith("_FILE")] == []
        named = {Path(v).name for k, v in values.items() if k.endswith("_FILE")}
        assert named <= set(service.get("secrets", []))
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
    guide = (ROOT / "docs" / "install-docker.md").read_text(encoding="utf-8")
    assert [name for name in compose["secrets"] if f"local/secrets/{name}" not in guide] == []
    assert "/deploy/docker/local/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_everything_that_is_mounted_started_or_waited_for_exists(compose):
    volumes, services = compose["volumes"], compose["services"]
    guide = (ROOT / "docs" / "install-docker.md").read_text(encoding="utf-8")
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./local/"):
                assert source.removeprefix("./") in guide
            elif source.startswith("."):
                assert (DOCKER / source).exists(), source
            else:
                assert source in volumes, source
        script = service.get("command", [""])[0]
        for path in [script, *service.get("healthcheck", {}).get("test", [])]:
            if path.startswith("deploy/"):
                assert os.access(ROOT / path, os.X_OK), path
    keys = re.search(r"keys=(\S+)", (ROOT / "deploy" / "backup").read_text(encoding="utf-8"))[1]
    assert f"./local/backup-keys:{keys}:ro" in services["clock"]["volumes"]
    assert "healthcheck" in services["web"]
    assert "healthcheck" in services["db"]


@pytest.mark.parametrize(
    "script", ["docker/clock", "docker/healthy", "docker/prepare", "backup", "portal-zi"]
)
def test_scripts_are_shell(script):
    assert subprocess.run(["sh", "-n", ROOT / "deploy" / script], check=False).returncode == 0


STUBS = {
    "date": 'cat "$DATA_DIR/today"',  # the clock's own night
    "python": 'echo "$@" >>"$DATA_DIR/done"; [ "$2" != "$BROKEN" ]',
    "sleep": 'cd "$DATA_DIR"; echo 2026-05-02 >today; [ -e once ] && kill -TERM "$PPID"; touch once',
}


@pytest.mark.parametrize(
    ("broken", "nights", "swept"),
    [("", 2, 2), ("backup", 2, 0), ("verify_audit", 2, 0), ("extract_texts", 2, 2)],
)
def test_the_clock_misses_no_night_repeats_none_and_sweeps_only_after_a_backup(
    tmp_path, broken, nights, swept
):
    """Two rounds, the first before two at night, the second after it at any hour; then a restart."""
    for name, text in {**STUBS, "deploy/backup": "exec python manage.py backup"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    (tmp_path / "today").write_text("2026-05-01\n")
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "DATA_DIR": str(tmp_path), "BROKEN": broken}
    for _ in range(2):
        done = subprocess.run(["sh", DOCKER / "clock"], cwd=tmp_path, env=env, stderr=subprocess.DEVNULL)
        assert done.returncode == 0
    for _ in range(50):  # links are looked at beside the rest
        said = (tmp_path / "done").read_text().splitlines()
        if said.count("manage.py check_links") == 3:
            break
        time.sleep(0.1)
    assert said.count("manage.py run_due_tasks --beside-worker") == 3
    assert said.count("manage.py check_links") == 3  # two hours, and after the restart again
    assert [said.count(f"manage.py {name}") for name in ("backup", "verify_audit", "extract_texts")] == [
        nights
    ] * 3
    assert [said.count(f"manage.py {name} --apply") for name in ("retention", "evidence_sweep")] == [
        swept
    ] * 2


@pytest.mark.parametrize("fails", [False, True])
def test_a_backup_clears_away_what_killed_ones_left_and_old_ones_only_after_it_went_well(tmp_path, fails):
    text = (ROOT / "deploy" / "backup").read_text(encoding="utf-8")
    (tmp_path / "backup").write_text(text.replace("/var/backups/portal-zi", str(tmp_path)))
    (tmp_path / "python").write_text(f"#!/bin/sh\nexit {int(fails)}\n")
    (tmp_path / "python").chmod(0o755)
    day, now = 24 * 3600, time.time()
    ages = {".portal-1.tar.x.part": 2, ".portal-2.tar.x.part": 0, "portal-3.tar": 2, "portal-4.tar.age": 20}
    for name, days in ages.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (now - days * day,) * 2)
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", tmp_path / "backup"], env=env, check=False)
    assert done.returncode == int(fails)
    left = {path.name for path in tmp_path.iterdir()} - {"backup", "python"}
    assert left == set(ages) - {".portal-1.tar.x.part"} - (set() if fails else {"portal-4.tar.age"})


def test_clock_and_timers_do_the_same():
    clock = (DOCKER / "clock").read_text(encoding="utf-8")
    units = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "deploy" / "systemd").glob("*.service")
    )
    commands = set(re.findall(r"manage\.py (\w+)", units)) - {"db_worker", "alarm"}
    assert set(re.findall(r"^(?!#).*?\bmanage (\w+)", clock, re.M)) == commands
    assert "deploy/backup" in clock
    assert "deploy/backup" in units
    assert units.count("run_due_tasks --beside-worker") == 1
