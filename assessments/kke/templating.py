"""Between templates and the database: which templates a period has, and a unit's KKE filled into one of them."""

from __future__ import annotations

from dataclasses import dataclass

from assessments import queries
from assessments.engine.answers import Given
from assessments.engine.scoring import score
from assessments.loaded import instrument_of
from assessments.models import Assessment, EvidenceUse, Period, PeriodTemplate
from assessments.rules import RELEASED
from assessments.services.periods import require_admin
from assessments.services.templates import save_template
from documents import store
from documents.errors import Damaged, Missing
from documents.services.blobs import workbook_intake
from documents.services.quarantine import told
from documents.workbooks.guard import FileRefused, read_bytes

from .exporting import exportable, file_name, givens, owner_of, unit_side, visible_tpi
from .mapping import mapping_for
from .templates.differences import Comparison, compare, recap_warnings
from .templates.filling import Filling, Proof, SideContent, fill_template
from .templates.template import Template, open_template
from .templates.writing import write_template


@dataclass(frozen=True)
class TemplateExport:
    """An export that is decided but not written. `tpi`: the kind of TPI sheet in it, None without one."""

    assessment: Assessment
    template: Template
    filling: Filling
    comparison: Comparison
    recaps: list[str]
    tpi: str | None
    block: int
    released: bool
    unit: dict[str, Given]

    @property
    def sources(self) -> int:
        """How many indexes have a source in the portal, for which official templates have no cell."""
        return sum(bool(given.source) for given in self.unit.values())

    def write(self) -> tuple[bytes, str]:
        """(workbook, file name). FileRefused: the template cannot be filled."""
        name = file_name(self.assessment, self.template.layout.name)
        return write_template(self.template, self.filling), name


def current_templates(period: Period) -> list[PeriodTemplate]:
    """The templates in use, one a layout; one query."""
    found = PeriodTemplate.objects.filter(period=period, superseded_at=None)
    return list(found.select_related("uploaded_by", "blob"))


def take_template(period: Period, source, *, filename: str, actor) -> PeriodTemplate:
    """Check an uploaded file and make it the period's template.

    NotAllowed; FileRefused and UploadRefused (empty, a virus, no room) with the Indonesian sentence.
    """
    require_admin(actor, period.instansi_id)
    quarantine = told(period.instansi, None, actor=actor, role="Admin inspektorat")
    with quarantine, workbook_intake(source, filename) as content:
        with content.open() as handle:
            template = open_for(period, read_bytes(handle))
        return save_template(
            period,
            content=content,
            filename=filename,
            layout=template.layout.name,
            findings=template.as_findings(),
            actor=actor,
        )


def open_for(period: Period, data: bytes) -> Template:
    """A file as a template for the period's instrument. FileRefused."""
    instrument = instrument_of(period)
    return open_template(data, instrument, mapping_for(instrument))


def stored_bytes(template: PeriodTemplate) -> bytes:
    """The file of a template. FileRefused: its content is gone or damaged."""
    try:
        with store.open_verified(template.blob.sha256, size=template.blob.size) as handle:
            return handle.read()
    except (Missing, Damaged) as error:
        raise FileRefused("Isi templat ini rusak di penyimpanan. Minta admin mengunggahnya lagi.") from error


def prepare_export(pk: int, data: bytes, *, actor, block: int = 1) -> TemplateExport:
    """Decide what of an assessment comes into a template file, for this person; TPI into its `block`.

    Assessment.DoesNotExist for a stranger, NotAllowed, FileRefused. TPI's answers as in `export_portal`; its
    values only from the release on, since recap sheets make the result of them.
    """
    assessment = exportable(pk, actor=actor)
    template = open_for(assessment.period, data)
    instrument, sheets = template.instrument, queries.sheets_of(assessment)
    answers, uses = unit_side(actor, assessment, sheets)
    unit = givens(answers)
    total = score(instrument, unit)
    own = SideContent(unit, proofs_of(uses), total)
    tpi_kind, blocks = visible_tpi(actor, assessment), len(template.layout.tpi)
    released = assessment.state in RELEASED
    block = min(max(block, 1), max(blocks, 1))
    tpi: dict[int, SideContent] = {}
    if tpi_kind is not None and blocks:
        found = givens(queries.answers_of(sheets.get((tpi_kind, owner_of(tpi_kind, actor)))))
        tpi[block] = SideContent(found, {}, score(instrument, found) if released else None)
    return TemplateExport(
        assessment=assessment,
        template=template,
        filling=fill_template(template, own, tpi),
        comparison=compare(template, own, total),
        recaps=recap_warnings(template),
        tpi=tpi_kind if tpi else None,
        block=block,
        released=released,
        unit=unit,
    )


def proofs_of(uses: dict[str, list[EvidenceUse]]) -> dict[str, list[Proof]]:
    """Question code → its evidence as it stands in a file. An address that is its own title stands once."""
    found: dict[str, list[Proof]] = {}
    for code, each in uses.items():
        for use in each:
            url, title = use.revision.url, use.revision.document.title
            untitled = bool(url) and url.partition("//")[2].startswith(title)
            text = " · ".join(part for part in ("" if untitled else title, use.locator) if part)
            found.setdefault(code, []).append(Proof(text, url))
    return found
