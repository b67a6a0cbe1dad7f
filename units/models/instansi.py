"""Instansi pemerintah and their unit kerja (PermenPANRB 90/2021 Pasal 1)."""

from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models

CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "Kode hanya memuat huruf, angka, titik, garis bawah, dan tanda hubung."
)


class Instansi(models.Model):
    """A central or regional government body. The walls of the portal stand between instansi."""

    class Kind(models.TextChoices):
        KL = "kl", "Kementerian/lembaga"
        PROVINSI = "provinsi", "Pemerintah provinsi"
        KABUPATEN = "kabupaten", "Pemerintah kabupaten"
        KOTA = "kota", "Pemerintah kota"

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    code = models.CharField("kode", max_length=40, unique=True, validators=[CODE])
    name = models.CharField("nama", max_length=200)
    kind = models.CharField("jenis", max_length=10, choices=Kind)
    time_zone = models.CharField("zona waktu", max_length=20, choices=Zone, default=Zone.WIB)
    leader_name = models.CharField("nama pimpinan", max_length=150, blank=True)
    leader_post = models.CharField("jabatan pimpinan", max_length=150, blank=True)
    city = models.CharField("kedudukan (kota surat)", max_length=100, blank=True)
    contact_office = models.CharField("kontak umum: kantor", max_length=150, blank=True)
    contact_email = models.EmailField("kontak umum: surel", blank=True)
    contact_phone = models.CharField("kontak umum: telepon", max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "instansi"
        verbose_name_plural = "instansi"

    def __str__(self) -> str:
        return self.name

    @property
    def is_pemda(self) -> bool:
        """True for local governments: the affirmation of PermenPANRB 5/2024 is theirs alone."""
        return self.kind != self.Kind.KL

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this instansi reads times."""
        return ZoneInfo(self.time_zone)

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return str(self.get_time_zone_display())


class UnitKerja(models.Model):
    """The organisational part that is assessed.

    Units of one `service_kind` are compared with each other; the first six are the kinds of policy-2024 `affirmation`.
    """

    class Level(models.TextChoices):
        JPT_MADYA = "jpt_madya", "JPT madya"
        JPT_PRATAMA = "jpt_pratama", "JPT pratama"
        LOWER = "lower", "Di bawah JPT pratama"

    class ServiceKind(models.TextChoices):
        RSUD = "RSUD", "RSUD"
        DISDUKCAPIL = "Disdukcapil", "Disdukcapil"
        SAMSAT = "Samsat", "Samsat"
        PTSP = "PTSP", "PTSP"
        EDUCATION = "Layanan pendidikan", "Layanan pendidikan"
        EMPLOYMENT = "Layanan ketenagakerjaan", "Layanan ketenagakerjaan"
        CUSTOMS = "Bea dan cukai", "Bea dan cukai"
        IMMIGRATION = "Imigrasi", "Imigrasi"
        LAND = "Kantor pertanahan", "Kantor pertanahan"
        RELIGIOUS_AFFAIRS = "Kantor urusan agama", "Kantor urusan agama"
        QUARANTINE = "Karantina", "Karantina"
        DISTRICT = "Kecamatan", "Kecamatan"
        PROSECUTION = "Kejaksaan", "Kejaksaan"
        VILLAGE = "Kelurahan", "Kelurahan"
        POLICE = "Kepolisian", "Kepolisian"
        LABORATORY = "Laboratorium dan pengujian", "Laboratorium dan pengujian"
        SOCIAL = "Layanan sosial", "Layanan sosial"
        TAX = "Pajak", "Pajak"
        PORT = "Pelabuhan dan bandar udara", "Pelabuhan dan bandar udara"
        CORRECTIONS = "Pemasyarakatan", "Pemasyarakatan"
        REVENUE = "Pendapatan daerah", "Pendapatan daerah"
        COURT = "Pengadilan", "Pengadilan"
        TREASURY = "Perbendaharaan negara", "Perbendaharaan negara"
        CLINIC = "Puskesmas", "Puskesmas"
        HOSPITAL = "Rumah sakit selain RSUD", "Rumah sakit selain RSUD"

    instansi = models.ForeignKey(Instansi, on_delete=models.PROTECT, related_name="units")
    code = models.CharField("kode", max_length=40, validators=[CODE])
    name = models.CharField("nama", max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="unit induk",
    )
    level = models.CharField("tingkat", max_length=12, choices=Level, default=Level.LOWER)
    core_service = models.BooleanField("menjalankan pelayanan inti", default=False)
    service_kind = models.CharField("jenis layanan", max_length=30, choices=ServiceKind, blank=True)
    head_name = models.CharField("nama pimpinan", max_length=150, blank=True)
    head_post = models.CharField("jabatan pimpinan", max_length=150, blank=True)
    is_active = models.BooleanField("aktif", default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = "unit kerja"
        verbose_name_plural = "unit kerja"
        constraints = [
            models.UniqueConstraint(
                fields=["instansi", "code"],
                name="unit_code_unique",
                violation_error_message="Kode ini sudah dipakai unit lain di instansi ini.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def has_level_above(self) -> bool:
        """Whether the level above assesses it before TPI does: K/L below JPT madya (90/2021 p. 39-42)."""
        return not self.instansi.is_pemda and self.level != self.Level.JPT_MADYA
