"""Settings of servers that are to fail as in production, with our error pages instead of Django's yellow ones."""

from zi_portal.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
