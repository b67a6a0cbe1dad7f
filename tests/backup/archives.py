"""What the tests of backups compare and change."""

import io
import json
import tarfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from audit import triggers
from zi_portal.backup import archive, database

ODD = "Catatan “unit”: 50% é\u2028\ttab\n'); DROP TABLE x; --\\ 𝟙 😀"


def raw_rows() -> dict[str, list]:
    """Every table of the database as the driver gives it, without models."""
    names = set(connection.introspection.table_names()) - {"django_session", "usersessions_usersession"}
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(names):
            columns = "t::text" if connection.vendor == "postgresql" else "*"
            cursor.execute(f'SELECT {columns} FROM "{name}" t')
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def backup(path: Path) -> Path:
    call_command("backup", out=path, stdout=io.StringIO())
    return path


def restore(path: Path, **options) -> str:
    out = io.StringIO()
    call_command("restore", path, stdout=out, **options)
    return out.getvalue()


def wipe(folder: Path) -> None:
    """A new machine: migrated tables without rows, no files."""
    with triggers.lifted(connection):
        call_command("flush", interactive=False, verbosity=0)
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert database.filled() == []


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def rewritten(path: Path, change) -> Path:
    """A sound archive (hashes and seal are right) whose contents went through `change(manifest, members)`."""
    contents = members(path)
    manifest = json.loads(contents.pop("manifest.json"))
    del contents["manifest.sha256"], manifest["members"]
    change(manifest, contents)
    out = path.with_name("changed.tar")
    with out.open("wb") as target:
        writer = archive.Writer(target)
        for name, content in contents.items():
            writer.add(name, io.BytesIO(content), len(content))
        writer.close(manifest)
    return out
