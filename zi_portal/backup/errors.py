class BackupError(Exception):
    """What stops a backup or a restore; the message is Indonesian, one line, for the operator."""
