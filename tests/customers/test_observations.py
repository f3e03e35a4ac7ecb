"""What is seen at the door: noted with a tap, taken back with another, believed for a while."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import Role
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer, Household, Observation
from otokui.domain.customers.rules.observing import BELIEVED_MONTHS, believed_until, special_care_in
from otokui.domain.customers.types import (
    HouseholdKind,
    HouseholdSource,
    ObservationKind,
    ObservationSource,
)
from tests.customers.cast import everybody

ZONE = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 4, 1, 12, tzinfo=ZONE)
TODAY = NOON.date()
DOG = ObservationKind.DOG


@pytest.fixture
def tanaka(db) -> int:
    return everybody()["0001"]


@pytest.fixture
def drivers(db) -> tuple[int, int]:
    people = (
        Staff.objects.create_user(f"{name}@example.jp", "a-good-password", name=name, role=Role.FIELD)
        for name in ("komada", "ono")
    )
    one, other = (person.pk for person in people)
    return one, other


def tap(customer: int, staff: int, *, so: bool = True, at: datetime = NOON, kind=DOG) -> bool:
    return public.note_observation(
        customer,
        kind=kind,
        is_so=so,
        source=ObservationSource.DELIVERY,
        noted_at=at,
        noted_on=at.date(),
        staff_id=staff,
    )


def believed(customer: int, on: date = TODAY) -> set[str]:
    return {seen.kind.value for seen in public.get_customer(customer, as_of=on).observations}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("犬がいます", ()),
        ("奥さまは入院中とのこと", ("入院",)),
        ("ｶﾞﾝ患者さん", ("ガン患者",)),
        ("宗 教の話が長い、国籍は…", ("宗教", "国籍")),
        ("薬局のとなり", ()),
        ("", ()),
    ],
)
def test_words_of_special_care_are_noticed(text, found):
    assert special_care_in(text) == found


def test_every_kind_expires_and_no_word_of_it_is_special_care():
    assert set(BELIEVED_MONTHS) == set(ObservationKind)
    for kind in ObservationKind:
        assert special_care_in(public.label(kind)) == ()
    assert believed_until(ObservationKind.LEAVE_AT_DOOR, date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_tap_says_who_when_where_and_until(tanaka, drivers):
    assert tap(tanaka, drivers[0])
    (seen,) = public.get_customer(tanaka, as_of=TODAY).observations
    assert (seen.kind, seen.source, seen.noted_on, seen.staff) == (DOG, "delivery", TODAY, "komada")
    assert seen.expires_on == believed_until(DOG, TODAY)
    assert believed(tanaka, seen.expires_on - timedelta(days=1)) == {"dog"}
    assert believed(tanaka, seen.expires_on) == set()
    assert believed(tanaka, TODAY - timedelta(days=1)) == set()


# who taps, whether it is so, after how many days → rows, believed
SECOND_TAPS = {
    "the same again": (0, True, 0, 1, True),
    "taken back on the day": (0, False, 0, 0, False),
    "a colleague on the day": (1, False, 0, 2, False),
    "later: no longer so": (0, False, 40, 2, False),
    "later: still so": (0, True, 40, 2, True),
}


@pytest.mark.parametrize("case", SECOND_TAPS)
def test_the_second_tap(tanaka, drivers, case):
    who, so, days, rows, is_believed = SECOND_TAPS[case]
    tap(tanaka, drivers[0])
    at = NOON + timedelta(days=days, minutes=5)
    assert tap(tanaka, drivers[who], so=so, at=at)
    assert Observation.objects.count() == rows
    assert (believed(tanaka, at.date()) == {"dog"}) is is_believed


def test_what_was_never_seen_needs_no_taking_back(tanaka, drivers):
    assert tap(tanaka, drivers[0], so=False)
    assert not Observation.objects.exists()


def test_what_arrives_late_does_not_overtake_what_was_seen_after_it(tanaka, drivers):
    tap(tanaka, drivers[0], at=NOON - timedelta(days=30))
    assert tap(tanaka, drivers[1], so=False, at=NOON)
    assert not tap(tanaka, drivers[0], at=NOON - timedelta(hours=3))
    assert believed(tanaka) == set()


def test_the_household_of_the_door_is_the_household_of_the_books(tanaka, drivers):
    see = public.see_household
    public.note_household(
        tanaka,
        kind=HouseholdKind.SINGLE,
        source=HouseholdSource.TOLD,
        noted_on=TODAY - timedelta(days=300),
    )
    see(tanaka, kind=HouseholdKind.COUPLE, noted_on=TODAY, staff_id=drivers[0])
    see(tanaka, kind=HouseholdKind.FAMILY, noted_on=TODAY, staff_id=drivers[0])
    household = public.get_customer(tanaka, as_of=TODAY).household
    assert (household.kind, household.source) == (HouseholdKind.FAMILY, HouseholdSource.AT_DOOR)
    assert household.expires_on == TODAY.replace(year=TODAY.year + 3)
    assert Household.objects.filter(customer_id=tanaka).count() == 2
    see(tanaka, kind=HouseholdKind.FAMILY, is_so=False, noted_on=TODAY, staff_id=drivers[0])
    assert public.get_customer(tanaka, as_of=TODAY).household.kind == HouseholdKind.SINGLE
    see(tanaka, kind=HouseholdKind.SINGLE, is_so=False, noted_on=TODAY, staff_id=drivers[0])
    assert public.get_customer(tanaka, as_of=TODAY).household is None
    assert Household.objects.filter(customer_id=tanaka).count() == 1


def test_the_history_tells_who_saw_what(tanaka, drivers):
    tap(tanaka, drivers[0])
    tap(tanaka, drivers[1], so=False)
    told = [entry for entry in public.list_history(tanaka).entries if entry.table == "observation"]
    assert [(entry.kind, entry.staff, entry.cause) for entry in told] == [
        ("insert", "ono", "observe"),
        ("insert", "komada", "observe"),
    ]


def test_nobody_can_be_seen(db):
    with pytest.raises(public.UnknownCustomer):
        tap(0, None)


def test_the_doorstep_tells_the_least(tanaka, drivers):
    Customer.objects.filter(pk=tanaka).update(memo="門は閉めること", memo_pops_up=True)
    tap(tanaka, drivers[0])
    step = public.doorsteps([tanaka, 0], as_of=TODAY)[tanaka]
    assert (step.name, step.honorific, step.memo) == ("田中 太郎", "様", "門は閉めること")
    assert [seen.kind for seen in step.observations] == [DOG]
    assert not {"net", "orders", "tags", "attributes", "birthday"} & set(step.__dataclass_fields__)
