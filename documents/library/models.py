"""What lies on the shelves: items of the library and announcements. Without an instansi they are shared by all."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.links import MAX_URL
from documents.names import MAX_NAME, MAX_TITLE

MAX_BODY = 4_000


class LibraryItem(models.Model):
    """A regulation, decree or material: a file in the store or a link, never both.

    `changed_by` is the item that changes or revokes it, where that one lies here too. `search_text` holds number,
    title and the file's text, normalised and bounded (`library.search`).
    """

    class Kind(models.TextChoices):
        PERATURAN = "peraturan", "Peraturan"
        KEPUTUSAN = "keputusan", "Keputusan"
        MATERI = "materi", "Materi"
        KKE = "kke", "KKE"
        LAINNYA = "lainnya", "Lainnya"

    class Status(models.TextChoices):
        BERLAKU = "berlaku", "Berlaku"
        DIUBAH = "diubah", "Diubah"
        DICABUT = "dicabut", "Dicabut"

    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, blank=True, related_name="library"
    )
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    number = models.CharField("nomor", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField("tahun")
    title = models.CharField("judul", max_length=MAX_TITLE)
    date = models.DateField("tanggal ditetapkan", null=True, blank=True)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.BERLAKU)
    changed_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="diubah atau dicabut oleh",
    )
    blob = models.ForeignKey(
        "documents.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filename = models.CharField("nama berkas", max_length=MAX_NAME, blank=True)
    url = models.CharField("tautan", max_length=MAX_URL, blank=True)
    public = models.BooleanField("terbuka untuk umum", default=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "kind", "title", "pk"]
        verbose_name = "isi pustaka"
        verbose_name_plural = "isi pustaka"
        indexes = [models.Index(fields=["instansi", "-year"])]
        constraints = [
            models.CheckConstraint(
                name="library_item_is_file_or_link",
                condition=Q(blob__isnull=False, url="") & ~Q(filename="")
                | Q(blob__isnull=True, filename="") & ~Q(url=""),
            ),
            models.CheckConstraint(
                name="library_item_in_force_has_no_changer",
                condition=~Q(status="berlaku") | Q(changed_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def open_changer(self) -> "LibraryItem | None":
        """What changed or revoked it, when that is public too: a private title never shows through another."""
        return self.changed_by if self.changed_by is not None and self.changed_by.public else None


class FormerContent(models.Model):
    """A file or link that an item held until another took its place; its keeper alone opens it. Goes with the item."""

    item = models.ForeignKey(LibraryItem, on_delete=models.CASCADE, related_name="former")
    blob = models.ForeignKey(
        "documents.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filename = models.CharField("nama berkas", max_length=MAX_NAME, blank=True)
    url = models.CharField("tautan", max_length=MAX_URL, blank=True)
    replaced_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField("diganti", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "isi pustaka sebelumnya"
        verbose_name_plural = "isi pustaka sebelumnya"
        constraints = [
            models.CheckConstraint(
                name="former_content_is_file_or_link",
                condition=Q(blob__isnull=False, url="") & ~Q(filename="")
                | Q(blob__isnull=True, filename="") & ~Q(url=""),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or self.url

    @property
    def instansi_id(self) -> int | None:
        """The shelf on which its item stands; None for the shared one."""
        return self.item.instansi_id


class Announcement(models.Model):
    """A plain text that is shown from `starts` to `ends` (local dates, both inclusive; None: until taken down)."""

    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, blank=True, related_name="announcements"
    )
    title = models.CharField("judul", max_length=MAX_TITLE)
    body = models.TextField("isi", max_length=MAX_BODY)
    starts = models.DateField("tampil mulai")
    ends = models.DateField("sampai", null=True, blank=True)
    public = models.BooleanField("terbuka untuk umum", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts", "-pk"]
        verbose_name = "pengumuman"
        verbose_name_plural = "pengumuman"
        constraints = [
            models.CheckConstraint(
                name="announcement_ends_after_start",
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shown(self) -> bool:
        """Whether today lies in its dates."""
        today = timezone.localdate()
        return self.starts <= today and (self.ends is None or today <= self.ends)
