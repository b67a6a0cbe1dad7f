"""Files: the private store, room on the disks, what pages and documents are made of."""

import io
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

from assessments.services.versions import LoadRefused, read_yaml
from audit.ran import noted
from documents import scanner, store
from documents.errors import StoreError
from documents.models import Blob
from documents.pdf import page_count, pdf_of
from zi_portal.watching.doctor import Check, Finding, Level, broken, mind, well

GIB = 1024**3
DATA = Path(settings.BASE_DIR) / "assessments"
STYLE = "css/zi.css"
CONTENTS, NEWEST = "isi penyimpanan", 20


def round_trip() -> Finding:
    """A content goes in, comes out unchanged, and is taken away again."""
    content = secrets.token_bytes(1024)
    try:
        sha256, _ = store.put(io.BytesIO(content), max_size=len(content))
        try:
            with store.open_verified(sha256, size=len(content)) as back:
                same = back.read() == content
        finally:
            store.delete(sha256)
    except (OSError, StoreError) as error:
        return broken(
            f"tidak dapat ditulis ({type(error).__name__})",
            "Periksa pemilik dan hak folder DATA_DIR, atau bucket S3.",
        )
    if not same:
        return broken("isi kembali berbeda", "Periksa disk atau bucket; jangan dipakai sebelum itu.")
    return well("menerima dan mengembalikan berkas")


def private() -> Finding:
    """What others on the machine may read is not private."""
    storage = storages[store.ALIAS]
    folders = [Path(settings.DATA_DIR)]
    if isinstance(storage, FileSystemStorage):
        folders = [Path(storage.location)]
    for folder in folders:
        if folder.exists() and folder.stat().st_mode & 0o077:
            return broken(
                f"{folder} terbuka bagi pengguna lain di mesin ini", f"Jalankan: chmod 700 {folder}"
            )
    return well("tertutup bagi pengguna lain")


def contents() -> Finding:
    """Whether what the database refers to lies in the store at all: a folder not mounted, another bucket."""
    newest = Blob.objects.order_by("-pk").values_list("sha256", flat=True)[:NEWEST]
    gone = [sha256 for sha256 in newest if not store.exists(sha256)]
    if gone:
        return broken(
            f"{len(gone)} dari {len(newest)} berkas terbaru tidak ada, antara lain {gone[0]}",
            "Periksa DATA_DIR atau bucket; kembalikan berkas dari cadangan (docs/operations.md).",
        )
    return well(f"{len(newest)} berkas terbaru ada")


def room() -> Finding:
    """Of the store, of a database in a file, and where the last backup went."""
    folders = {Path(settings.DATA_DIR)}
    if isinstance(storages[store.ALIAS], FileSystemStorage):
        folders.add(Path(storages[store.ALIAS].location))
    if backups := noted("backup"):
        folders.add(Path(backups))
    if connection.vendor == "sqlite" and Path(str(connection.settings_dict["NAME"])).is_file():
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    return _room(
        sorted(folders), "Hapus yang tidak perlu, jalankan evidence_sweep --apply, atau perbesar disk."
    )


def temporary() -> Finding:
    """Uploads, PDF and tables of a backup are written there first."""
    return _room(
        [Path(tempfile.gettempdir())], "Kosongkan folder sementara, atau arahkan TMPDIR ke disk yang lega."
    )


def static() -> Finding:
    if settings.DEBUG:
        return well("disajikan langsung (DEBUG)")
    try:
        there = Path(staticfiles_storage.path(staticfiles_storage.stored_name(STYLE))).is_file()
    except (ValueError, OSError):
        there = False
    if not there:
        return broken(
            f"{STYLE} tidak terkumpul di {settings.STATIC_ROOT}",
            "Jalankan: manage.py collectstatic --no-input",
        )
    return well("terkumpul")


def pdf() -> Finding:
    """Libraries and fonts of WeasyPrint: a page is really made."""
    try:
        pages = page_count(pdf_of("<html><body><p>Zona Integritas</p></body></html>"))
    except Exception as error:  # noqa: BLE001 - whatever is missing is what we are asked for
        return broken(
            f"tidak dapat dibuat ({type(error).__name__})",
            "Pasang paket sistem: apt install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core",
        )
    return well("dapat dibuat") if pages == 1 else broken("halaman uji salah", "Periksa paket WeasyPrint.")


def shipped() -> Finding:
    """The instruments and policies that the application brings along."""
    paths = sorted(path for kind in ("instruments", "policies") for path in (DATA / kind).glob("*.yaml"))
    for path in paths:
        try:
            read_yaml(path)
        except LoadRefused as error:
            return broken(
                str(error).splitlines()[0], "Pasang ulang aplikasi: berkasnya rusak atau tidak terbaca."
            )
    if not paths:
        return broken(f"tidak ada di {DATA}", "Pasang ulang aplikasi.")
    return well(f"{len(paths)} berkas terbaca")


def viruses() -> Finding:
    if not settings.CLAMAV_SOCKET:
        return mind("tidak ada pemindai virus", "Pasang clamav-daemon dan isi CLAMAV_SOCKET.")
    try:
        scanner.verdict(io.BytesIO(b"uji"))
    except (OSError, StoreError, ValueError) as error:
        what = "unggahan ditolak" if settings.CLAMAV_REQUIRED else "unggahan tidak dipindai"
        return broken(
            f"clamd di {settings.CLAMAV_SOCKET} tidak menjawab ({type(error).__name__}): {what}",
            "Jalankan clamd, atau perbaiki CLAMAV_SOCKET.",
        )
    return well(f"clamd menjawab di {settings.CLAMAV_SOCKET}")


def _room(folders: list[Path], advice: str) -> Finding:
    found = []
    for folder in folders:
        place = next(one for one in (folder, *folder.parents) if os.path.exists(one))
        usage = shutil.disk_usage(place)
        found.append((-_fullness(usage.free, usage.free / usage.total), usage.free, folder))
    level, free, folder = min(found)
    text = f"{free / GIB:.1f} GiB bebas di {folder}".replace(".", ",", 1)
    if level == -Level.RUSAK:
        return broken(f"hampir penuh: {text}", advice)
    return mind(f"segera penuh: {text}", advice) if level else well(text)


def _fullness(free: int, part: float) -> Level:
    """A part of the disk counts only where it is not much: two percent of a large one are room enough."""
    if free < GIB / 4 or (part < 0.02 and free < 2 * GIB):
        return Level.RUSAK
    return Level.PERHATIAN if free < 2 * GIB or (part < 0.05 and free < 10 * GIB) else Level.OK


CHECKS: dict[str, Check] = {
    "penyimpanan": round_trip,
    CONTENTS: contents,
    "hak folder": private,
    "ruang disk": room,
    "ruang sementara": temporary,
    "berkas statis": static,
    "PDF": pdf,
    "berkas instrumen": shipped,
    "virus": viruses,
}
