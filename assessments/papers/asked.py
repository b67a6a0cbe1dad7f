"""What the address of the list asks for: words, filters, the view. Unknown values ask for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.http import urlencode

from assessments.loaded import instrument_of
from assessments.papers.periods import outside
from assessments.papers.reach import Reach
from documents.library.search import MAX_QUERY
from documents.models import Document, LinkCheck
from documents.queries import matching

VIEWS = {
    "daftar": "Daftar",
    "area": "Per area",
    "pertanyaan": "Per pertanyaan",
    "rencana": "Per butir rencana",
    "periode": "Per periode",
}
LIST = "daftar"
OUTSIDE, UNUSED, BROKEN, ARCHIVED = "luar", "belum", "tautan", "arsip"
STANDINGS = {
    OUTSIDE: "Di luar periode",
    UNUSED: "Belum dipakai",
    BROKEN: "Tautan bermasalah",
    ARCHIVED: "Diarsipkan",
}
OF_READERS = (OUTSIDE, BROKEN)
TROUBLE = (LinkCheck.Result.DEAD, LinkCheck.Result.LOGIN)


@dataclass(frozen=True)
class Asked:
    """The wishes. `code`: a question that the documents prove."""

    view: str = LIST
    q: str = ""
    kind: str = ""
    confidentiality: str = ""
    standing: str = ""
    code: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by their names in an address."""
        named = {
            "q": self.q,
            "jenis": self.kind,
            "kerahasiaan": self.confidentiality,
            "saring": self.standing,
            "pertanyaan": self.code,
        }
        return {name: value for name, value in named.items() if value}

    def query(self, **more: str) -> str:
        """The wishes as a query that ends in "&", or ""; `more` takes the place of the view."""
        view = more or ({"tampilan": self.view} if self.view != LIST else {})
        encoded = urlencode({**self.filters, **{name: value for name, value in view.items() if value}})
        return f"{encoded}&" if encoded else ""


def views_of(reach: Reach) -> dict[str, str]:
    """The views that the person may choose among."""
    return {view: label for view, label in VIEWS.items() if reach.plan or view != "rencana"}


def standings_of(reach: Reach) -> dict[str, str]:
    """The filters by standing that the person may choose among: what is unused or archived is the unit's alone."""
    return {key: label for key, label in STANDINGS.items() if reach.own or key in OF_READERS}


def asked_of(data: Mapping[str, str], reach: Reach) -> Asked:
    """Read an address; filters that are of the unit alone mean nothing to others."""

    def chosen(name: str, choices) -> str:
        value = data.get(name, "")
        return value if value in choices else ""

    return Asked(
        view=chosen("tampilan", views_of(reach)) or LIST,
        q=data.get("q", "").replace("\x00", "").strip()[:MAX_QUERY],
        kind=chosen("jenis", Document.Kind.values),
        confidentiality=chosen("kerahasiaan", Document.Confidentiality.values),
        standing=chosen("saring", standings_of(reach)),
        code=chosen("pertanyaan", instrument_of(reach.assessment.period).questions),
    )


def found(reach: Reach, asked: Asked) -> QuerySet[Document]:
    """The documents that are asked for, newest first. Archived ones only where they are asked for, or are evidence
    that others read.
    """
    documents = matching(reach.documents, asked.q, within=reach.revisions)
    if reach.own:
        documents = documents.filter(archived_at__isnull=asked.standing != ARCHIVED)
    if asked.kind:
        documents = documents.filter(kind=asked.kind)
    if asked.confidentiality:
        documents = documents.filter(confidentiality=asked.confidentiality)
    if asked.code:
        proving = reach.uses.filter(code=asked.code).order_by()
        documents = documents.filter(pk__in=proving.values("revision__document"))
    return documents.filter(_standing(reach, asked.standing)).order_by("-created_at", "-pk")


def _standing(reach: Reach, standing: str) -> Q:
    if standing == OUTSIDE:
        return outside(reach.assessment.period.year)
    if standing == UNUSED:
        return ~Q(pk__in=reach.uses.order_by().values("revision__document"))
    if standing == BROKEN:
        return Q(revisions__pk=F("shown_id"), revisions__link_check__result__in=TROUBLE)
    return Q()
