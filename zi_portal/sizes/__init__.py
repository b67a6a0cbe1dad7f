"""Portals of any size for measuring: rows that the services wrote once, copied in bulk under new ids and names."""
