"""Files at customers and orders: versions, the same again, out of sight and back, merged, kept by an undo."""

import io
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from otokui.core.platform.files.types import UnknownFile
from otokui.domain.accounts.types import EVERYBODY, Sight
from otokui.domain.customers import public
from otokui.domain.customers.models import Attachment, Customer
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.types import ContactWay
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.models import Order, OrderAttachment
from tests.customers.test_write_customers import NOW
from tests.purchases.cast import bought, lines


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = tmp_path


def person(code: str) -> int:
    row = Customer.objects.create(code=code, created_at=NOW, updated_at=NOW, sort_key=f"9{code}", search="")
    return row.pk


def put(customer: int, content: str, name: str = "見積.txt", **more):
    at = NOW + timedelta(seconds=Attachment.objects.count())
    return public.attach_file(
        customer, io.BytesIO(content.encode()), name=name, now=at, staff_id=None, **more
    )


def shown(customer: int) -> list[tuple[str, int]]:
    return [(line.name, line.version) for line in public.list_attachments(customer)]


@pytest.mark.django_db
def test_the_same_name_is_the_next_version_and_the_same_content_is_nothing_new():
    one = person("1")
    first, again, second = put(one, "a"), put(one, "a"), put(one, "b")
    assert (first.version, first.is_new) == (1, True)
    assert (again.id, again.is_new) == (first.id, False)
    assert (second.version, second.is_new) == (2, True)
    put(one, "a", "別.txt")
    (other, line) = public.list_attachments(one)
    assert (other.name, line.name, line.version) == ("別.txt", "見積.txt", 2)
    assert [(old.id, old.version) for old in line.older] == [(first.id, 1)]
    older = public.get_attachment(first.id, sight=EVERYBODY)
    assert (older.version, [each.version for each in older.older]) == (1, [2])


@pytest.mark.django_db
def test_out_of_sight_with_all_versions_and_back():
    one = person("1")
    put(one, "a")
    newest = put(one, "b").id
    later = NOW + timedelta(days=1)
    assert public.hide_file(newest, customer_id=one, now=later, staff_id=None) == 2
    assert shown(one) == []
    assert public.get_attachment(newest, sight=EVERYBODY).hidden
    assert public.unhide_file(newest, customer_id=one, staff_id=None) == 2
    assert shown(one) == [("見積.txt", 2)]
    with pytest.raises(UnknownFile):
        public.hide_file(newest, customer_id=person("2"), now=later, staff_id=None)
    with pytest.raises(UnknownFile):
        public.unhide_file(newest, customer_id=one, staff_id=None)


@pytest.mark.django_db
def test_a_file_hangs_on_a_contact_or_task_of_its_customer_only():
    one, other = person("1"), person("2")
    call = public.record_contact(one, way=ContactWay.CALL, at=NOW)
    put(one, "a", contact_id=call)
    put(one, "a")
    assert len(shown(one)) == 2
    with pytest.raises(UnknownCustomer):
        put(other, "a", contact_id=call)
    with pytest.raises(UnknownCustomer):
        put(999_999, "a")


@pytest.mark.django_db
def test_merged_files_go_along_and_are_versions_of_each_other():
    one, other = person("1"), person("2")
    put(one, "a")
    put(other, "b")
    put(one, "c", "c.txt")
    assert public.reassign_customer(one, other)["files"] == 2
    assert shown(one) == []
    assert sorted(shown(other)) == [("c.txt", 1), ("見積.txt", 2)]


@pytest.mark.django_db
def test_whoever_does_not_see_the_customer_finds_no_file(staff_id):
    one = person("1")
    file = put(one, "a").id
    Customer.objects.filter(pk=one).update(in_charge=staff_id)
    assert public.get_attachment(file, sight=Sight(frozenset({staff_id}))).name == "見積.txt"
    with pytest.raises(UnknownFile):
        public.get_attachment(file, sight=Sight(frozenset({staff_id + 1})))


@pytest.fixture
def staff_id(db) -> int:
    from otokui.domain.accounts.models import Staff

    return Staff.objects.create(email="a@example.com", name="青木", role="sales").pk


@pytest.mark.django_db
def test_an_order_with_a_file_stays_when_its_import_is_undone_and_hides_the_file_when_it_goes():
    one = person("1")
    rows = [bought(one, "2026-03-01", 1000, order_id=number) for number in "AB"]
    purchases.record_purchases(lines(*rows), source="file", now=NOW, run=7)
    kept, going = Order.objects.order_by("external_id").values_list("pk", flat=True)
    for order in (kept, going):
        purchases.attach_to_order(order, io.BytesIO(b"x"), name="納品書.txt", now=NOW, staff_id=None)
    unseen = purchases.list_order_attachments(going)[0].id
    purchases.hide_order_file(unseen, order=going, now=NOW, staff_id=None)
    (refusal,) = purchases.undo_run(7, now=NOW, staff=None).refused
    assert refusal.what == "file A"
    assert list(Order.objects.values_list("pk", flat=True)) == [kept]
    file = purchases.list_order_attachments(kept)[0].id
    purchases.delete_order(kept, staff=None)
    assert OrderAttachment.objects.filter(hidden_at__isnull=True).count() == 0
    with pytest.raises(UnknownFile):
        purchases.get_order_attachment(file, sight=EVERYBODY)


@pytest.mark.django_db
def test_a_customer_with_a_file_stays_when_the_import_is_undone():
    one, other = person("1"), person("2")
    Customer.objects.filter(pk__in=[one, other]).update(created_by_run=7)
    put(one, "a")
    apps.get_model("customers.CustomerEvent").objects.all().delete()
    (refusal,) = public.undo_run(7, now=NOW).refused
    assert refusal.customer_id == one
    assert list(Customer.objects.values_list("pk", flat=True)) == [one]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_two_versions():
    one = person("1")
    ready = threading.Barrier(2)
    made = []

    def send(content: str) -> None:
        try:
            ready.wait()
            made.append(put(one, content).version)
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=(content,)) for content in ("a", "b")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(made) == [1, 2]
    assert shown(one) == [("見積.txt", 2)]
