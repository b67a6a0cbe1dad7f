"""The one search over everything a person may see: reads and plain values, no writes.

Every group reads a queryset that is scoped to the person; what is not in it does not exist here, so that "there is
none" and "it is not yours" look alike. Nothing of TPI is searched, and no document that is or was confidential: a hit
on its text would be an opening that nobody wrote down (docs/decisions/0043).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode

from assessments import queries
from assessments.evidence_reads import uses_of
from assessments.loaded import instrument_of
from assessments.models import Assessment, Period, Proposal, ProposalUnit
from assessments.panels import HASIL, Shown
from assessments.papers.reach import documents_of, revisions_of
from assessments.rules import may
from assessments.where import place_of
from documents.library.search import MAX_QUERY, normalised, words_of
from documents.models import Document
from documents.queries import matching
from units.models import Instansi, Role
from units.queries import hats_of, people_of

MOST = 8  # hits shown in a group; more words make it smaller

# title, name of the page, key of rules.TABLE
OF_UNIT = (
    ("Dokumen unit", "assessments:papers", "view_answers"),
    ("Perlu dilihat lagi", "assessments:second_look", "view_answers"),
    ("Simulasi nilai dan jalan termurah", "assessments:simulation", "view_answers"),
    ("Bandingkan", "assessments:comparison", "view_answers"),
    ("Gambar hasil", "assessments:pictures", "view_answers"),
    ("Rencana aksi", "assessments:activities", "view_activities"),
    ("Ekspor dan impor KKE", "assessments:kke_files", "export"),
    ("Perbaikan", "assessments:rounds", "view_rounds"),
    ("Syarat pengusulan", "assessments:syarat", "view_conditions"),
    ("Tim kerja", "assessments:work_team", "view_team"),
    ("Dokumen terbit dan LHE", "assessments:reports", "download_documents"),
)
OF_EVERYBODY = (
    ("Beranda", "assessments:home"),
    ("Tugas saya", "assessments:todo"),
    ("Pemberitahuan", "assessments:notices"),
    ("Kalender batas waktu", "assessments:calendar"),
    ("Pekerjaan saya", "assessments:jobs"),
    ("Pustaka peraturan", "documents:library"),
    ("Profil", "units:profile"),
    ("Bantuan dan panduan", "assessments:help"),
    ("Arti istilah", "assessments:help_terms"),
)
OF_YEAR = (("Unit pada tahun ini", "assessments:period"), ("Usulan ke TPN", "assessments:proposals"))
OF_INSTANSI = (("Orang dan peran", "units:people"), ("Unit kerja", "units:units"), ("Tim TPI", "units:teams"))


@dataclass(frozen=True)
class Hit(Shown):
    """Something found. `where` says in small what and whose it is."""

    title: str
    where: str
    url: str


@dataclass(frozen=True)
class Group(Shown):
    """The hits of one sort, at most MOST; `more`: there are others."""

    title: str
    hits: tuple[Hit, ...]
    more: bool


def asked(text: str) -> str:
    """What was typed, as it is searched and shown again: bounded, without anything invisible at its ends."""
    return text.replace("\x00", "").strip()[:MAX_QUERY]


def search(user, text: str) -> list[Group]:
    """The groups in which something has every word of `text`; none without words. Constant queries, but
    one for each instansi that the person administers."""
    words = words_of(text)
    if not words:
        return []
    known = list(queries.visible_assessments(user).order_by("-period__year", "unit__code", "pk"))
    periods = list(queries.visible_periods(user).order_by("-year", "instansi__code"))
    places = {a.pk: normalised(_place(a)) for a in known}
    hats = hats_of(user)
    led = list(
        Instansi.objects.filter(pk__in=hats.instansi(Role.ADMIN, Role.PIMPINAN_INSTANSI)).order_by("code")
    )
    found = {
        "Halaman": _pages(user, known, places, periods, led, words),
        "Unit": _units(known, places, words),
        "Pertanyaan": _questions(user, known, words),
        "Dokumen": _documents(user, known, text),
        "Usulan": _proposals(periods, words),
        "Orang": _people(led, words),
    }
    groups = [(title, tuple(islice(hits, MOST + 1))) for title, hits in found.items()]
    return [Group(title, hits[:MOST], len(hits) > MOST) for title, hits in groups if hits]


def _has(words: list[str], *texts: str) -> bool:
    whole = normalised(" ".join(texts))
    return all(word in whole for word in words)


def _place(a: Assessment) -> str:
    return f"{a.unit.code} {a.unit.name} · {a.period.year}"


def _pages(
    user,
    known: list[Assessment],
    places: dict[int, str],
    periods: list[Period],
    led: list[Instansi],
    words: list[str],
) -> Iterator[Hit]:
    for title, name in OF_EVERYBODY:
        if _has(words, title):
            yield Hit(title, "Halaman", reverse(name))
    for a in known:
        missing = [word for word in words if word not in places[a.pk]]
        for title, name, right in OF_UNIT if missing else ():
            if _has(missing, title) and may(user, right, a):
                yield Hit(title, _place(a), reverse(name, args=[a.pk]))
    for period in periods:
        for title, name in OF_YEAR:
            place = f"{period.instansi.name} · {period.year}"
            if _has(words, title, place):
                yield Hit(title, place, reverse(name, args=[period.instansi.code, period.year]))
    for instansi in led:
        for title, name in OF_INSTANSI:
            if _has(words, title, instansi.name):
                yield Hit(title, instansi.name, reverse(name, args=[instansi.code]))


def _units(known: list[Assessment], places: dict[int, str], words: list[str]) -> Iterator[Hit]:
    for a in known:
        if all(word in places[a.pk] for word in words):
            title = f"{a.unit.code} {a.unit.name}"
            where = f"{a.unit.instansi.name} · {a.period.year}"
            yield Hit(title, where, reverse("assessments:assessment", args=[a.pk]))


def _questions(user, known: list[Assessment], words: list[str]) -> Iterator[Hit]:
    """The questions of each instrument in use, at the newest year in which the person may read answers to them."""
    seen: set[int] = set()
    for a in known:
        if a.period.instrument_id in seen or not may(user, "view_answers", a):
            continue
        seen.add(a.period.instrument_id)
        instrument = instrument_of(a.period)
        page = "tpi_area" if may(user, "assess", a) or may(user, "decide", a) else "area"
        for code, question in instrument.questions.items():
            area = question.area or HASIL
            name = instrument.areas.get(area, "Hasil")
            if _has(words, code, question.text, name):
                url = reverse(f"assessments:{page}", args=[a.pk, area]) + place_of(code)
                yield Hit(question.text, f"{code} · {name} · {_place(a)}", url)


def _documents(user, known: list[Assessment], text: str) -> Iterator[Hit]:
    """`papers.reach` over all years at once: of the own units the shelf, of others what is evidence."""
    own = {a.unit_id: a for a in reversed(known) if may(user, "keep_papers", a)}  # the newest year stays
    read = {a.pk: a for a in known if a.unit_id not in own and may(user, "view_answers", a)}
    if not own and not read:
        return
    uses = uses_of(*read).order_by()
    within = revisions_of(own, uses)
    plain = documents_of(own, uses).exclude(unit__in=own, archived_at__isnull=False)
    plain = plain.filter(confidentiality=Document.Confidentiality.BIASA, was_confidential=False)
    found = matching(plain, text, within=within).order_by("-created_at", "-pk")
    documents = list(found[: MOST + 1])
    proved = dict(
        uses.filter(revision__document__in=documents)
        .order_by("assessment__period__year")
        .values_list("revision__document", "assessment")
    )
    for document in documents:
        a = own.get(document.unit_id) or read[proved[document.pk]]
        where = f"{document.get_kind_display()} · {_place(a)}"
        yield Hit(document.title, where, reverse("assessments:paper", args=[a.pk, document.pk]))


def _proposals(periods: list[Period], words: list[str]) -> Iterator[Hit]:
    of = {period.pk: period for period in periods}
    units: dict[int, list[str]] = {}
    rows = ProposalUnit.objects.filter(proposal__period__in=of).order_by("assessment__unit__code")
    for proposal, code, name in rows.values_list(
        "proposal", "assessment__unit__code", "assessment__unit__name"
    ):
        units.setdefault(proposal, []).append(f"{code} {name}")
    for proposal in Proposal.objects.filter(period__in=of).order_by("-created_at", "-pk"):
        period = of[proposal.period_id]
        place = f"{period.instansi.name} · {period.year}"
        if _has(words, "usulan", proposal.letter_number, place, *units.get(proposal.pk, [])):
            yield Hit(proposal.letter_number, place, reverse("assessments:proposal", args=[proposal.pk]))


def _people(led: list[Instansi], words: list[str]) -> Iterator[Hit]:
    """People of the instansi whose list of people is open to the person (units.rules "view"): the name alone."""
    for instansi in led:
        for person in people_of(instansi):
            if _has(words, person.name, person.nip):
                url = reverse("units:people", args=[instansi.code])
                yield Hit(person.name, instansi.name, f"{url}?{urlencode({'q': person.name})}")
