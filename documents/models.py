"""Files and links: content, documents, and their revisions. What they prove is told in `assessments`."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from documents.filetypes import BY_MEDIA_TYPE, FileType
from documents.links import MAX_URL
from documents.names import MAX_NAME, MAX_NUMBER, MAX_TITLE


class Blob(models.Model):
    """Content in the private store, once per SHA-256, whoever and however many refer to it."""

    sha256 = models.CharField(max_length=64, unique=True, validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")])
    size = models.PositiveBigIntegerField("ukuran (byte)")
    media_type = models.CharField("jenis isi", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "isi berkas"
        verbose_name_plural = "isi berkas"
        constraints = [models.CheckConstraint(name="blob_not_empty", condition=Q(size__gt=0))]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.size})"

    @property
    def type(self) -> FileType | None:
        """The entry of the allow-list; None for content that the portal made in another type."""
        return BY_MEDIA_TYPE.get(self.media_type)


class BlobText(models.Model):
    """The text of a content, normalised and bounded (`library.search`), read once in the background; "" has none.

    Only for search, and only for those who may see a revision with this content: nothing ever shows it.
    """

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "teks isi berkas"
        verbose_name_plural = "teks isi berkas"

    def __str__(self) -> str:
        return f"{self.blob_id}: {len(self.text)}"


class Document(models.Model):
    """Something that proves: a file or link with its history. Without a unit it is the instansi's own.

    `speaks_from` to `speaks_until` (both included, either may be open) is the time that its content speaks of, not
    the day it was signed (`date`). `version` starts at 1; who changes these facts names the version they saw.
    """

    class Kind(models.TextChoices):
        SK = "sk", "SK"
        LAPORAN = "laporan", "Laporan"
        NOTULEN = "notulen", "Notulen"
        FOTO = "foto", "Foto"
        TANGKAPAN_LAYAR = "tangkapan_layar", "Tangkapan layar"
        DOKUMEN = "dokumen", "Dokumen"
        SURAT = "surat", "Surat"
        LAINNYA = "lainnya", "Lainnya"

    class Confidentiality(models.TextChoices):
        BIASA = "biasa", "Biasa"
        TERBATAS = "terbatas", "Terbatas"
        RAHASIA = "rahasia", "Rahasia"

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="documents")
    unit = models.ForeignKey(
        "units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    title = models.CharField("judul", max_length=MAX_TITLE)
    kind = models.CharField("jenis", max_length=20, choices=Kind, default=Kind.DOKUMEN)
    number = models.CharField("nomor", max_length=MAX_NUMBER, blank=True)
    date = models.DateField("tanggal dokumen", null=True, blank=True)
    speaks_from = models.DateField("periode isi, mulai", null=True, blank=True)
    speaks_until = models.DateField("periode isi, sampai", null=True, blank=True)
    confidentiality = models.CharField(
        "kerahasiaan", max_length=8, choices=Confidentiality, default=Confidentiality.BIASA
    )
    was_confidential = models.BooleanField("pernah terbatas atau rahasia", default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField("diarsipkan", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        indexes = [
            models.Index(fields=["unit", "-created_at"]),
            models.Index(fields=["instansi", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_speaks_forwards",
                condition=Q(speaks_from__isnull=True)
                | Q(speaks_until__isnull=True)
                | Q(speaks_until__gte=F("speaks_from")),
                violation_error_message="Akhir periode isi tidak mungkin sebelum mulainya.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> Revision:
        """The newest revision; no query where revisions are prefetched (`queries.documents_of`)."""
        return self.revisions.all()[0]

    @property
    def is_confidential(self) -> bool:
        """True for what is terbatas or rahasia now."""
        return self.confidentiality != self.Confidentiality.BIASA

    @property
    def is_traced(self) -> bool:
        """True when every opening of it is to be audited: once confidential is enough."""
        return self.is_confidential or self.was_confidential

    @property
    def is_link(self) -> bool:
        """True when the newest revision is a link."""
        return self.latest.is_link


class Revision(models.Model):
    """One state of a document, numbered from 1, never changed: either content in the store or a link."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField("nomor")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    url = models.CharField("tautan", max_length=MAX_URL, blank=True)
    filename = models.CharField("nama berkas", max_length=MAX_NAME, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["document_id", "-number"]
        verbose_name = "revisi"
        verbose_name_plural = "revisi"
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_revision_per_number"),
            models.CheckConstraint(name="revision_numbered_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="revision_is_file_or_link",
                condition=Q(blob__isnull=False, url="") & ~Q(filename="") | Q(blob__isnull=True) & ~Q(url=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"

    @property
    def is_link(self) -> bool:
        """True for a link, False for content in the store."""
        return self.blob_id is None

    @property
    def seen(self) -> LinkCheck | None:
        """How its link was last found; None for a file and before the first check. Select `link_check` along."""
        return getattr(self, "link_check", None) if self.is_link else None

    @property
    def name(self) -> str:
        """What to show as its name: the file's name or the address."""
        return self.filename or self.url


class LinkCheck(models.Model):
    """What the portal last saw when it opened a link without being logged in (`manage.py check_links`)."""

    class Result(models.TextChoices):
        OK = "ok", "Dapat dibuka"
        DEAD = "mati", "Tidak dapat dibuka"
        LOGIN = "login", "Meminta login"
        UNKNOWN = "tak_pasti", "Tidak dapat diperiksa"

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, primary_key=True, related_name="link_check"
    )
    result = models.CharField("hasil", max_length=10, choices=Result)
    detail = models.CharField("keterangan", max_length=200)
    status = models.PositiveSmallIntegerField("status HTTP", null=True, blank=True)
    checked_at = models.DateTimeField("diperiksa", db_index=True)

    class Meta:
        verbose_name = "pemeriksaan tautan"
        verbose_name_plural = "pemeriksaan tautan"

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.result}"

    @property
    def is_problem(self) -> bool:
        """True when a reviewer will not get to read it: dead, or asks for a login."""
        return self.result in (self.Result.DEAD, self.Result.LOGIN)


# The library's models are part of this app; Django finds models here alone.
from documents.library.models import Announcement, FormerContent, LibraryItem  # noqa: E402

__all__ = [
    "Announcement",
    "Blob",
    "BlobText",
    "Document",
    "FormerContent",
    "LibraryItem",
    "LinkCheck",
    "Revision",
]
