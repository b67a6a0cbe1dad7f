"""Documents on paper: score sheet and LHE, from stored facts to PDF."""
