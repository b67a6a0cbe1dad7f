"""How a look at content ends when it does not end well."""

from typing import IO


class NotThisType(Exception):
    """The content is something else than the type asked about."""


class Unacceptable(Exception):
    """The content is of the type asked about, but not taken. `message` is Indonesian, for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_at(handle: IO[bytes], offset: int, length: int) -> bytes:
    """Return up to `length` bytes from `offset`; fewer at the end of the content."""
    handle.seek(offset)
    return handle.read(length)


def exactly_at(handle: IO[bytes], offset: int, length: int, message: str) -> bytes:
    """Return `length` bytes from `offset`, or refuse with `message` when the content ends before."""
    data = read_at(handle, offset, length)
    if len(data) < length:
        raise Unacceptable(message)
    return data
