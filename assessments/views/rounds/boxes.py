"""A text about one question that saves itself: the lead's request, a member's proposal, the unit's reply."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessments.models import Assessment, ReturnProposal, RoundRequest
from assessments.panels import Shown
from assessments.services.rounds import MAX_REPLY, MAX_REQUEST
from assessments.templatetags.zi import clock
from assessments.views.answering.rows import slug_of
from units.models import User

ASK, PROPOSE, REPLY = "minta", "usul", "jawab"
ROUND_PAGE = "putaran"  # "halaman" of a form that stands on the page of the rounds
URLS = {ASK: "round_request", PROPOSE: "round_proposal", REPLY: "round_reply"}
LABELS = {
    ASK: "Yang diminta dari unit",
    PROPOSE: "Usul permintaan",
    REPLY: "Tanggapan unit",
}
HELP = {
    ASK: "Dibaca unit saat putaran dikembalikan. Kosongkan untuk membatalkan.",
    PROPOSE: "Hanya dibaca ketua dan pengendali teknis. Kosongkan untuk menariknya.",
    REPLY: "Apa yang diperbaiki, atau mengapa tidak. Dibaca TPI sesudah perbaikan diajukan.",
}


@dataclass(frozen=True)
class ProposalRow(Shown):
    """What a member proposes; `taken` when the request says it already."""

    pk: int
    by: str
    at: str
    text: str
    taken: bool


@dataclass(frozen=True)
class Clash(Shown):
    """What someone else saved meanwhile."""

    by: str
    at: str
    theirs: str
    version: int


@dataclass(frozen=True)
class Box(Shown):
    """The form. `back` names the page that it stands on; `proposals` are for the lead, and so is `noted`: what their
    marks on the evidence say against it.
    """

    kind: str
    code: str
    url: str
    back: str
    text: str = ""
    version: int = 0
    saved_at: str = ""
    saved_by: str = ""
    proposals: tuple[ProposalRow, ...] = ()
    conflict: Clash | None = None
    message: str = ""
    noted: str = ""

    @property
    def noted_taken(self) -> bool:
        """Whether the request says already what is noted beside the evidence."""
        return self.noted in self.text

    @property
    def id(self) -> str:
        """What the ids of its parts end with."""
        return f"{self.kind}-{slug_of(self.code)}"

    @property
    def label(self) -> str:
        """The label of the text."""
        return LABELS[self.kind]

    @property
    def help(self) -> str:
        """Who reads it, and how to take it back."""
        return HELP[self.kind]

    @property
    def most(self) -> int:
        """How many letters are taken."""
        return MAX_REPLY if self.kind == REPLY else MAX_REQUEST

    @property
    def saved_state(self) -> str:
        """State of the badge."""
        if self.conflict or self.message:
            return "bentrok" if self.conflict else "gagal"
        return "tersimpan" if self.saved_at else "belum"

    @property
    def waiting(self) -> int:
        """How many proposals the request does not say yet."""
        return sum(not row.taken for row in self.proposals)


def _url(kind: str, a: Assessment, code: str) -> str:
    return reverse(f"assessments:{URLS[kind]}", args=[a.pk, code])


def _saved(a: Assessment, at, by: User | None, reader: User) -> dict[str, str]:
    if at is None:
        return {}
    own = by is None or by.pk == reader.pk
    return {"saved_at": clock(at, a.unit.instansi), "saved_by": "" if own else str(by)}


def request_box(
    a: Assessment,
    code: str,
    stored: RoundRequest | None,
    proposals: Iterable[ProposalRow],
    *,
    reader: User,
    back: str,
    noted: str = "",
) -> Box:
    """The lead's request at a question, with what members propose and what the lead noted beside the evidence."""
    saved = _saved(a, stored.written_at, stored.written_by, reader) if stored else {}
    text, version = (stored.text, stored.version) if stored else ("", 0)
    return Box(
        ASK,
        code,
        _url(ASK, a, code),
        back,
        text,
        version,
        proposals=tuple(proposals),
        noted=noted,
        **(saved if text else {}),
    )


def proposal_box(a: Assessment, code: str, stored: ReturnProposal | None, *, reader: User, back: str) -> Box:
    """A member's own proposal at a question."""
    saved = _saved(a, stored.at, None, reader) if stored else {}
    return Box(PROPOSE, code, _url(PROPOSE, a, code), back, stored.text if stored else "", **saved)


def reply_box(a: Assessment, stored: RoundRequest, *, reader: User, back: str) -> Box:
    """The unit's reply to a request."""
    saved = _saved(a, stored.replied_at, stored.replied_by, reader)
    return Box(
        REPLY,
        stored.code,
        _url(REPLY, a, stored.code),
        back,
        stored.reply,
        stored.reply_version,
        **saved,
    )


def proposal_rows(
    a: Assessment, proposals: Iterable[ReturnProposal], request: RoundRequest | None
) -> tuple[ProposalRow, ...]:
    """Proposals to one question with their authors; for lead and pengendali."""
    asked = request.text if request else ""
    return tuple(
        ProposalRow(one.pk, str(one.author), clock(one.at, a.unit.instansi), one.text, one.text in asked)
        for one in proposals
    )


def clash_of(box: Box, stored: RoundRequest | None, a: Assessment, reader: User) -> Clash:
    """The other side of a conflict: the stored text, who wrote it and when."""
    if stored is None:
        return Clash("orang lain", "", "", 0)
    reply = box.kind == REPLY
    by, at = (stored.replied_by, stored.replied_at) if reply else (stored.written_by, stored.written_at)
    return Clash(
        by="Anda di tab lain" if by is not None and by.pk == reader.pk else str(by or "orang lain"),
        at=clock(at, a.unit.instansi) if at else "",
        theirs=stored.reply if reply else stored.text,
        version=stored.reply_version if reply else stored.version,
    )
