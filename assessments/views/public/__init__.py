"""Pages that everybody may read, without login."""
