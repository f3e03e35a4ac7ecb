"""Two records side by side, over HTTP: what is shown is what happens, and it can be taken back."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from otokui.domain.accounts.types import Role
from otokui.domain.customers import public
from otokui.domain.customers.actions.gather_strays import gather_strays
from otokui.domain.customers.models import Customer, FollowUp, Merge, Pair
from otokui.domain.customers.types import CustomerInput, PhoneInput
from otokui.domain.purchases.models import Order
from tests.architecture.test_addresses import patterns
from tests.customers.cast import NOW, create
from tests.desk.shop import staff

pytestmark = pytest.mark.django_db
_STANDS_FOR = {
    "name": "memo", "key": "memo", "kind": "phones", "table": "customer",
    "change": "00000000-0000-0000-0000-000000000000",
}  # fmt: skip


@pytest.fixture
def twin(shop):
    made = create(
        CustomerInput(
            family_name="田中", given_name="太郎", phones=(PhoneInput("０９０-1111-2222"),), memo="留守電に"
        )
    )
    public.find_pairs(now=NOW)
    return made


def pair(shop, twin):
    return f"/customers/{shop['0001']}/merge/{twin}/"


def test_the_queue_leads_to_the_pair_and_on_to_the_next(reader, shop, twin):
    page = reader.get("/customers/review/same/").content.decode()
    assert f'href="{pair(shop, twin)}?from=queue"' in page
    assert "同じ電話" in page
    answer = reader.post(pair(shop, twin), {"answer": "different", "from": "queue"})
    assert answer.url == "/customers/review/same/"
    assert Pair.objects.get().answer == "different"
    assert "重複の候補はありません" in reader.get(answer.url).content.decode()
    warned = reader.get(pair(shop, twin))
    assert "別の顧客と判断されています" in warned.content.decode()
    word = {"answer": "same", "seen": warned.context["plan"].seen}
    reader.post(pair(shop, twin), word)
    assert not Merge.objects.exists()
    reader.post(pair(shop, twin), word | {"despite": "1"})
    assert Merge.objects.exists()


def test_side_by_side_then_merged_then_taken_back(reader, shop, twin):
    page = reader.get(pair(shop, twin))
    assert "留守電に" in page.content.decode()
    kept = reader.post(
        pair(shop, twin), {"answer": "same", "seen": page.context["plan"].seen, "side-memo": "other"}
    )
    assert kept.url == f"/customers/{shop['0001']}/"
    assert Customer.objects.get(pk=shop["0001"]).memo == "留守電に"
    merged = reader.get(f"/customers/{twin}/")
    assert merged.url == kept.url
    shown = reader.get(f"/customers/{shop['0001']}/same/").content.decode()
    assert "この顧客に統合した記録" in shown
    refused = reader.post(f"/customers/{twin}/complaint/", {"open": "1"})
    assert not Customer.objects.get(pk=twin).open_complaint
    assert refused.status_code in (302, 409)
    done = Merge.objects.get()
    assert reader.post(f"/customers/review/merged/{done.pk}/undo/").url == f"/customers/{twin}/"
    assert reader.get(f"/customers/{twin}/").status_code == 200
    assert "取り消し済み" in reader.get("/customers/review/merged/").content.decode()


def test_somebody_was_faster(reader, shop, twin):
    seen = reader.get(pair(shop, twin)).context["plan"].seen
    Customer.objects.filter(pk=twin).update(version=9)
    reader.post(pair(shop, twin), {"answer": "same", "seen": seen})
    assert not Merge.objects.exists()


def test_a_seller_merges_own_customers_only(shop, twin):
    seller, colleague = staff(Role.SALES, "s@example.jp"), staff(Role.SALES, "t@example.jp")
    client = Client()
    client.force_login(seller)
    assert client.get(pair(shop, twin)).status_code == 200
    Customer.objects.filter(pk=twin).update(in_charge=colleague)
    assert client.get(pair(shop, twin)).status_code == 404
    assert client.get(f"/customers/{twin}/same/").status_code == 404
    assert "重複の候補はありません" in client.get("/customers/review/same/").content.decode()


def test_it_takes_few_queries(reader, shop, twin, django_assert_max_num_queries):
    for address in (
        "/customers/review/same/",
        "/customers/review/merged/",
        f"/customers/{twin}/same/",
        pair(shop, twin),
        f"/customers/{shop['0001']}/merge/?with={twin}&with={shop['0003']}&with={shop['0004']}",
    ):
        with django_assert_max_num_queries(12):
            assert reader.get(address).status_code == 200


def test_three_records_of_one_are_merged_in_one_go_and_taken_back_in_one_go(reader, shop, twin):
    third = create(
        CustomerInput(
            family_name="田中", given_name="太郎", phones=(PhoneInput("090-1111-2222"),), memo="朝だけ"
        )
    )
    public.find_pairs(now=NOW)
    queue = reader.get("/customers/review/same/").content.decode()
    address = f"/customers/{shop['0001']}/merge/?with={twin}&with={third}"
    assert f'href="{address}&from=queue"'.replace("&", "&amp;") in queue
    page = reader.get(address)
    assert page.context["stands"]["together"]["orders"] == 8
    assert "朝だけ" in page.content.decode()
    stale = {"with": [twin, third], "seen": "x" * 32, "from": "queue"}
    reader.post(address, stale)
    assert not Merge.objects.exists()
    memo = next(row for row in page.context["fields"] if row["field"].name == "memo")
    assert memo["cells"] == [(shop["0001"], "配達は午前中"), (twin, "留守電に"), (third, "朝だけ")]
    pair_of_all = {"side-memo": str(third), "seen": page.context["plan"].seen}
    done = reader.post(address, stale | pair_of_all)
    assert done.url == "/customers/review/same/"
    assert "重複の候補はありません" in reader.get(done.url).content.decode()
    assert Customer.objects.filter(merged_into=shop["0001"]).count() == 2
    assert Customer.objects.get(pk=shop["0001"]).memo == "朝だけ"
    (go,) = reader.get("/customers/review/merged/").context["goes"]
    assert len(go.merges) == 2
    reader.post(f"/customers/review/merged/{go.last.id}/undo/")
    assert not Customer.objects.filter(merged_into=shop["0001"]).exists()
    assert Merge.objects.filter(undone_at=None).count() == 0
    other = reader.get(f"/customers/{shop['0001']}/merge/?with={twin}")
    assert other.url == f"/customers/{shop['0001']}/merge/{twin}/"
    assert "統合後に取り消し" in reader.get("/customers/review/same/").content.decode()
    assert reader.get(address + "&with=999999").status_code == 404


def test_the_review_leads_to_tasks_and_rules(reader, shop):
    public.review_list(now=NOW, today=NOW.date())
    page = reader.get("/customers/review/?flaw=unreachable").content.decode()
    assert "髙﨑 健" in page
    task = {"kind": "task", "text": "連絡先を確かめる", "way": "note", "due_on": "2026-04-02"}
    some = {"id": [shop["0003"], shop["0004"]]} | task
    assert "連絡先を確かめる" in reader.post("/customers/bulk/", some).content.decode()
    done = reader.post("/customers/bulk/", some | {"go": "1"}).url
    assert FollowUp.objects.count() == 2
    reader.post(f"{done}undo/")
    assert not FollowUp.objects.exists()
    everybody = reader.post("/customers/bulk/", {"flaw": "unreachable"} | task | {"look": "1"})
    assert everybody.context["total"] == 3
    assert everybody.context["back"] == "/customers/review/?flaw=unreachable"
    wrong = reader.post("/customers/review/rules/", {"stale_days": "3", "incomplete_below": "x"})
    assert wrong.status_code == 422
    right = {"stale_days": "180", "incomplete_below": "40", "asks_charge": "yes", "rule": ["merge_certain"]}
    assert reader.post("/customers/review/rules/", right).status_code == 302
    assert public.get_review_settings().stale_days == 180


def test_while_a_number_is_edited_whoever_has_it_already_is_told(reader, shop):
    form = reader.get(f"/customers/{shop['0004']}/rows/phones/").content.decode()
    editing = f"/customers/{shop['0004']}/rows/phones/"
    assert f"editing={editing}" in form
    known = reader.get("/customers/new/known/", {"editing": editing, "number": "０９０（１１１１）２２２２"})
    assert f'href="/customers/{shop["0001"]}/"' in known.content.decode()
    own = {"editing": f"/customers/{shop['0001']}/rows/phones/", "number": "090-1111-2222"}
    assert "href" not in reader.get("/customers/new/known/", own).content.decode()


def test_no_address_writes_about_a_merged_record(reader, shop, twin):
    public.merge_customers(shop["0001"], twin, now=NOW)
    before = Customer.objects.filter(pk=twin).values().get()
    asked = 0
    for pattern in patterns(get_resolver()):
        if "customer_id" not in (wanted := pattern.pattern.converters):
            continue
        told = {name: _STANDS_FOR.get(name, 1) for name in wanted}
        address = reverse(pattern.name, kwargs=told | {"customer_id": twin})
        answer = reader.post(address, {"text": "x", "open": "1"})
        assert answer.status_code in (302, 403, 404, 405, 409), pattern.name
        asked += 1
    assert asked > 20
    order = {
        "customer": str(twin), "number": "M-1", "day": "2026-03-30", "time": "10:00", "channel": "phone",
        "shop": "", "product": ["玄米 [RICE]"], "quantity": ["1"], "price": ["500"], "discount": [""],
    }  # fmt: skip
    reader.post("/orders/new/", order)
    assert Order.objects.get(external_id="M-1").customer_id == shop["0001"]
    chosen = {"id": [twin], "kind": "tag_add", "text": "重点", "go": "1"}
    assert "ひとりも選ばれていません" in reader.post("/customers/bulk/", chosen).content.decode()
    assert gather_strays() == 0
    assert Customer.objects.filter(pk=twin).values().get() == before
