"""Fixtures and set-up for all tests."""

from tests.append_only import let_flush_work

pytest_plugins = ["tests.people"]

let_flush_work()
