"""Which type a file really has, and whether it is taken: by content, against the allow-list."""

from collections.abc import Callable
from typing import IO

from documents.contents.archive import ends_as_archive
from documents.contents.images import check_jpeg, check_png, check_webp
from documents.contents.office import MACRO, OLD, check_office
from documents.contents.pdf import check_pdf
from documents.contents.text import check_text
from documents.contents.verdicts import NotThisType, Unacceptable
from documents.errors import UploadRefused
from documents.filetypes import (
    ALLOWED_TEXT,
    BY_EXTENSION,
    DOCX,
    JPEG,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    TEXT,
    WEBP,
    XLSX,
    FileType,
)
from documents.names import extension_of

_CHECKS: dict[str, Callable[[IO[bytes], int], None]] = {
    PDF.code: check_pdf,
    PNG.code: check_png,
    JPEG.code: check_jpeg,
    WEBP.code: check_webp,
    TEXT.code: check_text,
}
_OFFICE = (DOCX, XLSX, PPTX, ODT, ODS)
_HINTS = {
    **dict.fromkeys(
        ("zip", "rar", "7z", "tar", "gz", "tgz"), "Berkas arsip tidak diterima. Unggah isinya satu per satu."
    ),
    **dict.fromkeys(("doc", "xls", "ppt"), OLD),
    **dict.fromkeys(("docm", "xlsm", "pptm", "dotm", "xltm", "xlam"), MACRO),
    **dict.fromkeys(("heic", "heif"), "Foto HEIC tidak diterima. Simpan sebagai JPEG, lalu unggah lagi."),
}


def sniff(handle: IO[bytes], *, filename: str, size: int) -> FileType:
    """Return the type of the content (seekable, `size` bytes), which agrees with the extension of `filename`.

    Raises UploadRefused with the sentence for the user: extension outside the allow-list, content of another
    type than the name says, a damaged file, macros, a password, an archive inside or behind, a bomb.
    """
    extension = extension_of(filename)
    wanted = BY_EXTENSION.get(extension)
    if wanted is None:
        raise UploadRefused(_unknown(extension))
    try:
        if wanted in _OFFICE:
            check_office(handle, size, wanted)
        else:
            _CHECKS[wanted.code](handle, size)
            if ends_as_archive(handle, size):
                raise NotThisType
    except NotThisType as error:
        raise UploadRefused(
            f"Berkas ini bukan {wanted.label}, meskipun namanya .{extension}. Unggah berkas aslinya."
        ) from error
    except Unacceptable as error:
        raise UploadRefused(error.message) from error
    return wanted


def _unknown(extension: str) -> str:
    if not extension:
        return f"Nama berkas ini tanpa akhiran seperti .pdf. Unggah berkas {ALLOWED_TEXT}."
    return _HINTS.get(extension, f"Berkas .{extension} tidak diterima. Unggah berkas {ALLOWED_TEXT}.")
