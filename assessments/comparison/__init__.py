"""What stands side by side on the page "Bandingkan": parties of one year, years of one unit, units of one kind.

Each view gathers only what its reader may see; nothing of TPI is in it before the release but to who judges.
"""
