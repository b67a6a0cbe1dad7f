"""What a file might make of the process that reads it. Called there by name, see test_isolated."""

import json
import os
import resource
import signal
import socket
import sys
import time


def endless(data: bytes) -> bytes:
    """Burns the processor for ever."""
    while True:
        data = data[:1]


def asleep(data: bytes) -> bytes:
    """Waits for ever."""
    time.sleep(3600)
    return data


def hungry(data: bytes) -> bytes:
    """Takes memory without end."""
    kept = []
    while True:
        kept.append(bytearray(20_000_000))


def killed(data: bytes) -> bytes:
    """Dies of a signal, as from the kernel's memory killer."""
    os.kill(os.getpid(), signal.SIGKILL)
    return data


def told_to_end(data: bytes) -> bytes:
    """As when the machine goes down."""
    os.kill(os.getpid(), signal.SIGTERM)
    return data


def crashed(data: bytes) -> bytes:
    """A fault of ours."""
    raise RuntimeError("a fault that the log should name")


def left(data: bytes) -> bytes:
    """Goes without a word."""
    os._exit(0)


def talkative(data: bytes) -> bytes:
    """Answers more than anyone wants."""
    return b"x" * 1_000_000


def liar(data: bytes) -> bytes:
    """Answers with no cells."""
    return b"\x80\x04pickle"


def surroundings(data: bytes) -> bytes:
    """What the process knows of where it runs."""
    return json.dumps(
        {
            "environment": sorted(os.environ),
            "django": sorted(
                name for name in sys.modules if name.startswith(("django", "zi_portal", "openpyxl"))
            ),
            "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
            "arguments": sys.argv[1:],
            "open": sorted(int(name) for name in os.listdir("/proc/self/fd")),
            "folder": os.getcwd(),
        }
    ).encode()


def connected(data: bytes) -> bytes:
    """Whether a descriptor of the parent came along."""
    for number in range(3, 256):
        try:
            socket.socket(fileno=os.dup(number)).close()
        except OSError:
            continue
        return b"a socket"
    return b"nothing"
