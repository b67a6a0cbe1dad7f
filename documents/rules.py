"""Who may do what with a document of the unit's own shelf. Downloads depend on the use: see `assessments.rules`."""

from collections.abc import Collection

from documents.models import Document


def may_see(document: Document, *, unit_ids: Collection[int], instansi_ids: Collection[int]) -> bool:
    """True for members of its unit and for those who see the whole instansi."""
    return document.unit_id in unit_ids or document.instansi_id in instansi_ids


def may_change(document: Document, *, unit_ids: Collection[int], admin_of: Collection[int]) -> bool:
    """True when the person may revise, rename or archive: for a unit's document its own people (petugas,
    pimpinan unit), for one of the instansi itself the admin inspektorat.
    """
    if document.unit_id is None:
        return document.instansi_id in admin_of
    return document.unit_id in unit_ids
