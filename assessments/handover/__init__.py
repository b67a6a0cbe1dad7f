"""What PortalRB is given, in the words of its guide: which units, which answers, who may ask. Reads only."""
