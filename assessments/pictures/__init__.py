"""Pictures of results as plain values: one picture one file, the same SVG on page and paper, and the table behind.

Everything is an exact Fraction until it becomes a coordinate. A picture knows no database and no reader: it shows what
it is given, so that whoever gathers the values decides what the reader may see.
"""
