"""All checks in order. One that fails itself is a finding too: the others have their turn."""

from django.db import connection

from zi_portal.watching.doctor import Check, Finding, Level, broken, configured, files, stored, working

NEED_DATABASE = {*stored.CHECKS, files.CONTENTS, "surel", "pekerjaan"}
UNASKED = "tidak diperiksa: basis data tidak terjangkau"


def checks() -> dict[str, Check]:
    """Name → check, in the order in which they are told."""
    return configured.CHECKS | stored.CHECKS | files.CHECKS | working.CHECKS


def examine() -> list[tuple[str, Finding]]:
    """What every check found. Without a database what needs one is left out with a line."""
    found: list[tuple[str, Finding]] = []
    away = False
    for name, check in checks().items():
        if away and name in NEED_DATABASE:
            found.append((name, Finding(Level.PERHATIAN, UNASKED)))
            continue
        finding = _asked(check)
        away = away or (
            name == stored.FIRST and finding.level is Level.RUSAK and connection.connection is None
        )
        found.append((name, finding))
    return found


def _asked(check: Check) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - told, and the others have their turn
        reason = str(error).strip().splitlines()
        return broken(
            f"pemeriksaan gagal: {type(error).__name__} {reason[0] if reason else ''}".strip(),
            "Perbaiki yang rusak di atas lebih dahulu, lalu jalankan lagi.",
        )
