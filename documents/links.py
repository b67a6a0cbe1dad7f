"""Links are evidence too: which addresses are taken."""

from urllib.parse import urlsplit

from documents.errors import UploadRefused

MAX_URL = 2000


def clean_url(url: str) -> str:
    """Return the address, trimmed; UploadRefused unless it is http or https with a host, without credentials."""
    address = url.strip()
    if len(address) > MAX_URL:
        raise UploadRefused(f"Tautan terlalu panjang. Paling panjang {MAX_URL} karakter.", field="url")
    wrong = UploadRefused("Tautan harus alamat lengkap yang diawali http:// atau https://.", field="url")
    if not address.isprintable() or any(char.isspace() or char in '<>"`\\' for char in address):
        raise wrong
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in ("http", "https") or not host:
        raise wrong
    if "@" in parts.netloc:
        raise UploadRefused("Tautan tidak boleh memuat nama pengguna atau kata sandi.", field="url")
    return address
