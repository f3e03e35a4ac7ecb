"""Settings of one installation. Everything that differs between installations comes from the environment."""

from datetime import timedelta
from pathlib import Path

from otokui.project import environment, installation

HOME = Path(environment.text("OTOKUI_HOME", "var")).resolve()
DEBUG = environment.flag("OTOKUI_DEBUG")
GALLERY = DEBUG or environment.flag("OTOKUI_GALLERY")
SECRET_KEY = environment.text("OTOKUI_SECRET_KEY") or installation.secret_key(HOME)
ALLOWED_HOSTS = environment.names("OTOKUI_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

DATABASES = {"default": installation.database(environment.text("DATABASE_URL", "postgresql:///otokui"))}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "otokui.entry.web",  # before allauth, whose messages it silences
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "otokui.core.platform",
    "otokui.core.ui",
    "otokui.domain.desk",
    "otokui.domain.accounts",
    "otokui.domain.customers",
    "otokui.domain.purchases",
    "otokui.domain.insights",
    "otokui.domain.campaigns",
    "otokui.domain.exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "otokui.entry.web.language.staff_language",
    "otokui.entry.web.business.business_once",
    "otokui.entry.web.going_back.shown_anew",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "otokui.entry.web.refusals.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "otokui.entry.web.context.shell",
            ],
            "libraries": {
                "analysis": "otokui.domain.desk.web.analysis_tags",
                "desk": "otokui.domain.desk.web.tags",
            },
            "builtins": ["otokui.domain.insights.web.tags"],
        },
    }
]

ROOT_URLCONF = "otokui.project.urls"
ASGI_APPLICATION = "otokui.project.asgi.application"
AUTH_USER_MODEL = "accounts.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "otokui.domain.accounts.adapters.backend.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
# `otokui serve` collects the files under names that carry their content and may be kept for ever.
_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED or environment.flag("OTOKUI_COLLECT_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
SERVESTATIC_MANIFEST_STRICT = False  # a page without its styles is better than no page

# Files that staff attach: in a folder under HOME, or in S3 where a bucket is named.
LARGEST_FILE = int(environment.text("OTOKUI_LARGEST_FILE_MB", "50")) << 20
REMOVED_FILES_KEPT_DAYS = int(environment.text("OTOKUI_REMOVED_FILES_DAYS", "30"))
FILES_BUCKET = environment.text("OTOKUI_FILES_BUCKET")
FILES_ENDPOINT = environment.text("OTOKUI_FILES_ENDPOINT")

OTOKUI_SCHEDULE_TIME_ZONE = "otokui.project.time_zone.of_schedules"
LOGGING = installation.logging(as_json=environment.flag("OTOKUI_LOG_JSON"))

# Behind a proxy that speaks https, OTOKUI_HTTPS=1; the proxy must set X-Forwarded-Proto itself.
_HTTPS = environment.flag("OTOKUI_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_ENGINE = "otokui.entry.web.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS: list[str] = environment.names("OTOKUI_TRUSTED_ORIGINS", [])
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Sign-in: by mail address and password; nobody signs up by himself.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "otokui.domain.accounts.adapters.second_factor.Secrets"
MFA_FORMS = {"authenticate": "otokui.domain.accounts.adapters.second_factor.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong
ACCOUNT_RATE_LIMITS = False  # axes counts failures, in the database
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "otokui.entry.web.sign_in.typed_address"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # the sign-in page itself says that it is locked

# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
