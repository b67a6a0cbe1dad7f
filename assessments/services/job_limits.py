"""What a job may take, how often it is tried, how many may wait: and the words for who asked for too much."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError

from assessments.models import Job
from assessments.services.errors import Refused
from documents.errors import Unavailable
from units.models import Instansi, User

UNFINISHED = [Job.Status.QUEUED, Job.Status.RUNNING]
MOST_OF_PERSON = 20
MOST_OF_INSTANSI = 100
# What passes by itself: database, store, network away. Anything else fails at once: a second try would fail as well.
TRANSIENT = (OperationalError, InterfaceError, Unavailable, ConnectionError, TimeoutError)
BACK_OFF = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))

UNEXPECTED = (
    "Terjadi kesalahan di luar dugaan (pekerjaan nomor {}). Coba lagi; bila terulang, hubungi admin sistem."
)
STALLED = (
    "Pekerjaan terhenti sebelum selesai, {} kali. Silakan jalankan lagi; bila terulang, hubungi admin sistem."
)
TOO_LONG = (
    "Pekerjaan dihentikan karena berjalan lebih lama dari {} menit. Pilih bagian yang lebih kecil, misalnya lebih "
    "sedikit unit, lalu jalankan lagi; bila terulang, hubungi admin sistem."
)
TOO_LARGE = (
    "Pekerjaan dihentikan karena membutuhkan terlalu banyak memori. Pilih bagian yang lebih kecil, misalnya lebih "
    "sedikit unit, lalu jalankan lagi; bila terulang, hubungi admin sistem."
)
AWAY = (
    "Basis data atau tempat penyimpanan sedang penuh atau tidak dapat dihubungi. Coba lagi nanti; bila terulang, "
    "hubungi admin sistem."
)


def line_is_cut(error: BaseException) -> bool:
    """Whether this is how psycopg2 tells of a server that died in the middle of an answer: by no class of its own."""
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None


def passes(error: BaseException) -> bool:
    """Whether what went wrong passes by itself."""
    return isinstance(error, TRANSIENT) or line_is_cut(error)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long one try of a kind of work may take, and how often it is begun anew when its worker dies under it.

    `tries` 1: never again by itself, for work that its person must look at first.
    """

    seconds: int = 15 * 60
    tries: int = 3


LONG = Limits(seconds=60 * 60)  # for what grows with the units of an instansi


class TooManyJobs(Refused):
    """Too much waits already; the views answer with the list of one's own jobs."""


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
