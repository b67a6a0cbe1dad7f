"""Readers, each with a browser, who walk through a world in which what is others' is marked."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.assessments.leaks import LeanClient
from tests.crawl.strangers import CONTENT, NAME, chains_of, ids_of, mark, others_of
from tests.crawl.walking import Shared, Walk
from tests.permissions.doors import BACKEND
from tests.permissions.place import undone
from units.models import User


class Browser(LeanClient):
    """A lean client that gives a server error back, to be told with the others."""

    def request(self, **request):
        """Send a request; what the portal raises is a server error."""
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


@contextmanager
def reader(who: str, person: User | None, shared: Shared) -> Iterator[Walk]:
    """A person (None: nobody) in a world in which what is others' is marked; everything done there is taken back."""
    with undone():
        units, instansi = others_of(person)
        mark(units, instansi)
        client = Browser()
        if person is not None:
            client.force_login(person, backend=BACKEND)
        words = (CONTENT,) if person is None else (CONTENT, NAME)
        yield Walk(client, who, shared, words, chains_of(units, instansi), ids_of(units))


def walk(who: str, person: User | None, shared: Shared) -> Walk:
    """Let a person walk from the first page on."""
    with reader(who, person, shared) as found:
        found.all()
    return found


def visit(who: str, person: User | None, shared: Shared, addresses: Iterable[str]) -> list[str]:
    """Let a person open addresses that others found: they may be refused, and learn nothing. The faults."""
    with reader(who, person, shared) as found:
        for address in addresses:
            found.get(address, " (of others)")
    return found.faults
