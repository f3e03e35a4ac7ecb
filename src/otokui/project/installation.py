"""What one installation has of its own: its secret, its database, its log."""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

_APART = {"dbname", "user", "password", "host", "port"}


def secret_key(home: Path) -> str:
    """The key in `home/secret_key`, made on first use and readable by nobody else."""
    path = home / "secret_key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return _read(path)


def _read(path: Path) -> str:
    for _ in range(50):  # another process may just be writing it
        if key := path.read_text():
            return key
        time.sleep(0.1)
    raise ValueError(f"{path} is empty: remove it to get a new key (everybody has to sign in again)")


def database(address: str, *, pool: int = 0) -> dict[str, Any]:
    """Django's settings for the database at this address; `pool` connections shared by threads if given."""
    server = conninfo_to_dict(address)
    options: dict[str, Any] = {key: value for key, value in server.items() if key not in _APART}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.get("dbname", "otokui"),
        "USER": server.get("user", ""),
        "PASSWORD": server.get("password", ""),
        "HOST": server.get("host", ""),
        "PORT": str(server.get("port", "")),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else 60,
    }


def logging(*, as_json: bool) -> dict[str, Any]:
    """One line an event on stderr, for people or as JSON; the same for Django's, our own and others'."""
    import structlog

    common: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    finish: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        finish += [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        # Plain tracebacks: the pretty ones print local variables, and with them people's data.
        plain = structlog.dev.plain_traceback
        finish.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain))
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": common,
                "processors": finish,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"otokui": {"level": "INFO"}},
    }
