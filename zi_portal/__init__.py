"""The composition root: the only package that knows every app."""

__version__ = "0.1.0"  # as in pyproject.toml; a test compares them
