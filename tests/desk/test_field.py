"""The capture page: who sees whom, what is written, and that nothing is written twice."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from otokui.domain.accounts.models import Business, Staff, Team
from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Consent, Contact, Customer, Household, Observation, Preference
from otokui.domain.customers.public import get_customer, list_attachments, merge_customers
from otokui.domain.customers.types import Doorstep
from otokui.domain.desk.rules.field.acts import LATEST, happened_at
from otokui.domain.desk.rules.field.areas import areas_of
from otokui.domain.desk.rules.field.photos import LARGEST, without_place
from otokui.domain.desk.rules.field.stops import Stop, in_order
from otokui.domain.insights.public import business_today
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.public import find_delivery, plan_delivery
from otokui.domain.purchases.types import Delivery, DeliveryPlan
from tests.customers.cast import everybody
from tests.desk.shop import staff
from tests.insights.cast import bought, buy

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def client_of(person: Staff) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


@pytest.fixture
def shop(db) -> dict[str, int]:
    """The cast; 田中 太郎 and 花子 have bought."""
    Business.objects.create(id=1, name="おとくい商店")
    ids = everybody()
    buy(
        bought(ids["0001"], "2026-03-02", 9000, order_id="T0", product_code="RICE", product_name="米 5kg"),
        bought(ids["0002"], "2026-03-20", 1200, order_id="H1", product_code="TEA", product_name="煎茶"),
    )
    return ids


@pytest.fixture
def orders(shop) -> dict[str, int]:
    """Something is brought to 田中 太郎 today, in the morning, and to nobody else."""
    found = {number: Order.objects.get(external_id=number).pk for number in ("T0", "H1")}
    plan_delivery(found["T0"], DeliveryPlan(business_today(timezone.now()), "午前中"), staff=None)
    return found


@pytest.fixture
def driver(orders) -> Client:
    return client_of(staff(Role.FIELD, "komada@example.jp"))


def sent(client: Client, kind: str, **more: object) -> dict[str, str]:
    told = {"key": str(uuid4()), "kind": kind, "at": timezone.now().isoformat()} | more
    return client.post("/field/acts/", told).json()


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(hours=9), timedelta(hours=9)),
        (LATEST, LATEST),
        (LATEST + timedelta(seconds=1), None),
        (timedelta(minutes=-4), timedelta(0)),
        (timedelta(days=-400), timedelta(0)),
    ],
)
def test_an_act_happened_when_the_phone_says_but_not_tomorrow(ago, expected):
    assert happened_at(NOW - ago, now=NOW) == (None if expected is None else NOW - expected)


def test_the_doors_come_by_slot_and_street_by_street():
    def stop(number: int, minutes: int, place: str) -> Stop:
        delivery = Delivery(number, "", None, NOW.date(), "", minutes, place, None, None, "")
        return Stop(delivery, None)

    places = [
        (1, 840, "港区2-10"),
        (2, 840, "港区２−９"),
        (3, 480, "港区9"),
        (4, 840, ""),
        (5, 840, "中央区1"),
    ]
    found = in_order(stop(*each) for each in places)
    assert [each.delivery.order_id for each in found] == [3, 5, 2, 1, 4]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["川口市本町1", "川口市栄町2", "川口市本町３"] * 2, ["本町", "栄町", "本町"] * 2),
        (["三重県四日市市諏訪町1", "", "愛知県名古屋市中村区名駅一丁目"] * 2, ["諏訪町", "", "名駅"] * 2),
        (
            [f"東京都港区町{chr(0x3042 + n)}1" for n in range(8)] + ["東京都中央区銀座1"],
            ["港区"] * 8 + ["中央区"],
        ),
        (["東京都港区芝1"] * 9, [""] * 9),
        (["東京都港区芝1", "東京都中央区銀座1"], ["", ""]),
    ],
)
def test_a_round_is_parted_by_town_or_city(places, expected):
    assert areas_of(places) == expected


def test_a_driver_sees_the_doors_of_today_and_no_purchases(driver, shop):
    page = driver.get("/field/").content.decode()
    assert "田中 太郎" in page
    assert "配達は午前中" in page
    assert "髙﨑" not in page
    for word in ("¥", "9,000", "米 5kg", "優良"):
        assert word not in page
    for address in ("/customers/", f"/customers/{shop['0001']}/", "/orders/", "/today/", "/analysis/"):
        assert driver.get(address).status_code == 403
    assert driver.get("/", follow=True).redirect_chain[-1][0] == "/field/"


FOUND = {
    "a whole number": ("phone=045-222-3333", "㈱山田商店"),
    "its end": ("phone=3333", ""),
    "name and town": ("name=田中&place=丸の内", "田中 太郎"),
    "reading and numbers": ("name=たなか&place=丸の内1-2", "田中 太郎"),
    "a name alone": ("name=田中", ""),
    "name and prefecture": ("name=田中&place=東京都", ""),
    "another town": ("name=田中&place=銀座", ""),
    "every name": ("name=%25&place=丸の内", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("case", FOUND)
def test_another_door_is_found_by_whoever_knows_it(driver, case):
    asked, name = FOUND[case]
    page = driver.get(f"/field/find/?{asked}").content.decode()
    assert ("data-customer" in page) == bool(name)
    assert name in page


def signed_for(client: Client, asked: str) -> str:
    return client.get(f"/field/find/?{asked}").content.decode().split('data-signed="')[1].split('"')[0]


def test_only_who_is_on_the_list_or_was_found_can_be_written_about(driver, shop):
    dog = {"mark": "dog", "so": "1", "occasion": "delivery"}
    assert sent(driver, "seen", customer=shop["0001"], **dog)["state"] == "done"
    assert sent(driver, "seen", customer=shop["0100"], **dog)["state"] == "refused"
    signed = signed_for(driver, "phone=045-222-3333")
    assert sent(driver, "seen", customer=shop["0100"], signed=signed, **dog)["state"] == "done"
    assert sent(driver, "seen", customer=shop["0003"], signed=signed, **dog)["state"] == "refused"
    other = client_of(staff(Role.FIELD, "ono@example.jp"))
    assert sent(other, "seen", customer=shop["0100"], signed=signed, **dog)["state"] == "refused"
    assert set(Observation.objects.values_list("customer_id", flat=True)) == {shop["0001"], shop["0100"]}


def test_a_seller_sees_what_is_brought_to_the_customers_of_the_team(orders, shop):
    east, west = (Team.objects.create(name=name) for name in ("東", "西"))
    mine, theirs = (
        Staff.objects.create(email=f"{team.pk}@example.jp", name=team.name, role=Role.SALES, team=team)
        for team in (east, west)
    )
    Customer.objects.filter(pk=shop["0001"]).update(in_charge=mine)
    assert "田中 太郎" in client_of(mine).get("/field/").content.decode()
    stranger = client_of(theirs)
    assert "田中" not in stranger.get("/field/").content.decode()
    assert "data-customer" not in stranger.get("/field/find/?name=田中&place=丸の内").content.decode()
    assert "田中" not in stranger.get("/field/known/?phone=09011112222").content.decode()
    assert sent(stranger, "delivered", order=orders["T0"])["state"] == "refused"


def test_a_door_is_opened_from_the_page_of_a_customer(driver, reader, shop):
    page = reader.get(f"/field/?customer={shop['0003']}").content.decode()
    assert f'data-customer="{shop["0003"]}"' in page
    assert sent(reader, "seen", customer=shop["0003"], mark="dog", occasion="door")["state"] == "done"
    assert f'/field/?customer={shop["0003"]}"' in reader.get(f"/customers/{shop['0003']}/").content.decode()
    for asked in (shop["0003"], "x", "9" * 30):
        assert "髙﨑" not in driver.get(f"/field/?customer={asked}").content.decode()


def test_what_waited_while_two_records_became_one_is_written_to_the_one(driver, shop):
    signed = signed_for(driver, "phone=045-222-3333")
    merge_customers(shop["0003"], shop["0100"], now=NOW)
    assert sent(driver, "seen", customer=shop["0100"], signed=signed, mark="dog")["state"] == "done"
    merge_customers(shop["0002"], shop["0001"], now=NOW)
    assert sent(driver, "note", customer=shop["0001"], text="門は閉める")["state"] == "done"
    assert Observation.objects.get().customer_id == shop["0003"]
    assert Contact.objects.get(text="門は閉める").customer_id == shop["0002"]
    assert f'data-customer="{shop["0002"]}"' in driver.get("/field/").content.decode()
    found = driver.get("/field/find/?phone=090-1111-2222").content.decode()
    assert [f'data-customer="{shop[code]}"' in found for code in ("0001", "0002")] == [False, True]


def test_what_is_seen_is_written_with_source_day_and_who(driver, shop):
    mark = {"customer": shop["0001"], "occasion": "delivery"}
    sent(driver, "seen", mark="dog", so="1", **mark)
    sent(driver, "seen", mark="household:family", so="1", **mark)
    known = get_customer(shop["0001"], as_of=business_today(timezone.now()))
    assert [(seen.kind, seen.source, seen.staff) for seen in known.observations] == [
        ("dog", "delivery", "山田 花子")
    ]
    assert (known.household.kind, known.household.source) == ("family", "door")
    sent(driver, "seen", mark="dog", so="0", **mark)
    sent(driver, "seen", mark="household:family", so="0", **mark)
    assert not Observation.objects.exists()
    assert not Household.objects.filter(customer_id=shop["0001"]).exists()


def test_delivered_and_taken_back(driver, orders):
    morning = timezone.now() - timedelta(hours=2)
    assert sent(driver, "delivered", order=orders["T0"], at=morning.isoformat())["state"] == "done"
    assert find_delivery(orders["T0"]).delivered_at == morning
    other = client_of(staff(Role.FIELD, "ono@example.jp"))
    answer = sent(other, "delivered", order=orders["T0"])
    assert (answer["state"], answer["text"]) == ("refused", "山田 花子さんがお届け済みです。")
    assert sent(driver, "taken_back", order=orders["T0"])["state"] == "done"
    assert find_delivery(orders["T0"]).delivered_at is None
    assert sent(driver, "delivered", order=orders["H1"])["state"] == "refused"
    for _ in range(2):
        assert sent(driver, "left", order=orders["T0"])["state"] == "done"
    assert find_delivery(orders["T0"]).delivered_at is not None
    assert [each.text for each in Contact.objects.all()] == ["置き配しました #T0"]


def test_a_note_is_a_contact_and_special_care_is_asked_about(driver, shop):
    about = {"customer": shop["0001"], "occasion": "delivery"}
    assert sent(driver, "note", text="門は閉めること", **about)["state"] == "done"
    asked = sent(driver, "note", text="ご主人は入院中", **about)
    assert asked["state"] == "asked"
    assert "入院" in asked["text"]
    assert sent(driver, "note", text="ご主人は入院中", sure="1", **about)["state"] == "done"
    assert sent(driver, "absent", **about)["state"] == "done"
    assert sent(driver, "absent", so="0", **about)["state"] == "done"
    assert sent(driver, "absent", so="0", **about)["state"] == "told"
    assert 'data-absent aria-pressed="false"' in driver.get("/field/").content.decode()
    assert sent(driver, "absent", **about)["state"] == "done"
    assert 'data-absent aria-pressed="true"' in driver.get("/field/").content.decode()
    assert sent(driver, "note", text=" ", **about)["state"] == "refused"
    found = Contact.objects.filter(customer_id=shop["0001"]).order_by("id")
    assert [(each.way, each.outcome, each.text) for each in found] == [
        ("delivery", "", "門は閉めること"),
        ("delivery", "", "ご主人は入院中"),
        ("delivery", "absent", ""),
    ]


def test_a_prospect_is_taken_down_with_consent_and_wording(driver, shop):
    given = {
        "name": "新田 望",
        "kana": "ニッタ ノゾミ",
        "phone": "03-9999-0001",
        "met": "event",
        "wish": "深煎りの豆",
        "consents": "phone post",
    }
    assert sent(driver, "prospect", **given)["state"] == "done"
    person = Customer.objects.get(family_name="新田")
    assert (person.given_name, person.family_kana) == ("望", "ニッタ")
    consents = Consent.objects.filter(customer=person).order_by("channel")
    assert [(each.channel, each.granted, each.source) for each in consents] == [
        ("phone", True, "催事"),
        ("post", True, "催事"),
    ]
    assert consents[0].wording == "電話・郵便でお知らせをお送りしてよろしいですか。いつでも止められます。"
    assert Preference.objects.get(customer=person).text == "深煎りの豆"
    assert Contact.objects.get(customer=person).text == "出会い：催事"
    asked = sent(driver, "prospect", **given)
    assert (asked["state"], "新田 望 様" in asked["text"]) == ("asked", True)
    assert Customer.objects.filter(family_name="新田").count() == 1
    assert sent(driver, "prospect", sure="1", **given)["state"] == "done"
    assert Customer.objects.filter(family_name="新田").count() == 2
    assert sent(driver, "prospect", name="", phone="12")["state"] == "refused"
    assert "新田 望" in driver.get("/field/known/?phone=0399990001").content.decode()


def test_the_same_act_sent_again_is_answered_as_before(driver, shop):
    told = {"key": str(uuid4()), "kind": "note", "at": timezone.now().isoformat(), "text": "門は閉める"}
    told |= {"customer": shop["0001"], "occasion": "delivery"}
    first = driver.post("/field/acts/", told)
    again = driver.post("/field/acts/", told)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert Contact.objects.filter(customer_id=shop["0001"]).count() == 1
    assert driver.post("/field/acts/", told | {"text": "別の話"}).status_code == 409
    other = client_of(staff(Role.FIELD, "ono@example.jp"))
    assert other.post("/field/acts/", told).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sold"},
        {"key": "1"},
        {"at": "gestern"},
        {"at": "2026-04-01T12:00:00"},
        {"kind": "seen", "mark": "ill"},
        {"kind": "seen", "mark": "household:castle"},
        {"kind": "prospect", "consents": "telegram"},
    ],
)
def test_what_is_no_act_is_said_to_be_none(driver, wrong):
    told = {"key": str(uuid4()), "kind": "note", "at": timezone.now().isoformat()} | wrong
    answer = driver.post("/field/acts/", told)
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")


def test_what_is_more_than_a_week_old_is_refused_politely(driver, shop):
    at = (timezone.now() - timedelta(days=8)).isoformat()
    answer = sent(driver, "note", at=at, customer=shop["0001"], text="x")
    assert (answer["state"], answer["text"][:6]) == ("refused", "1週間以上前")


def test_a_phone_that_is_signed_out_is_told_so_and_not_led_away(driver):
    assert driver.get("/field/pulse/").json()["staff"] == Staff.objects.get(email="komada@example.jp").pk
    stranger = Client()
    assert stranger.get("/field/pulse/", headers={"hx-request": "true"}).status_code == 401
    assert stranger.post("/field/acts/", {}, headers={"hx-request": "true"}).status_code == 401


def test_the_worker_and_the_page_say_how_long_they_stay(driver):
    until = int(driver.get("/field/")["X-Field-Until"])
    assert 0 < until / 1000 - timezone.now().timestamp() <= 24 * 3600
    worker = driver.get("/field/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert b'"/field/"' in worker.content.replace(b"'", b'"')


def test_the_least_is_known_of_a_door():
    assert not {"orders", "net", "customer_class", "mails", "birthday", "tags"} & set(
        Doorstep.__dataclass_fields__
    )


def jpeg(*, place: bytes = b"") -> bytes:
    """A picture of one point, with what a camera writes into it."""
    parts = [b"\xff\xd8", b"\xff\xe0\x00\x04JF"]
    if place:
        parts += [b"\xff\xe1" + (len(place) + 2).to_bytes(2) + place, b"\xff\xfe\x00\x04me"]
    return b"".join([*parts, b"\xff\xdb\x00\x03\x00", b"\xff\xda\x00\x02", b"picture", b"\xff\xd9"])


def test_a_picture_does_not_say_where_it_was_taken():
    assert without_place(jpeg(place=b"Exif\x00\x00 35.68N 139.76E")) == jpeg()
    assert without_place(jpeg()) == jpeg()
    assert without_place(jpeg()[:9]) == b""


def test_a_photograph_is_a_file_of_the_customer(driver, shop):
    about = {"customer": shop["0001"], "occasion": "delivery"}
    picture = jpeg(place=b"Exif 35.68N")
    told = {"key": str(uuid4()), "kind": "photo", "at": timezone.now().isoformat()} | about
    for _ in range(2):
        sent_file = SimpleUploadedFile("photo.jpg", picture, "image/jpeg")
        assert driver.post("/field/acts/", told | {"photo": sent_file}).json()["state"] == "done"
    (kept,) = list_attachments(shop["0001"])
    assert (kept.note, kept.name[-4:]) == ("配達", ".jpg")
    for content in (b"", b"GIF89a", b"\xff\xd8\xff" + bytes(LARGEST)):
        other = SimpleUploadedFile("photo.jpg", content or b" ", "image/jpeg")
        assert sent(driver, "photo", photo=other, **about)["state"] == "refused"
    stranger = SimpleUploadedFile("photo.jpg", picture, "image/jpeg")
    assert sent(driver, "photo", photo=stranger, customer=shop["0003"])["state"] == "refused"


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_write_once(orders, shop):
    komada = client_of(staff(Role.FIELD, "komada@example.jp"))
    told = {"key": str(uuid4()), "kind": "note", "at": timezone.now().isoformat(), "text": "門は閉める"}
    told |= {"customer": shop["0001"], "occasion": "delivery"}
    start, answers = Barrier(3), []

    def send() -> None:
        try:
            start.wait()
            answers.append(komada.post("/field/acts/", told).json())
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"state": "done", "text": ""}] * 3
    assert Contact.objects.filter(text="門は閉める").count() == 1
