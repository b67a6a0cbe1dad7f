"""Tags of pages that belong to no app."""
