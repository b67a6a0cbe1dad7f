"""How hard the unit finds it to raise an answer by one step."""

from django.db import models


class EffortWeights(models.Model):
    """The effort of one step at each question, as the unit weighs it: code → 2 to 9. A question not named costs 1.

    Neither answered nor submitted: it only says where "jalan termurah" goes, and changes all year.
    """

    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="effort_weights"
    )
    efforts = models.JSONField("bobot usaha", default=dict)

    class Meta:
        verbose_name = "bobot usaha"
        verbose_name_plural = "bobot usaha"

    def __str__(self) -> str:
        return f"{self.assessment_id}: {len(self.efforts)}"
