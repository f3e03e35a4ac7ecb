"""Many at once from the list: told before, done, and taken back; and who may."""

import re

from otokui.domain.accounts.models import Staff
from otokui.domain.customers.models import Customer, FollowUp
from tests.desk.test_saved_lists import names, reader_of


def texts(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def test_the_list_as_narrowed_is_changed_and_taken_back(reader, shop):
    asked = {"all": "1", "kind": "tag_add", "text": "お米"}
    look = reader.post("/customers/bulk/?list=near_best&if=&class=best", asked | {"look": "1"})
    assert "1人を変更します" in texts(look)
    assert "優良候補 1人" in " ".join(texts(look).split()), "which list, and how many"
    assert reader.get("/customers/bulk/?class=best").url == "/customers/?class=best"
    done = reader.post("/customers/bulk/?class=best", asked | {"go": "1"})
    assert names(reader.get("/customers/?tag=お米")) == ["田中 太郎"]
    page = reader.get(done["Location"])
    assert "1 人を変更" in texts(page)
    (people,) = re.findall(r'href="(/customers/\?bulk=[^"]+)"', page.content.decode())
    changed = reader.get(people.replace("&amp;", "&"))
    assert names(changed) == ["田中 太郎"]
    assert "「タグ「お米」を付ける」で変更した顧客" in texts(changed)
    path, query = done["Location"].split("?")
    back = reader.get(reader.post(f"{path}undo/?{query}")["Location"])
    assert "1 人を元に戻しました" in texts(back)
    assert f'href="/customers/?{query}"' in back.content.decode(), (
        "the way back is the list as it was narrowed"
    )
    assert names(reader.get("/customers/?tag=お米")) == []


def test_chosen_rows_get_a_task_unless_a_rule_forbids_it(reader, shop):
    Customer.objects.filter(code="0002").update(open_complaint=True)
    chosen = [shop["0001"], shop["0002"]]
    asked = {"id": chosen, "kind": "task", "text": "新茶の御案内", "due_on": "2026-11-30", "way": "call"}
    about_it = reader.post("/customers/bulk/", asked | {"purpose": "service", "look": "1"})
    assert "2人を変更します" in texts(about_it), "whoever complains is called about just that"
    asked["purpose"] = "advert"
    look = texts(reader.post("/customers/bulk/", asked | {"look": "1"}))
    assert "1人を変更します" in look
    assert "1人は対象外：クレーム" in look
    reader.post("/customers/bulk/", asked | {"go": "1"})
    assert list(FollowUp.objects.values_list("customer_id", "reason")) == [(shop["0001"], "新茶の御案内")]


def test_what_is_missing_is_said_and_nobody_is_changed(reader, shop):
    for asked, said in (
        ({"all": "1", "kind": "tag_add", "go": "1"}, "タグを50文字以内"),
        ({"kind": "tag_add", "text": "x", "go": "1"}, "ひとりも選ばれていません"),
        ({"all": "1", "kind": "task", "text": "x", "due_on": "いつか", "go": "1"}, "1975/4/14"),
    ):
        answer = reader.post("/customers/bulk/", asked)
        assert answer.status_code == 422
        assert said in texts(answer)
    assert not Customer.objects.filter(tags__contains=["x"]).exists()


def test_another_seller_s_customers_are_not_changed_and_changes_are_ones_own(shop):
    other = Staff.objects.create(email="w@example.jp", name="西", role="sales")
    Customer.objects.filter(code="0001").update(in_charge=other)
    seller = reader_of("s")
    done = seller.post(
        "/customers/bulk/",
        {"id": [shop["0001"], shop["0003"]], "kind": "tag_add", "text": "x", "go": "1"},
    )
    assert list(Customer.objects.filter(tags__contains=["x"]).values_list("code", flat=True)) == ["0003"]
    stranger, people = reader_of("t"), f"/customers/?bulk={done['Location'].split('/')[3]}"
    assert stranger.get(done["Location"]).status_code == stranger.get(people).status_code == 404
    assert names(seller.get(people)) == ["髙﨑 健"]
    assert reader_of("m", role="manager").get(done["Location"]).status_code == 200
    assert 'name="id"' not in reader_of("v", role="viewer").get("/customers/").content.decode()
