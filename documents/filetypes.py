"""The allow-list of file types. A type is what the content is; the file's name must agree with it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FileType:
    """A kind of file that is taken as evidence.

    `label` is how a sentence names it; `media_type` is the exact Content-Type that it is served with;
    `inline`: a browser may show it by itself (sandboxed); all others are served as attachment only.
    """

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    inline: bool = False


_OPENXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

PDF = FileType(code="pdf", label="PDF", media_type="application/pdf", extensions=("pdf",), inline=True)
PNG = FileType(code="png", label="gambar PNG", media_type="image/png", extensions=("png",), inline=True)
JPEG = FileType(
    code="jpeg", label="gambar JPEG", media_type="image/jpeg", extensions=("jpg", "jpeg"), inline=True
)
WEBP = FileType(code="webp", label="gambar WebP", media_type="image/webp", extensions=("webp",), inline=True)
DOCX = FileType(
    code="docx",
    label="dokumen Word",
    media_type=f"{_OPENXML}.wordprocessingml.document",
    extensions=("docx",),
)
XLSX = FileType(
    code="xlsx",
    label="lembar kerja Excel",
    media_type=f"{_OPENXML}.spreadsheetml.sheet",
    extensions=("xlsx",),
)
PPTX = FileType(
    code="pptx",
    label="presentasi PowerPoint",
    media_type=f"{_OPENXML}.presentationml.presentation",
    extensions=("pptx",),
)
ODT = FileType(code="odt", label="dokumen OpenDocument", media_type=f"{_ODF}.text", extensions=("odt",))
ODS = FileType(
    code="ods", label="lembar kerja OpenDocument", media_type=f"{_ODF}.spreadsheet", extensions=("ods",)
)
# CSV is text: the same bytes must have one type whatever they are called, and a browser shows it as text
TEXT = FileType(
    code="text",
    label="teks biasa",
    media_type="text/plain; charset=utf-8",
    extensions=("txt", "csv"),
    inline=True,
)

ALLOWED: tuple[FileType, ...] = (PDF, PNG, JPEG, WEBP, DOCX, XLSX, PPTX, ODT, ODS, TEXT)
BY_EXTENSION: dict[str, FileType] = {extension: kind for kind in ALLOWED for extension in kind.extensions}
BY_MEDIA_TYPE: dict[str, FileType] = {kind.media_type: kind for kind in ALLOWED}
ALLOWED_TEXT = (
    "PDF, PNG, JPEG, WebP, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), ODT, ODS, TXT, atau CSV"
)
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)
