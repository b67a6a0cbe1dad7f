"""Files taken in: upload, preview with choices, apply all or nothing, undo, the file as it came."""

from assessments.views.imports.acts import import_decide, import_discard, import_file, import_undo
from assessments.views.imports.page import import_page
from assessments.views.imports.upload import kke_import

__all__ = [
    "import_decide",
    "import_discard",
    "import_file",
    "import_page",
    "import_undo",
    "kke_import",
]
