"""What the unit said of a doubt about its answers (`assessments/second_look`)."""

from django.db import models


class SetAside(models.Model):
    """A doubt that the unit looked at and explains. It holds for the facts with this `mark`; when they change, the
    doubt is back. `kind` and `subject` as in `second_look.doubt.Doubt`. What stood when the unit submitted stays: a
    round adds rows beside it.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="set_aside"
    )
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    mark = models.CharField(max_length=64)
    reason = models.TextField("penjelasan", max_length=1000)
    by = models.ForeignKey("units.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "subject", "mark"], name="one_word_per_doubt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
