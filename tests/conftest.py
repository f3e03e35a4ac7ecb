"""What all tests share."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(migrated_database: None) -> None:
    """Overrides pytest-django's, which would migrate anew in every process."""
