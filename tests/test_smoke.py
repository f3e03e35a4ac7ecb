import pytest

from otokui.domain.accounts.models import Staff


@pytest.mark.django_db
def test_staff_can_be_stored():
    Staff.objects.create_user("a@example.jp", "pw", name="山田", role="admin")
    assert Staff.objects.count() == 1
