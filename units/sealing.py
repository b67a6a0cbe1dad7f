"""Sealing what the database keeps but who reads its files must not: Fernet, with keys made of SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal_for(purpose: str) -> MultiFernet:
    """Seals with the present key of a purpose, opens with it and with those of SECRET_KEY_FALLBACKS.

    Opening raises `cryptography.fernet.InvalidToken`.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(purpose, key)) for key in keys])


def _derived(purpose: str, key: str) -> bytes:
    """32 bytes for this purpose alone, from a secret of at least 50 random characters."""
    said = f"zi_portal {purpose}\n{key}"
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest())
