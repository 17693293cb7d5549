"""All settings, read from the environment. Each name read here is in the README's table."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from portfolio.files.storage.addresses import bucket_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# -- Mode -------------------------------------------------------------------------------------

SITE_MODE = env.str("SITE_MODE", default="production")
if SITE_MODE not in ("production", "demo", "development"):
    raise ImproperlyConfigured("SITE_MODE is production, demo or development.")
IS_PRODUCTION = SITE_MODE == "production"
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if SITE_MODE != "development":
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to 50 or more random characters and keep it secret."
        )
    SECRET_KEY = "development-only-" * 4

# Seals the audit trail. Keep it when SECRET_KEY is replaced, or the old seals no longer hold.
AUDIT_KEY = env.str("AUDIT_KEY", default="") or SECRET_KEY

# Encrypts the keys with which documents are sealed. With another one, new keys are made.
SEAL_KEY = env.str("SEAL_KEY", default="") or SECRET_KEY
# A bought key and its certificate (PKCS#12), instead of those that the site makes itself.
SEAL_FILE = env.str("SEAL_FILE", default="")
SEAL_PASSWORD = env.str("SEAL_PASSWORD", default="")

# Encrypts the secrets of authenticator apps. With another one, these are to be set up anew.
FACTOR_KEY = env.str("FACTOR_KEY", default="") or SECRET_KEY

_LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IS_PRODUCTION else _LOCAL_HOSTS)
if IS_PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS names the addresses of this site, separated by commas, and never *."
    )
# The address in e-mails that no request asked for, such as the daily digest.
_HOST = (ALLOWED_HOSTS or _LOCAL_HOSTS)[0].lstrip(".")
SITE_ADDRESS = env.str(
    "SITE_ADDRESS", default=f"https://{_HOST}/" if IS_PRODUCTION else f"http://{_HOST}:8000/"
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- Apps, in import order: each may use those before it --------------------------------------

INSTALLED_APPS = [
    "portfolio.apps.PeopleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Of allauth the second factors alone, which need its accounts: these stay empty.
    "allauth.account",
    "allauth.mfa",
    "whitenoise.runserver_nostatic",
    "portfolio.apps.PagesStaticFilesConfig",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_prose_editor",
    "django_q",
    "import_export",
    "portfolio",
    "teams",
    "assessment",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portfolio.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portfolio.accounts.sessions.SessionLimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before the CSRF check, which reads (and so would store) the whole body of an upload.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portfolio.accounts.logging_in.SetUpMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portfolio.files.outages.StorageOutageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last, next to the view: what an EQA is shown is entered before it is sent.
    "portfolio.watching.WatchEqaMiddleware",
]

ROOT_URLCONF = "portfolio.urls"
WSGI_APPLICATION = "portfolio.wsgi.application"

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
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# -- Data -------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/site.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # A second process (the worker) writes too: take the lock at the start and wait for it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged action survives a power cut as well as a killed process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# -- Files ------------------------------------------------------------------------------------

# A bucket of an S3-compatible service; empty: this machine's own disk.
STORAGE_URL = env.str("STORAGE_URL", default="")
# On a disk of this machine in any case: here is also what is on its way in.
_FILES = {"location": str(DATA_DIR / "files")}
STORAGES = {
    "default": {
        "BACKEND": "portfolio.files.storage.s3.S3Storage",
        "OPTIONS": _FILES | {"bucket": bucket_of(STORAGE_URL)},
    }
    if STORAGE_URL
    else {"BACKEND": "portfolio.files.storage.local.LocalStorage", "OPTIONS": _FILES},
    "staticfiles": {"BACKEND": "portfolio.files.storage.static.StaticStorage"},
}
UPLOAD_LIMIT_MB = env.int("UPLOAD_LIMIT_MB", default=2048)
# Room for the files of one learner and of a whole centre; 0 is no limit.
QUOTA_LEARNER_MB = env.int("QUOTA_LEARNER_MB", default=10240)
QUOTA_CENTRE_MB = env.int("QUOTA_CENTRE_MB", default=0)
# ClamAV’s daemon, which looks for viruses: the path of its socket, or host:port; empty: none.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
VERIFY_LIMIT_MB = env.int("VERIFY_LIMIT_MB", default=1000)
FILE_UPLOAD_HANDLERS = ["portfolio.files.uploads.StorageUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Parts of documents, made again whenever they are missing: safe to empty, no use to back up.
SHELF_DIR = DATA_DIR / "shelf"
# Front-end packages come from npm; only what a page loads is served.
_PACKAGES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", _PACKAGES / "bootstrap" / "dist"),
    ("htmx", _PACKAGES / "htmx.org" / "dist"),
    ("tus", _PACKAGES / "tus-js-client" / "dist"),
    ("noble-hashes", _PACKAGES / "@noble" / "hashes"),
    ("pdfjs", _PACKAGES / "pdfjs-dist" / "build"),
    ("pdfjs-wasm", _PACKAGES / "pdfjs-dist" / "wasm"),
    ("pdfjs-cmaps", _PACKAGES / "pdfjs-dist" / "cmaps"),
    ("pdfjs-fonts", _PACKAGES / "pdfjs-dist" / "standard_fonts"),
    ("source-sans-3", _PACKAGES / "@fontsource" / "source-sans-3" / "files"),
    ("source-serif-4", _PACKAGES / "@fontsource" / "source-serif-4" / "files"),
]

# -- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "portfolio.User"
AUTHENTICATION_BACKENDS = ["portfolio.accounts.authentication.PeopleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# No rules on which kinds of characters: long, not common, and not one's own name.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name, "OPTIONS": options}
    for name, options in (
        (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            {"user_attributes": ("username", "name", "email"), "max_similarity": 0.5},
        ),
        (
            "django.contrib.auth.password_validation.MinimumLengthValidator",
            {"min_length": 12},
        ),
        ("django.contrib.auth.password_validation.CommonPasswordValidator", {}),
        ("portfolio.accounts.passwords.SiteWordsValidator", {}),
    )
]
# The first is used; those stored by another are stored anew when their owner logs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Of invitations. Links for those who have a password end sooner: see ``resetting``.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
MFA_ADAPTER = "portfolio.accounts.factors.adapter.FactorsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Whether superusers and staff need a second factor, whatever their centre asks.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=IS_PRODUCTION)
# A signature wants a password, code or passkey that is not older.
REAUTHENTICATE_MINUTES = env.int("REAUTHENTICATE_MINUTES", default=15)
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=365)
_email = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(_email)
# Seconds: a page that sends mail does not wait for a mail server that does not answer.
EMAIL_TIMEOUT = 8
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portfolio@localhost")

# Counters against guessing, the same for all processes.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache"
        if REDIS_URL
        else "portfolio.accounts.counting.TableCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portfolio",
    },
}

# -- Background work --------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "portfolio",
    "orm": "default",
    "workers": env.int("WORKERS", default=1),
    "timeout": 900,
    # Longer than the timeout, so that a job is never run twice at once.
    "retry": 960,
    "max_attempts": 3,
    "poll": 0.5,
    "catch_up": False,
    "label": "Background jobs",
}

# -- Language ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_TZ = True

# -- Safety -----------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=IS_PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SESSION_ENGINE = "portfolio.accounts.sessions"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# Scripts of the site send the token that stands in the page.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portfolio.views.refusals.forged"
if HTTPS:
    # Browsers take these from nobody but this host itself, not from a neighbour below one domain.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# From logging in, however busy one is; and from the last request.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=120) * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its small marks (ticks, arrows) as data: pictures in its style sheet.
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "portfolio.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Each page and each font of an export: read for its progress, and too much for a log.
        "weasyprint.progress": {"level": "INFO", "propagate": False},
        "fontTools": {"level": "WARNING"},
        # Of the development server: the same lines, so that they are as discreet.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "pikepdf": {"level": "WARNING"},
    },
}
