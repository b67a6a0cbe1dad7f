"""Instruments and policies as loaded data. A version in use is frozen: its content never changes again."""

from django.db import models


class Version(models.Model):
    """A released data file.

    `content` is its data as JSON text: a JSON column of PostgreSQL would lose the order of the keys, which is the
    order of choices and counts on the page. `content_hash` is the SHA-256 of the JSON with sorted keys.
    """

    code = models.SlugField("kode", max_length=60, unique=True)
    name = models.CharField("nama", max_length=200)
    regulation = models.CharField("peraturan", max_length=200)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class InstrumentVersion(Version):
    """An LKE version such as `lke-zi-2021`."""

    class Meta(Version.Meta):
        verbose_name = "instrumen"
        verbose_name_plural = "instrumen"


class PolicyVersion(Version):
    """The rules of one or more proposal years such as `policy-2024`; belongs to one instrument."""

    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="policies")

    class Meta(Version.Meta):
        verbose_name = "ketentuan pengusulan"
        verbose_name_plural = "ketentuan pengusulan"
