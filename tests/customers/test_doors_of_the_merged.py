"""Whatever is still written about a merged record is the survivor's, or refused: every door there is."""

import inspect
from io import BytesIO

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.campaigns import public as campaigns
from otokui.domain.campaigns.types import WhyNotMore
from otokui.domain.customers import public
from otokui.domain.customers.actions.gather_strays import gather_strays
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import (
    Channel,
    ConsentGiven,
    ContactPersonInput,
    ContactWay,
    CustomerInput,
    Ground,
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
    PhoneInput,
    Point,
    PreferenceKind,
)
from otokui.domain.insights import public as insights
from otokui.domain.insights.types import Answer
from otokui.domain.purchases import public as purchases
from tests.customers.cast import NOW, TODAY, YAMADA, create

pytestmark = pytest.mark.django_db
ROOMS = (public, purchases, insights, campaigns)
BY = {"now": NOW, "staff_id": None}
EDIT = {"now": NOW, "today": TODAY}

FOLLOW = {
    "attach_file": {"content": BytesIO(b"a"), "name": "a.txt"} | BY,
    "create_follow_up": {"due_on": TODAY, "reason": "お礼", "now": NOW},
    "mark_complaint": {"is_open": True, "now": NOW},
    "note_household": {
        "kind": HouseholdKind.COUPLE,
        "source": HouseholdSource.TOLD,
        "noted_on": TODAY,
    },
    "note_observation": {
        "kind": ObservationKind.DOG,
        "source": ObservationSource.DOOR,
        "noted_at": NOW,
        "noted_on": TODAY,
    },
    "note_preference": {"kind": PreferenceKind.LIKE, "text": "米", "noted_on": TODAY},
    "open_deal": {"until": TODAY, "today": TODAY} | BY,
    "record_and_plan": {"way": ContactWay.CALL, "now": NOW},
    "record_consent": {"given": ConsentGiven(Channel.MAIL, False), "now": NOW},
    "record_contact": {"way": ContactWay.CALL, "at": NOW},
    "see_household": {"kind": HouseholdKind.COUPLE, "noted_on": TODAY},
    "answer_reorder": {"products": [None], "answer": Answer.NO_MORE, "last_on": TODAY, "on": TODAY} | BY,
    "note_why": {"answer": WhyNotMore.OTHER, "words": "", "on": TODAY, "staff_id": None},
}
REFUSE = {
    "ask_to_erase": {"typed": "x", "ground": Ground.REQUEST} | BY,
    "edit_customer": {"values": {"memo": "x"}, "seen": ""} | EDIT,
    "edit_point": {"point": Point.PHONE, "wanted": PhoneInput("03-1111-2222"), "row_id": None, "seen": ""}
    | EDIT,
    "restore_change": {"change": "00000000-0000-0000-0000-000000000000"} | EDIT,
    "restore_value": {"table": "customer", "event": 1} | EDIT,
    "update_customer": {"given": CustomerInput(family_name="新"), "expected_version": 2} | EDIT,
    "write_contact_person": {"given": ContactPersonInput(family_name="鈴木"), "now": NOW},
}
# They name a row, which has moved along, and are told whose it is besides; or ask only.
BY_ROW = {
    "end_deal",
    "finish_follow_up",
    "hide_file",
    "known_as",
    "move_follow_up",
    "note_file",
    "restore_row",
    "take_contact_back",
    "unhide_file",
    "withdraw_answers",
}


def doors():
    """Whatever writes about one customer, by name."""
    found = {name: getattr(room, name) for room in ROOMS for name in room.__all__}
    return {
        name: door
        for name, door in found.items()
        if inspect.isfunction(door)
        and ".actions." in door.__module__
        and {"customer_id", "company_id"} & inspect.signature(door).parameters.keys()
    }


@pytest.fixture
def merged(tmp_path, settings):
    settings.HOME = tmp_path
    survivor, gone = create(YAMADA), create(CustomerInput(kind=YAMADA.kind, company_name="山田商店"))
    public.merge_customers(survivor, gone, now=NOW)
    return gone


def test_every_door_follows_to_the_survivor_or_refuses(merged):
    known = doors()
    assert known.keys() == FOLLOW.keys() | REFUSE.keys() | BY_ROW
    before = Customer.objects.filter(pk=merged).values().get()
    for name, values in FOLLOW.items():
        known[name](merged, **values)
    for name, values in REFUSE.items():
        with pytest.raises(Refused) as refused:
            known[name](merged, **values)
        assert refused.value.code == "merged_already", name
    assert gather_strays() == 0
    assert Customer.objects.filter(pk=merged).values().get() == before
    assert public.end_deal(merged, staff_id=None)
