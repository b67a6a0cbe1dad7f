"""Tables taken in from Excel: what there is, templates, upload; the preview is a page of `imports`."""

from assessments.views.tables.offering import table, table_template, tables

__all__ = ["table", "table_template", "tables"]
