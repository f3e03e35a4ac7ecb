"""One value at a time: saved, refused where somebody was faster, brought back from the history."""

from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.accounts.public import create_staff
from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.customers import public
from otokui.domain.customers.types import (
    AddressInput,
    AttributeInput,
    AttributeKind,
    ChangedMeanwhile,
    Channel,
    ConsentGiven,
    ContactWay,
    CustomerRow,
    HouseholdKind,
    HouseholdSource,
    MatchKey,
    Outcome,
    PhoneInput,
    Point,
    Policy,
    PreferenceKind,
)
from tests.customers.cast import HANAKO, NOW, SUZUKI, TARO, TODAY, YAMADA, create

pytestmark = pytest.mark.django_db
WHEN = {"now": NOW, "today": TODAY}


def get(customer_id):
    return public.get_customer(customer_id, as_of=TODAY)


def given(customer_id):
    return public.input_of(get(customer_id))


def edit(customer_id, **values):
    return public.edit_customer(customer_id, values, seen=public.seen_in(given(customer_id), values), **WHEN)


def history(customer_id):
    return public.list_history(customer_id).entries


def latest(customer_id, table="customer"):
    """The tests' changes have one instant, being one transaction: tables apart they are still in order."""
    return next(entry for entry in history(customer_id) if entry.table == table)


def restore(customer_id, entry, *names):
    public.restore_value(customer_id, entry.table, entry.event, names=names, **WHEN)


def test_different_fields_of_two_people_both_hold():
    taro = create(TARO)
    before = given(taro)
    public.edit_customer(taro, {"memo": "門は閉める"}, seen=public.seen_in(before, ["memo"]), **WHEN)
    public.edit_customer(taro, {"code": "9"}, seen=public.seen_in(before, ["code"]), **WHEN)
    assert (get(taro).memo, get(taro).code) == ("門は閉める", "9")


def test_the_same_field_is_never_overwritten_unseen():
    taro = create(TARO)
    seen = public.seen_in(given(taro), ["memo"])
    public.edit_customer(taro, {"memo": "一人目"}, seen=seen, **WHEN)
    with pytest.raises(ChangedMeanwhile):
        public.edit_customer(taro, {"memo": "二人目"}, seen=seen, **WHEN)
    assert get(taro).memo == "一人目"
    version = get(taro).version
    assert public.edit_customer(taro, {"memo": "一人目"}, seen=seen, **WHEN) == version


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_refused():
    taro = create(TARO)
    seen, barrier, refused = public.seen_in(given(taro), ["memo"]), Barrier(2), []

    def save(text):
        barrier.wait()
        try:
            public.edit_customer(taro, {"memo": text}, seen=seen, **WHEN)
        except ChangedMeanwhile:
            refused.append(text)
        finally:
            connection.close()

    threads = [Thread(target=save, args=(text,)) for text in ("一", "二")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert get(taro).memo in {"一", "二"} - set(refused)


def test_a_name_that_is_emptied_stays_empty():
    taro = create(TARO)
    edit(taro, given_name="", family_name="田仲")
    assert get(taro).name == "田仲"


def test_own_fields_come_and_go_without_touching_the_others():
    for key in ("size", "pet"):
        public.define_attribute(AttributeInput(key, key, AttributeKind.TEXT))
    taro = create(replace(TARO, attributes={"size": "L", "pet": "犬"}))
    edit(taro, **{"attributes.size": "M"})
    edit(taro, **{"attributes.pet": None})
    assert given(taro).attributes == {"size": "M"}


def test_a_phone_is_added_changed_made_the_main_one_and_removed():
    taro = create(TARO)
    public.edit_point(taro, Point.PHONE, PhoneInput("0120-333-444"), row_id=None, seen="", first=True, **WHEN)
    main = get(taro).phones[0]
    assert main.number == "0120-333-444"
    seen = public.mark(given(taro).phones[0])
    public.edit_point(taro, Point.PHONE, PhoneInput("0120-333-445"), row_id=main.id, seen=seen, **WHEN)
    with pytest.raises(ChangedMeanwhile):
        public.edit_point(taro, Point.PHONE, None, row_id=main.id, seen=seen, **WHEN)
    main = get(taro).phones[0]
    public.edit_point(
        taro, Point.PHONE, None, row_id=main.id, seen=public.mark(given(taro).phones[0]), **WHEN
    )
    assert [phone.number for phone in get(taro).phones] == ["03-1234-5678", "090-1111-2222"]


def test_words_about_a_customer_are_rewritten_unless_somebody_was_faster():
    taro = create(TARO)
    known = public.note_preference(taro, kind=PreferenceKind.LIKE, text="深煎り", noted_on=TODAY)
    change = {"kind": PreferenceKind.DISLIKE, "noted_on": TODAY}
    public.rewrite_preference(known, text="浅煎り", seen_text="深煎り", **change)
    (preference,) = get(taro).preferences
    assert (preference.kind, preference.text) == (PreferenceKind.DISLIKE, "浅煎り")
    with pytest.raises(ChangedMeanwhile):
        public.rewrite_preference(known, text="紅茶", seen_text="深煎り", **change)


def test_a_contact_with_the_next_step_closes_the_task():
    taro = create(TARO)
    task = public.create_follow_up(taro, due_on=TODAY, reason="お礼の電話", way=ContactWay.CALL, now=NOW)
    public.record_and_plan(
        taro,
        way=ContactWay.CALL,
        now=NOW,
        outcome=Outcome.COMPLAINT,
        text="割れていた",
        closes=task,
        next_step=public.NextStep(due_on=date(2026, 4, 3), reason="おわびに伺う"),
    )
    (open_one,) = public.list_follow_ups(customer_id=taro)
    assert (open_one.reason, open_one.due_on) == ("おわびに伺う", date(2026, 4, 3))
    assert get(taro).open_complaint
    with pytest.raises(Refused) as refused:
        public.record_and_plan(taro, way=ContactWay.CALL, now=NOW, closes=task)
    assert refused.value.code == "done_already"


def test_a_task_of_somebody_else_is_neither_closed_nor_moved():
    taro, hanako = create(TARO), create(HANAKO)
    task = public.create_follow_up(hanako, due_on=TODAY, reason="お礼の電話", now=NOW)
    attempts = (
        lambda: public.record_and_plan(taro, way=ContactWay.CALL, now=NOW, closes=task),
        lambda: public.move_follow_up(
            task, customer_id=taro, due_on=date(2026, 4, 5), assignee_id=None, seen_due_on=TODAY
        ),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "not_theirs"
    (same,) = public.list_follow_ups(customer_id=hanako)
    assert same.due_on == TODAY


def test_a_task_that_moved_is_not_moved_again_unseen():
    taro = create(TARO)
    task = public.create_follow_up(taro, due_on=TODAY, reason="電話", now=NOW)
    move = {"assignee_id": None, "seen_due_on": TODAY}
    public.move_follow_up(task, due_on=date(2026, 4, 5), **move)
    with pytest.raises(Refused) as refused:
        public.move_follow_up(task, due_on=date(2026, 4, 9), **move)
    assert refused.value.code == "moved_already"


def test_history_tells_who_changed_what_from_what_to_what():
    member = create_staff(email="m@example.jp", name="森", role=Role.ORDERS)
    taro = create(TARO)
    values = {"memo": "門は閉める"}
    seen = public.seen_in(given(taro), values)
    public.edit_customer(taro, values, seen=seen, staff_id=member, **WHEN)
    edit(taro, family_name="田仲")
    named, memo, first = [entry for entry in history(taro) if entry.table == "customer"]
    assert [(change.name, change.before, change.after) for change in named.fields] == [
        ("family_name", "田中", "田仲")
    ]
    assert [(change.name, change.before, change.after) for change in memo.fields] == [
        ("memo", "配達は午前中", "門は閉める")
    ]
    assert (memo.staff, memo.cause, memo.kind) == ("森", "edit", "update")
    assert first.kind == "insert"
    assert {entry.table for entry in history(taro)} == {"customer", "phone", "mail", "address"}
    found = public.find_last_change(taro, "customer", ["memo"])
    assert found is not None
    assert found.staff == "森"


def test_history_in_pages():
    taro = create(TARO)
    for number in range(7):
        edit(taro, memo=f"{number}")
    entries, cursor = [], ""
    while True:
        page = public.list_history(taro, cursor=cursor, limit=3)
        entries += page.entries
        cursor = page.next_cursor
        if not cursor:
            break
    assert [entry.event for entry in entries] == [entry.event for entry in history(taro)]
    memos = [entry.fields[0].after for entry in entries if entry.kind == "update"]
    assert memos == ["6", "5", "4", "3", "2", "1", "0"]


def test_what_an_import_brought_names_its_run():
    row = CustomerRow(line=1, code="77", name="森 一郎", phones=("06-1111-2222",))
    public.write_customers([row], match=MatchKey.CODE, policy=Policy.BOTH, run=41, now=NOW, today=TODAY)
    customer_id = public.ids_by_code(["77"])["77"]
    edit(customer_id, memo="あとから")
    edited, phone, made = history(customer_id)
    assert edited.fields[0].name == "memo"
    assert (phone.table, phone.run, phone.at) == ("phone", 41, NOW)
    assert (made.table, made.run) == ("customer", 41)
    assert "memo" not in {change.name for change in made.fields}


def test_a_value_is_restored_and_that_is_undone_again():
    taro = create(TARO)
    edit(taro, memo="門は閉める", code="9")
    restore(taro, latest(taro), "memo")
    assert (get(taro).memo, get(taro).code) == ("配達は午前中", "9")
    again = latest(taro)
    assert again.cause == "restore"
    restore(taro, again)
    assert get(taro).memo == "門は閉める"


def test_an_older_value_is_not_restored_over_a_newer_one():
    taro = create(TARO)
    edit(taro, memo="二")
    edit(taro, memo="三")
    with pytest.raises(Refused) as refused:
        restore(taro, [entry for entry in history(taro) if entry.table == "customer"][1], "memo")
    assert refused.value.code == "changed_since"
    assert get(taro).memo == "三"


def test_restoring_a_number_that_another_customer_has_by_now_is_refused():
    taro = create(TARO)
    edit(taro, code="9")
    create(replace(TARO, family_name="別", code="0001"))
    with pytest.raises(Refused) as refused:
        restore(taro, latest(taro))
    assert refused.value.code == "code_taken"


def take_back(customer_id, entry):
    return public.restore_change(customer_id, entry.change, **WHEN)


def test_all_that_was_changed_together_is_taken_back_and_that_too():
    public.define_attribute(AttributeInput("size", "サイズ", AttributeKind.TEXT))
    taro = create(TARO)
    before = get(taro)
    values = {"family_name": "山田", "given_name": "一", "memo": "門は閉める", "attributes.size": "L"}
    with transaction.atomic(), audit.changing(cause="edit", staff=None):
        edit(taro, **values)
        public.mark_complaint(taro, is_open=True, now=NOW)
        public.note_preference(taro, kind=PreferenceKind.LIKE, text="深煎り", noted_on=TODAY)
    change = latest(taro, "preference").change
    done = take_back(taro, latest(taro, "preference"))
    assert done.kept == ()
    assert replace(get(taro), version=0, updated_at=NOW) == replace(before, version=0, updated_at=NOW)
    again = next(entry for entry in history(taro) if entry.cause == "restore")
    assert again.change != change
    assert len({entry.change for entry in history(taro) if entry.cause == "restore"}) == 1
    assert take_back(taro, again).kept == ()
    assert (get(taro).name, get(taro).memo, get(taro).open_complaint) == ("山田 一", "門は閉める", True)
    assert [one.text for one in get(taro).preferences] == ["深煎り"]


def test_what_was_changed_since_stays_and_is_named():
    taro = create(TARO)
    edit(taro, memo="二", reason_chosen="近い", code="9")
    first = latest(taro)
    edit(taro, memo="三")
    create(replace(TARO, family_name="別", code="0001"))
    done = take_back(taro, first)
    assert (done.restored, set(done.kept)) == (1, {("customer", "memo"), ("customer", "code")})
    assert (get(taro).memo, get(taro).reason_chosen, get(taro).code) == ("三", "", "9")


def test_only_changes_of_this_customer_are_taken_back():
    taro, hanako = create(TARO), create(HANAKO)
    edit(taro, memo="二")
    for customer_id, change in ((hanako, latest(taro).change), (taro, "customer-1"), (taro, "x")):
        with pytest.raises(Refused) as refused:
            public.restore_change(customer_id, change, **WHEN)
        assert refused.value.code == "gone"
    assert get(taro).memo == "二"


def test_rows_are_restored():
    taro = create(replace(TARO, addresses=(AddressInput("100-0005", line="東京都千代田区丸の内1-2-3"),)))
    phone = get(taro).phones[0]
    public.edit_point(
        taro, Point.PHONE, None, row_id=phone.id, seen=public.mark(given(taro).phones[0]), **WHEN
    )
    gone = next(entry for entry in history(taro) if entry.kind == "delete")
    restore(taro, gone)
    assert "03-1234-5678" in {phone.number for phone in get(taro).phones}
    liked = public.note_preference(taro, kind=PreferenceKind.LIKE, text="米", noted_on=TODAY)
    public.forget_preference(liked)
    restore(taro, latest(taro, "preference"))
    assert [preference.text for preference in get(taro).preferences] == ["米"]
    seen_home = public.note_household(
        taro, kind=HouseholdKind.FAMILY, source=HouseholdSource.AT_DOOR, noted_on=TODAY
    )
    public.forget_household(seen_home)
    restore(taro, latest(taro, "household"))
    household = get(taro).household
    assert household is not None
    assert household.kind is HouseholdKind.FAMILY


def test_a_contact_person_is_restored():
    shop = create(YAMADA)
    person = public.write_contact_person(shop, SUZUKI, now=NOW)
    public.write_contact_person(shop, replace(SUZUKI, id=person, post="部長"), now=NOW)
    restore(shop, latest(shop, "contact_person"))
    assert get(shop).contact_persons[0].post == ""
    assert public.search_customers("鈴木", sight=EVERYBODY)


def test_consents_stay_as_they_were_given():
    taro = create(TARO)
    public.record_consent(taro, ConsentGiven(Channel.MAIL, granted=True), now=NOW)
    entry = latest(taro, "consent")
    assert not public.is_restorable(entry)
    with pytest.raises(Refused) as refused:
        restore(taro, entry)
    assert refused.value.code == "not_restorable"


def test_a_reading_is_proposed_only_where_all_agree():
    create(TARO)
    assert public.propose_reading("田中") == ""
    create(replace(TARO, code="2", given_name="次郎"))
    assert public.propose_reading("田中") == "タナカ"
    create(replace(TARO, code="3", given_name="三郎", family_kana="デンチュウ"))
    assert public.propose_reading("田中") == ""
