"""What kind of document a file most likely is, from its name alone."""

from documents.filetypes import BY_EXTENSION, JPEG, PNG, WEBP
from documents.models import Document
from documents.names import extension_of

PICTURES = {kind.code for kind in (JPEG, PNG, WEBP)}
SCREENS = ("tangkapan layar", "screenshot", "cuplikan layar")


def kind_for(filename: str) -> str:
    """A picture is a photo, one that is called a screenshot is that; everything else a document."""
    found = BY_EXTENSION.get(extension_of(filename))
    if found is None or found.code not in PICTURES:
        return Document.Kind.DOKUMEN
    is_screen = filename.casefold().replace("_", " ").startswith(SCREENS)
    return Document.Kind.TANGKAPAN_LAYAR if is_screen else Document.Kind.FOTO
