"""Sample files as a shop's own till or cart would write them: one for each trade, made on the fly.

Always the same for the same last day: cp932 with 髙, ㈱ and ①, leading zeros, returns, a bad row or two.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from random import Random

from otokui.domain.accounts.types import Trade
from otokui.domain.exchange.adapters.demo.names import COMPANY_STEMS, FAMILY_NAMES, GIVEN_NAMES

Good = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class _Shop:
    """How one trade sells: goods, customers, headers; `gap`: usual days between orders."""

    file_name: str
    headers: tuple[str, ...]
    goods: tuple[Good, ...]
    people: int
    gap: tuple[int, int]
    companies: bool = False
    timed: bool = True


def _shop(file_name: str, headers: str, goods: str, people: int, gap: tuple[int, int], **more: bool) -> _Shop:
    shelf = (line.split("|") for line in goods.strip().splitlines())
    return _Shop(
        file_name,
        tuple(headers.split()),
        tuple((code, name, int(price)) for code, name, price in shelf),
        people,
        gap,
        **more,
    )


_SHOPS: dict[Trade, _Shop] = {
    Trade.MAIL_ORDER: _shop(
        "受注データ_通販.csv",
        "注文番号 注文日時 会員番号 お名前 フリガナ 電話番号 メールアドレス 郵便番号"
        " 商品コード 商品名 個数 単価 金額 対応状況 ショップ備考",
        """
00102|有機煎茶①100g|1280
00103|深煎りブレンド 200g|1180
00115|だしパック 30袋|1580
00120|国産はちみつ 300g|2160
00131|季節のギフト|4320
""",
        140,
        (24, 45),
    ),
    Trade.RETAIL: _shop(
        "レジ売上_小売.csv",
        "伝票番号 売上日時 カード番号 顧客名 フリガナ TEL メール 〒"
        " JANコード 品名 数量 単価 売上金額 取引区分 レジNo",
        """
04901|コーヒー豆 ①中煎り|980
04902|ペーパーフィルター|420
04905|焼菓子アソート|1650
04910|紅茶ティーバッグ|760
04922|ドリッパー|1980
""",
        150,
        (10, 40),
    ),
    Trade.RESTAURANT: _shop(
        "会計_飲食.csv",
        "会計番号 会計日時 お客様番号 お客様名 フリガナ 電話 メール 郵便"
        " メニューコード メニュー 点数 単価 金額 状態 卓番",
        """
0011|おまかせコース①|6600
0012|季節のランチ|1800
0021|日本酒 飲み比べ|1500
0030|鯛めし|2200
0040|甘味|680
""",
        120,
        (18, 60),
    ),
    Trade.SUPPLIES: _shop(
        "売上明細_B2B.csv",
        "売上番号 売上日 得意先コード 得意先名 得意先カナ 電話番号 メールアドレス 郵便番号"
        " 品番 品名 数量 単価 売上金額 赤黒区分 納品先",
        """
A-0101|コピー用紙 A4 ①箱|2480
A-0102|トナー BK|9800
B-0007|ニトリル手袋 100枚|1180
B-0011|ペーパータオル|3200
C-0020|洗剤 5L|2750
""",
        90,
        (14, 40),
        companies=True,
        timed=False,
    ),
}
_RETURNED = {Trade.SUPPLIES: "赤伝"}


@dataclass(frozen=True, slots=True)
class _Person:
    code: str
    name: str
    kana: str
    phone: str
    mail: str
    postal: str


def sample_name(trade: Trade) -> str:
    """What the sample is called."""
    return _SHOPS[trade].file_name


def sample_file(trade: Trade, last_day: date) -> bytes:
    """The sample of a trade with sales up to `last_day`, in cp932 with line ends of Windows."""
    shop, chance = _SHOPS[trade], Random(f"sample {trade.value}")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(shop.headers)
    rows = sorted(_sales(shop, trade, chance, last_day), key=lambda row: (row[1], row[0]))
    rows.insert(
        len(rows) // 3, ("9990001", "2026/13/45", "00007", "", "", "", "", "", *_bad(shop, "1"), "", "")
    )
    rows.insert(
        len(rows) // 2, ("9990002", rows[0][1], "00011", "", "", "", "", "", *_bad(shop, "ー円"), "", "")
    )
    writer.writerows(rows)
    return text.getvalue().encode("cp932")


def _bad(shop: _Shop, amount: str) -> tuple[str, ...]:
    code, name, price = shop.goods[0]
    return code, name, "1", str(price), amount


def _sales(shop: _Shop, trade: Trade, chance: Random, last_day: date) -> Iterator[tuple[str, ...]]:
    number = 1_000
    for place in range(shop.people):
        person = _person(shop, place, chance)
        for day in _days(shop, chance, last_day):
            number += 1
            at = _written(shop, day, chance)
            for code, name, price in chance.sample(shop.goods, chance.choice((1, 1, 2))):
                pieces = chance.choice((1, 1, 1, 2, 3))
                goods = (code, name, str(pieces), str(price), f"{price * pieces:,}")
                yield (f"{number:07}", at, *_who(person), *goods, _sold(trade), "")
        if place % 35 == 8:
            code, name, price = shop.goods[0]
            back = (code, name, "-1", str(price), f"-{price:,}", _RETURNED.get(trade, "返品"), "")
            yield (f"{number:07}", at, *_who(person), *back)


def _sold(trade: Trade) -> str:
    return {Trade.SUPPLIES: "黒", Trade.MAIL_ORDER: "発送済み"}.get(trade, "売上")


def _who(person: _Person) -> tuple[str, ...]:
    return person.code, person.name, person.kana, person.phone, person.mail, person.postal


def _person(shop: _Shop, place: int, chance: Random) -> _Person:
    code, serial = f"{place + 1:05}", f"{place + 1:04}"
    mail = f"sample{serial}@example.jp" if chance.random() < 0.7 else ""
    phone, postal = (
        f"0{chance.choice(('3', '6'))}-0000-{serial}",
        f"{chance.randrange(10, 900):03}-{chance.randrange(9999):04}",
    )
    if shop.companies:
        stem, kana = COMPANY_STEMS[place % len(COMPANY_STEMS)]
        branch = f" 第{place // len(COMPANY_STEMS) + 1}営業所" if place >= len(COMPANY_STEMS) else ""
        return _Person(code, f"㈱{stem}{branch}", kana, phone, mail, postal)
    family = ("髙橋", "タカハシ") if place == 4 else FAMILY_NAMES[(place * 7) % len(FAMILY_NAMES)]
    given = GIVEN_NAMES[(place * 11 + place // 40) % len(GIVEN_NAMES)]
    return _Person(code, f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", phone, mail, postal)


def _days(shop: _Shop, chance: Random, last_day: date) -> Iterator[date]:
    """The days on which one person buys: many once, some now and then, some faithfully until today."""
    kind = chance.random()
    if kind < 0.35:
        yield last_day - timedelta(days=chance.randrange(600))
        return
    gap = chance.randint(*shop.gap)
    begin = last_day - timedelta(days=chance.randrange(60, 300) if kind < 0.6 else chance.randrange(300, 720))
    stop = last_day - timedelta(days=chance.randrange(90, 260)) if kind > 0.85 else last_day
    day = begin
    while day <= stop:
        yield day
        day += timedelta(days=max(2, gap + chance.randint(-4, 4)))


def _written(shop: _Shop, day: date, chance: Random) -> str:
    if not shop.timed:
        return f"{day:%Y/%m/%d}"
    return f"{datetime.combine(day, time(10 + chance.randrange(10), chance.randrange(60))):%Y/%m/%d %H:%M}"
