"""Office files: zip archives that say in their own directory what they are. No macros, no passwords."""

import re
import zipfile
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from documents.contents.archive import BROKEN, open_archive
from documents.contents.verdicts import NotThisType, Unacceptable, read_at
from documents.filetypes import DOCX, ODS, ODT, PPTX, XLSX, FileType

MAX_XML = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = {kind.code: f"{kind.media_type}.main+xml" for kind in (DOCX, XLSX, PPTX)}
# VBA projects, Excel 4 macro sheets, ActiveX controls, embedded macro documents; Basic and scripts in ODF
_MACRO_NAME = re.compile(
    r"(^|/)(vbaproject|vbadata)[^/]*$|(^|/)(macrosheets|activex)/|\.(docm|dotm|xlsm|xltm|xlam|pptm|potm|ppsm)$"
    r"|^(basic|scripts)/.*[^/]$",
    re.IGNORECASE,
)
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)
MACRO = "Berkas ini berisi makro. Simpan ulang tanpa makro atau ekspor ke PDF, lalu unggah lagi."
LOCKED = "Berkas ini dikunci dengan kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi."
TEMPLATE = (
    "Berkas ini memuat templat dari tempat lain. Pasang templat Normal atau ekspor ke PDF, lalu unggah lagi."
)
_TEMPLATE_PART = "word/_rels/settings.xml.rels"
OLD = (
    "Berkas ini berformat Office lama. Simpan ulang sebagai .docx, .xlsx, .pptx, atau PDF, lalu unggah lagi."
)


def check_office(handle: IO[bytes], size: int, wanted: FileType) -> None:
    """Raise NotThisType unless the content is the office type `wanted`; Unacceptable for macros, passwords,
    templates from elsewhere, old binary formats and everything that `open_archive` refuses.
    """
    _check_binary(handle, size)
    with open_archive(handle, size) as archive:
        names = archive.namelist()
        if any(_MACRO_NAME.search(name) for name in names):
            raise Unacceptable(MACRO)
        if wanted in (ODT, ODS):
            _check_odf(archive, names, wanted)
        else:
            _check_openxml(archive, names, wanted)


def _check_binary(handle: IO[bytes], size: int) -> None:
    """A password turns docx, xlsx and pptx into the old container format."""
    if read_at(handle, 0, 8) != _OLE:
        return
    handle.seek(0)
    before = b""
    while chunk := handle.read(MAX_XML):
        if _ENCRYPTED in before + chunk:
            raise Unacceptable(LOCKED)
        before = chunk[-len(_ENCRYPTED) :]
    raise Unacceptable(OLD)


def _check_openxml(archive: zipfile.ZipFile, names: list[str], wanted: FileType) -> None:
    if "[Content_Types].xml" not in names:
        raise NotThisType
    root = _parsed(archive, "[Content_Types].xml")
    parts = {item.get("ContentType", ""): item.get("PartName", "") for item in root.iter(f"{_TYPES}Override")}
    declared = {item.get("ContentType", "") for item in root.iter()}
    if any(_MACRO_TYPE.search(value) for value in declared):
        raise Unacceptable(MACRO)
    main = parts.get(_MAIN[wanted.code])
    if main is None or main.lstrip("/") not in names:
        raise NotThisType
    if _TEMPLATE_PART in names:
        _check_template(_parsed(archive, _TEMPLATE_PART))


def _check_template(relations: Element) -> None:
    """A template fetched on opening brings the macros that the file has not; one on a local disk is usual."""
    for relation in relations.iter():
        if relation.get("Type", "").endswith("/attachedTemplate"):
            target = relation.get("Target", "").strip().lower()
            if not target.startswith("file:///") and ("//" in target or "\\\\" in target):
                raise Unacceptable(TEMPLATE)


def _check_odf(archive: zipfile.ZipFile, names: list[str], wanted: FileType) -> None:
    if names[0] != "mimetype" or _xml(archive, "mimetype").strip() != wanted.media_type.encode():
        raise NotThisType
    if "content.xml" not in names or "META-INF/manifest.xml" not in names:
        raise NotThisType
    if b"encryption-data" in _xml(archive, "META-INF/manifest.xml"):
        raise Unacceptable(LOCKED)


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        return fromstring(_xml(archive, name))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unacceptable(BROKEN) from error


def _xml(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_XML:
        raise Unacceptable(BROKEN)
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, EOFError) as error:
        raise Unacceptable(BROKEN) from error
