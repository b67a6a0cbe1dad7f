#!/usr/bin/python3
"""Stands in for systemctl where no systemd runs (a chroot): starts and stops what the units say, as they say it.

Kept of a unit: account, working directory, environment, umask, state and runtime directories, Type=notify and oneshot,
ExecStart. Not kept: the sandbox of the kernel (ProtectSystem and so on), restarts, timers by the clock.
"""

import os
import pathlib
import pwd
import re
import shlex
import signal
import socket
import subprocess
import sys
import time

UNITS = pathlib.Path("/etc/systemd/system")
STATE = pathlib.Path("/run/stand-in")


def setting(unit: str, name: str) -> list[str]:
    text = (UNITS / unit).read_text()
    return re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)


def environment(unit: str) -> dict[str, str]:
    pairs = [pair for line in setting(unit, "Environment") for pair in shlex.split(line)]
    for file in setting(unit, "EnvironmentFile"):
        lines = pathlib.Path(file).read_text().splitlines()
        pairs += [line for line in lines if line and not line.startswith("#")]
    return {"PATH": "/usr/bin:/bin", **dict(pair.split("=", 1) for pair in pairs)}


def account(unit: str) -> dict:
    entry = pwd.getpwnam(setting(unit, "User")[0])
    for kind, parent in (("State", "/var/lib"), ("Runtime", "/run")):
        for name in setting(unit, f"{kind}Directory"):
            folder, mode = pathlib.Path(parent, name), setting(unit, f"{kind}DirectoryMode")[0]
            folder.mkdir(exist_ok=True)
            folder.chmod(int(mode, 8))
            os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def started(unit: str) -> None:
    kind = setting(unit, "Type")[0]
    log = (STATE / f"{unit}.log").open("ab")
    how = {
        "cwd": setting(unit, "WorkingDirectory")[0],
        "umask": int(setting(unit, "UMask")[0], 8),
        **account(unit),
    }
    env = environment(unit)
    ready = None
    if kind == "notify":
        path = str(STATE / f"{unit}.notify")
        pathlib.Path(path).unlink(missing_ok=True)
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(path)
        ready.settimeout(90)
        os.chmod(path, 0o777)
        env["NOTIFY_SOCKET"] = path
    for line in setting(unit, "ExecStart"):
        command = shlex.split(line.replace("%%", "%").replace("$$", "$"))
        if kind == "oneshot":
            subprocess.run(command, env=env, check=True, **how)
            continue
        child = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True, **how)
        (STATE / f"{unit}.pid").write_text(str(child.pid))
        if ready:
            while b"READY=1" not in ready.recv(4096):
                pass
        time.sleep(3)
        if child.poll() is not None:
            sys.exit(f"{unit} ended at once:\n{(STATE / f'{unit}.log').read_text()}")


def stopped(unit: str) -> None:
    file = STATE / f"{unit}.pid"
    if file.exists():
        pid = int(file.read_text())
        os.kill(pid, signal.SIGTERM)
        for _ in range(900):
            stat = pathlib.Path(f"/proc/{pid}/stat")
            if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
                break
            time.sleep(0.1)
        else:
            sys.exit(f"{unit} did not end within 90 seconds")
        file.unlink()


def postgresql(verb: str) -> None:
    for line in subprocess.run(
        ["pg_lsclusters", "-h"], capture_output=True, text=True, check=True
    ).stdout.splitlines():
        version, name, _, status = line.split()[:4]
        if status != "online":
            subprocess.run(["pg_ctlcluster", version, name, "start"], check=True)


def nginx(verb: str) -> None:
    running = pathlib.Path("/run/nginx.pid").exists() and pathlib.Path("/run/nginx.pid").read_text().strip()
    if running and verb == "restart":
        subprocess.run(["nginx", "-s", "stop"], check=True)
        time.sleep(2)
    if not running or verb == "restart":
        subprocess.run(["nginx"], check=True)


def main(arguments: list[str]) -> None:
    STATE.mkdir(exist_ok=True)
    STATE.chmod(0o755)
    verb = arguments[0]
    units = [one.removesuffix(".service") for one in arguments[1:] if not one.startswith("-")]
    if verb == "enable":
        verb = "start" if "--now" in arguments else "none"
    for unit in units if verb in {"start", "stop", "restart"} else []:
        if unit in {"postgresql", "nginx"}:
            {"postgresql": postgresql, "nginx": nginx}[unit](verb)
        elif unit.startswith("portal-zi") and not unit.endswith(".timer"):
            if verb != "start":
                stopped(f"{unit}.service")
            if verb != "stop":
                started(f"{unit}.service")
        elif unit.endswith(".timer") and not (UNITS / unit).exists():
            sys.exit(f"there is no {unit}")


if __name__ == "__main__":
    main(sys.argv[1:])
