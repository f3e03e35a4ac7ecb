"""Conditions on the list's page: added, told in words, taken away; kept under a name, shared, taken back."""

import re
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from otokui.domain.accounts.models import Staff, Team
from otokui.domain.customers import public as customers
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import AttributeInput, AttributeKind
from otokui.domain.desk.web.audiences.tokens import read, written
from otokui.domain.insights.models import SavedList
from otokui.domain.insights.public import audiences
from otokui.domain.insights.rules.standing_lists import STANDING_LISTS
from otokui.domain.insights.types.audience import Audience, Figure, OneOf, Own, Ranking, Trait, Within
from otokui.domain.purchases.models import Product
from otokui.domain.purchases.types import Bought, Days, FirstBought

TEA = "kind=bought&product=煎茶 [TEA]&period=dates&since=2025-04-01&until=2026-03-31&times=2&add=1"
SPRING_TO_SPRING = Days(since=date(2025, 4, 1), until=date(2026, 3, 31))
BEST = Audience(conditions=(OneOf(what=Trait.CLASS, keys=("best",)),))


def names(response) -> list[str]:
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)</a>', response.content.decode())


def sentences(response) -> list[str]:
    """In words, as whoever cannot see the marks hears them."""
    return re.findall(r'class="sr-only">外す：? ?([^<]+)</span></a></li>', response.content.decode())


def reader_of(name: str, role: str = "sales", team: Team | None = None) -> Client:
    member = Staff.objects.create(email=f"{name}@example.jp", name=name, role=role, team=team)
    client = Client(headers={"accept-language": "ja"})
    client.force_login(member, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def test_a_condition_is_added_told_and_taken_away(reader, shop):
    answer = reader.get(f"/customers/conditions/?sort=money&{TEA}")
    address = answer["Location"]
    tea = Product.objects.get(code="TEA").pk
    (token,) = parse_qs(urlsplit(address).query)["if"]
    assert read(token) == Audience(conditions=(Bought(products=(tea,), days=SPRING_TO_SPRING, times=2),))
    page = reader.get(address)
    assert names(page) == ["髙﨑 健"]
    assert sentences(page) == ["煎茶を2025/4/1〜2026/3/31に2回以上買った"]
    assert "sort=money" in address, "what narrowed the list before stays"
    (without,) = re.findall(r'sentence-away" href="([^"]+)"', page.content.decode())
    assert len(names(reader.get(without.replace("&amp;", "&")))) == 6


def test_a_second_condition_may_be_an_or(reader, shop):
    first = reader.get(f"/customers/conditions/?{TEA}")["Location"].partition("?")[2]
    both = reader.get(f"/customers/conditions/?{first}&kind=class&keys=best&add=1")["Location"]
    assert names(reader.get(both)) == []
    either = reader.get(f"/customers/conditions/?{first}&kind=class&keys=best&or=0&add=1")["Location"]
    assert set(names(reader.get(either))) == {"髙﨑 健", "田中 太郎"}
    assert sentences(reader.get(either)) == ["煎茶を2025/4/1〜2026/3/31に2回以上買った または クラス：優良"]


EDITABLE = (
    "kind=bought&product=煎茶 [TEA]&period=90&times=2&at_least=1,000&at_most=90000&channel=web",
    "kind=bought&period=days&last=45",
    "kind=bought&products={rice}&product=煎茶 [TEA]&every=1&period=30",
    "kind=why_not_more&keys=price&keys=forgets",
    "kind=answer&keys=elsewhere&never=1",
    "kind=not_bought&product=煎茶&period=dates&since=2025-04-01",
    "kind=first_bought&channel=web",
    "kind=class&keys=best&keys=trend&never=1",
    "kind=tag&keys=米、茶",
    "kind=in_charge&keys=",
    "kind=net&least=1000&most=5000",
    "kind=discount_share&least=30",
    "kind=overdue&yes=0",
    "kind=postal_code&text=100",
    "kind=own.size&own=yes",
)


def test_every_condition_opens_as_it_was_typed_and_changes_where_it_stands(reader, shop):
    customers.define_attribute(AttributeInput("size", "常連", AttributeKind.YES_NO))
    start = reader.get("/customers/conditions/?kind=silent&least=1&add=1")["Location"].partition("?")[2]
    rice = Product.objects.get(code="RICE").pk
    for typed in (one.format(rice=rice) for one in EDITABLE):
        for joined, place in (("", "1"), ("&or=0", "0.1")):
            made = reader.get(f"/customers/conditions/?{start}&{typed}{joined}&add=1")["Location"]
            at = f"/customers/conditions/?{made.partition('?')[2]}&place={place}"
            form = reader.get(at).context["blanks"]
            kind = typed.partition("&")[0].removeprefix("kind=")
            again = [(blank.name, key) for blank in form for key in blank.chosen or [blank.value]]
            sent = urlencode([*again, ("kind", kind), ("add", "1")])
            assert reader.get(f"{at}&{sent}")["Location"] == made, typed
    changed = reader.get(f"/customers/conditions/?{start}&place=0&kind=silent&least=20&add=1")["Location"]
    (token,) = parse_qs(urlsplit(changed).query)["if"]
    assert read(token) == Audience(conditions=(Within(what=Figure.SILENT, least=20),))
    gone = reader.get(f"/customers/conditions/?{start}&place=7&kind=silent&least=20&add=1")
    assert "この条件はもうありません" in gone.content.decode()


def test_what_cannot_be_read_is_said_beside_it(reader, shop):
    for typed, said in (
        ("kind=bought&product=ありません&add=1", "この番号・名前の商品がありません"),
        ("kind=silent&add=1", "どちらかを入力してください"),
        ("kind=silent&least=9&most=3&add=1", "「以下」が「以上」より小さく"),
        ("kind=class&add=1", "ひとつ以上選んでください"),
        ("kind=cut&limit=0&add=1", "1〜1,000,000"),
    ):
        answer = reader.get(f"/customers/conditions/?{typed}")
        assert said in answer.content.decode(), typed
        assert names(reader.get("/customers/")), "nothing changed"


def test_the_count_follows_what_is_typed(reader, shop):
    count = reader.get("/customers/conditions/count/?kind=class&keys=best&keys=prospect")
    assert count.content.decode() == "4人"
    assert reader.get("/customers/conditions/count/?kind=silent&least=x").content == b""


def test_the_lists_that_ship_can_be_opened_and_put_away(reader, shop):
    for key, audience in STANDING_LISTS.items():
        assert audiences.from_plain(audiences.to_plain(audience)) == audience
        assert reader.get(f"/customers/?list={key}").status_code == 200
    reader.post("/customers/lists/near_best/hide/", {"away": "1"})
    tabs = reader.get("/customers/lists/").content.decode()
    assert tabs.index("隠す") < tabs.index("優良候補")
    reader.post("/customers/lists/near_best/hide/", {"away": "0"})
    assert "隠す" not in reader.get("/customers/lists/").content.decode()


def test_a_list_is_kept_changed_deleted_and_taken_back(reader, shop):
    kept = reader.post("/customers/lists/new/", {"name": " 優良 ", "sharing": "own", "if": written(BEST)})
    address = kept["Location"]
    assert names(reader.get(address)) == ["田中 太郎"]
    row = SavedList.objects.get()
    assert row.name == "優良"
    wider = Audience(conditions=(OneOf(what=Trait.CLASS, keys=("best", "first")),), ranking=Ranking.MONEY)
    changed = reader.get(f"{address}&if={written(wider)}").content.decode()
    assert "条件が変わっています" in changed
    searched = dict(re.findall(r'name="(\w+)" value="([^"]+)" form="search-form"', changed))
    assert searched == {"list": str(row.pk), "if": written(wider)}, "the search box looks within the list"
    found = reader.get("/customers/", searched | {"q": "花子"})
    assert names(found) == []
    assert "list-name" in found.content.decode()
    update = {"if": written(wider), "seen": "1", "on_page": "1"}
    reader.post(f"/customers/lists/{row.pk}/", update)
    assert names(reader.get(address)) == ["田中 太郎", "田中 花子"]
    late = reader.post(f"/customers/lists/{row.pk}/", update, follow=True)
    assert "この間にほかの人がリストを変えました" in late.content.decode()
    assert late.wsgi_request.GET["if"] == written(wider), "what was to be saved is still there"
    reader.post(f"/customers/lists/{row.pk}/", {"name": "上と初回", "seen": "2"})
    assert SavedList.objects.get().name == "上と初回"
    second = reader.post(f"/customers/lists/{row.pk}/", {"name": "遅い人", "seen": "1"})
    assert second.status_code == 409
    assert "この間にほかの人がリストを変えました" in second.content.decode()
    deleted = reader.post(f"/customers/lists/{row.pk}/delete/")["Location"]
    assert "元に戻す" in reader.get(deleted).content.decode()
    assert "もうないか" in reader.get(address).content.decode()
    reader.post(f"/customers/lists/{row.pk}/back/")
    assert names(reader.get(address)) == ["田中 太郎", "田中 花子"]


def test_the_buttons_of_the_page_are_kept_as_conditions(reader, shop):
    page = reader.get("/customers/?class=first&state=active").content.decode()
    (token,) = re.findall(r'list-keep.*?name="if" value="([^"]+)"', page, re.S)
    assert read(token) == Audience(
        conditions=(OneOf(what=Trait.CLASS, keys=("first",)), OneOf(what=Trait.STATE, keys=("active",)))
    )


@pytest.mark.parametrize(("sharing", "mate", "stranger"), [("own", 0, 0), ("team", 1, 0), ("all", 1, 1)])
def test_a_list_is_seen_by_whom_it_is_shared_with(shop, sharing, mate, stranger):
    east, west = (Team.objects.create(name=name) for name in "東西")
    owner, same, other = reader_of("a", team=east), reader_of("b", team=east), reader_of("c", team=west)
    owner.post("/customers/lists/new/", {"name": "共有", "sharing": sharing, "if": written(BEST)})
    row = SavedList.objects.get()
    for client, sees in ((owner, 1), (same, mate), (other, stranger)):
        assert client.get("/customers/lists/").content.decode().count("共有") == sees
        assert ("もうないか" in client.get(f"/customers/?list={row.pk}").content.decode()) != bool(sees)
    same.post(f"/customers/lists/{row.pk}/delete/")
    row.refresh_from_db()
    assert row.deleted_at is None, "only its owner deletes it"
    reader_of("d", role="manager").post(f"/customers/lists/{row.pk}/delete/")
    row.refresh_from_db()
    assert (row.deleted_at is not None) == (sharing == "all")


def test_the_list_of_one_who_leaves_stays_and_a_manager_takes_care_of_it(shop):
    team = Team.objects.create(name="東")
    reader_of("a", team=team).post(
        "/customers/lists/new/", {"name": "共有", "sharing": "team", "if": written(BEST)}
    )
    row = SavedList.objects.get()
    mate, manager = reader_of("b", team=team), reader_of("m", role="manager", team=team)
    manager.post(f"/customers/lists/{row.pk}/delete/")
    assert SavedList.objects.get().deleted_at is None, "as long as its owner works here"
    Staff.objects.filter(name="a").update(is_active=False)
    assert names(mate.get(f"/customers/?list={row.pk}")) == ["田中 太郎"]
    manager.post(f"/customers/lists/{row.pk}/delete/")
    assert SavedList.objects.get().deleted_at is not None


def test_what_a_list_speaks_of_may_be_gone(reader, shop):
    """It stays a list: what is gone is called so, and fits nobody."""
    customers.define_attribute(AttributeInput("pets", "ペット", AttributeKind.TEXT))
    gone = (
        (Bought(products=(999_999,)), "今はない"),
        (Bought(categories=(999_999,)), "今はない"),
        (Bought(shop=999_999), "今はない"),
        (FirstBought(shop=999_999), "今はない"),
        (OneOf(what=Trait.TAG, keys=("消したタグ",)), "消したタグ"),
        (OneOf(what=Trait.IN_CHARGE, keys=("999999",)), "今はない"),
        (Own(key="vanished", value="L"), "今はない"),
    )
    for condition, words in gone:
        page = reader.get(f"/customers/?if={written(Audience(conditions=(condition,)))}")
        assert words in sentences(page)[0], condition
        assert names(page) == []
        assert "印の付いた条件が指すものは、もうありません" in page.content.decode(), condition
        assert "条件をひとつゆるめて" in page.content.decode(), condition
        form = reader.get(f"/customers/conditions/?{page.wsgi_request.GET.urlencode()}&place=0")
        assert form.status_code == 200


@pytest.mark.parametrize("visibility", ["own", "team", "all"])
def test_a_list_counts_the_very_people_whom_it_shows(shop, visibility):
    """太郎 is one's own, 花子 a mate's, 髙﨑 a stranger's; the others are nobody's and everybody's."""
    team = Team.objects.create(name="東")
    client, me = reader_of("me", team=team), Staff.objects.get(name="me")
    Staff.objects.filter(name="me").update(visibility=visibility)
    mate = Staff.objects.create(email="x@example.jp", name="x", role="sales", team=team)
    stranger = Staff.objects.create(email="y@example.jp", name="y", role="sales")
    for code, who in (("0001", me), ("0002", mate), ("0003", stranger)):
        Customer.objects.filter(code=code).update(in_charge=who)
    expected = {"own": 1, "team": 2, "all": 3}[visibility]
    for asked in ("kind=orders&least=1", "kind=bought", "kind=overdue&yes=0&or=0", "kind=cut&limit=50"):
        address = client.get("/customers/conditions/?kind=net&least=1&add=1")["Location"].partition("?")[2]
        address = client.get(f"/customers/conditions/?{address}&{asked}&add=1")["Location"]
        for sort in ("", "&sort=money", "&sort=last", "&sort=reading"):
            page = client.get(address + sort).context["page"]
            assert page.count.value == len(page.rows), asked
            if "or=" not in asked:
                assert len(page.rows) == expected, asked


def test_a_name_is_needed_and_free(reader, shop):
    for name, status in (("", 422), ("豆", 302), ("豆", 422)):
        answer = reader.post("/customers/lists/new/", {"name": name, "if": written(BEST)})
        assert answer.status_code == status, name
    assert reader.post("/customers/lists/new/", {"name": "全員", "if": ""}).status_code == 422


def test_everybody_chooses_their_own_columns(reader, shop):
    customers.define_attribute(AttributeInput("pets", "ペット", AttributeKind.TEXT))
    Customer.objects.filter(code="0001").update(attributes={"pets": "犬<b>"}, birthday=date(1980, 4, 10))
    assert "ペット" not in reader.get("/customers/").content.decode()
    form = reader.get("/customers/columns/?class=best").content.decode()
    assert form.count(" checked") == 7, "the usual ones"
    chosen = {"column": ["own.pets", "net", "birthday", "nonsense"]}
    assert reader.post("/customers/columns/?class=best", chosen)["Location"] == "/customers/?class=best"
    page = reader.get("/customers/").content.decode()
    assert "犬&lt;b&gt;" in page
    assert "1980/4/10" in page
    assert "ペット" not in reader_of("b").get("/customers/").content.decode()
    heads = [column.key for column, _url in reader.get("/customers/").context["heads"]]
    assert heads == ["own.pets", "net", "birthday"], "in the order in which they stood in the form"
    reader.post("/customers/columns/?list=near_best", {"column": ["last", "class"]})
    of_lists = {key: [column.key for column, _url in reader.get(f"/customers/?list={key}").context["heads"]]
        for key in ("near_best", "best_overdue")}  # fmt: skip
    assert of_lists == {"near_best": ["last", "class"], "best_overdue": heads}, "a list remembers its own"
    reader.post("/customers/columns/?list=near_best", {"usual": "1"})
    assert len(reader.get("/customers/?list=near_best").context["heads"]) == 3
    reader.post("/customers/columns/", {"usual": "1"})
    assert "犬" not in reader.get("/customers/").content.decode()
