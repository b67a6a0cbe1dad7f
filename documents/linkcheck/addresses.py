"""Which network addresses may be asked: public ones only. A name counts by every address that it has."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from documents.linkcheck.errors import Forbidden, NoAnswer, NoSuchHost, OutOfTime

Resolve = Callable[[str, int], Sequence[str]]

# Python's tables differ between versions, and call some of these global: networks for protocols' own use, and those
# that carry an IPv4 address inside, which a gateway would unpack behind our back
_BARRED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "fec0::/10",
    )
)


def is_public(address: str) -> bool:
    """True for an address of the open internet: not private, loopback, link-local (with the cloud's 169.254.169.254),
    shared (CGNAT), multicast, reserved or for documentation, and no IPv6 address that wraps an IPv4 one.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # also one with a zone, "fe80::1%eth0"
        return False
    if getattr(ip, "scope_id", None):
        return False
    special = any(ip in net for net in _BARRED if net.version == ip.version)
    barred = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved
    return ip.is_global and not (special or barred or ip.is_unspecified)


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name, once; also for numbers in odd forms ("0x7f.1")."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_addresses(host: str, port: int, *, resolve: Resolve, seconds: float) -> list[str]:
    """Return the addresses of `host`, all of them public, in the order of the resolver.

    Raises Forbidden when one is not, NoSuchHost, NoAnswer when the name service is out of order,
    OutOfTime after `seconds`.
    """
    found = _in_time(lambda: resolve(host, port), seconds)
    if not found:
        raise NoSuchHost(host)
    if not all(is_public(address) for address in found):
        raise Forbidden("alamatnya bukan alamat internet umum")
    return list(found)


def _in_time(ask: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """The system's resolver knows no time limit; a thread that hangs in it is left behind."""
    outcome: list[Sequence[str] | Exception] = []

    def run() -> None:
        try:
            outcome.append(ask())
        except socket.gaierror as error:
            gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            outcome.append(NoSuchHost(str(error)) if gone else NoAnswer(str(error)))
        except (OSError, UnicodeError) as error:
            outcome.append(NoSuchHost(str(error)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise OutOfTime("resolver")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]
