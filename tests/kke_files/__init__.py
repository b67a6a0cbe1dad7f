"""Workbooks for tests, built here with wording of our own; and the real one where it is at hand."""
