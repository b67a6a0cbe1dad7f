"""The person who signs in. What a person may do comes only from memberships and team seats."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models


class User(AbstractUser):
    """A person. `name` is the full name with titles; `nip` the 18-digit civil servant number, may be blank;
    `closed_hints` are the names of the hints that the person no longer wants; `erased_at` tells that nothing here
    is of a person any more; `new_email` is an address that waits for proof that it is theirs, and opens nothing,
    `new_email_at` is since when.

    `unread_notices`, `has_second_factor` and `in_joint_team` are known of the person of a request, whom
    `units.backends` reads.
    """

    first_name = None
    last_name = None
    email = models.EmailField("alamat e-mail", unique=True)
    new_email = models.EmailField("alamat e-mail baru", blank=True, editable=False)
    new_email_at = models.DateTimeField("alamat e-mail baru diminta", null=True, blank=True, editable=False)
    name = models.CharField("nama lengkap", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka.")],
    )

    erased_at = models.DateTimeField("data pribadi dihapus", null=True, blank=True, editable=False)
    closed_hints = models.JSONField("petunjuk yang ditutup", default=list, blank=True, editable=False)

    unread_notices = 0
    has_second_factor = False
    in_joint_team = False
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = "orang"
        verbose_name_plural = "orang"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name with titles; falls back to the username."""
        return str(self)

    def get_short_name(self) -> str:
        """The same as the full name: Indonesian names have no fixed given name."""
        return str(self)
