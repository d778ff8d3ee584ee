"""Settings: everything comes from the environment, and there is little of it. See docs/operating.md."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from conoceles.lib.keys import secret_file

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("CONOCELES_DATA") or BASE_DIR / "data").expanduser().resolve()
BUILD_DIR = DATA_DIR / "build"
DATA_DIR.mkdir(parents=True, exist_ok=True)

ROLE = os.environ.get("CONOCELES_ROLE", "all")
if ROLE not in {"all", "workshop", "public"}:
    raise SystemExit(f"CONOCELES_ROLE debe ser all, workshop o public, no «{ROLE}».")
WORKSHOP = ROLE != "public"

DEBUG = os.environ.get("CONOCELES_DEBUG") == "1"
SECRET_KEY = os.environ.get("CONOCELES_SECRET_KEY") or secret_file(DATA_DIR / "keys" / "secret_key")
ALLOWED_HOSTS = os.environ.get("CONOCELES_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CONOCELES_ORIGINS", "").split(",") if origin]


def _database(url: str) -> dict[str, object]:
    if not url:
        # The register holds personal data: the file is its owner's alone, and SQLite gives its journal the same mode.
        (DATA_DIR / "conoceles.sqlite3").touch(mode=0o600)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "conoceles.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit("CONOCELES_DATABASE debe empezar con postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(os.environ.get("CONOCELES_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PUBLIC_APPS = [
    "django.contrib.staticfiles",
    "conoceles.look",
    "conoceles.ledger",
    "conoceles.site",
    "conoceles.config",
]
WORKSHOP_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "conoceles.accounts",
    "conoceles.elections",
    "conoceles.profiles",
]
INSTALLED_APPS = (WORKSHOP_APPS if WORKSHOP else []) + PUBLIC_APPS

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(
        [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        if WORKSHOP
        else []
    ),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = f"conoceles.config.urls_{ROLE}"
WSGI_APPLICATION = "conoceles.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["conoceles.look.templatetags.look"],
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                    if WORKSHOP
                    else []
                ),
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User" if WORKSHOP else "auth.User"
LOGIN_URL = "/ingresar/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "es-mx"
TIME_ZONE = "America/Mexico_City"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/activos/"
STATIC_ROOT = BUILD_DIR / "site" / "activos"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "conoceles.look.views.expired"
HTTPS = os.environ.get("CONOCELES_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_AGE = 8 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # A missing page is the visitor's business: its address is not logged.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CONOCELES_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not HTTPS else []
