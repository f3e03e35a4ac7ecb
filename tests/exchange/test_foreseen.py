"""What the page says before an undo is what the undo then does, whatever has happened in between."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from django.db import connection, transaction

from otokui.core.kernel.errors import Refused
from otokui.core.platform import audit
from otokui.domain.customers import public as customers
from otokui.domain.exchange import public as exchange
from otokui.domain.purchases import public as purchases
from otokui.domain.purchases.models import Order, OrderLine
from otokui.domain.purchases.types import OrderChange
from tests.exchange.shop import NOW, books, rows, take, undo, write

pytestmark = pytest.mark.django_db

SEEDS = 6
MORE_SEEDS = 60
PEOPLE = ("00012", "00013", "00014", "00099")
NUMBERS = ("0001", "0002", "0003", "0004")
GOODS = ("P01", "P02", "P03")
HEADS = {
    "customers": "顧客番号,氏名,電話番号,メールアドレス,郵便番号,住所,メール配信可否",
    "purchases": "受注番号,明細番号,受注日,会員番号,商品コード,数量,金額,元受注番号,店舗",
    "products": "商品コード,商品名,販売価格,商品分類",
}


class Shop:
    """Takes files in and works by hand, at random."""

    def __init__(self, seed: int, folder) -> None:
        self.dice = Random(seed)
        self.folder = folder
        self.runs = []

    def take(self) -> None:
        kind = self.dice.choice(("customers", "purchases", "purchases", "products"))
        told = [getattr(self, f"_{kind}_row")() for _ in range(self.dice.randint(1, 5))]
        told = list({row.split(",")[0] if kind != "purchases" else row: row for row in told}.values())
        file = write(self.folder / f"{len(self.runs)}.csv", "\n".join([HEADS[kind], *told]))
        self.runs.append(take(kind, file))

    def work(self) -> None:
        by_hand = (self._call, self._correct, self._return, self._delete, self._rename, self._move, self._sql)
        with suppress(Refused), transaction.atomic():
            self.dice.choice(by_hand)()

    def _customers_row(self) -> str:
        pick = self.dice.choice
        town = pick(("東京都中央区銀座1-2-3", "東京都渋谷区神宮前9-9-9", ""))
        postal = {"東京都中央区銀座1-2-3": "104-0061", "東京都渋谷区神宮前9-9-9": "150-0001"}.get(town, "")
        return ",".join(
            (
                pick(PEOPLE),
                pick(("髙橋 花子", "髙橋 華子", "山﨑 一郎")),
                pick(("", "03-0000-1234", "090-0000-9999")),
                pick(("", "hana@example.jp", "info@example.jp")),
                postal,
                town,
                pick(("", "可", "不可")),
            )
        )

    def _purchases_row(self) -> str:
        pick = self.dice.choice
        sale = self.dice.random() < 0.7
        who, named = (pick(PEOPLE), "") if sale else (pick(("", pick(PEOPLE))), pick(("", pick(NUMBERS))))
        amount = pick((500, 700)) * (1 if sale else -1)
        day = pick(("2026/01/05", "2026/02/04"))
        what = pick(NUMBERS), pick((1, 2)), day, who, pick(GOODS), 1, amount, named, pick(("銀座", "通販"))
        return ",".join(map(str, what))

    def _products_row(self) -> str:
        pick = self.dice.choice
        return f"{pick(GOODS)},{pick(('米', '米 新'))},{pick((300, 400))},{pick(('食品', '器具'))}"

    def _person(self) -> int | None:
        known = customers.ids_by_code(PEOPLE)
        return self.dice.choice(sorted(known.values())) if known else None

    def _order(self) -> int | None:
        known = sorted(Order.objects.values_list("pk", flat=True))
        return self.dice.choice(known) if known else None

    def _call(self) -> None:
        if who := self._person():
            record = customers.get_customer(who, as_of=NOW.date())
            given = replace(customers.input_of(record), memo=self.dice.choice(("お電話", "来店")))
            customers.update_customer(who, given, expected_version=record.version, now=NOW, today=NOW.date())

    def _correct(self) -> None:
        if order := self._order():
            change = OrderChange(channel=self.dice.choice(("電話", "店頭")))
            if (who := self._person()) and self.dice.random() < 0.3:
                change = OrderChange(customer_id=who)
            purchases.correct_order(order, change, now=NOW, staff=None)

    def _return(self) -> None:
        lines = list(OrderLine.objects.filter(kind="sale", quantity__gte=1000, customer__isnull=False))
        if lines:
            line = self.dice.choice(lines)
            purchases.return_lines(line.order_id, {line.line_no: 1000}, now=NOW, staff=None)

    def _delete(self) -> None:
        if order := self._order():
            purchases.delete_order(order, staff=None)

    def _rename(self) -> None:
        self._change("UPDATE purchases_product SET name = '急須' WHERE code = %s", self.dice.choice(GOODS))

    def _move(self) -> None:
        known = sorted(customers.ids_by_code(PEOPLE).values())
        if len(known) > 1:
            purchases.reassign_purchases(*self.dice.sample(known, 2), staff=None)

    def _sql(self) -> None:
        table, change = self.dice.choice(
            (
                ("customers_phone", "label = '自宅'"),
                ("customers_address", "building = 'ビル'"),
                ("customers_mail", "label = '会社'"),
            )
        )
        self._change(f"UPDATE {table} SET {change} WHERE customer_id = %s", self._person())

    def _change(self, sql: str, *values: object) -> None:
        with audit.changing(cause="edit"), connection.cursor() as cursor:
            cursor.execute(sql, values)


@pytest.mark.parametrize(
    "seed",
    [
        *range(SEEDS),
        *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(SEEDS, MORE_SEEDS)),
    ],
)
def test_the_undo_does_what_was_foreseen(seed, tmp_path):
    shop = Shop(seed, tmp_path)
    for _ in range(shop.dice.randint(1, 4)):
        shop.take()
        for _ in range(shop.dice.randint(0, 2)):
            shop.work()
    for run in shop.dice.sample(shop.runs, len(shop.runs)):
        before = books()
        foreseen = exchange.foresee_undo(exchange.get_run(run.id))
        assert books() == before
        people = rows("SELECT count(*) FROM customers_customer")[0][0]
        undone = undo(run)
        assert foreseen.exact
        assert (foreseen.removed, foreseen.restored) == (undone.removed, undone.restored)
        assert foreseen.customers == people - rows("SELECT count(*) FROM customers_customer")[0][0]
        assert foreseen.refused == undone.refused
