"""Nothing of a person is left anywhere, and everything that was sold stays sold."""

import io
import json
import zipfile
from itertools import count
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import models
from django.test import Client

from otokui.core.kernel.errors import Refused
from otokui.core.platform.models import JobRecord, KeptAnswer
from otokui.domain.accounts.models import Staff
from otokui.domain.customers import public
from otokui.domain.customers.actions.erase_customer import erase_customer
from otokui.domain.customers.adapters.held import Place
from otokui.domain.customers.models import (
    Attachment,
    BulkChange,
    Contact,
    Customer,
    Erasure,
    ExportLog,
    Mail,
    Merge,
    Phone,
)  # fmt: skip
from otokui.domain.customers.queries.held import DERIVED, places, what_stays
from otokui.domain.customers.types import (
    ContactWay,
    CustomerRow,
    Ground,
    KnownAs,
    MatchKey,
    Policy,
    Purpose,
    PurposeKind,
)  # fmt: skip
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.models import ImportRun
from otokui.domain.insights.models import SavedList, Standing
from otokui.domain.insights.public import count_standings
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.models import Order, OrderAttachment, PurchaseSummary
from otokui.domain.purchases.types import DeliveryPlan
from tests.customers.cast import NOW, TODAY
from tests.desk.shop import shop, staff
from tests.everywhere import found_in_files, found_in_tables

__all__ = ["shop"]
MARK = "秘密"
NAME = "田中 太郎"

STAYS = {
    "purchases.Order.source": "where orders come from",
    "purchases.Order.external_id": "the number of the order: without it the same file would bring it twice",
    "purchases.Order.channel": "a way of selling",
    "purchases.Order.staff_text": "who of the staff sold",
    "purchases.Order.deliver_slot": "a time of the day",
    "purchases.OrderLine.kind": "sold or given back",
    "purchases.OrderLine.product_text": "goods",
    "purchases.OrderLine.status": "a word of the till",
    "purchases.OrderLine.names_order": "the number of an order",
    "campaigns.Occasion.step": "a step of the plan",
    "campaigns.Occasion.customer_class": "a class",
    "campaigns.Occasion.state": "a state",
    "campaigns.Occasion.to_class": "a class",
    "campaigns.Occasion.to_state": "a state",
    "campaigns.Occasion.outcome": "a word of the plan",
    "campaigns.WhyAnswer.answer": "one of a few answers, without the words",
    "insights.ReorderAnswer.answer": "one of a few answers",
    **{f"insights.Standing.{name}": "derived" for name in ("customer_class", "state", "rule", "next_class")},
    "insights.Standing.next_state": "derived",
    **{f"insights.StandingChange.{name}": "derived" for name in ("from_class", "from_state", "to_class")},
    **{f"insights.StandingChange.{name}": "derived" for name in ("to_state", "cause")},
    "customers.Customer.kind": "person or company",
    "customers.Erasure.by_name": "who of the staff did it",
    "customers.Erasure.ground": "one of three",
    "customers.Erasure.why": "names are taken out of it",
    "customers.Erasure.contents": "hashes of files, until they are gone",
    "customers.ErasedKey.kind": "a word",
    "customers.ErasedKey.digest": "a keyed hash, which nobody can read",
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def texts_of(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.local_fields
        if isinstance(getattr(field, "base_field", field), TEXT)
        and not field.is_relation
        and not field.name.startswith("pgh_")
    ]


def test_every_text_of_a_row_that_stays_is_emptied_or_has_a_reason():
    for table, values in what_stays().items():
        left = {field.name for field in texts_of(apps.get_model(table)) if not field.choices} - values.keys()
        if table == "customers.Customer":
            left -= {*public_blank(), "name", *DERIVED}
        unsaid = {f"{table}.{name}" for name in left} - STAYS.keys()
        assert not unsaid, "empty it in the holder's `leaves`, or say here why it stays"


def public_blank() -> dict[str, Any]:
    from otokui.domain.customers.actions.erase_customer import _BLANK

    return _BLANK


def test_every_table_on_the_way_to_a_customer_is_reached():
    """Also those that hang on a row which hangs on a customer."""
    known = {place.table for place in places()}
    beyond = {
        model._meta.label
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if field.related_model and field.related_model._meta.label in known
    }
    # What points at staff or goods is no way; a bulk change is of many, its lines are each one's.
    assert beyond <= known


NUMBERS = count(1)


def marked(field: Any) -> Any:
    """A text nobody else has, as long as there is room."""
    if isinstance(field, ArrayField):
        return [marked(field.base_field)]
    text = f"{MARK}{next(NUMBERS)}"
    return {"was": text} if isinstance(field, models.JSONField) else text[: field.max_length or 99]


def fill(place: Place, people: list[int]) -> None:
    """Let there be a row of theirs, and texts of theirs in all that are not words of ours; twice, so that
    the history has them as well."""
    if not place.rows(people).exists():
        make(place, people)
    stays = what_stays().get(place.table)
    fields = [
        field
        for field in texts_of(place.model)
        if not field.choices
        and (stays is None or field.name in stays or place.table == "customers.Customer")
        and field.name not in ("search", "content", "state", "kind", "signs")
    ]
    for _ in range(2):
        for row in place.rows(people):
            values = {field.name: marked(field) for field in fields}
            with pgtrigger.ignore("customers.Consent:append_only"):
                place.model._default_manager.filter(pk=row.pk).update(**values)


OWN: dict[str, dict[str, Any]] = {
    "customers.BulkChangeRow": {"state": "done"},
    "customers.Pair": {"first_id": 0, "second_id": 1},
    "customers.Merge": {"survivor_id": 0, "merged_id": 1},
}
"""What a table insists on; people by their place."""


def make(place: Place, people: list[int]) -> None:
    values: dict[str, Any] = {}
    for field in place.model._meta.local_fields:
        if field.primary_key and not field.is_relation:
            continue
        if field.related_model is Customer:
            values[field.attname] = people[0] if field.attname not in values else people[-1]
        elif field.is_relation and field.name != "by" and place.owner and field.name == place.owner[0]:
            values[field.attname] = place.owner[1].rows(people).first().pk
        elif field.is_relation and not field.null:
            values[field.attname] = field.related_model._default_manager.order_by("pk").first().pk
        elif field.has_default() or field.null or field.blank or field.is_relation:
            continue
        elif field.choices:
            values[field.attname] = field.choices[0][0]
        elif f"{place.table}.{field.name}" in STAYS:
            values[field.attname] = "x"
        else:
            values[field.attname] = plain(field)
    values |= {
        name: people[each] if name.endswith("_id") else each
        for name, each in OWN.get(place.table, {}).items()
    }
    place.model._default_manager.create(**values)


def plain(field: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return TODAY
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 1
    return marked(field)


def figures() -> dict[str, Any]:
    """What the analysis counts, and the money of everybody."""
    cache.clear()
    return {
        "classes": count_standings(),
        "money": sorted(PurchaseSummary.objects.values_list("customer_id", "orders", "net", "last_on")),
        "standing": sorted(Standing.objects.values_list("customer_id", "customer_class", "state", "net")),
        "orders": Order.objects.count(),
    }


def run_jobs() -> None:
    erase_customer(JobRecord.objects.get(name="customers.erase").arguments["customer"], now=NOW)


def fill_files(one: int, order: int) -> None:
    public.attach_file(one, io.BytesIO(f"{MARK}の契約書".encode()), name="a.txt", now=NOW, staff_id=None)
    came = public.attach_file(one, io.BytesIO("みんなの案内".encode()), name="b.txt", now=NOW, staff_id=None)
    content = Attachment.objects.get(pk=came.id).content_id
    OrderAttachment.objects.create(
        order_id=Order.objects.exclude(pk=order).last().pk,
        content_id=content,
        name="b.txt",
        at=NOW,
        search="",
    )
    rows = f"顧客番号,氏名,電話\n0001,田中　太郎,0312345678\n,{MARK},\n"
    exchange.draft_import(io.BytesIO(rows.encode("cp932")), name=f"{NAME}.csv", now=NOW)
    done = exchange.draft_import(io.BytesIO(rows.replace(MARK, "髙").encode()), name="x.csv", now=NOW)
    ImportRun.objects.filter(pk=done).update(state="done", started_at=NOW, trial={"bad": [NAME]})
    exchange.draft_import(io.BytesIO("顧客番号,氏名\n0002,花子\n".encode()), name="other.csv", now=NOW)


def fill_mentions(boss: int) -> None:
    line = public.log_export(
        staff_id=boss, form="csv", conditions=f"“{NAME}”", columns="", customers=1, now=NOW
    )
    ExportLog.objects.filter(pk=line).update(wanted={"text": NAME})
    JobRecord.objects.create(name="x", note=f"{NAME} 様", error="03-1234-5678", enqueued_at=NOW)
    KeptAnswer.objects.create(
        key="00000000-0000-0000-0000-000000000001", sender=boss, said="x", answer={"who": [NAME]}, at=NOW
    )
    SavedList.objects.create(name="田中太郎さんの友人", owner_id=boss, conditions=[NAME], changed_at=NOW)
    BulkChange.objects.create(kind="tag_add", wanted={"text": "taro@example.jp"}, asked_at=NOW)


@pytest.mark.django_db
def test_of_an_erased_person_nothing_is_found_and_all_sales_stay(shop):
    one, twin = shop["0001"], shop["0005"]
    boss = staff().pk
    public.merge_customers(one, twin, now=NOW, staff_id=boss)
    people = [one, twin]
    fill_files(one, Order.objects.filter(customer_id=one).first().pk)
    fill_mentions(boss)
    before = figures()
    job = public.ask_to_erase(
        one, typed="田中太郎", ground=Ground.REQUEST, why=f"{NAME} 様より電話", now=NOW, staff_id=boss
    )
    assert JobRecord.objects.get(pk=job).arguments == {"customer": one}
    for place in places():
        if not place.table.startswith(("customers.Era", "customers.Customer")):
            fill(place, people)
    fill(next(place for place in places() if place.table == "customers.Customer"), people)
    Customer.objects.filter(pk=one).update(name=NAME, family_name="田中", given_name="太郎", code="0001")
    Mail.objects.filter(customer_id=one).update(address="taro@example.jp", key="taro@example.jp")
    Phone.objects.filter(customer_id=one, position=0).update(number="03-1234-5678", digits="0312345678")
    words = MARK, NAME, "田中太郎", "taro@example.jp", "0312345678"
    for place in places():
        assert place.rows(people).exists() or place.table == "customers.ErasedKey", place.table
    assert len(found_in_tables(*words)) > 60
    assert len(found_in_files(*words, "太郎")) == 3

    run_jobs()

    cache.clear()
    shared = {"customers_phone.digits", "customers_phone.number", "customers_phoneevent.digits"}
    assert set(found_in_tables(MARK, NAME, "田中太郎", "taro@example.jp")) == set()
    assert set(found_in_tables("0312345678")) <= shared  # 花子 has the same number
    assert found_in_files(*words, "太郎") == []
    assert figures() == before
    assert Customer.objects.get(pk=one).name == "消去済みのお客様"
    assert Customer.objects.get(pk=twin).merged_into_id == one
    assert not Merge.objects.exists()
    stone = Erasure.objects.get(pk=one)
    assert (stone.erased_at, stone.by_name, stone.why) == (NOW, "山田 花子", "■ 様より電話")
    # The content that an order of somebody else has as well stays there, and 花子's draft too.
    assert OrderAttachment.objects.filter(name="b.txt").count() == 1
    assert ImportRun.objects.filter(file_name="other.csv").exists()
    run_jobs()
    assert figures() == before


@pytest.fixture
def gone(shop) -> int:
    public.ask_to_erase(shop["0001"], typed=NAME, ground=Ground.NO_NEED, now=NOW, staff_id=None)
    run_jobs()
    return shop["0001"]


def test_nobody_comes_back_by_a_file_nor_is_written_to(gone, shop):
    rows = [
        CustomerRow(1, code="0001", name="田中 太郎"),
        CustomerRow(2, code="9001", name="別の人", mails=("TARO@example.jp",)),
        CustomerRow(3, code="9002", name="別の人", phones=("090 1111 2222",)),
        CustomerRow(4, code="9003", name="新しい人", phones=("03-9999-9999",)),
        CustomerRow(5, code="0002", name="田中 花子", phones=("03-1234-5678",)),
    ]
    found = public.write_customers(rows, match=MatchKey.CODE, policy=Policy.BOTH, now=NOW)
    assert [(each.line, each.field, each.code) for each in found.problems] == [
        (1, "code", "erased"), (2, "email", "erased"), (3, "phone", "erased")
    ]  # fmt: skip
    bought = public.ensure_customers_by_code(
        {"0001": KnownAs(), "0009": KnownAs(name="田中 太郎", phone="03-8888-8888")}, now=NOW
    )
    assert bought["0001"] == gone
    by_mail = public.ensure_customers(MatchKey.MAIL, {("taro@example.jp",): KnownAs(name=NAME)}, now=NOW)
    assert by_mail == {("taro@example.jp",): gone}
    assert public.erased_among(MatchKey.MAIL, [("taro@example.jp",), ("x@y.z",)]) == {
        ("taro@example.jp",): gone
    }
    thanks = Purpose(PurposeKind.TRANSACTION)
    assert public.why_not_contact(gone, thanks, ContactWay.MAIL, as_of=TODAY).code == "erased"


def test_nothing_is_written_about_who_is_gone_and_only_the_name_opens_the_door(shop):
    one = shop["0001"]
    with pytest.raises(Refused, match="name"):
        public.ask_to_erase(one, typed="田中", ground=Ground.WRONG, now=NOW, staff_id=None)
    assert not Erasure.objects.exists()
    public.ask_to_erase(one, typed=NAME, ground=Ground.WRONG, now=NOW, staff_id=None)
    for act in (
        lambda: public.record_contact(one, way=ContactWay.CALL, at=NOW),
        lambda: public.merge_customers(shop["0002"], one, now=NOW),
        lambda: public.ask_to_erase(one, typed=NAME, ground=Ground.WRONG, now=NOW, staff_id=None),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "erased"


def test_an_order_comes_back_to_nobody_and_no_merge_is_taken_back(shop):
    """What was sold stays sold; whoever was merged into the person is the person, and goes as well."""
    one, twin = shop["0005"], shop["0001"]
    before = figures()
    done = public.merge_customers(one, twin, now=NOW)
    order = Order.objects.filter(customer_id=one).latest("id")
    purchases.attach_to_order(order.pk, io.BytesIO(b"1"), name=f"{MARK}.txt", now=NOW, staff_id=None)
    purchases.plan_delivery(order.pk, DeliveryPlan(TODAY, "", f"{MARK}の裏口"), staff=None)
    merged = figures()
    assert merged["orders"] == before["orders"]
    purchases.delete_order(order.pk, staff=None)
    name = public.plan_erasure(one).name
    public.ask_to_erase(one, typed=name, ground=Ground.REQUEST, now=NOW, staff_id=None)
    with pytest.raises(Refused) as refused:
        public.unmerge_customers(done, now=NOW)
    assert refused.value.code == "erased"
    run_jobs()
    with pytest.raises(Refused) as refused:
        public.unmerge_customers(done, now=NOW)
    assert refused.value.code == "no_merge"
    purchases.bring_order_back(order.pk, staff=None)
    order.refresh_from_db()
    assert (order.customer_id, order.deliver_to) == (one, "")
    assert figures()["orders"] == merged["orders"]
    assert figures()["money"] == merged["money"]
    assert found_in_tables(MARK, NAME, name) == []


@pytest.fixture
def reader(db) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def test_a_person_is_handed_everything_and_it_is_written_down(shop, reader):
    one = shop["0001"]
    public.attach_file(one, io.BytesIO("契約".encode()), name="契約書.txt", now=NOW, staff_id=None)
    fill_mentions(Staff.objects.get().pk)
    for place in places():
        if not place.table.startswith(("customers.Era", "customers.Customer")):
            fill(place, [one, shop["0005"]])
    answer = reader.post(f"/customers/{one}/person/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    page, data = archive.read("index.html").decode(), json.loads(archive.read("data.json"))
    assert "田中 太郎" in page
    assert "お預かりしている情報" in page
    told = {place.table for place in places()} - {"customers.Erasure", "customers.ErasedKey"}
    assert data["tables"].keys() == told
    assert "契約" in [archive.read(name).decode() for name in archive.namelist() if "files/" in name]
    line = ExportLog.objects.get(form="person")
    assert (line.customers, line.wanted, line.staff_name) == (1, {"customer": one}, "山田 花子")
    assert "田中" not in line.conditions
    assert "山田 花子" in reader.get(f"/customers/{one}/person/").content.decode()


def test_the_page_of_who_is_gone_says_so_and_nothing_else(shop, reader):
    one = shop["0001"]
    address = f"/customers/{one}/erase/"
    assert NAME in reader.get(address).content.decode()
    wrong = reader.post(address, {"name": "田中", "ground": "request"})
    assert wrong.status_code == 422
    assert "お客様の名前と違います" in wrong.content.decode()
    assert reader.post(address, {"name": NAME, "ground": "request", "why": "電話"}).status_code == 302
    assert "消去しています" in reader.get(f"/customers/{one}/").content.decode()
    run_jobs()
    shown = reader.get(f"/customers/{one}/").content.decode()
    assert "山田 花子" in shown
    assert "個人情報は消去しました" in shown
    assert NAME not in shown
    assert "太郎" not in reader.get("/customers/").content.decode()
    assert reader.get(address).status_code == 302
    reader.post(f"/customers/{one}/contact/", {"way": "call", "text": "x"})
    assert not Contact.objects.filter(customer_id=one).exists()
