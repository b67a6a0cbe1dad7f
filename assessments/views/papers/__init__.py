"""The documents of a unit: the list, one document, new ones."""

from assessments.views.papers.acts import paper_archive, paper_prove, paper_replace
from assessments.views.papers.document import paper
from assessments.views.papers.files import paper_file
from assessments.views.papers.listing import papers, papers_upload

__all__ = [
    "paper",
    "paper_archive",
    "paper_file",
    "paper_prove",
    "paper_replace",
    "papers",
    "papers_upload",
]
