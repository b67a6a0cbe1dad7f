"""Tables taken in from Excel and CSV: one machine (read, compare, apply all or nothing), one module a table.

`table` says what a table is, `registry` lists them. `documents.workbooks.rows` finds the header by text and gives raw
rows, `checks/` look at them, `planning` compares with what stands, `importing` applies through the same services as
typing; `template` writes the workbook to fill in.
"""
