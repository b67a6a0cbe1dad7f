"""What the answering page posts: an answer with the version it saw, a comment, a piece of evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict

from assessments.engine.answers import Given
from documents.forms import NewDocumentsForm
from documents.models import Document

NONE_YET = "belum"  # value of the choice "Belum ada"
COUNT = "isian-"  # prefix of the fields of a ratio or decrease: isian-agen
MINE, THEIRS, CLEAR = "pakai_saya", "pakai_mereka", "kosongkan"


@dataclass(frozen=True)
class Typed:
    """An answer as it stood in the form: `given.value` raw (not checked), the version that was seen."""

    given: Given
    seen: int
    take_theirs: bool = False
    cleared: bool = False


def read_answer(data: QueryDict) -> Typed:
    """Read the form of one question; values are not checked here, the engine does that.

    After a conflict `keputusan` says whose answer holds: "pakai_saya:<version>" sends mine against the version
    that was shown, "pakai_mereka:<version>" gives mine up. "kosongkan" takes the answer back and keeps the note.
    Raises BadRequest when the version is missing or no number.
    """
    decision, _, shown = data.get("keputusan", "").partition(":")
    version = shown if decision == MINE else data.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadRequest("version is missing")
    none_yet = NONE_YET in (data.get("nilai"), data.get("belum_ada"))
    counts = {name.removeprefix(COUNT): data[name] for name in data if name.startswith(COUNT)}
    value: str | Mapping[str, str] | None = counts or data.get("nilai", "")
    if none_yet or decision == CLEAR:
        value = None
    return Typed(
        given=Given(
            value=value,  # type: ignore[arg-type]
            none_yet=none_yet and decision != CLEAR,
            note=data.get("catatan", ""),
            source=data.get("sumber", ""),
        ),
        seen=int(version),
        take_theirs=decision == THEIRS,
        cleared=decision == CLEAR,
    )


class EvidenceForm(NewDocumentsForm):
    """Files, a link, or a document that the unit already has; where in it, and the period it speaks of."""

    document = forms.TypedChoiceField(
        label="Dokumen unit yang sudah ada", required=False, coerce=int, empty_value=None
    )
    locator = forms.CharField(
        label="Halaman atau bagian", required=False, max_length=100, help_text="Misalnya: hlm. 1–3."
    )
    speaks_of = forms.CharField(
        label="Periode yang dibuktikan",
        required=False,
        max_length=100,
        help_text="Misalnya: Januari–Juni 2026.",
    )
    line = forms.CharField(label="Untuk butir", required=False, max_length=12, widget=forms.Select)

    def __init__(
        self, *args, documents: Iterable[Document], slug: str, lines: Iterable[tuple[str, str]] = (), **kwargs
    ) -> None:
        """`documents`: those of the unit, with revisions at hand; `slug` keeps ids unique on the page; `lines`: key and
        text of the question's check-list.
        """
        super().__init__(*args, auto_id=f"e-{slug}-%s", **kwargs)
        choices = [
            (d.pk, f"{d.title} ({d.latest.name})" if d.latest.filename else d.title) for d in documents
        ]
        self.fields["line"].widget.choices = [("", "Tidak untuk butir tertentu"), *lines]
        self.fields["document"].choices = [("", "Pilih dokumen…"), *choices]

    def check_choice(self, data: dict) -> None:
        """Exactly one of files, link and document."""
        if sum(bool(data[name]) for name in ("file", "url", "document")) != 1:
            self.add_error(
                None, "Pilih berkas, isikan tautan, atau pilih dokumen yang sudah ada: salah satu."
            )
