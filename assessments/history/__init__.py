"""What happened to a unit in its year, as far as a person may know: read from the audit and what is frozen, never
from a second copy. No writes.

`lens` says what lies open to whom; `reading` asks the audit; `standing` rebuilds a sheet as it stood; `timeline` makes
the entries of the pages, `comparing` the difference between two moments.
"""
