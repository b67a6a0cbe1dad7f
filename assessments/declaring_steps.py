"""Where a pencanangan stands: what is done, what is missing, who does it, and on which page. Values for the page."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from assessments.engine.answers import decimal_text
from assessments.engine.policy_model import Policy
from assessments.engine.wording import percent_text
from assessments.models import Assessment, Declaration, State
from assessments.pakta import PaktaCount
from assessments.staff_places import StaffPlace
from assessments.templatetags.zi import tanggal

DATA = "#data"  # where on the page the data are typed


@dataclass(frozen=True)
class Step:
    """One thing. `kind` is the shape (selesai, perlu, belum, berjalan); `who` acts while it is not done."""

    label: str
    kind: str
    text: str
    who: str = ""
    url: str = ""
    link: str = ""


def standing_of(
    a: Assessment,
    declaration: Declaration | None,
    count: PaktaCount,
    policy: Policy,
    *,
    today: PaktaCount,
    links: bool,
    editable: bool,
) -> tuple[Step, ...]:
    """The pencanangan of a unit, step by step. `count` is what counts for `declaration` (of the unit's list today
    without one), `today` what its list says today; `links` whether the person may open that list, `editable` whether
    they may type the data of the pencanangan on the page.
    """
    covered = declaration is not None and declaration.unit_id is None
    place = StaffPlace(a.unit.instansi, None if covered else a.unit)
    who = "admin inspektorat" if covered else "pimpinan atau petugas unit"
    url = reverse("assessments:staff", args=[place.instansi.code, place.number]) if links else ""
    rule = policy.declaration
    wanted = (
        f"lebih dari {(decimal_text(rule.more_than_percent) or '').replace('.', ',')}%"
        if rule.more_than_percent
        else "paling sedikit satu orang"
    )
    signed, staff, leader = _figures(declaration, count)
    steps = [
        _list(count, declaration, who, url),
        _leader(count, leader, who, url, asked=rule.leader_signed),
        _signatures(signed, staff, rule.more_than_percent, wanted, who, url, today),
        _declared(a, declaration, DATA if editable else ""),
        _published(a, declaration, DATA if editable else ""),
        _recorded(a),
    ]
    return tuple(step for step in steps if step)


def _figures(declaration: Declaration | None, count: PaktaCount) -> tuple[int, int, bool]:
    """(signed, staff, has the leader) from the list, else what was typed."""
    if count.staff:
        return count.signed, count.staff, count.leader_signed
    if declaration is None:
        return 0, 0, False
    return declaration.signed_count, declaration.staff_count, declaration.leader_signed


def _list(count: PaktaCount, declaration: Declaration | None, who: str, url: str) -> Step:
    if count.listed < count.staff:
        text = f"Baru memuat {count.listed} dari {count.staff} pegawai pada hari pencanangan."
        return Step("Daftar pegawai", "perlu", text, who, url, "Lengkapi daftar")
    if count.staff:
        return Step("Daftar pegawai", "selesai", f"{count.staff} pegawai", who, url, "Buka daftar")
    if declaration is not None:
        text = "Belum ada; jumlahnya diketik. Dengan daftar, portal menghitungnya sendiri."
        return Step("Daftar pegawai", "belum", text, who, url, "Buat daftar")
    text = "Belum ada. Catat pegawainya di daftar; admin inspektorat juga dapat mengimpornya dari Excel."
    return Step("Daftar pegawai", "perlu", text, who, url, "Buat daftar")


def _leader(count: PaktaCount, signed: bool, who: str, url: str, *, asked: bool) -> Step:
    if signed:
        return Step("Pakta integritas pimpinan", "selesai", "Sudah ditandatangani")
    if count.staff and not count.has_leader:
        text = "Pimpinan belum ditandai di daftar pegawai."
    else:
        text = "Belum ditandatangani."
    return Step("Pakta integritas pimpinan", "perlu" if asked else "belum", text, who, url, "Catat")


def _signatures(
    signed: int, staff: int, more_than: Fraction, wanted: str, who: str, url: str, today: PaktaCount
) -> Step:
    label = "Pakta integritas pegawai"
    if not staff:
        return Step(label, "belum", f"Belum ada yang tercatat; perlu {wanted}.", who, url, "Catat")
    told = f"{signed} dari {staff} pegawai ({percent_text(signed, staff, more_than)}%)"
    if not Fraction(signed * 100, staff) > more_than:
        return Step(label, "perlu", f"{told} pada hari pencanangan; perlu {wanted}.", who, url, "Catat")
    if today.staff:
        told += f" pada hari pencanangan · hari ini {today.signed} dari {today.staff}"
    late = today.unsigned if today.staff else staff - signed
    if not late:
        return Step(label, "selesai", told)
    return Step(label, "selesai", f"{told} · {late} dapat menyusul", who, url, "Catat yang menyusul")


def _declared(a: Assessment, declaration: Declaration | None, data: str) -> Step:
    who = "pimpinan unit atau admin inspektorat"
    if declaration is None:
        text = "Tanggal dan yang mencanangkan belum diisi."
        return Step("Pencanangan", "perlu", text, who, data, "Isi data")
    by = f"{tanggal(declaration.date)} oleh {declaration.declarer_name}"
    if declaration.unit_id is None:
        return Step("Pencanangan", "selesai", f"{by}, untuk seluruh unit {a.unit.instansi.name}")
    return Step("Pencanangan", "selesai", by)


def _published(a: Assessment, declaration: Declaration | None, data: str) -> Step | None:
    if declaration is None:
        return None
    if declaration.publications:
        return Step("Publikasi", "selesai", f"{len(declaration.publications)} tautan")
    who = "admin inspektorat" if declaration.unit_id is None else "pimpinan unit"
    text = "Belum ada tautan. Menyebarluaskannya adalah inti pencanangan."
    open_yet = declaration.unit_id is not None and a.state == State.TERDAFTAR
    return Step("Publikasi", "belum", text, who, data if open_yet else "", "Isi tautan")


def _recorded(a: Assessment) -> Step:
    if a.state == State.TERDAFTAR:
        return Step("Dicatat", "belum", "Sesudah semuanya lengkap.", "pimpinan unit atau admin inspektorat")
    return Step("Dicatat", "selesai", "Pencanangan unit ini sudah dicatat")
