"""The shop of these pages, and readers who are signed in."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from otokui.domain.accounts.models import Business, Staff
from otokui.domain.accounts.types import Role
from tests.customers.cast import everybody
from tests.insights.cast import bought, buy, start_run

TODAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _quick_and_forgetful(settings):
    """Nothing cached from the test before; passwords hashed in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def shop(db) -> dict[str, int]:
    """ids by number: 田中 太郎 (0001) buys rice every 30 days, 花子 (0002) came once, 髙﨑 (0003) is late,
    ㈱山田商店 (0100) and the others have not bought."""
    Business.objects.create(id=1, name="おとくい商店")
    ids = everybody()
    months = [date(2025, 8, 4) + timedelta(days=30 * place) for place in range(8)]
    late = [date(2025, 4, 1) + timedelta(days=20 * place) for place in range(8)]
    buy(
        *(
            bought(
                ids["0001"],
                str(day),
                9000,
                order_id=f"T{n}",
                product_code="RICE",
                product_name="米 5kg",
                quantity=2000,
            )
            for n, day in enumerate(months)
        ),
        bought(ids["0002"], "2026-03-20", 1200, order_id="H1", product_code="TEA", product_name="煎茶"),
        *(
            bought(ids["0003"], str(day), 800, order_id=f"K{n}", product_code="TEA", product_name="煎茶")
            for n, day in enumerate(late)
        ),
    )
    start_run(TODAY)
    return ids


def staff(role: Role = Role.ADMIN, email: str = "hanako@example.jp") -> Staff:
    return Staff.objects.create_user(email, "a-good-password", name="山田 花子", role=role)


@pytest.fixture
def reader(db) -> Client:
    """Somebody who may do everything, signed in, reading Japanese."""
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client
