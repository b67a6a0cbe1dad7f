"""Recalculates a workbook with LibreOffice, headless, in a profile of its own."""

import io
import os
import shutil
import subprocess

import openpyxl
import pytest


def recalculate(content: bytes, folder) -> openpyxl.Workbook:
    """The workbook with freshly computed values."""
    return openpyxl.load_workbook(io.BytesIO(saved_by_libreoffice(content, folder)), data_only=True)


def saved_by_libreoffice(content: bytes, folder) -> bytes:
    """The workbook as LibreOffice saves it, recalculated. Without LibreOffice: skipped, in CI a failure."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        reason = "LibreOffice Calc (soffice) is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    source, out = folder / "kke.xlsx", folder / "recalculated"
    source.write_bytes(content)
    command = [
        *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"),
        *("--outdir", str(out), str(source)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / "kke.xlsx").read_bytes()
