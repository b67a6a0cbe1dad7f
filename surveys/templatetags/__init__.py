"""Tags of pages about surveys."""
