"""What the commands have in common: whose year is meant, as whom, and how a refusal is said."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError

from assessments import queries
from assessments.models import Assessment, Period
from assessments.services.errors import Refused
from documents.errors import UploadRefused
from documents.workbooks.guard import FileRefused
from units.models import User


def add_arguments(parser: ArgumentParser, *, unit: bool = True) -> None:
    """`--instansi CODE [--unit CODE] --year Y --as USERNAME`."""
    parser.add_argument("--instansi", required=True, metavar="CODE", help="kode instansi")
    if unit:
        parser.add_argument("--unit", required=True, metavar="CODE", help="kode unit kerja")
    parser.add_argument("--year", required=True, type=int, metavar="Y", help="tahun periode")
    parser.add_argument(
        "--as", required=True, dest="username", metavar="USERNAME", help="hak orang ini yang berlaku"
    )


def find_actor(options: dict[str, Any]) -> User:
    """The person named by `--as`. CommandError: unknown or no longer active."""
    actor = User.objects.filter(username=options["username"], is_active=True).first()
    if actor is None:
        raise CommandError(f"Tidak ada pengguna aktif bernama {options['username']}.")
    return actor


def find_assessment(options: dict[str, Any], actor: User) -> Assessment:
    """The year of the unit. CommandError: not there, or nothing that this person may know of."""
    found = queries.visible_assessments(actor).filter(
        unit__instansi__code=options["instansi"], unit__code=options["unit"], period__year=options["year"]
    )
    assessment = found.first()
    if assessment is None:
        raise CommandError(
            f"Penilaian {options['instansi']} / {options['unit']} tahun {options['year']} tidak ditemukan "
            f"untuk {actor.username}."
        )
    return assessment


def find_period(options: dict[str, Any], actor: User) -> Period:
    """The year of the instansi, for its admin or head. CommandError as above."""
    period = (
        queries.visible_periods(actor)
        .filter(instansi__code=options["instansi"], year=options["year"])
        .first()
    )
    if period is None:
        raise CommandError(
            f"Periode {options['instansi']} tahun {options['year']} tidak ditemukan untuk {actor.username}."
        )
    return period


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """Turn what services and files refuse with into one line on stderr and exit code 1."""
    try:
        yield
    except (Refused, FileRefused, UploadRefused) as error:
        raise CommandError(" ".join(str(error).split())) from error
    except FileNotFoundError as error:
        raise CommandError(f"Berkas atau folder {error.filename} tidak ada.") from error
    except OSError as error:
        raise CommandError(f"Berkas {error.filename}: {error.strerror}.") from error
