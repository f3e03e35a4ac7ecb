"""Fields of the shop's own, without code: invented, filled in, asked for in the list, changed, given up."""

import re

import pytest

from otokui.domain.accounts.types import Role
from otokui.domain.customers import public
from otokui.domain.customers.types import AttributeInput, AttributeKind
from tests.accounts.test_pages import signed_in
from tests.desk.shop import staff

FIELDS = "/settings/fields/"
PETS = {"label": "ペット", "kind": "choice", "options": "犬\n猫\n"}


def text(response) -> str:
    return response.content.decode()


def names_in(response) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', text(response))


def key_of(label: str) -> str:
    return next(field.key for field in public.list_attributes() if field.label == label)


def seen(**before: str) -> dict[str, str]:
    return {f"seen_{name}": value for name, value in before.items()}


def fill_in(reader, customer_id: int, field: str, value: str) -> None:
    path = f"/customers/{customer_id}/fields/{field}/"
    mark = re.search(r'name="seen" value="([^"]*)"', text(reader.get(path)))
    assert mark
    name = "line_id" if field == "line" else "value"
    assert reader.post(path, {"seen": mark[1], name: value}).status_code == 200


def test_a_field_is_invented_filled_in_and_narrows_the_list(reader, shop):
    assert "お店独自の項目はまだありません" in text(reader.get(FIELDS))
    assert "「ペット」を顧客ページに加えました" in text(reader.post(f"{FIELDS}new/", PETS, follow=True))
    reader.post(f"{FIELDS}new/", {"label": "来店回数", "kind": "number"})
    reader.post(f"{FIELDS}new/", {"label": "会員", "kind": "yes_no"})
    pets, visits, member = map(key_of, ("ペット", "来店回数", "会員"))
    fill_in(reader, shop["0001"], f"own-{pets}", "犬")
    fill_in(reader, shop["0001"], f"own-{visits}", "3")
    fill_in(reader, shop["0002"], f"own-{visits}", "3")
    fill_in(reader, shop["0002"], f"own-{member}", "no")
    assert ">犬<" in text(reader.get(f"/customers/{shop['0001']}/"))
    found = reader.get(f"/customers/?own.{pets}=犬")
    assert names_in(found) == ["田中 太郎"]
    assert "ペット：犬" in text(found)
    assert names_in(reader.get(f"/customers/?own.{visits}=３")) == ["田中 太郎", "田中 花子"]
    assert names_in(reader.get(f"/customers/?own.{visits}=3&class=first")) == ["田中 花子"]
    assert names_in(reader.get(f"/customers/?own.{visits}=3&own.{pets}=犬&sort=money")) == ["田中 太郎"]
    assert names_in(reader.get(f"/customers/?own.{member}=no")) == ["田中 花子"]
    assert names_in(reader.get(f"/customers/?own.{pets}=猫")) == []
    form = text(reader.get(f"/customers/conditions/?kind=own.{pets}&own=犬&class=best&cursor=x"))
    assert '<option value="犬" selected>' in form
    assert 'type="hidden" name="class" value="best"' in form
    assert 'name="cursor"' not in form


def test_conditions_nobody_can_read_are_none(reader, shop):
    public.define_attribute(AttributeInput("visits", "来店回数", AttributeKind.NUMBER))
    everybody = names_in(reader.get("/customers/"))
    for query in ("own.visits=たくさん", "own.nothing=1", "own.=1", "own.visits=", "own.visits=nan"):
        assert names_in(reader.get(f"/customers/?{query}")) == everybody, query


def test_a_tag_narrows_the_list(reader, shop):
    customer = shop["0003"]
    path = f"/customers/{customer}/fields/tags/"
    mark = re.search(r'name="seen" value="([^"]*)"', text(reader.get(path)))
    reader.post(path, {"seen": mark[1], "tags": "常連、要連絡"})
    assert names_in(reader.get("/customers/?tag=常連")) == ["髙﨑 健"]
    assert names_in(reader.get("/customers/?tag=常")) == []


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        (PETS | {"label": " "}, "label"),
        (PETS | {"label": "あ" * 101}, "label"),
        (PETS | {"options": "\n \n"}, "options"),
        (PETS | {"label": "会員"}, "label"),
    ],
)
def test_what_cannot_be_a_field_is_said_where_it_stands(reader, typed, at):
    public.define_attribute(AttributeInput("member", "会員", AttributeKind.YES_NO))
    answer = reader.post(f"{FIELDS}new/", typed)
    assert answer.status_code == 422
    assert f'id="{at}-error"' in text(answer)
    assert [field.label for field in public.list_attributes()] == ["会員"]


def test_what_customers_have_stays_readable(reader, shop):
    public.define_attribute(AttributeInput("pets", "ペット", AttributeKind.CHOICE, ("犬", "猫")))
    fill_in(reader, shop["0001"], "own-pets", "犬")
    for change, at in (({"options": "猫"}, "options"), ({"kind": "number"}, "kind")):
        answer = reader.post(f"{FIELDS}pets/", PETS | change | seen(**PETS))
        assert answer.status_code == 422
        assert f'id="{at}-error"' in text(answer)
    given_up = reader.post(f"{FIELDS}pets/", PETS | {"is_retired": "1"} | seen(**PETS), follow=True)
    assert "使っていない" in text(given_up)
    assert "ペット" in text(reader.get(f"/customers/{shop['0001']}/"))
    assert "ペット" not in text(reader.get(f"/customers/{shop['0002']}/"))


def test_whoever_is_second_sees_what_the_first_has_saved(reader):
    public.define_attribute(AttributeInput("pets", "ペット", AttributeKind.CHOICE, ("犬", "猫")))
    reader.post(f"{FIELDS}pets/", PETS | {"label": "飼っている動物"} | seen(**PETS))
    late = reader.post(f"{FIELDS}pets/", PETS | {"options": "犬\n猫\n鳥"} | seen(**PETS))
    assert late.status_code == 409
    assert "<td>飼っている動物</td><td>ペット</td>" in text(late)
    assert public.list_attributes()[0].label == "飼っている動物"
    again = seen(label="飼っている動物", kind="choice", options="犬\n猫")
    assert 'name="seen_label" value="飼っている動物"' in text(late)
    reader.post(f"{FIELDS}pets/", PETS | {"options": "犬\n猫\n鳥"} | again)
    assert public.list_attributes()[0].options == ("犬", "猫", "鳥")


def test_fields_are_for_those_who_lead(db):
    seller = signed_in(staff(Role.SALES))
    assert [seller.get(f"{FIELDS}{page}").status_code for page in ("", "new/", "pets/")] == [403] * 3


def test_a_line_id_is_written_and_changed_in_place(reader, shop):
    fill_in(reader, shop["0001"], "line", "U4af4980629")
    assert "U4af4980629" in text(reader.get(f"/customers/{shop['0001']}/"))
