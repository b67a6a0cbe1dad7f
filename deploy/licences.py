"""`python -m deploy.licences`: write docs/licences.md, the list of licences of everything that a release holds."""

from deploy.parts import ROOT, Part, parts

PAGE = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what the portal is made of

Made by `./dev lock`, not edited by hand. A test compares it with the lock and fails on a licence that nobody has
allowed (`deploy/parts.py`). The portal itself: [LICENSE](../LICENSE). The texts of the instruments and policies are
regulations of the state. Everything here may be used, changed and handed on by an agency; nothing is changed by us but
what `static/vendor/vendor.lock.json` notes. `psycopg2-binary` (LGPL) and `pyphen` are used as they are, as separate
packages. Packages with compiled parts (cryptography, pillow, psycopg2-binary, pypdfium2 …) carry the licences of the
libraries inside them in their own `*.dist-info` folder.

| part | version | licence |
|---|---|---|
"""


def page(found: list[Part]) -> str:
    """The text of the page."""
    return HEAD + "".join(
        f"| {part.name}{f' (`{part.file}`)' if part.file else ''} | {part.version} | {part.licence} |\n"
        for part in found
    )


if __name__ == "__main__":
    PAGE.write_text(page(parts()), encoding="utf-8")
