"""Campaigns and what was answered in them."""

from surveys.models.answer import Answer, Channel, Exclusion
from surveys.models.campaign import Campaign, CodeBatch, Service
from surveys.models.contacts import ContactList
from surveys.models.follow_up import FollowUp
from surveys.models.imported import Import
from surveys.models.scan import Scan

__all__ = [
    "Answer",
    "Campaign",
    "Channel",
    "CodeBatch",
    "ContactList",
    "Exclusion",
    "FollowUp",
    "Import",
    "Scan",
    "Service",
]
