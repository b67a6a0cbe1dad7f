"""Sizes as people say them."""

_UNITS = ("KB", "MB", "GB", "TB")


def size_text(size: int) -> str:
    """A size in bytes: "640 B", "12 KB", "3,4 MB", "5 GB" (1 KB = 1024 B); rounded down to tenths from MB on."""
    if size < 1024:
        return f"{size} B"
    if size < 1024**2:
        return f"{round(size / 1024)} KB"
    power = 2
    while size >= 1024 ** (power + 1) and power < len(_UNITS):
        power += 1
    whole, tenth = divmod(size * 10 // 1024**power, 10)
    return f"{whole},{tenth} {_UNITS[power - 1]}" if tenth else f"{whole} {_UNITS[power - 1]}"
