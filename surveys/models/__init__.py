"""Campaigns and what was answered in them."""

from surveys.models.answer import Answer, Channel, Exclusion
from surveys.models.campaign import Campaign, CodeBatch, Service

__all__ = ["Answer", "Campaign", "Channel", "CodeBatch", "Exclusion", "Service"]
