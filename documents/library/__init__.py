"""The library of regulations, decrees and materials, and announcements: per instansi and shared."""
