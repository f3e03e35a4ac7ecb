from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otokui.core.kernel.errors import Refused
from otokui.domain.accounts.models import Staff
from otokui.domain.customers import public
from otokui.domain.customers.queries import guards
from otokui.domain.customers.rules import checks, completeness, contacting
from otokui.domain.customers.types import (
    AttributeKind,
    AttributeRecord,
    Channel,
    ConsentGiven,
    ContactWay,
    CustomerInput,
    HouseholdKind,
    HouseholdSource,
    Outcome,
    PreferenceKind,
    Purpose,
    PurposeKind,
    Reason,
)
from tests.customers.cast import NOW, SUZUKI, TARO, TODAY, YAMADA, create, everybody

ADVERT = Purpose(PurposeKind.ADVERT)
TWO_PIZZAS = Purpose(PurposeKind.OFFER, ("シーフードスペシャル",), serves=2)
CALL = ContactWay.CALL


@pytest.mark.parametrize(
    ("kind", "is_refused"),
    [
        (PurposeKind.TRANSACTION, False),
        (PurposeKind.SERVICE, False),
        (PurposeKind.THANKS, True),
        (PurposeKind.SURVEY, True),
        (PurposeKind.ADVERT, True),
        (PurposeKind.CROSS_SELL, True),
        (PurposeKind.OFFER, True),
    ],
)
def test_while_a_complaint_is_open_nothing_is_proposed(kind, is_refused):
    assert (contacting.why_not_complaining(True, Purpose(kind)) is not None) is is_refused
    assert contacting.why_not_complaining(False, Purpose(kind)) is None


@pytest.mark.parametrize(
    ("kind", "size", "serves", "code"),
    [
        (HouseholdKind.SINGLE, None, 2, "household_too_small"),
        (HouseholdKind.SINGLE, None, 1, None),
        (HouseholdKind.COUPLE, None, 2, None),
        (HouseholdKind.COUPLE, None, 3, "household_too_small"),
        (HouseholdKind.FAMILY, None, 6, None),
        (HouseholdKind.FAMILY, 3, 4, "household_too_small"),
        (HouseholdKind.SINGLE, 2, 2, None),
        (None, None, 9, None),
    ],
)
def test_nobody_is_offered_more_than_the_household_eats(kind, size, serves, code):
    reason = contacting.why_not_this_many(kind, size, Purpose(PurposeKind.OFFER, serves=serves))
    assert (reason and reason.code) == code
    assert contacting.why_not_this_many(kind, size, Purpose(PurposeKind.SERVICE, serves=serves)) is None


@pytest.mark.parametrize(
    ("disliked", "subjects", "is_refused"),
    [
        (["シーフード"], ("ｼｰﾌｰﾄﾞスペシャル",), True),
        (["シーフード"], ("ミートピザ", "シーフード"), True),
        (["シーフード"], ("ミートピザ",), False),
        (["シーフード"], (), False),
        ([], ("シーフード",), False),
        (["・"], ("シーフード",), False),
    ],
)
def test_nothing_is_proposed_against_taste(disliked, subjects, is_refused):
    purpose = Purpose(PurposeKind.CROSS_SELL, subjects)
    assert (contacting.why_not_to_taste(disliked, purpose) is not None) is is_refused


@pytest.fixture
def own_guards_only(monkeypatch):
    own = {name: guards._GUARDS[name] for name in ("complaint", "household", "taste")}
    monkeypatch.setattr(guards, "_GUARDS", own)


@pytest.mark.django_db
@pytest.mark.usefixtures("own_guards_only")
def test_the_guards_know_the_customers(django_assert_num_queries):
    ids = everybody()
    taro, hanako, takasaki = ids["0001"], ids["0002"], ids["0003"]
    public.mark_complaint(taro, is_open=True, now=NOW)
    public.note_household(hanako, kind=HouseholdKind.SINGLE, source=HouseholdSource.AT_DOOR, noted_on=TODAY)
    public.note_preference(takasaki, kind=PreferenceKind.DISLIKE, text="シーフード", noted_on=TODAY)
    with django_assert_num_queries(4):
        reasons = public.why_not_contact_many(list(ids.values()), TWO_PIZZAS, CALL, as_of=TODAY)
    assert {customer_id: reason.code for customer_id, reason in reasons.items()} == {
        taro: "open_complaint",
        hanako: "household_too_small",
        takasaki: "against_taste",
    }
    assert reasons[hanako].values == {"persons": 1, "serves": 2}
    assert public.why_not_contact(hanako, ADVERT, CALL, as_of=TODAY) is None
    assert public.why_not_contact(taro, ADVERT, CALL, as_of=TODAY) == Reason("open_complaint")
    public.mark_complaint(taro, is_open=False, now=NOW)
    assert public.why_not_contact(taro, ADVERT, CALL, as_of=TODAY) is None


@pytest.mark.django_db
def test_what_was_seen_at_the_door_long_ago_refuses_nobody():
    customer_id = create(TARO)
    public.note_household(
        customer_id, kind=HouseholdKind.SINGLE, source=HouseholdSource.AT_DOOR, noted_on=date(2020, 2, 29)
    )
    assert public.why_not_contact(customer_id, TWO_PIZZAS, CALL, as_of=date(2023, 2, 27)) is not None
    assert public.why_not_contact(customer_id, TWO_PIZZAS, CALL, as_of=date(2023, 2, 28)) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("own_guards_only")
def test_upper_rooms_add_guards_that_are_asked_only_about_the_rest():
    taro, other = create(TARO), create(CustomerInput(name="二"))
    public.mark_complaint(taro, is_open=True, now=NOW)
    asked = []

    def strike(ids, purpose, way, as_of):
        asked.extend(ids)
        return {other: Reason("strike")} if way is CALL else {}

    public.register_guard("strike", strike)
    reasons = public.why_not_contact_many([taro, other, other], ADVERT, CALL, as_of=TODAY)
    assert {customer_id: reason.code for customer_id, reason in reasons.items()} == {
        taro: "open_complaint",
        other: "strike",
    }
    assert asked == [other]


def test_the_weights_of_each_kind_of_customer_add_up_to_a_whole_face():
    for features in (completeness.OF_PERSON, completeness.OF_COMPANY):
        assert sum(feature.weight for feature in features) == 100


@pytest.mark.django_db
def test_the_face_grows_visible_with_what_we_learn():
    customer_id = create(CustomerInput(name="田中 太郎"))
    bare = public.get_completeness(public.get_customer(customer_id, as_of=TODAY))
    assert bare.percent == 15
    assert [question.field for question in bare.questions][:2] == ["phone", "address"]
    record = public.get_customer(customer_id, as_of=TODAY)
    public.update_customer(
        customer_id,
        replace(TARO, birthday=date(1970, 1, 2), reason_chosen="近い"),
        expected_version=record.version,
        now=NOW,
        today=TODAY,
    )
    public.note_household(
        customer_id, kind=HouseholdKind.COUPLE, source=HouseholdSource.AT_DOOR, noted_on=TODAY
    )
    public.record_consent(customer_id, ConsentGiven(Channel.MAIL, True), now=NOW)
    for kind in (PreferenceKind.LIKE, PreferenceKind.NEED):
        public.note_preference(customer_id, kind=kind, text="米", noted_on=TODAY)
    whole = public.get_completeness(public.get_customer(customer_id, as_of=TODAY))
    assert (whole.percent, whole.questions) == (100, ())


@pytest.mark.django_db
def test_the_household_is_never_asked_on_the_telephone():
    record = public.get_customer(create(TARO), as_of=TODAY)
    asked = {question.field: question.asked_by for question in public.get_completeness(record).questions}
    assert asked["household"] == "door"
    assert "memo" not in asked


@pytest.mark.django_db
def test_of_a_company_we_want_to_know_who_decides():
    customer_id = create(YAMADA)
    asked = public.get_completeness(public.get_customer(customer_id, as_of=TODAY)).questions
    assert {"contact_person", "decides"} <= {question.field for question in asked}
    public.write_contact_person(customer_id, replace(SUZUKI, decides=True), now=NOW)
    asked = public.get_completeness(public.get_customer(customer_id, as_of=TODAY)).questions
    assert not {"contact_person", "decides"} & {question.field for question in asked}
    person = public.get_customer(customer_id, as_of=TODAY).contact_persons[0]
    public.write_contact_person(
        customer_id, replace(SUZUKI, id=person.id, decides=True, left_on=TODAY), now=NOW
    )
    asked = public.get_completeness(public.get_customer(customer_id, as_of=TODAY)).questions
    assert "decides" in {question.field for question in asked}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (AttributeKind.TEXT, " 犬 ", "犬"),
        (AttributeKind.TEXT, "  ", None),
        (AttributeKind.NUMBER, "１，２００", 1200),
        (AttributeKind.NUMBER, "1.5", 1.5),
        (AttributeKind.NUMBER, "nan", None),
        (AttributeKind.NUMBER, "たくさん", None),
        (AttributeKind.DATE, "2026/04/01", "2026-04-01"),
        (AttributeKind.DATE, "2026-02-30", None),
        (AttributeKind.CHOICE, "ｲﾇ", "イヌ"),
        (AttributeKind.CHOICE, "ネコ", None),
        (AttributeKind.YES_NO, "はい", True),
        (AttributeKind.YES_NO, "×", False),
        (AttributeKind.YES_NO, "たぶん", None),
    ],
)
def test_own_fields_read_what_files_say(kind, text, value):
    definition = AttributeRecord("x", "x", kind, ("イヌ",))
    read = checks.read_attribute(definition, text)
    assert read == value
    assert type(read) is type(value)
    if value is not None:
        assert checks.why_not_attributes({"x": value}, {"x": definition}) is None
    assert checks.why_not_attributes({"y": 1}, {"x": definition}) == ("y", "unknown_attribute")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AttributeKind.TEXT, 1),
        (AttributeKind.NUMBER, True),
        (AttributeKind.NUMBER, "1"),
        (AttributeKind.DATE, "2026/04/01"),
        (AttributeKind.CHOICE, "ネコ"),
        (AttributeKind.YES_NO, "はい"),
    ],
)
def test_own_fields_refuse_values_of_another_kind(kind, value):
    definition = AttributeRecord("x", "x", kind, ("イヌ",))
    assert checks.why_not_attributes({"x": value}, {"x": definition}) == ("x", "bad_attribute")


@pytest.mark.parametrize(
    ("address", "is_bad"),
    [
        ("taro@example.jp", False),
        ("ＴＡＲＯ@example.jp", False),
        ("a..b.@docomo.ne.jp", False),
        ("taro", True),
        ("taro@", True),
        ("@example.jp", True),
        ("ta ro@example.jp", True),
        ("a" * 250 + "@x.jp", True),
    ],
)
def test_only_mail_addresses_that_nobody_can_have_are_refused(address, is_bad):
    assert bool(checks.why_not_mail(address)) is is_bad


@pytest.mark.parametrize(
    ("days_ago", "count", "within"),
    [
        ((), 0, 0),
        ((0,), 0, 0),
        ((0, 6), 2, 7),
        ((0, 7), 0, 0),
        ((0, 8, 9, 10, 11, 29), 6, 30),
        ((0, 8, 9, 10, 11, 30), 0, 0),
        ((-1, 0), 0, 0),
    ],
)
def test_adverts_at_most_twice_a_week_and_six_times_in_thirty_days(days_ago, count, within):
    made = [TODAY - timedelta(days=days) for days in days_ago]
    asked = Purpose(PurposeKind.ADVERT)
    refused = Reason("advert_cap", {"count": count, "days": within}) if count else None
    assert contacting.why_not_so_often(made, asked, TODAY) == refused
    assert contacting.why_not_so_often(made, Purpose(PurposeKind.SERVICE), TODAY) is None


def test_only_contacts_that_were_adverts_and_reached_somebody_count(db):
    customer = create(TARO)
    for purpose, outcome in (
        (PurposeKind.ADVERT, None),
        (PurposeKind.SERVICE, None),
        (PurposeKind.OFFER, Outcome.ABSENT),
    ):
        public.record_contact(customer, way=CALL, at=NOW, purpose=purpose, outcome=outcome)
    assert public.why_not_contact(customer, ADVERT, CALL, as_of=TODAY) is None
    public.record_contact(customer, way=ContactWay.MAIL, at=NOW, purpose=PurposeKind.OFFER)
    reason = public.why_not_contact(customer, ADVERT, CALL, as_of=TODAY)
    assert reason == Reason("advert_cap", {"count": 2, "days": 7})
    refusals = public.list_refusals(customer, [ADVERT, Purpose(PurposeKind.THANKS)], CALL, as_of=TODAY)
    assert refusals == [(reason, (ADVERT,))]


def test_while_a_colleague_works_on_a_deal_nobody_else_proposes(db):
    customer = create(TARO)
    ours, theirs = (Staff.objects.create(email=f"{name}@example.com", name=name) for name in ("佐藤", "鈴木"))
    public.open_deal(customer, until=TODAY, note="大口", today=TODAY, now=NOW, staff_id=ours.pk)
    reason = Reason("open_deal", {"until": TODAY.isoformat(), "staff": "佐藤"})
    assert public.why_not_contact(customer, ADVERT, CALL, as_of=TODAY) == reason
    assert public.why_not_contact(customer, Purpose(PurposeKind.THANKS), CALL, as_of=TODAY) is None
    assert public.why_not_contact(customer, ADVERT, CALL, as_of=TODAY + timedelta(days=1)) is None
    with pytest.raises(Refused) as quicker:
        public.open_deal(customer, until=TODAY, today=TODAY, now=NOW, staff_id=theirs.pk)
    assert quicker.value.code == "others_deal"
    with pytest.raises(Refused):
        public.open_deal(customer, until=TODAY - timedelta(days=1), today=TODAY, now=NOW, staff_id=ours.pk)
    assert public.find_open_deal(customer, as_of=TODAY).note == "大口"
    assert public.end_deal(customer, staff_id=theirs.pk)
    assert not public.end_deal(customer, staff_id=ours.pk)
    assert public.why_not_contact(customer, ADVERT, CALL, as_of=TODAY) is None


@pytest.mark.parametrize(
    ("at", "again"),
    [
        ("2026-04-01T20:59", None),
        ("2026-04-01T21:00", "2026-04-02T08:00"),
        ("2026-04-02T00:00", "2026-04-02T08:00"),
        ("2026-04-02T07:59", "2026-04-02T08:00"),
        ("2026-04-02T08:00", None),
    ],
)
def test_when_somebody_may_be_called_again(at, again):
    zone = ZoneInfo("Asia/Tokyo")
    until = datetime.fromisoformat(again).replace(tzinfo=zone) if again else None
    assert public.quiet_until(datetime.fromisoformat(at).replace(tzinfo=zone)) == until


@pytest.mark.django_db
def test_at_half_past_nine_nobody_is_called_and_who_asks_is_told_until_when():
    """A mail waits until it is opened, an order under way cannot; what is meant for a day finds its hour."""
    taro, late = create(TARO), datetime(2026, 4, 1, 12, 30, tzinfo=UTC)

    def asked(kind: PurposeKind, way: ContactWay = CALL, at: datetime | None = late) -> Reason | None:
        return public.why_not_contact(taro, Purpose(kind, at=at), way, as_of=TODAY)

    quiet = Reason("quiet_hours", {"again": "2026-04-02T08:00:00+09:00"})
    assert asked(PurposeKind.SERVICE) == asked(PurposeKind.ADVERT, ContactWay.LINE) == quiet
    assert asked(PurposeKind.SURVEY, ContactWay.VISIT) == quiet
    assert asked(PurposeKind.SERVICE, ContactWay.MAIL) is asked(PurposeKind.TRANSACTION) is None
    assert asked(PurposeKind.SERVICE, at=None) is asked(PurposeKind.SERVICE, at=NOW) is None
