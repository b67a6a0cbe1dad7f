"""Recalculates a workbook with LibreOffice, headless, in a profile of its own."""

import io
import os
import shutil
import subprocess

import openpyxl
import pytest


def recalculate(content: bytes, folder) -> openpyxl.Workbook:
    """The workbook with freshly computed values."""
    return recalculate_all([content], folder)[0]


def recalculate_all(contents: list[bytes], folder) -> list[openpyxl.Workbook]:
    """The workbooks with freshly computed values; LibreOffice starts once."""
    saved = all_saved_by_libreoffice(contents, folder)
    return [openpyxl.load_workbook(io.BytesIO(content), data_only=True) for content in saved]


def saved_by_libreoffice(content: bytes, folder) -> bytes:
    """The workbook as LibreOffice saves it, recalculated."""
    return all_saved_by_libreoffice([content], folder)[0]


def all_saved_by_libreoffice(contents: list[bytes], folder) -> list[bytes]:
    """The workbooks as LibreOffice saves them, recalculated. Without LibreOffice: skipped, in CI a failure."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        reason = "LibreOffice Calc (soffice) is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    out, names = folder / "recalculated", [f"kke-{number}.xlsx" for number in range(len(contents))]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_bytes(content)
    command = [
        *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"),
        *("--outdir", str(out), *(str(folder / name) for name in names)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [(out / name).read_bytes() for name in names]
