"""Messages for the next page, in a cookie under the same rules as the others."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Named like the session's cookie: in production with the prefix that binds it to this host."""

    cookie_name = settings.SESSION_COOKIE_NAME.replace("sessionid", "messages")


class Messages(FallbackStorage):
    """In the cookie, and what does not fit there in the session."""

    storage_classes = (HostCookie, SessionStorage)
