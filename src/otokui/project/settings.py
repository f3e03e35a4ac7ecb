"""Settings of one installation. Everything that differs between installations comes from the environment."""

from pathlib import Path

from environs import Env
from psycopg.conninfo import conninfo_to_dict

env = Env()

HOME = Path(env.str("OTOKUI_HOME", "var")).resolve()
DEBUG = env.bool("OTOKUI_DEBUG", False)
SECRET_KEY = env.str("OTOKUI_SECRET_KEY", "insecure-only-until-the-command-line-creates-one")
ALLOWED_HOSTS = env.list("OTOKUI_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

_server = conninfo_to_dict(env.str("DATABASE_URL", "postgresql:///otokui"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _server.get("dbname", "otokui"),
        "USER": _server.get("user", ""),
        "PASSWORD": _server.get("password", ""),
        "HOST": _server.get("host", ""),
        "PORT": str(_server.get("port", "")),
        "OPTIONS": {
            key: value
            for key, value in _server.items()
            if key not in {"dbname", "user", "password", "host", "port"}
        },
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "ATOMIC_REQUESTS": False,
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "otokui.core.platform",
    "otokui.domain.accounts",
    "otokui.domain.customers",
    "otokui.domain.purchases",
    "otokui.domain.exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
        },
    }
]

ROOT_URLCONF = "otokui.project.urls"
ASGI_APPLICATION = "otokui.project.asgi.application"
AUTH_USER_MODEL = "accounts.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"

OTOKUI_SCHEDULE_TIME_ZONE = "otokui.project.time_zone.of_schedules"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
