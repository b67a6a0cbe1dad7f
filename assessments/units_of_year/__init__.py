"""The units of a year as one table: read (`lines`), chosen and sorted (`choosing`), those of a page shown (`rows`).

All lines of a year are read in one query and chosen in Python: scores and verdicts are JSON, which no index reaches,
and two databases must choose alike. Of TPI nothing is read before its release, so that no order or filter tells of it.
"""
