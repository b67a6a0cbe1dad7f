"""Official KKE templates of agencies: understood, checked, and filled without touching anything else in them.

A template is never loaded and saved again by a library: `patch` puts contents into single cells of the file as it
is, so that every format, picture, drawing, validation and hidden sheet stays byte by byte what the agency made
(docs/decisions/0016-templates-are-patched.md).
"""
