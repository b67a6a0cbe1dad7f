"""Looks whether links can be opened by someone who is not logged in, without ever reaching into our own network."""
