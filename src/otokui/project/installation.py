"""What one installation has of its own: its secret, its database, its log."""

import os
import secrets
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


def database(address: str) -> dict[str, Any]:
    """Django's settings for the database at this address."""
    server = conninfo_to_dict(address)
    options: dict[str, Any] = {key: value for key, value in server.items() if key not in _APART}
    options["prepare_threshold"] = 0  # holds for `core/platform/prepared`: Django's own cursors never prepare
    return {
        "ENGINE": "otokui.core.platform.postgresql",
        "NAME": server.get("dbname", "otokui"),
        "USER": server.get("user", ""),
        "PASSWORD": server.get("password", ""),
        "HOST": server.get("host", ""),
        "PORT": str(server.get("port", "")),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
    }


def logging(*, as_json: bool) -> dict[str, Any]:
    """One line an event on stderr, for people or as JSON; the same for Django's, our own and others'."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "otokui.project.log_lines.LogLines", "as_json": as_json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"otokui": {"level": "INFO"}},
    }
