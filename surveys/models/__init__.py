"""Campaigns and what was answered in them."""

from surveys.models.answer import Answer, Channel, Exclusion
from surveys.models.campaign import Campaign, CodeBatch, Service
from surveys.models.contacts import ContactList

__all__ = ["Answer", "Campaign", "Channel", "CodeBatch", "ContactList", "Exclusion", "Service"]
