"""What a page weighs on its way to a browser: itself, styles, scripts, fonts and icons; pictures of evidence aside."""

import re
from functools import cache
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders

from zi_portal.compressed import QUALITY

AT_MOST = 150_000  # bytes
FILE = re.compile(r"""/static/([\w./-]+\.(?:css|js|woff2|svg))""")
ADDRESS = re.compile(r"""url\("?([\w./-]+\.(?:css|woff2|svg))"?\)""")


def weight(html: bytes) -> int:
    """Bytes of a page and of all that it loads, as they go over TLS: Brotli, for files the best that it can do."""
    files = {Path(finders.find(name)).resolve() for name in FILE.findall(html.decode())}
    for sheet in [file for file in files if file.suffix == ".css"]:
        files |= {(sheet.parent / name).resolve() for name in ADDRESS.findall(sheet.read_text("utf-8"))}
    return len(brotli.compress(html, quality=QUALITY)) + sum(_sent(file) for file in files)


@cache
def _sent(file: Path) -> int:
    """Bytes of a static file as whitenoise sends it; fonts are compressed in themselves."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(brotli.compress(content))
