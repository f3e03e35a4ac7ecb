"""Working on the page of one customer over HTTP: edits in place, conflicts, contacts, tasks, history."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otokui.domain.accounts.types import EVERYBODY, Role
from otokui.domain.customers import public
from otokui.domain.customers.types import (
    AttributeInput,
    AttributeKind,
    Channel,
    ContactWay,
    CustomerInput,
    HouseholdKind,
)
from tests.desk.shop import staff
from tests.insights.cast import bought, buy

TODAY = timezone.localdate()


def get(customer_id):
    return public.get_customer(customer_id, as_of=TODAY)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def text(response) -> str:
    return response.content.decode()


def open_form(reader, path: str) -> str:
    response = reader.get(path)
    assert response.status_code == 200
    return seen_on(text(response))


@pytest.fixture
def colleague(db) -> Client:
    """A second person at work."""
    client = Client(headers={"accept-language": "ja"})
    other = staff(Role.ORDERS, "mori@example.jp")
    other.name = "森 電話"
    other.save()
    client.force_login(other, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def save(reader, path: str, **values: str):
    return reader.post(path, values)


def test_every_field_opens_and_saves(reader, shop):
    public.define_attribute(AttributeInput("pet", "ペット", AttributeKind.CHOICE, ("犬", "猫")))
    taro = shop["0001"]
    values = {
        "name": {"family_name": "田仲", "given_name": "太郎", "family_kana": "タナカ", "honorific": "先生"},
        "birthday": {"birthday": "S50.4.14"},
        "reason": {"reason_chosen": "近いから"},
        "referrer": {"referrer": "0100"},
        "tags": {"tags": "米、常連"},
        "memo": {"memo": "門は閉める", "memo_pops_up": "1"},
        "code": {"code": "9001"},
        "company": {"company_name": "田仲商会"},
        "in_charge": {"in_charge_id": ""},
        "own-pet": {"value": "猫"},
    }
    for key, typed in values.items():
        path = f"/customers/{taro}/fields/{key}/"
        answer = save(reader, path, seen=open_form(reader, path), **typed)
        assert answer.status_code == 200, (key, text(answer))
    known = get(taro)
    assert (known.name, known.honorific, known.code) == ("田仲 太郎", "先生", "9001")
    assert known.birthday == date(1975, 4, 14)
    assert (known.reason_chosen, known.referred_by_id) == ("近いから", shop["0100"])
    assert (known.tags, known.memo, known.memo_pops_up) == (("常連", "米"), "門は閉める", True)
    assert public.input_of(known).attributes == {"pet": "猫"}


def test_a_person_becomes_a_company_and_back(reader, shop):
    path = f"/customers/{shop['0001']}/fields/kind/"
    save(reader, path, seen=open_form(reader, path), kind="company")
    assert (get(shop["0001"]).kind, get(shop["0001"]).name) == ("company", "田中 太郎")


def test_what_cannot_be_read_comes_back_at_its_field(reader, shop):
    path = f"/customers/{shop['0001']}/fields/birthday/"
    answer = save(reader, path, seen=open_form(reader, path), birthday="いつか")
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#edit-birthday"
    assert "いつか" in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    path = f"/customers/{shop['0001']}/fields/code/"
    answer = save(reader, path, seen=open_form(reader, path), code="0002")
    assert answer.status_code == 422
    assert "田中 花子" in text(answer)
    assert get(shop["0001"]).code == "0001"


def test_two_people_on_one_field_see_both_values_and_choose(reader, colleague, shop):
    path = f"/customers/{shop['0001']}/fields/memo/"
    seen = open_form(reader, path)
    save(colleague, path, seen=open_form(colleague, path), memo="森のメモ")
    answer = save(reader, path, seen=seen, memo="花子のメモ")
    assert answer.status_code == 409
    page = text(answer)
    assert "森 電話" in page
    assert "森のメモ" in page
    assert "花子のメモ" in page
    assert get(shop["0001"]).memo == "森のメモ"
    assert save(reader, path, seen=seen_on(page), memo="花子のメモ").status_code == 200
    assert get(shop["0001"]).memo == "花子のメモ"


def test_two_people_on_different_fields_both_hold(reader, colleague, shop):
    memo, code = (f"/customers/{shop['0001']}/fields/{key}/" for key in ("memo", "code"))
    first, second = open_form(reader, memo), open_form(colleague, code)
    assert save(colleague, code, seen=second, code="77").status_code == 200
    assert save(reader, memo, seen=first, memo="ここ").status_code == 200
    assert (get(shop["0001"]).code, get(shop["0001"]).memo) == ("77", "ここ")


def test_rows_are_added_changed_and_removed(reader, shop):
    one = shop["0003"]
    rows = f"/customers/{one}/rows"
    assert save(reader, f"{rows}/phones/", number="0312345699", label="自宅").status_code == 200
    assert save(reader, f"{rows}/mails/", address="ken@example.jp").status_code == 200
    address = {"postal_code": "1000005", "prefecture": "東京都", "line": "千代田区丸の内1-1"}
    assert save(reader, f"{rows}/addresses/", **address).status_code == 200
    assert save(reader, f"{rows}/preferences/", kind="need", text="腰が痛い").status_code == 200
    household = {"kind": "family", "size": "4", "source": "door"}
    assert save(reader, f"{rows}/household/", **household).status_code == 200
    consent = {"channel": "mail", "granted": "yes", "source": "電話", "wording": "お知らせを送ってよい"}
    assert save(reader, f"{rows}/consents/", **consent).status_code == 200
    known = get(one)
    assert known.household is not None
    assert (known.household.kind, known.household.size) == (HouseholdKind.FAMILY, 4)
    assert (known.consents[0].channel, known.consents[0].wording) == (Channel.MAIL, "お知らせを送ってよい")
    for kind, row in (("phones", known.phones[0]), ("preferences", known.preferences[0])):
        path = f"{rows}/{kind}/{row.id}/"
        assert save(reader, path, seen=open_form(reader, path), remove="1").status_code == 200
    assert (get(one).phones, get(one).preferences) == ((), ())


def test_a_row_that_somebody_removed_is_not_saved_unseen(reader, colleague, shop):
    phone = get(shop["0001"]).phones[0]
    path = f"/customers/{shop['0001']}/rows/phones/{phone.id}/"
    seen = open_form(reader, path)
    save(colleague, path, seen=open_form(colleague, path), remove="1")
    answer = save(reader, path, seen=seen, number="03-9999-0000")
    assert answer.status_code == 409
    assert "森 電話" in text(answer)
    assert "03-9999-0000" in text(answer)


def test_people_at_a_company(reader, shop):
    rows = f"/customers/{shop['0100']}/rows/persons"
    (suzuki,) = get(shop["0100"]).contact_persons
    seen = open_form(reader, f"{rows}/{suzuki.id}/")
    typed = {"family_name": "鈴木", "given_name": "一郎", "post": "部長", "decides": "1"}
    assert save(reader, f"{rows}/{suzuki.id}/", seen=seen, **typed).status_code == 200
    (person,) = get(shop["0100"]).contact_persons
    assert (person.post, person.decides) == ("部長", True)


def test_a_bad_number_is_told_at_the_number(reader, shop):
    answer = save(reader, f"/customers/{shop['0003']}/rows/phones/", number="あ")
    assert answer.status_code == 422
    assert 'aria-describedby="edit-phones-new-number-error"' in text(answer)


def test_a_contact_and_the_next_appointment_in_one_form(reader, shop):
    one, day = shop["0002"], TODAY + timedelta(days=3)
    task = public.create_follow_up(one, due_on=TODAY, reason="お礼", way=ContactWay.CALL, now=timezone.now())
    typed = {"way": "call", "outcome": "reached", "text": "喜ばれた", "closes": str(task)}
    answer = reader.post(
        f"/customers/{one}/contact/", typed | {"next_on": day.isoformat(), "next_reason": "新茶の案内"}
    )
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    (after,) = public.list_follow_ups(customer_id=one)
    assert (after.reason, after.due_on) == ("新茶の案内", day)
    page = text(reader.get(f"/customers/{one}/"))
    assert "喜ばれた" in page
    assert "新茶の案内" in page
    again = reader.post(f"/customers/{one}/contact/", typed)
    assert again.status_code == 422
    assert "すでに終わらせています" in text(again)


def test_a_contact_in_the_future_or_a_step_without_a_day_is_refused_and_nothing_written(reader, shop):
    path = f"/customers/{shop['0002']}/contact/"
    ahead = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert reader.post(path, {"way": "call", "at": ahead}).status_code == 422
    assert reader.post(path, {"way": "call", "next_reason": "電話"}).status_code == 422
    assert public.list_timeline(shop["0002"]) == []


def test_tasks_are_added_and_postponed_unless_somebody_was_faster(reader, shop):
    one = shop["0002"]
    day = TODAY + timedelta(days=1)
    assert reader.get(f"/customers/{one}/task/").status_code == 200
    assert reader.post(f"/customers/{one}/task/", {"reason": ""}).status_code == 422
    reader.post(f"/customers/{one}/task/", {"reason": "見本を送る", "due_on": TODAY.isoformat()})
    (task,) = public.list_follow_ups(customer_id=one)
    move = {"seen": TODAY.isoformat(), "due_on": day.isoformat()}
    assert reader.post(f"/customers/{one}/task/{task.id}/move/", move).status_code == 302
    assert public.list_follow_ups(customer_id=one)[0].due_on == day
    later = move | {"due_on": (day + timedelta(days=9)).isoformat()}
    reader.post(f"/customers/{one}/task/{task.id}/move/", later)
    assert public.list_follow_ups(customer_id=one)[0].due_on == day


def test_a_complaint_is_marked_and_settled(reader, shop):
    path = f"/customers/{shop['0001']}/complaint/"
    reader.post(path, {"open": "1"})
    assert get(shop["0001"]).open_complaint
    reader.post(path, {"open": "0"})
    assert not get(shop["0001"]).open_complaint


def test_a_memo_that_was_read_pops_up_no_more(reader, shop):
    page = text(reader.get(f"/customers/{shop['0001']}/"))
    sheet = page[page.index('id="memo"') :]
    reader.post(f"/customers/{shop['0001']}/memo-seen/", {"seen": seen_on(sheet)})
    assert (get(shop["0001"]).memo, get(shop["0001"]).memo_pops_up) == ("配達は午前中", False)


def test_history_is_told_in_words_and_a_value_restored(reader, shop):
    path = f"/customers/{shop['0001']}/fields/in_charge/"
    choice = re.search(r'<option value="(\d+)"[^>]*>山田 花子', text(reader.get(path)))
    assert choice
    save(reader, path, seen=open_form(reader, path), in_charge_id=choice[1])
    path = f"/customers/{shop['0001']}/fields/memo/"
    save(reader, path, seen=open_form(reader, path), memo="")
    page = text(reader.get(f"/customers/{shop['0001']}/history/"))
    assert "配達は午前中" in page
    assert "山田 花子" in page
    entry = next(
        entry
        for entry in public.list_history(shop["0001"]).entries
        if entry.fields[0].name in ("memo", "memo_pops_up")
    )
    answer = reader.post(
        f"/customers/{shop['0001']}/history/customer/{entry.event}/restore/", {"name": "memo"}
    )
    assert answer.status_code == 302
    assert get(shop["0001"]).memo == "配達は午前中"
    assert "元に戻した" in text(reader.get(f"/customers/{shop['0001']}/history/"))


def test_a_whole_change_is_taken_back_but_for_what_is_newer(reader, shop):
    one = shop["0001"]
    when = {"now": timezone.now(), "today": TODAY}
    known = public.input_of(get(one))
    values = {"family_name": "別", "memo": "二", "reason_chosen": "近い"}
    public.edit_customer(one, values, seen=public.seen_in(known, values), **when)
    page = text(reader.get(f"/customers/{one}/history/"))
    (change,) = {entry.change for entry in public.list_history(one).entries if entry.kind == "update"}
    path = f"/customers/{one}/history/{change}/restore/"
    assert path in page
    known = public.input_of(get(one))
    public.edit_customer(one, {"memo": "三"}, seen=public.seen_in(known, ["memo"]), **when)
    said = text(reader.post(path, follow=True))
    assert "その後変更された項目はそのままです：メモ" in said
    assert (get(one).family_name, get(one).memo, get(one).reason_chosen) == ("田中", "三", "")
    assert "すべてその後変更されています" in text(reader.post(path, follow=True))
    viewer = Client(headers={"accept-language": "ja"})
    backend = "otokui.domain.accounts.adapters.backend.StaffBackend"
    viewer.force_login(staff(Role.VIEWER, "viewer@example.jp"), backend=backend)
    assert viewer.post(path).status_code == 403
    assert "まとめて戻す" not in text(viewer.get(f"/customers/{one}/history/"))


def test_parts_of_the_page(reader, shop, django_assert_max_num_queries):
    one = shop["0001"]
    buy(bought(one, str(TODAY), 900, order_id="NOW", product_code="RICE", product_name="米 5kg"))
    page = text(reader.get(f"/customers/{one}/"))
    (rice,) = set(re.findall(rf"/customers/{one}/products/(\d+)/", page))
    assert "#NOW" in text(reader.get(f"/customers/{one}/products/{rice}/"))
    for kind in ("all", "contacts", "purchases", "classes", "tasks", "consents"):
        with django_assert_max_num_queries(7):
            assert reader.get(f"/customers/{one}/timeline/?kind={kind}").status_code == 200
    assert reader.get(f"/customers/{one}/timeline/?kind=weather").status_code == 404
    for name in ("head", "memo", "person", "reach", "consents"):
        assert reader.get(f"/customers/{one}/cards/{name}/").status_code == 200
    assert reader.get(f"/customers/{one}/cards/sky/").status_code == 404
    assert reader.get(f"/customers/{one}/fields/sky/").status_code == 404
    assert reader.get(f"/customers/{one}/rows/skies/").status_code == 404
    with django_assert_max_num_queries(8):
        assert reader.get(f"/customers/{one}/history/").status_code == 200


def test_readers_see_no_controls_and_may_not_write(shop):
    client = Client(headers={"accept-language": "ja"})
    viewer = staff(Role.VIEWER, "viewer@example.jp")
    client.force_login(viewer, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    one = shop["0001"]
    page = text(client.get(f"/customers/{one}/"))
    for control in ('class="editable', "row-edit", 'id="contact"', "/complaint/", "/fields/", "/rows/"):
        assert control not in page
    assert "この値に戻す" not in text(client.get(f"/customers/{one}/history/"))
    phone = get(one).phones[0].id
    writes = ("fields/memo/", f"rows/phones/{phone}/", "contact/", "task/", "task/1/move/", "complaint/")
    for path in (*writes, "memo-seen/", "history/customer/1/restore/"):
        assert client.post(f"/customers/{one}/{path}").status_code == 403, path
    assert client.get("/customers/new/").status_code == 403
    assert client.post("/customers/new/").status_code == 403


def test_a_new_customer_goes_to_their_page(reader, db):
    assert reader.get("/customers/new/").status_code == 200
    answer = reader.post(
        "/customers/new/",
        {
            "kind": "person",
            "family_name": "森",
            "given_name": "緑",
            "phone": "06-1234-9999",
            "postal_code": "530-0001",
            "prefecture": "大阪府",
            "line": "大阪市北区梅田1-1",
            "birthday": "平成2年3月4日",
        },
    )
    assert answer.status_code == 302
    customer_id = int(answer["Location"].strip("/").split("/")[-1])
    known = get(customer_id)
    assert (known.name, known.birthday) == ("森 緑", date(1990, 3, 4))
    assert (known.phones[0].digits, known.addresses[0].prefecture) == ("0612349999", "大阪府")


def test_a_new_company(reader, db):
    answer = reader.post("/customers/new/", {"kind": "company", "company_name": "株式会社みどり"})
    customer_id = int(answer["Location"].strip("/").split("/")[-1])
    assert (get(customer_id).kind, get(customer_id).name) == ("company", "株式会社みどり")


def test_who_is_there_already_is_shown_while_typing(reader, shop):
    page = text(reader.get("/customers/new/known/", {"phone": "0312345678", "then": "order"}))
    assert "/orders/new/?customer=" in page
    page = text(reader.get("/customers/new/known/", {"phone": "0312345678"}))
    assert "/orders/" not in page
    assert f'href="/customers/{shop["0001"]}/"' in page
    assert f'href="/customers/{shop["0002"]}/"' in page
    page = text(reader.get("/customers/new/known/", {"family_name": "高崎", "given_name": "健"}))
    assert f'href="/customers/{shop["0003"]}/"' in page  # old kanji do not hide anybody
    assert "タナカ" in text(reader.get("/customers/new/known/", {"family_name": "田中"}))
    assert text(reader.get("/customers/new/known/", {"family_name": "誰"})).strip() == ""


def test_the_same_name_and_number_is_written_only_when_confirmed(reader, shop):
    typed = {"kind": "person", "family_name": "田中", "given_name": "太郎", "phone": "03-1234-5678"}
    answer = reader.post("/customers/new/", typed)
    assert answer.status_code == 422
    assert "この方ではありませんか" in text(answer)
    assert reader.post("/customers/new/", typed | {"anyway": "1"}).status_code == 302


def test_what_a_new_customer_lacks_is_told(reader, db):
    answer = reader.post("/customers/new/", {"kind": "person", "memo": "名なし"})
    assert answer.status_code == 422
    assert 'aria-describedby="new-family_name-error"' in text(answer)
    assert "名なし" in text(answer)
    answer = reader.post("/customers/new/", {"kind": "person", "family_name": "森", "birthday": "きのう"})
    assert 'aria-describedby="new-birthday-error"' in text(answer)


def test_a_postal_code_offers_its_towns(reader, db):
    page = text(reader.get("/customers/towns/", {"postal_code": "498-0000"}))
    assert "愛知県" in page
    assert "三重県" in page
    assert "data-only" in text(reader.get("/customers/towns/", {"postal_code": "1000005"}))
    assert "ありません" in text(reader.get("/customers/towns/", {"postal_code": "000-0000"}))


def test_an_empty_input_is_a_customer_without_likeness(db):
    assert public.find_alike(CustomerInput(), sight=EVERYBODY) == []
