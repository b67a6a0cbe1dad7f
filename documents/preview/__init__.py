"""A document as pages to look at: read in a process of its own, bounded, and handed over as plain data."""
