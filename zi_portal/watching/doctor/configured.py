"""The settings: safe for real data?"""

import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from zi_portal.watching.doctor import Check, Finding, broken, mind, well

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 10


def debug() -> Finding:
    if settings.DEBUG:
        return broken(
            "DEBUG menyala: isi basis data dan pengaturan tampil pada setiap kesalahan", "Hapus DEBUG=1."
        )
    return well("DEBUG mati")


def secret_key() -> Finding:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or "insecure" in key:
        return broken(
            "SECRET_KEY mudah ditebak",
            "Isi dengan sedikitnya 50 karakter acak, misalnya dari: openssl rand -base64 48.",
        )
    return well("SECRET_KEY panjang")


def hosts() -> Finding:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        return broken(
            "ALLOWED_HOSTS menerima semua nama", "Sebutkan nama host portal, misalnya zi.contoh.go.id."
        )
    if not validate_host(host, settings.ALLOWED_HOSTS):
        return broken(
            f"host SITE_URL ({host}) tidak ada di ALLOWED_HOSTS", f"Tambahkan {host} ke ALLOWED_HOSTS."
        )
    return well(", ".join(settings.ALLOWED_HOSTS))


def https() -> Finding:
    if urlsplit(settings.SITE_URL).scheme != "https" or not settings.SECURE_SSL_REDIRECT:
        return broken(
            f"SITE_URL {settings.SITE_URL} tidak memakai https", "Isi SITE_URL dengan alamat https://…."
        )
    if not settings.SECURE_HSTS_SECONDS:
        return mind("HSTS mati: peramban masih boleh memakai http", "Hapus HSTS_SECONDS=0.")
    return well(settings.SITE_URL)


def cookies() -> Finding:
    if not (
        settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY
    ):
        return broken(
            "cookie sesi dapat terbaca di jalan atau oleh skrip",
            "Matikan DEBUG, dan jangan ubah pengaturan cookie.",
        )
    return well("cookie hanya lewat https")


def proxies() -> Finding:
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        return mind(
            "TRUSTED_PROXIES 0: di belakang nginx semua halaman dialihkan tanpa akhir",
            "Isi TRUSTED_PROXIES dengan jumlah proxy di depan portal, biasanya 1.",
        )
    return well(f"{settings.TRUSTED_PROXIES} proxy dipercaya")


def second_factor() -> Finding:
    if not settings.SECOND_FACTOR:
        return mind(
            "langkah kedua saat masuk tidak diwajibkan", "Hapus SECOND_FACTOR=0; itu hanya untuk demo."
        )
    who = "semua akun" if settings.SECOND_FACTOR_FOR_ALL else "penilai dan admin"
    return well(f"langkah kedua diwajibkan bagi {who}")


def zones() -> Finding:
    known = zoneinfo.available_timezones()
    if missing := [name for name in ZONES if name not in known]:
        return broken(
            f"zona waktu {missing[0]} tidak dikenal", "Pasang paket tzdata: pip install -r requirements.lock."
        )
    return well("WIB, WITA, WIT dikenal")


CHECKS: dict[str, Check] = {
    "DEBUG": debug,
    "SECRET_KEY": secret_key,
    "ALLOWED_HOSTS": hosts,
    "https": https,
    "cookie": cookies,
    "proxy": proxies,
    "langkah kedua": second_factor,
    "zona waktu": zones,
}
