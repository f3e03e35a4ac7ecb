"""Nothing of a plan stays for the tests after these."""

import pytest

from otokui.domain.campaigns.queries import due
from otokui.domain.campaigns.queries.plans import ARTICLES


@pytest.fixture(autouse=True)
def _forget_the_plan():
    """Like another process: the first page after a plan has changed asks once more."""
    yield
    due._latest[0] = ARTICLES
