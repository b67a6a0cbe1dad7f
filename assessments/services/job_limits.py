"""How often a job is tried, how many may wait, and the words for what goes wrong."""

from datetime import timedelta

from assessments.models import Job
from assessments.services.job_queue import UNFINISHED
from units.models import Instansi, User

NORMAL = 15 * 60  # seconds that one try may take
LONG = 60 * 60  # for what grows with the units of an instansi
TRIES = 3  # how often a job is begun whose worker dies under it
MOST_OF_PERSON = 20
MOST_OF_INSTANSI = 100
BACK_OFF = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))

UNEXPECTED = (
    "Terjadi kesalahan di luar dugaan (pekerjaan nomor {}). Coba lagi; bila terulang, hubungi admin sistem."
)
STALLED = (
    "Pekerjaan beberapa kali terhenti sebelum selesai. Jalankan lagi; bila terulang, hubungi admin sistem."
)
TOO_LONG = (
    "Pekerjaan dihentikan karena berjalan lebih lama dari {} menit. Pilih bagian yang lebih kecil, misalnya lebih "
    "sedikit unit, lalu jalankan lagi; bila terulang, hubungi admin sistem."
)
TOO_LARGE = (
    "Pekerjaan dihentikan karena membutuhkan terlalu banyak memori. Pilih bagian yang lebih kecil, misalnya lebih "
    "sedikit unit, lalu jalankan lagi; bila terulang, hubungi admin sistem."
)
TOO_MUCH = (
    "Hasil pekerjaan ini melebihi 1 GB, jadi tidak disimpan. Pilih bagian yang lebih kecil, misalnya lebih sedikit "
    "unit, lalu jalankan lagi."
)
AWAY = (
    "Basis data atau tempat penyimpanan sedang penuh atau tidak dapat dihubungi. Coba lagi nanti; bila terulang, "
    "hubungi admin sistem."
)


class TooManyJobs(Exception):
    """Too much waits already; a middleware answers with the list of one's own jobs."""


def require_room(actor: User, instansi: Instansi) -> None:
    """Refuse one more job where too many of the person, or of all people of the instansi, are unfinished.

    Raises TooManyJobs. The person's number is exact under the lock of their row, the instansi's about right.
    """
    unfinished = Job.objects.filter(status__in=UNFINISHED)
    if unfinished.filter(requested_by=actor).count() >= MOST_OF_PERSON:
        raise TooManyJobs(
            f"Masih ada {MOST_OF_PERSON} pekerjaan Anda yang belum selesai. Tunggu sampai ada yang selesai atau "
            "batalkan yang tidak perlu, lalu coba lagi."
        )
    if unfinished.filter(instansi=instansi).count() >= MOST_OF_INSTANSI:
        raise TooManyJobs(
            f"Masih ada {MOST_OF_INSTANSI} pekerjaan di instansi Anda yang belum selesai. Coba lagi beberapa menit "
            "lagi."
        )
