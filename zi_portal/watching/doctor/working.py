"""What should go on by itself: mails, background work, what a clock starts."""

import smtplib
from datetime import timedelta

from django.conf import settings
from django.db.models import Case, Min, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Job, Notice
from assessments.services.job_queue import is_alive, is_silent, waiting_since
from audit.ran import last_run
from zi_portal.watching.doctor import Check, Finding, Level, broken, mind, well

SECONDS = 5
WAITS_TOO_LONG = timedelta(minutes=10)
MAILS_WAIT_TOO_LONG = timedelta(hours=3)


def mail_server() -> Finding:
    """Says hello and goes: no mail, no password."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return mind("surel tidak dikirim ke mana pun (demo)", "Matikan DEBUG dan isi EMAIL_HOST.")
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=SECONDS) as server:
            server.ehlo()
            encrypts = server.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        return broken(
            f"{place} tidak menjawab ({type(error).__name__})",
            "Periksa EMAIL_HOST, EMAIL_PORT, dan tembok api.",
        )
    if settings.EMAIL_USE_TLS and not encrypts:
        return broken(
            f"{place} tidak menawarkan STARTTLS",
            "Pakai port yang lain, atau EMAIL_USE_TLS=0 di jaringan dalam.",
        )
    return well(f"{place} menjawab")


def outbox() -> Finding:
    waiting = Notice.objects.filter(mail__in=Notice.UNSENT)
    oldest = waiting.order_by("at").values_list("at", flat=True).first()
    if oldest and timezone.now() - oldest > MAILS_WAIT_TOO_LONG:
        return mind(
            f"{waiting.count()} surel menunggu, yang tertua sejak {timezone.localtime(oldest):%d-%m-%Y %H.%M}",
            "Periksa peladen surel, dan apakah run_due_tasks berjalan.",
        )
    return well(f"{waiting.count()} surel menunggu")


def worker() -> Finding:
    """Whether one lives is seen by whether something could be done, waits for long, and nobody works on anything."""
    now = timezone.now()
    since = [waiting_since(now)]
    if settings.TASKS_WORKER:
        due = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
        since.append(DBTaskResult.objects.ready().aggregate(at=Min(due))["at"])
    waiting = [moment for moment in since if moment and now - moment > WAITS_TOO_LONG]
    if waiting:
        text = f"pekerjaan menunggu {int((now - min(waiting)).total_seconds() // 60)} menit"
        if Job.objects.filter(is_alive(now)).exists():
            return mind(
                f"{text} di belakang yang berjalan", "Bila sering, jalankan satu layanan db_worker lagi."
            )
        return broken(f"{text}: tidak ada yang mengambilnya", "Jalankan layanan: manage.py db_worker")
    if lost := Job.objects.filter(is_silent(now)).count():
        return mind(f"{lost} pekerjaan terputus", "Jalankan: manage.py run_due_tasks")
    return well("tidak ada yang menunggu lama" if settings.TASKS_WORKER else "dikerjakan saat diminta")


# name → (what it is called here, attention after, broken after, what to do)
CLOCKED = {
    "run_due_tasks": (
        "pengingat",
        timedelta(hours=3),
        timedelta(days=2),
        "Jalankan tiap lima menit: run_due_tasks",
    ),
    "backup": (
        "cadangan",
        timedelta(days=2),
        timedelta(days=8),
        "Jalankan tiap malam: backup --out F --encrypt-to …",
    ),
    "verify_audit": ("pemeriksaan audit", timedelta(days=8), None, "Jalankan tiap malam: verify_audit"),
    "retention": ("masa simpan", timedelta(days=8), None, "Jalankan tiap hari: retention --apply"),
    "evidence_sweep": (
        "sapuan berkas",
        timedelta(days=8),
        None,
        "Jalankan tiap hari: evidence_sweep --apply",
    ),
}


def clocked(name: str) -> Check:
    """A check of when a command of CLOCKED has last run on this machine."""
    _, attention, bad, advice = CLOCKED[name]

    def check() -> Finding:
        last = last_run(name)
        if last is None:
            return Finding(Level.PERHATIAN, "belum pernah berjalan di mesin ini", advice)
        ago = timezone.now() - last
        text = f"terakhir {timezone.localtime(last):%d-%m-%Y %H.%M}"
        if bad and ago > bad:
            return broken(text, advice)
        return mind(text, advice) if ago > attention else well(text)

    return check


CHECKS: dict[str, Check] = {
    "peladen surel": mail_server,
    "surel": outbox,
    "pekerjaan": worker,
    **{title: clocked(name) for name, (title, *_) in CLOCKED.items()},
}
