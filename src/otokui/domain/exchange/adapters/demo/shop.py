"""`demo_shop`: customers, orders, contacts and tasks of おとくい商店 as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from otokui.domain.exchange.adapters.demo.goods import COFFEE, GOODS, RICE, Good
from otokui.domain.exchange.adapters.demo.habits import DAYS, Item, Visit, day_of, habit_of
from otokui.domain.exchange.adapters.demo.names import COMPANY_STEMS, FAMILY_NAMES, GIVEN_NAMES, TOWNS


@dataclass(frozen=True, slots=True)
class DemoLine:
    """Yen, tax included. `pieces` and `amount` are negative on a return."""

    good: Good
    pieces: int
    unit_price: int
    discount: int
    amount: int


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order, or with `returns` the number of the order whose goods come back."""

    number: str
    ordered_at: datetime
    shop: str
    trigger: str
    lines: tuple[DemoLine, ...]
    returns: str | None = None


@dataclass(frozen=True, slots=True)
class DemoContact:
    """Something said or seen: `way` is call, visit, mail, delivery or note."""

    at: datetime
    way: str
    inbound: bool
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One customer; empty strings are unknown. `household` is what the driver saw at the door.

    `in_charge`: mail address of who looks after them, "" for nobody. `seen`: at the door, as
    `customers.ObservationKind`. `delivery`: the order that is brought next, on which day, and when.
    """

    code: str
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    company_name: str
    company_kana: str
    phone: str
    email: str
    postal_code: str
    prefecture: str
    city: str
    street: str
    birthday: date | None
    household: str
    household_seen_on: date | None
    taste: str
    need: str
    why_us: str
    memo: str
    complaint: bool
    mail_consent: bool
    referred_by: str
    tags: tuple[str, ...]
    orders: tuple[DemoOrder, ...] = field(repr=False)
    contacts: tuple[DemoContact, ...] = field(repr=False)
    task: tuple[date, str, str] | None
    line_id: str
    line_consent: bool
    in_charge: str
    seen: tuple[str, ...]
    delivery: tuple[str, date, str] | None


HOUSEHOLDS = {1: "single", 2: "couple", 3: "family", 4: "family", 5: "family"}
TASTES = (
    "深煎りが好き",
    "薄味が好み",
    "もちもちした米が好き",
    "甘いものは控えめ",
    "紺色が好き",
    "香りの強いものは苦手",
)
NEEDS = (
    "重いので玄関の中まで",
    "ギフトは毎年同じ方へ",
    "在庫を切らしたくない",
    "贈り先の名簿を預かってほしい",
    "少量ずつ買いたい",
    "コーヒーの道具をそろえたい",
    "米びつを買い替えたい",
    "手挽きミルに興味がある",
    "もち米の炊き方を知りたい",
)
REASONS = (
    "知人の紹介",
    "店の前を通って",
    "検索で見つけて",
    "雑誌の記事",
    "他店が閉まったので",
    "味が好みに合った",
)
MEMOS = (
    "呼び鈴ではなく電話を",
    "領収書は会社名で",
    "犬がいます。門は閉めること",
    "大きめの声でゆっくり話す",
    "置き配は勝手口へ",
)


def demo_shop(last_day: date, customers: int = 5000) -> Iterator[DemoCustomer]:
    """Yield the customers of the demo shop with all they did up to `last_day`, in order of their numbers.

    A prospect or two per hundred have not bought yet. Deterministic in (`last_day`, number of the customer).
    """
    first_day = last_day - timedelta(days=DAYS - 1)
    for number in range(1, customers + 1):
        yield _as_seen(_customer(number, first_day, last_day), number)


def _customer(number: int, first_day: date, last_day: date) -> DemoCustomer:
    chance = Random(f"otokui demo shop, customer {number}")
    company, habit = habit_of(number)
    size = chance.choice((1, 1, 2, 2, 3, 4, 4, 5))
    visits = [] if number % 71 == 0 else list(habit(chance, first_day, size)) or [_single_visit(chance)]
    code = f"{number:06d}"
    orders = tuple(_orders(chance, code, visits, first_day, company))
    family, family_kana = chance.choice(FAMILY_NAMES)
    given, given_kana = chance.choice(GIVEN_NAMES)
    stem, stem_kana = chance.choice(COMPANY_STEMS)
    postal_code, prefecture, city, town = chance.choice(TOWNS)
    reading_known = chance.random() < 0.94
    delivered = bool(orders) and chance.random() < 0.35
    return DemoCustomer(
        code=code,
        family_name=family,
        given_name=given,
        family_kana=family_kana if reading_known else "",
        given_kana=given_kana if reading_known else "",
        company_name=_company_name(chance, stem) if company else "",
        company_kana=stem_kana if company else "",
        phone=_phone(chance, number),
        email=f"customer{number}@example.jp" if chance.random() < 0.62 else "",
        postal_code=postal_code,
        prefecture=prefecture,
        city=city,
        street=f"{town}{chance.randrange(1, 9)}-{chance.randrange(1, 29)}-{chance.randrange(1, 20)}",
        birthday=_birthday(chance) if not company and chance.random() < 0.4 else None,
        household=HOUSEHOLDS[size] if delivered and not company else "",
        household_seen_on=orders[-1].ordered_at.date() if delivered and not company else None,
        taste=chance.choice(TASTES) if chance.random() < 0.25 else "",
        need=chance.choice(NEEDS) if chance.random() < 0.2 else "",
        why_us=chance.choice(REASONS) if chance.random() < 0.3 else "",
        memo=chance.choice(MEMOS) if chance.random() < 0.06 else "",
        complaint=bool(orders) and chance.random() < 0.006,
        mail_consent=chance.random() < 0.55,
        referred_by=f"{chance.randrange(1, number):06d}" if number > 50 and chance.random() < 0.04 else "",
        tags=("法人",) if company else (("贈答",) if chance.random() < 0.1 else ()),
        orders=orders,
        contacts=tuple(_contacts(chance, orders)),
        task=_task(chance, last_day) if orders and chance.random() < 0.015 else None,
        line_id="" if company or number % 4 != 1 else f"U{number:032x}",
        line_consent=number % 8 == 1,
        in_charge=_in_charge(number, company),
        seen=(),
        delivery=_delivery(number, prefecture, orders, last_day),
    )


HOUSES = ("parcel_box", "stairs_only", "auto_lock", "narrow_road", "leave_at_door", "often_out")
TOLD_BY_MEMO = {"犬がいます。門は閉めること": "dog", "置き配は勝手口へ": "leave_at_door"}
SLOTS = ("午前中", "14-16時", "16-18時", "18-20時", "")
_BROUGHT_FIRST = 1000
"""Of a large shop too only these are brought something, so that a day's list stays one round."""
_BROUGHT_IN = ("東京都", "神奈川県", "千葉県", "埼玉県")
"""Where the shop's own van goes; everybody else gets a parcel."""


def _as_seen(person: DemoCustomer, number: int) -> DemoCustomer:
    """What the driver has seen, where one has been; a dice of its own, so that all else stays as it is."""
    if not person.household_seen_on:
        return person
    chance = Random(f"otokui demo shop, door of customer {number}")
    of_house = chance.sample(HOUSES, k=chance.choice((0, 1, 1, 2)))
    children = ["small_children"] if person.household == "family" and chance.random() < 0.4 else []
    told = [TOLD_BY_MEMO[person.memo]] if person.memo in TOLD_BY_MEMO else []
    return replace(person, seen=tuple(dict.fromkeys([*told, *children, *of_house])))


def _delivery(
    number: int, prefecture: str, orders: tuple[DemoOrder, ...], last_day: date
) -> tuple[str, date, str] | None:
    """An order of the last weeks that did not leave by the counter is on its way, most of them today."""
    latest = orders[-1] if orders else None
    if latest is None or latest.returns or latest.shop in ("本店", "駅前店"):
        return None
    if number > _BROUGHT_FIRST or prefecture not in _BROUGHT_IN:
        return None
    if (last_day - latest.ordered_at.date()).days > 21:
        return None
    return latest.number, last_day + timedelta(days=2 if number % 4 == 2 else 1), SLOTS[number % len(SLOTS)]


def _in_charge(number: int, company: bool) -> str:
    """Companies belong to the two who call on them; of the others some have asked for somebody they know."""
    if company:
        return ("eigyo@example.jp", "gaisho@example.jp")[number % 2]
    return {2: "demo@example.jp", 3: "juchu@example.jp", 7: "juchu@example.jp"}.get(number % 10, "")


def _single_visit(chance: Random) -> Visit:
    return Visit(chance.randrange(DAYS), (Item(chance.choice(GOODS), 1),))


def _orders(
    chance: Random, code: str, visits: list[Visit], first_day: date, company: bool
) -> Iterator[DemoOrder]:
    favourite = (
        chance.choice(("外商", "電話受注"))
        if company
        else chance.choice(("本店", "駅前店", "オンライン", "電話受注"))
    )
    for place, visit in enumerate(visits, start=1):
        shop = favourite if chance.random() < 0.85 else chance.choice(("本店", "オンライン"))
        minute = chance.randrange(9 * 60, 20 * 60) if shop != "オンライン" else chance.randrange(24 * 60)
        at = datetime.combine(day_of(first_day, visit.day), datetime.min.time()) + timedelta(minutes=minute)
        number = f"D{code}-{place:03d}"
        lines = tuple(_line(item.good, item.pieces, item.discount) for item in visit.items)
        if chance.random() < 0.03:
            lines = (*lines, DemoLine(chance.choice((COFFEE[3], RICE[4])), 1, 0, 0, 0))
        yield DemoOrder(number, at, shop, visit.trigger, lines)
        if chance.random() < 0.012 and visit.day < DAYS - 12:
            back = lines[0]
            yield DemoOrder(
                f"{number}R",
                at + timedelta(days=chance.randrange(2, 10)),
                shop,
                "",
                (DemoLine(back.good, -back.pieces, back.unit_price, -back.discount, -back.amount),),
                returns=number,
            )


def _line(good: Good, pieces: int, percent: int) -> DemoLine:
    discount = good.price * pieces * percent // 100
    return DemoLine(good, pieces, good.price, discount, good.price * pieces - discount)


def _company_name(chance: Random, stem: str) -> str:
    form = chance.choice(("株式会社{}", "㈱{}", "{}株式会社", "有限会社{}", "{}"))
    return form.format(stem)


def _phone(chance: Random, number: int) -> str:
    """Numbers nobody has. Every 40th customer shares the line of the one before (a household)."""
    line = number - 1 if number % 40 == 0 else number
    area = chance.choice(("090", "080")) if number % 40 and chance.random() < 0.6 else "03"
    return f"{area}-0000-{line:04d}" if area != "03" else f"03-0{line // 10000 % 10}00-{line % 10000:04d}"


def _birthday(chance: Random) -> date:
    return date(chance.randrange(1940, 2004), chance.randrange(1, 13), chance.randrange(1, 29))


CONTACTS = (
    ("call", False, "reached", "お届けのお礼。味にご満足とのこと"),
    ("call", True, "answered", "配達日の変更のご依頼"),
    ("mail", True, "answered", "のし紙の書き方のお問い合わせ"),
    ("visit", False, "reached", "新商品の見本をお持ちした。次回ご検討"),
    ("delivery", False, "handed_over", "玄関先でお渡し"),
    ("note", False, "", "ご家族が増えたとのこと"),
)


def _contacts(chance: Random, orders: tuple[DemoOrder, ...]) -> Iterator[DemoContact]:
    for order in orders[-6:]:
        if chance.random() < 0.07:
            way, inbound, outcome, text = chance.choice(CONTACTS)
            yield DemoContact(order.ordered_at + timedelta(days=1, hours=1), way, inbound, outcome, text)


TASKS = (
    ("次のご注文の確認", "いつもの品がそろそろなくなる頃です。ご様子を伺う"),
    ("お礼の電話", "前回のお買い上げのお礼をお伝えする。売り込みはしない"),
    ("約束の見本を届ける", "先日お話しした新茶の見本をお届けする"),
    ("お問い合わせの返事", "贈答の名入れについて、納期を確かめてお返事する"),
)


def _task(chance: Random, last_day: date) -> tuple[date, str, str]:
    reason, script = chance.choice(TASKS)
    return last_day + timedelta(days=chance.randrange(-4, 8)), reason, script
