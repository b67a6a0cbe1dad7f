"""Docs that are drawn from code, or that code is read against."""

from pathlib import Path

from assessments.engine.workflow_doc import as_markdown

DOCS = Path(__file__).parent.parent / "docs"


def test_the_workflow_page_is_drawn_from_the_table():
    assert (DOCS / "workflow.md").read_text(encoding="utf-8") == as_markdown()


def test_relative_links_of_docs_lead_somewhere():
    import re

    missing = []
    for page in [*DOCS.rglob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"]:
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / link).exists():
                missing.append(f"{page.name}: {link}")
    assert missing == []
