"""Papers of surveys as PDF."""
