"""TPI's marks on evidence: beside each document for TPI, and as told to the unit."""
