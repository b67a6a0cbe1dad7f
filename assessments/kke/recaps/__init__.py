"""Recaps of an instansi as workbooks: written as a stream, so that memory does not grow with the rows.

`book` knows Excel and nothing of assessments; `units`, `years`, `corrections`, `evidence` say what each recap holds;
`making` lists them and makes the file; `archive` packs every unit's KKE.
"""
