"""Settings of zi_portal, all of them, from the environment.

Every variable is read here (by zi_portal/environment.py) and nowhere else; README.md lists them. In production (DEBUG
off) a missing or weak one stops the start with a message naming it.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured

from zi_portal.environment import (
    BASE_DIR,
    env_bool,
    env_choice,
    env_days,
    env_int,
    env_list,
    env_text,
)

# --- core ------------------------------------------------------------------------------------------------

DEBUG = env_bool("DEBUG", False)
PRODUCTION = not DEBUG

SECRET_KEY = env_text("SECRET_KEY")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters in production.")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", "")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", None if PRODUCTION else "127.0.0.1,localhost")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts in production, not '*'.")

# Where people reach the portal; mails and QR codes made in the background need it.
SITE_URL = env_text("SITE_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and urlsplit(SITE_URL).scheme != "https":
    raise ImproperlyConfigured("SITE_URL must start with https:// in production.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = 1

INSTALLED_APPS = [
    "zi_portal",  # for backup and restore, which know every app
    "assessments",
    "surveys",
    "documents",
    "units",
    "audit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "zi_portal.roomy.roomy",  # around everything that a request calls
    "zi_portal.request_log.request_log",  # before all that may write a line: each carries the id of its request
    "zi_portal.watching.metrics.metrics",  # it sees how long everything takes
    "django.middleware.security.SecurityMiddleware",
    "zi_portal.browser_rules.browser_rules",
    "zi_portal.compressed.compressed",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zi_portal.busy.busy",  # after what is answered without work, before all that asks the database
    "zi_portal.machines.machines",  # before everything that reads cookies or answers with pages
    "zi_portal.anonymous.anonymous",  # before everything that reads cookies
    "zi_portal.replica.from_replica",  # only what `anonymous` has made nobody's
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.session_length.session_length",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "units.return_after_login.return_after_login",
    "units.second_factor.second_factor_first",
    "zi_portal.not_allowed.not_allowed",
    "assessments.views.full_queue.queue_is_full",
]

ROOT_URLCONF = "zi_portal.urls"
WSGI_APPLICATION = "zi_portal.wsgi.application"
ASGI_APPLICATION = "zi_portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "units.context.hats",
                "zi_portal.version.version",
            ],
            # built in from Django 6.0 on; as builtins the templates need no change then
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

# How many requests a process works on at once, how many wait, for how many seconds; then "sedang sibuk" (decision
# 0054). gunicorn.conf.py has threads for both, and two to refuse with.
BUSY_SLOTS, BUSY_PLACES, BUSY_PATIENCE = 8, 16, 8

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- data ------------------------------------------------------------------------------------------------

_SQLITE = {
    # measured: no lock errors with 50 writers on 8 threads; Django's defaults fail 9 of 10
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(
        env_text("DATABASE_URL", None if PRODUCTION else f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"),
        # opening a connection a request halves the throughput of PostgreSQL
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].update({"OPTIONS": _SQLITE, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False})
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # services open their own transactions
# A copy that follows the database: the public pages read from it (zi_portal/replica.py).
if _REPLICA := env_text("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = dj_database_url.parse(_REPLICA, conn_max_age=600, conn_health_checks=True)
    if DATABASES["replica"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["replica"]["OPTIONS"] = {
            "connect_timeout": 2,
            "tcp_user_timeout": 5_000,  # milliseconds: a machine that is gone without a word
        } | DATABASES["replica"].get("OPTIONS", {})
    DATABASE_ROUTERS = ["zi_portal.replica.Router"]

# The private evidence store. Nothing under it is ever served by URL; views check permission and stream.
DATA_DIR = Path(env_text("DATA_DIR", None if PRODUCTION else str(BASE_DIR / "var" / "data")))
MEDIA_ROOT = ""
MEDIA_URL = ""

EVIDENCE_MAX_BYTES = env_int("EVIDENCE_MAX_BYTES", 25 * 1024 * 1024)  # a file; larger ones are refused
EVIDENCE_QUOTA_PER_UNIT_BYTES = env_int("EVIDENCE_QUOTA_PER_UNIT_BYTES", 10 * 1024**3)  # 0: no limit
# clamd, "host:port" or a path; empty: nobody looks for viruses. Required: without its verdict nothing is taken.
CLAMAV_SOCKET = env_text("CLAMAV_SOCKET", "")
CLAMAV_REQUIRED = env_bool("CLAMAV_REQUIRED", True)
# `manage.py check_links` asks hosts on the internet; not every server may.
LINK_CHECKS = env_bool("LINK_CHECKS", False)
# One letter of TPN holds three fields for each of 1,000 units; Django's own limit of 1,000 would end at 332 units.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_HANDLERS = [
    "documents.uploadhandlers.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documents.uploadhandlers.TemporaryFiles",
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
_PRIVATE = {"base_url": None, "file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
_FILES = "django.core.files.storage.FileSystemStorage"
# With a bucket the evidence lies there (AWS, MinIO, Ceph …), not in DATA_DIR; without keys the role of the machine.
_BUCKET = env_text("EVIDENCE_S3_BUCKET", "")
_EVIDENCE = {
    "BACKEND": "documents.object_storage.EvidenceBucket",
    "OPTIONS": {
        "bucket_name": _BUCKET,
        "endpoint_url": env_text("EVIDENCE_S3_ENDPOINT", "") or None,
        "region_name": env_text("EVIDENCE_S3_REGION", "") or None,
        "access_key": env_text("EVIDENCE_S3_ACCESS_KEY", "") or None,
        "secret_key": env_text("EVIDENCE_S3_SECRET_KEY", "") or None,
        "location": env_text("EVIDENCE_S3_PREFIX", ""),
        "path_style": env_bool("EVIDENCE_S3_PATH_STYLE", False),
    },
}
STORAGES = {
    "default": {"BACKEND": _FILES, "OPTIONS": {"location": DATA_DIR / "files", **_PRIVATE}},
    "evidence": _EVIDENCE
    if _BUCKET
    else {"BACKEND": _FILES, "OPTIONS": {"location": DATA_DIR / "evidence", **_PRIVATE}},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# Login throttling counts in the cache: in production all processes must share it (`createcachetable`). A full one
# throws out what expired, then what still counts: it must hold more than a flood brings within the hour of a limit, and
# no more than is counted quickly, which Django does at each write.
_CACHE = "django.core.cache.backends."
CACHES = {
    "default": {
        "BACKEND": f"{_CACHE}db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if PRODUCTION
    else {"BACKEND": f"{_CACHE}locmem.LocMemCache"},
    # what must never reach the database: how often somebody answers a survey
    "memory": {
        "BACKEND": f"{_CACHE}locmem.LocMemCache",
        "LOCATION": "memory",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- background tasks ------------------------------------------------------------------------------------

# On where `manage.py db_worker` runs; off, tasks run at once in the process that asks for them.
TASKS_WORKER = env_bool("TASKS_WORKER", False)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASKS_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default"],
    }
}
# The worker does each job in a process of its own, which it can end; that one gets no more memory than this (0: any).
TASKS_IN_CHILD = TASKS_WORKER
JOB_MEMORY_BYTES = env_int("JOB_MEMORY_BYTES", 2 * 1024**3)

# --- people ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "units.backends.PortalBackend",
]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}NumericPasswordValidator"},
    {"NAME": "units.passwords.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "units.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the admin who invites a person vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Portal ZI] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "change_password": "units.forms.security.NewPasswordForm",
    "user_token": "units.forms.security.ResetLinkForm",
}
# 5 failures in 5 minutes close an account for a while. An office sits behind one address, so what counts by address is
# wide: one person's typing errors must not lock out the colleagues; and sign-ins that succeed don't count at all, since
# at eight o'clock a whole office comes at once. Everything else stays as allauth has it.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "60/m/ip,5/300s/key",
    "own_data": "6/h/user",
    "ask_email": "6/h/user",
}
# How many reverse proxies add to X-Forwarded-For in front of us; 0 trusts the connection alone.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)

# A second factor: an app's codes or a passkey, with recovery codes beside. Who assesses or administers needs one
# (units/second_factor.py), with SECOND_FACTOR_FOR_ALL everybody; SECOND_FACTOR=0 is for demos, where accounts are
# shared.
SECOND_FACTOR_FOR_ALL = env_bool("SECOND_FACTOR_FOR_ALL", False)
SECOND_FACTOR = env_bool("SECOND_FACTOR", PRODUCTION or SECOND_FACTOR_FOR_ALL)
if SECOND_FACTOR_FOR_ALL and not SECOND_FACTOR:
    raise ImproperlyConfigured("Set SECOND_FACTOR=0 or SECOND_FACTOR_FOR_ALL=1, not both.")
MFA_ADAPTER = "units.authenticators.AuthenticatorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as ACCOUNT_EMAIL_VERIFICATION
MFA_TOTP_ISSUER = "Portal ZI"
MFA_TOTP_TOLERANCE = 1  # phones' clocks go wrong by half a minute
# A passkey lets in without a password, and allauth takes what it asked for from the session's last challenge.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {"add_webauthn": "units.forms.security.PasskeyForm"}
# Signing in at the agency's own issuer (OpenID Connect), off without OIDC_ISSUER. With OIDC_TRUST_EMAIL an address that
# it verified opens the account of that address; else its owner signs in once as before (docs/decisions/0049).
OIDC_ISSUER = env_text("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env_text("OIDC_CLIENT_ID", None if OIDC_ISSUER else "")
OIDC_CLIENT_SECRET = env_text("OIDC_CLIENT_SECRET", None if OIDC_ISSUER else "")
OIDC_NAME = env_text("OIDC_NAME", "SSO instansi")
OIDC_TRUST_EMAIL = env_bool("OIDC_TRUST_EMAIL", False)
if PRODUCTION and OIDC_ISSUER and urlsplit(OIDC_ISSUER).scheme != "https":
    raise ImproperlyConfigured("OIDC_ISSUER must start with https:// in production.")
SOCIALACCOUNT_STORE_TOKENS = False
# Sensitive acts ask again who it is when that was proven longer ago than this.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

# The browser takes a __Host- cookie from this very host alone, not from a neighbour of the same domain.
_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
MESSAGE_STORAGE = "zi_portal.messages.Messages"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zi_portal.csrf.refused"

# How long is kept what nobody needs for ever, in days; RETENTION_DAYS=notices=730,jobs=30 changes some of them. What
# `manage.py retention` ends, and how long after its closing an account may be erased (docs/decisions/0052).
RETENTION_DAYS = env_days(
    "RETENTION_DAYS",
    {
        "notices": 365,
        "jobs": 90,
        "imports": 90,
        "invitations": 90,
        "calendars": 90,
        "sessions": 7,
        "devices": 7,
        "tasks": 30,
        "survey_contacts": 90,
        "survey_imports": 7,
        "closed_accounts": 365,
    },
    # Fewer would take what is still in use: a preview that waits, a reminder that must not come a second time.
    least={"imports": 7, "notices": 32},
)

# Whether a unit's surveys of a year ask for contacts: the policy's affair, which `surveys` stands below.
SURVEY_CONTACTS = "assessments.survey_contacts.asks_contacts"

# --- browser security ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's CSS draws its checkmarks and arrows as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # browsers follow a form's redirects with the same rule, and the button leads to the issuer
        "form-action": [SELF, "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))]
        if OIDC_ISSUER
        else [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
# These are asked inside the network, without TLS; the API refuses plain HTTP, since a redirect loses the token.
SECURE_REDIRECT_EXEMPT = [r"^(sehat|siap|metrik)/$", r"^api(/|$)"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 365 * 24 * 60 * 60) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- pages -----------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG
MESSAGE_TAGS = {messages.DEBUG: "secondary", messages.ERROR: "danger"}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- mail ------------------------------------------------------------------------------------------------

_MAIL = "django.core.mail.backends."
EMAIL_BACKEND = f"{_MAIL}smtp.EmailBackend" if PRODUCTION else f"{_MAIL}console.EmailBackend"
EMAIL_HOST = env_text("EMAIL_HOST", None if PRODUCTION else "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", None if PRODUCTION else "Portal ZI <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who is told when work that has its time fails (`manage.py alarm`): an address, for the database may be what is away.
ALARM_EMAIL = env_list("ALARM_EMAIL", "")

# --- hand-over to PortalRB -------------------------------------------------------------------------------

# What the ministry's guide leaves open; docs/api.md says what each changes.
PORTALRB_WBBM = env_bool("PORTALRB_WBBM", True)
PORTALRB_EMPTY = env_choice("PORTALRB_EMPTY", "404", "list")
PORTALRB_AFFIRMATION = env_choice("PORTALRB_AFFIRMATION", "category", "flag")
PORTALRB_YES_NO = env_list("PORTALRB_YES_NO", "Ya,Tidak")
if len(PORTALRB_YES_NO) != 2:
    raise ImproperlyConfigured("PORTALRB_YES_NO must be two words with a comma between them, as in Ya,Tidak.")
PORTALRB_DECIMAL = {"point": ".", "comma": ","}[env_choice("PORTALRB_DECIMAL", "point", "comma")]
PORTALRB_UNANSWERED = env_bool("PORTALRB_UNANSWERED", True)
PORTALRB_TPI_NOTES = env_bool("PORTALRB_TPI_NOTES", False)
PORTALRB_REFUSE_PARAMETERS = env_bool("PORTALRB_REFUSE_PARAMETERS", True)
PORTALRB_RATE = env_int("PORTALRB_RATE", 600)  # requests a minute of one token; 0: no limit
PORTALRB_TOKEN_DAYS = env_int("PORTALRB_TOKEN_DAYS", 366)  # the longest life of a token

# --- numbers for Prometheus ------------------------------------------------------------------------------

# With a token /metrik/ gives numbers to whoever brings it; without one the page does not exist and nothing is counted.
METRICS_TOKEN = env_text("METRICS_TOKEN", "")
if PRODUCTION and METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 32 characters in production.")
# Where the processes count, each in files of its own; `prometheus_client` reads the variable when it is imported.
METRICS_DIR = DATA_DIR / "metrics" if METRICS_TOKEN else None
if METRICS_DIR:
    METRICS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

# --- logging ---------------------------------------------------------------------------------------------

# To the console only: no names, e-mail addresses, form contents, no mailed request dumps. People are ids; the security
# log alone holds beside the id the address from which a request came.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "zi_portal.log_lines.TextLines"},
        "json": {"()": "zi_portal.log_lines.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": env_choice("LOG_FORMAT", "text", "json")}
    },
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        # all its events, whatever LOG_LEVEL says: a sign-in is one at INFO
        "zi_portal.security": {"level": "INFO"},
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # scanners ask for hosts that we are not; they get their 400 without a traceback each
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        # what WeasyPrint and fontTools say of every glyph drowns the rest
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # these write keys and whole answers at DEBUG
        "botocore": {"level": "INFO"},
        "s3transfer": {"level": "INFO"},
        "urllib3": {"level": "INFO"},
    },
}
