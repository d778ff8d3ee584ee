"""Settings: everything comes from the environment, and there is little of it. See docs/operating.md."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from conoceles.config.environment import LEVELS, ROLES, flag, listed, number, one_of, read_file, refuse_unknown, text
from conoceles.lib.keys import secret_file

read_file()
refuse_unknown()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(text("CONOCELES_DATA") or BASE_DIR / "data").expanduser().resolve()
BUILD_DIR = DATA_DIR / "build"
# What must not go back when the database does: never restored from a backup (docs/operating.md).
WITNESS_DIR = DATA_DIR / "witness"
# What says when something last did its work.
SIGNS_DIR = DATA_DIR / "signs"
# Who is told, besides whoever has systems, when a fact of the installation changes.
ALERTS = listed("CONOCELES_ALERTS")
# Where measurements are served, as 127.0.0.1:9464; '' for nowhere.
METRICS = text("CONOCELES_METRICS")
# How many days backups and archived WAL are kept: until then they hold what was redacted.
BACKUP_DAYS = number("CONOCELES_BACKUP_DAYS", 30, 1, 3650)
DATA_DIR.mkdir(parents=True, exist_ok=True)

ROLE = one_of("CONOCELES_ROLE", ROLES, "all")
WORKSHOP = ROLE != "public"

DEBUG = flag("CONOCELES_DEBUG")
SECRET_KEY = text("CONOCELES_SECRET_KEY") or secret_file(DATA_DIR / "keys" / "secret_key")
# The first key seals; all of them open. What is sealed cannot be read from a copy of the database alone.
# Where backups go when none is named, and the age key that seals what is in them.
BACKUP = text("CONOCELES_BACKUP")
BACKUP_KEY = text("CONOCELES_BACKUP_KEY")
# Where the workshop puts public photographs and files, and other nodes find them: an S3-like store.
STORE = text("CONOCELES_STORE")
# Where «push» puts the built site, for a CDN.
PUSH = text("CONOCELES_PUSH")
# None given: the one in the folder, made when the first thing is sealed.
SEAL_KEYS = listed("CONOCELES_SEAL_KEYS")
SEAL_KEY_FILE = DATA_DIR / "keys" / "seal_key"
# Whether anything is sealed already: a new key beside it would hide that the old one is lost.
ANYTHING_SEALED = "conoceles.profiles.sealed.anything"
# Set by `serve --demo`: the invented people of the demonstration enter with one press.
DEMO = flag("CONOCELES_DEMO")
ALLOWED_HOSTS = listed("CONOCELES_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CONOCELES_ORIGINS")
# How mails name the workshop: the first of the origins that may send forms, or where `serve` listens.
# The process of `serve`, with which its workers end; 0 where there is none.
PARENT = int(text("CONOCELES_PARENT", "0"))
WORKSHOP_ADDRESS = (
    CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else text("CONOCELES_SERVED", "http://localhost:8000")
)


def database(url: str) -> dict[str, object]:
    if not url:
        # The register holds personal data: the file is its owner's alone, and SQLite gives its journal the same mode.
        (DATA_DIR / "conoceles.sqlite3").touch(mode=0o600)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "conoceles.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # What was acknowledged is on the disk; what was deleted is overwritten.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA busy_timeout=20000;"
                ),
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


def _mail(url: str) -> dict[str, object]:
    """Return the mail settings: files in DATA/outbox, or the server of smtp(s)://user:password@host:port."""
    if not url:
        folder = DATA_DIR / "outbox"
        return {"EMAIL_BACKEND": "conoceles.lib.outbox.EmailBackend", "EMAIL_FILE_PATH": folder}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SystemExit("CONOCELES_SMTP debe ser como smtps://usuario:contraseña@servidor:465")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }


DATABASES = {"default": database(text("CONOCELES_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PUBLIC_APPS = [
    "django.contrib.staticfiles",
    "conoceles.ledger",
    "conoceles.site",
    "conoceles.config",
]
WORKSHOP_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "conoceles.audit",
    "conoceles.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "conoceles.mail",
    "conoceles.elections",
    "conoceles.questionnaires",
    "conoceles.profiles",
    "conoceles.movements",
    "conoceles.capture",
    "conoceles.review",
    "conoceles.lists",
    "conoceles.reports",
    "conoceles.demo",
]
# Our own look comes first: its templates replace those of the libraries.
INSTALLED_APPS = (["conoceles.look", *WORKSHOP_APPS] if WORKSHOP else ["conoceles.look"]) + PUBLIC_APPS

MIDDLEWARE = [
    # The outermost: pages of what went wrong have a policy too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "conoceles.look.maintenance.Maintenance",
    "conoceles.look.no_nul.NoNul",
    "conoceles.site.language.LanguageByAddress",
    "conoceles.site.repairing.WhileRepaired",
    *(
        [
            "conoceles.config.pressed_twice.PressedTwice",
            "conoceles.config.cleaned_forms.CleanedForms",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "allauth.usersessions.middleware.UserSessionsMiddleware",
            "conoceles.look.maintenance.ReadOnly",
            "conoceles.accounts.sessions.EndedSessions",
            "conoceles.config.time_zone.InstituteTime",
            "conoceles.accounts.asking.WhoSendsFiles",
        ]
        if WORKSHOP
        else []
    ),
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = f"conoceles.config.urls_{ROLE}"
WSGI_APPLICATION = "conoceles.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # The last wins: ours has a faster `translate`.
            "builtins": ["django.templatetags.i18n", "conoceles.look.templatetags.look"],
            "context_processors": [
                "django.template.context_processors.request",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "conoceles.elections.access.help_desk",
                        "conoceles.elections.access.capture_release",
                        "conoceles.config.menu.menu",
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
LOGIN_REDIRECT_URL = "/taller/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "conoceles.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "conoceles.accounts.forms.SignInForm",
    "reset_password": "conoceles.accounts.forms.ForgottenForm",
    "add_email": "conoceles.accounts.forms.ChangeEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/ingresar/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
# The password again, or the second factor, before what changes who can enter.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# «key» is an account and an address together.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key", "activate": "20/m/ip"}
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "conoceles.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys without HTTPS on localhost alone, whatever is said here.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
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
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "conoceles.look.type.TypeFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "conoceles.look.static_files.FlatStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "conoceles.look.views.expired"
HTTPS = flag("CONOCELES_HTTPS")
# Whether anything says that this is reached from elsewhere: no door of a demonstration is open then.
PUBLISHED = HTTPS or bool(text("CONOCELES_HOSTS") or text("CONOCELES_ORIGINS"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# With the prefix a browser takes them from this very host alone, over HTTPS.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("session", "csrf")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Behind proxies, the address that throttles count by is the one that the outermost of ours saw.
ALLAUTH_TRUSTED_PROXY_COUNT = number("CONOCELES_PROXIES", 1 if HTTPS else 0)
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


def _cache(url: str) -> dict[str, object]:
    """Return where throttles are counted: in Redis or Valkey, or in the database. Neither throws counts away."""
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    if not WORKSHOP:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


CACHES = {"default": _cache(text("CONOCELES_CACHE"))}

EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = text("CONOCELES_MAIL_FROM", "conoceles@localhost")
# Which institute a mail says that it is from, given the box that is told.
MAIL_SENDER = "conoceles.elections.sender.of"
globals().update(_mail(text("CONOCELES_SMTP")))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The QR of a second factor is drawn into its page: it must not have an address.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The logs in which visits are counted: ours, or those of nginx in front.
VISITS_LOGS = text("CONOCELES_VISITS") or str(DATA_DIR / "visits.log*")
# Which pages were visited and when; neither by whom nor looking for what.
VISITS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "logging.Formatter", "fmt": "%(message)s"}},
    "filters": {"pages": {"()": "conoceles.site.visits.PagesOnly"}},
    "handlers": {
        "visits": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": DATA_DIR / "visits.log",
            "formatter": "plain",
            "filters": ["pages"],
            "delay": True,
        },
    },
    "loggers": {"granian.access": {"handlers": ["visits"], "level": "INFO", "propagate": False}},
}
VISIT = "%(time)s %(method)s %(status)d %(path)s"

LOG_JSON = one_of("CONOCELES_LOG_FORMAT", ("text", "json"), "text") == "json"
LOG_LEVEL = one_of("CONOCELES_LOG", LEVELS, "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"conoceles.lib.log_lines.{'Json' if LOG_JSON else 'Text'}"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # A missing page is the visitor's business: its address is not logged.
        "django.request": {"level": "ERROR"},
        # Nor is a name that is not ours: anybody may ask for any.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # What the builder and the clock did.
        "conoceles": {"level": "INFO" if LOG_LEVEL == "WARNING" else LOG_LEVEL},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if not HTTPS else []
