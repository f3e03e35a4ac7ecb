"""The goods of the demo shop: five shelves, prices before discount and costs in yen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """One product. `refill_of` and `accessory_of` name the code of the product it belongs to."""

    code: str
    name: str
    category: str
    price: int
    cost: int
    refill_of: str | None = None
    accessory_of: str | None = None


def _shelf(category: str, rows: str) -> tuple[Good, ...]:
    goods = []
    for row in rows.strip().splitlines():
        code, name, price, cost, *relation = row.split()
        refill = next((r[1:] for r in relation if r[0] == "r"), None)
        accessory = next((r[1:] for r in relation if r[0] == "a"), None)
        goods.append(Good(code, name.replace("_", " "), category, int(price), int(cost), refill, accessory))
    return tuple(goods)


RICE = _shelf(
    "米",
    """
0101 こしひかり_5kg 3280 2460
0102 ゆめぴりか_5kg 3480 2610
0103 つや姫_5kg 3380 2540
0104 発芽玄米_2kg 1680 1090
0105 もち米_1.4kg 1180 800
0109 桐の米びつ_10kg用 7800 4300 a0101
""",
)
COFFEE = _shelf(
    "コーヒー",
    """
0201 深煎りブレンド_200g 1180 540
0202 浅煎りエチオピア_200g 1380 650
0203 カフェインレス_200g 1280 640
0204 ドリップバッグ_10袋 980 470
0205 水出しパック_8袋 1080 500
0207 ドリッパー 1980 1050 a0201
0208 ペーパーフィルター_100枚 420 190 r0207 a0201
0209 手挽きミル 8800 5100 a0201
""",
)
GIFTS = _shelf(
    "贈答",
    """
0301 銘茶詰合せ 3240 1650
0302 焼菓子詰合せ_18個 3780 1890
0303 だし・佃煮詰合せ 4320 2290
0304 国産はちみつ3本組 5400 2860
0305 新米と梅干の詰合せ 5800 3250
0306 カタログギフト_橙 11000 8300
""",
)
FASHION = _shelf(
    "衣料",
    """
0401 藍染めストール 6800 3000
0402 リネンシャツ 9800 4700
0403 刺し子の割烹着 5900 2700
0404 綿毛布 7900 3900
0405 ウールの足袋靴下_3足 2980 1250
0406 帆布トート 8400 3800
0407 今治タオル_5枚組 4980 2500
""",
)
OFFICE = _shelf(
    "事務・消耗品",
    """
0501 再生トナー_K7 12800 8700
0502 コピー用紙_A4_2500枚 2780 2180
0503 来客用茶葉_500g 2600 1350
0504 ペーパータオル_35個 3480 2360
0505 業務用コーヒー_1kg 3980 2150
0506 手指消毒液_5L 4980 3050
""",
)
GOODS: tuple[Good, ...] = RICE + COFFEE + GIFTS + FASHION + OFFICE
SHOPS: tuple[tuple[str, str], ...] = (
    ("本店", "store"),
    ("駅前店", "store"),
    ("オンライン", "web"),
    ("電話受注", "phone"),
    ("外商", "visit"),
)
