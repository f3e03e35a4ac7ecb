"""What an installation has of its own."""

import logging
import logging.config
import stat

import pytest

from otokui.project import installation


def test_the_secret_key_is_made_once_and_for_us_alone(tmp_path):
    key = installation.secret_key(tmp_path / "home")
    assert len(key) >= 50
    assert installation.secret_key(tmp_path / "home") == key
    assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("as_json", [False, True])
def test_a_traceback_in_the_log_shows_no_values(as_json, capfd):
    settings = installation.logging(as_json=as_json)
    settings["loggers"] = {"tests.log": {"handlers": ["stderr"], "propagate": False}}
    settings["root"] = {"level": "WARNING"}
    logging.config.dictConfig(settings)
    password = "correct horse"
    try:
        raise ValueError(f"{len(password)} letters")
    except ValueError:
        logging.getLogger("tests.log").exception("it failed")
    line = capfd.readouterr().err
    assert "ValueError: 13 letters" in line
    assert password not in line


def test_the_address_of_a_database_becomes_djangos_settings():
    found = installation.database("postgresql://ann:secret@db.example:6432/shop?sslmode=require")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("shop", "ann", "secret")
    assert (found["HOST"], found["PORT"]) == ("db.example", "6432")
    assert found["OPTIONS"]["sslmode"] == "require"
