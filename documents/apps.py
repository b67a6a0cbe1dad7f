"""App configuration of `documents`."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Files: store, documents and revisions."""

    name = "documents"
    verbose_name = "Dokumen"
