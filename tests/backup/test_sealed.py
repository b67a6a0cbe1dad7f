"""Encrypted backups: only the key opens them, and what was cut, changed or rearranged changes nothing."""

import io
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command

from documents import store
from tests.backup.archives import backup, members, raw_rows, wipe
from zi_portal.backup import sealing
from zi_portal.backup.errors import BackupError

pytestmark = pytest.mark.django_db(transaction=True)
CHUNK = 64 * 1024 + 16  # of the age format, with its tag


def key(folder: Path, name: str = "kunci.txt") -> tuple[Path, str]:
    out = io.StringIO()
    call_command("backup_key", out=folder / name, stdout=out, stderr=io.StringIO())
    return folder / name, out.getvalue().strip()


def sealed(path: Path, *public: str) -> Path:
    call_command("backup", out=path, encrypt_to=list(public), stdout=io.StringIO())
    return path


def restore(path: Path, identity: Path | None = None, **options) -> None:
    call_command("restore", path, identity=identity, force=True, stdout=io.StringIO(), **options)


def test_with_the_key_everything_is_as_it_was(portal, tmp_path, evidence):
    secret, public = key(tmp_path)
    other, other_public = key(tmp_path, "lain.txt")
    rows = raw_rows()
    made = sealed(tmp_path / "a.tar.age", public, other_public)
    content = made.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"units_user" not in content
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert list(store.staging().iterdir()) == []
    for one in (secret, other):
        wipe(evidence)
        restore(made, one)
        assert raw_rows() == rows


def test_what_is_inside_is_the_plain_archive(portal, tmp_path):
    secret, public = key(tmp_path)
    made = sealed(tmp_path / "a.tar.age", public)
    with sealing.unsealed(made, sealing.identities(secret.read_text()), tmp_path) as content:
        (tmp_path / "b.tar").write_bytes(content.read())
    plain, inside = members(backup(tmp_path / "c.tar")), members(tmp_path / "b.tar")
    for one in (plain, inside):
        del one["manifest.json"], one["manifest.sha256"]
    assert inside == plain


def test_nothing_else_opens_it_and_nothing_changes(portal, tmp_path, evidence):
    secret, public = key(tmp_path)
    wrong, _ = key(tmp_path, "lain.txt")
    made = sealed(tmp_path / "a.tar.age", public)
    content = made.read_bytes()
    begin = len(content) % CHUNK
    first, second = (content[begin + n * CHUNK : begin + (n + 1) * CHUNK] for n in (0, 1))
    assert len(second) == CHUNK
    middle = len(content) // 2
    spoilt = {
        "dipotong": content[:-1],
        "dipotong di batas": content[: begin + 2 * CHUNK],
        "dibalik": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "ditukar": content[:begin] + second + first + content[begin + 2 * CHUNK :],
        "ditambah": content + b"x",
        "kepala": content[:30] + b"A" + content[31:],
    }
    rows = raw_rows()
    for name, data in spoilt.items():
        path = tmp_path / "spoilt.age"
        path.write_bytes(data)
        with pytest.raises(CommandError, match="Arsip tidak dapat dibuka"):
            restore(path, secret)
        assert raw_rows() == rows, name
    with pytest.raises(CommandError, match="Arsip tidak dapat dibuka: kuncinya lain"):
        restore(made, wrong)
    with pytest.raises(CommandError, match="Arsip ini terenkripsi"):
        restore(made)
    assert raw_rows() == rows
    assert list(store.staging().iterdir()) == []


def test_a_key_is_asked_for_at_a_terminal(portal, tmp_path, monkeypatch):
    secret, public = key(tmp_path)
    made = sealed(tmp_path / "a.tar.age", public)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        "zi_portal.management.commands.restore.getpass", lambda prompt: secret.read_text().splitlines()[1]
    )
    restore(made)


def test_an_ssh_key_will_do(tmp_path):
    made = Ed25519PrivateKey.generate()
    public = made.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    secret = made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    with (
        (tmp_path / "a").open("wb") as target,
        sealing.sealed(target, sealing.recipients([public])) as stream,
    ):
        stream.write(b"isi")
    with sealing.unsealed(tmp_path / "a", sealing.identities(secret), tmp_path) as content:
        assert content.read() == b"isi"


@pytest.mark.parametrize("text", ["age1abc", "ssh-rsa AAAA", "rahasia", "AGE-SECRET-KEY-1QQQ"])
def test_what_is_no_public_key_is_refused(tmp_path, text):
    with pytest.raises(CommandError, match=r"[Kk]unci publik"):
        sealed(tmp_path / "a", text)
    assert list(tmp_path.glob("a*")) == []


def test_public_keys_from_a_file(portal, tmp_path):
    secret, public = key(tmp_path)
    (tmp_path / "penerima.txt").write_text(f"# kepala TI\n{public}\n\n")
    call_command(
        "backup", out=tmp_path / "a", encrypt_to_file=tmp_path / "penerima.txt", stdout=io.StringIO()
    )
    restore(tmp_path / "a", secret)
    (tmp_path / "kosong.txt").write_text("# belum ada\n")
    with pytest.raises(CommandError, match="tidak berisi kunci publik"):
        call_command("backup", out=tmp_path / "b", encrypt_to_file=tmp_path / "kosong.txt")


def test_a_key_file_is_never_replaced(tmp_path):
    secret, _ = key(tmp_path)
    text = secret.read_text()
    with pytest.raises(CommandError, match="sudah ada"):
        key(tmp_path)
    assert secret.read_text() == text
    with pytest.raises(BackupError, match="tidak berisi kunci rahasia"):
        sealing.identities("# kosong")


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    _, public = key(tmp_path)

    def write() -> None:
        with (
            open("/dev/full", "wb", buffering=0) as target,
            sealing.sealed(target, sealing.recipients([public])) as stream,
        ):
            for _ in range(64):
                stream.write(b"x" * 65536)

    with pytest.raises(OSError, match="No space left"):
        write()
