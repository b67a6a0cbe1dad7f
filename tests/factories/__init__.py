"""Small plain functions that put rows into the database for tests; named people are in `tests/people.py`."""
