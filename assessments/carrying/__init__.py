"""Taking over an earlier year: the mappings between instruments, the source, and what of it can come along."""
