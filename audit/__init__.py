"""Who did what, when: append-only, hash-chained. The bottom floor: imports no other app."""
