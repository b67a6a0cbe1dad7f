"""Invitations: the only way into the portal besides an account made by a command."""

from django.db import models


class Invitation(models.Model):
    """An offer of one role to an e-mail address. Only the SHA-256 of the token is kept; it works once."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField("alamat e-mail")
    name = models.CharField("nama lengkap", max_length=150)
    nip = models.CharField("NIP", max_length=18, blank=True)
    role = models.CharField("peran", max_length=20)
    instansi = models.ForeignKey(
        "units.Instansi", on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    unit = models.ForeignKey("units.UnitKerja", on_delete=models.PROTECT, null=True, blank=True)
    areas = models.JSONField("area pokja", default=list, blank=True)
    created_by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "units.User", on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_invitations"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "undangan"
        verbose_name_plural = "undangan"

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
