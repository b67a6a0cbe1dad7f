from dataclasses import dataclass


class BackupError(Exception):
    """What stops a backup or a restore; the message is Indonesian, one line, for the operator."""


@dataclass(frozen=True)
class Flaws:
    """What stops neither: SHA-256 of files that are lost or damaged, and what the audit found broken."""

    missing: list[str]
    audit_problems: list[str]
