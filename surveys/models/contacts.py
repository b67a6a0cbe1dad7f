"""Whom TPN may call, in years in which its rules ask: never with what they answered."""

from django.db import models

from surveys.models.campaign import Campaign


class ContactList(models.Model):
    """The contacts of a campaign, sealed and sorted, in one row that every answer writes anew.

    A row for each contact would carry in PostgreSQL's own columns the transaction that wrote its answer
    (docs/decisions/0057). `retention` removes the row after the campaign's `contacts_until`.
    """

    campaign = models.OneToOneField(
        Campaign, on_delete=models.PROTECT, primary_key=True, related_name="contacts"
    )
    sealed = models.TextField("kontak tersegel")

    class Meta:
        ordering = ["pk"]
        verbose_name = "kontak responden"
        verbose_name_plural = "kontak responden"

    def __str__(self) -> str:
        return str(self.pk)
