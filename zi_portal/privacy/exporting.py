"""A copy of what the portal keeps of a person, for that person alone: JSON for machines, one page for eyes.

Of what they wrote in assessments it tells how much and where, not what: those are records of the unit, and what TPI has
is told to nobody before its release. Nothing that opens anything is in it: no password, secret, token or session key.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone

from assessments.models import Answer, CalendarFeed, Comment, Import, Job, Notice, NoticeChoice
from audit.models import Entry
from documents.models import Revision
from units.models import ConflictOfInterest, Invitation, KawasanSeat, Membership, Role, TeamMember, User
from zi_portal.privacy.counted import counts_of

README = "data-pribadi.html"
STYLE = "css/own_data.css"


@dataclass(frozen=True)
class Part:
    """One table of the copy."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def write_copy(person: User, out: IO[bytes], *, now: datetime) -> None:
    """Write the ZIP with `data-pribadi.json` and `data-pribadi.html`. Its queries don't grow with what there is."""
    parts = list(_parts(person))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        tables = {
            part.key: [dict(zip(part.columns, row, strict=True)) for row in part.rows] for part in parts
        }
        data = {"dibuat": _plain(now), "portal": settings.SITE_URL} | tables
        archive.writestr("data-pribadi.json", json.dumps(data, ensure_ascii=False, indent=1))
        context = {"person": person, "at": now, "parts": parts}
        archive.writestr(README, render_to_string("privacy/own_data_file.html", context))
        archive.write(finders.find(STYLE), "data-pribadi.css")


def _parts(person: User) -> Iterator[Part]:
    account = [
        ("nama", person.name),
        ("nama pengguna", person.username),
        ("surel", person.email),
        ("surel yang menunggu kepastian", person.new_email),
        ("NIP", person.nip),
        ("akun dibuat", person.date_joined),
        ("terakhir masuk", person.last_login),
        ("petunjuk yang ditutup", ", ".join(person.closed_hints)),
    ]
    yield _part("akun", "Akun", ("hal", "isi"), account)
    mine = {"user": person}
    yield _part(
        "peran",
        "Peran",
        ("peran", "instansi", "unit", "mulai", "sampai"),
        [
            (Role(role).label, *rest)
            for role, *rest in Membership.objects.filter(**mine).values_list(
                "role", "instansi__name", "unit__name", "start", "end"
            )
        ],
    )
    yield _part(
        "tim_tpi",
        "Kursi di tim TPI",
        ("kursi", "tim", "tahun", "instansi", "mulai", "sampai"),
        TeamMember.objects.filter(**mine).values_list(
            "seat", "team__name", "team__year", "team__instansi__name", "start", "end"
        ),
    )
    yield _part(
        "kawasan",
        "Kursi di kawasan",
        ("kawasan", "mulai", "sampai"),
        KawasanSeat.objects.filter(**mine).values_list("kawasan__name", "start", "end"),
    )
    yield _part(
        "benturan_kepentingan",
        "Benturan kepentingan yang dinyatakan",
        ("unit", "alasan", "dinyatakan", "dicabut"),
        ConflictOfInterest.objects.filter(**mine).values_list(
            "unit__name", "reason", "declared_at", "lifted_at"
        ),
    )
    yield _part(
        "undangan",
        "Undangan yang diterima",
        ("nama", "surel", "NIP", "peran", "dibuat", "diterima"),
        Invitation.objects.filter(accepted_by=person).values_list(
            "name", "email", "nip", "role", "created_at", "accepted_at"
        ),
    )
    yield _part(
        "cara_masuk",
        "Cara masuk selain kata sandi",
        ("jenis", "dibuat", "terakhir dipakai"),
        [
            *Authenticator.objects.filter(**mine).values_list("type", "created_at", "last_used_at"),
            *SocialAccount.objects.filter(**mine).values_list("provider", "date_joined", "last_login"),
        ],
    )
    yield _part(
        "perangkat",
        "Perangkat yang sedang masuk",
        ("alamat IP", "peramban", "masuk", "terakhir terlihat"),
        UserSession.objects.filter(**mine).values_list("ip", "user_agent", "created_at", "last_seen_at"),
    )
    yield from _notices(person)
    yield from _written(person)
    yield _part(
        "jejak",
        "Jejak audit: apa yang Anda lakukan",
        ("pada", "sebagai", "tindakan", "tentang", "nomor", "alasan"),
        Entry.objects.filter(actor_id=person.pk)
        .order_by("pk")
        .values_list("at", "role", "action", "object_label", "object_id", "reason"),
    )


def _notices(person: User) -> Iterator[Part]:
    yield _part(
        "pemberitahuan",
        "Pemberitahuan",
        ("jenis", "pada", "dibaca", "surel"),
        Notice.objects.filter(user=person).order_by("pk").values_list("kind", "at", "read_at", "mail"),
    )
    yield _part(
        "pilihan_pemberitahuan",
        "Pilihan pemberitahuan",
        ("tentang", "cara"),
        NoticeChoice.objects.filter(user=person).values_list("topic", "channel"),
    )
    yield _part(
        "kalender",
        "Langganan kalender",
        ("dibuat", "terakhir dipakai", "dicabut"),
        CalendarFeed.objects.filter(user=person).values_list("created_at", "last_used_at", "revoked_at"),
    )


def _written(person: User) -> Iterator[Part]:
    """How much and where. Of each kind of record one row for each unit and year."""
    place = ("unit", "tahun")

    def counted(rows, unit: str, year: str) -> list[tuple]:
        return list(rows.order_by().values_list(unit, year).annotate(Count("pk")).order_by(unit, year))

    answers = Answer.objects.filter(updated_by=person)
    comments = Comment.objects.filter(author=person)
    rows = [
        ("jawaban terakhir", *row)
        for row in counted(answers, "sheet__assessment__unit__name", "sheet__assessment__period__year")
    ]
    rows += [
        ("komentar", *row) for row in counted(comments, "assessment__unit__name", "assessment__period__year")
    ]
    yield _part("tulisan", "Yang Anda tulis di penilaian", ("jenis", *place, "banyaknya"), rows)
    yield _part(
        "catatan",
        "Catatan lain yang menyebut Anda, misalnya sebagai pembuat atau penanda tangan",
        ("catatan", "banyaknya"),
        counts_of(person),
    )
    yield _part(
        "berkas",
        "Berkas yang Anda unggah",
        ("dokumen", "nama berkas", "pada"),
        Revision.objects.filter(created_by=person)
        .order_by("pk")
        .values_list("document__title", "filename", "created_at"),
    )
    yield _part(
        "impor",
        "Berkas impor",
        ("jenis", "nama berkas", "pada", "keadaan"),
        Import.objects.filter(requested_by=person)
        .order_by("pk")
        .values_list("kind", "filename", "created_at", "status"),
    )
    yield _part(
        "pekerjaan",
        "Unduhan yang Anda minta",
        ("jenis", "nama berkas", "pada"),
        Job.objects.filter(requested_by=person).order_by("pk").values_list("kind", "filename", "created_at"),
    )


def _part(key: str, title: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> Part:
    return Part(key, title, columns, [tuple(_plain(value) for value in row) for row in rows])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
