"""What people type into a field of several lines, before it is stored."""


def plain_text(typed: str) -> str:
    """The text with one kind of line end, without the byte that no database keeps and without space around it."""
    return typed.replace("\r\n", "\n").replace("\x00", "").strip()
