"""Archives that only the owner of a key can read: the age format (decision 51), which its own tools open too.

Who makes a backup needs the public key alone, so a server that is taken over gives away no earlier backup.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from zi_portal.backup.errors import BackupError

MAGIC = b"age-encryption.org/"
SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how such a key begins


def is_sealed(path: Path) -> bool:
    """Whether the file is encrypted. BackupError when it cannot be read."""
    try:
        with path.open("rb") as content:
            return content.read(len(MAGIC)) == MAGIC
    except FileNotFoundError as error:
        raise BackupError(f"Berkas {path} tidak ada.") from error
    except OSError as error:
        raise BackupError(f"Berkas {path} tidak terbaca: {error.strerror}.") from error


def recipients(texts: list[str]) -> list[Any]:
    """The public keys (`age1…`, `ssh-ed25519 …`), without empty lines and those with #. BackupError for others."""
    found = []
    for text in (text.strip() for text in texts):
        if not text or text.startswith("#"):
            continue
        if text.upper().startswith(SECRET):
            raise BackupError("Itu kunci rahasia. Cadangan dienkripsi dengan kunci publiknya (age1…).")
        try:
            kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
            found.append(kind.Recipient.from_str(text))
        except pyrage.RecipientError as error:
            raise BackupError(
                f"Kunci publik {text[:20]}… tidak dikenal; bentuknya age1… atau ssh-ed25519 …."
            ) from error
    return found


def identities(text: str) -> list[Any]:
    """The secret keys of a key file: AGE-SECRET-KEY-1…, or an SSH key without passphrase. BackupError for others."""
    try:
        if "PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = (line.strip() for line in text.splitlines())
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupError("Kunci rahasia tidak dikenal; bentuknya AGE-SECRET-KEY-1….") from error
    if not found:
        raise BackupError("Berkas kunci tidak berisi kunci rahasia.")
    return found


def lines_of(path: Path | None) -> list[str]:
    """The lines of a file of keys; none without a path. BackupError when it cannot be read."""
    if path is None:
        return []
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"Berkas kunci {path} tidak terbaca: {error}.") from error


def write_key(path: Path) -> str:
    """Write a new secret key to a new file, readable by its owner alone, and return its public key.

    BackupError when the file exists or cannot be written.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(f"Berkas {path} sudah ada; pilih nama lain.") from error
    except OSError as error:
        raise BackupError(f"Tidak dapat menulis {path}: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as content:
        content.write(f"# public key: {public}\n{identity}\n")
    return public


@contextmanager
def sealed(target: IO[bytes], keys: list[Any]) -> Iterator[IO[bytes]]:
    """What is written to the given stream comes into `target` encrypted; nothing of it touches the disk in the open.

    Who leaves with an error leaves something in `target` that must be thrown away.
    """
    read_end, write_end = os.pipe()
    why = ["enkripsi berhenti"]  # until it has ended well

    def encrypt() -> None:
        with os.fdopen(read_end, "rb") as plain:
            try:
                pyrage.encrypt_io(plain, target, keys)
            except (OSError, pyrage.EncryptError) as error:
                why[0] = str(error)
            else:
                why.clear()

    thread = threading.Thread(target=encrypt, name="backup-encryption")
    thread.start()
    try:
        with os.fdopen(write_end, "wb", buffering=0) as stream:
            yield _Piped(stream)
    except BrokenPipeError as error:
        thread.join()
        raise OSError(None, why[0]) from error
    finally:
        thread.join()
    if why:
        raise OSError(None, why[0])


@contextmanager
def unsealed(path: Path, keys: list[Any], folder: Path) -> Iterator[IO[bytes]]:
    """The decrypted content as an unnamed file in `folder`, whole and proven to be whole.

    BackupError for a wrong key, for a file that was cut, changed or rearranged, and when there is no room.
    """
    with path.open("rb") as content, tempfile.TemporaryFile(dir=folder) as plain:
        try:
            pyrage.decrypt_io(content, plain, keys)
            plain.seek(0)
        except pyrage.DecryptError as error:
            raise BackupError(
                "Arsip tidak dapat dibuka: kuncinya lain, atau arsipnya rusak, terpotong, atau diubah."
            ) from error
        except OSError as error:  # of a changed chunk as much as of a full disk
            raise BackupError(f"Arsip tidak dapat dibuka, rusak, terpotong, atau diubah: {error}.") from error
        yield plain


class _Piped:
    """The writing end of a pipe, with the position that `tarfile` asks for."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._position = 0

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        while view:
            view = view[self._stream.write(view) :]
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position
