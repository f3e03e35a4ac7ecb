"""Names as they are spread in Japan: few family names are frequent, most are rare."""

from random import Random

Named = tuple[str, str, str, str]
"""姓, 名, セイ, メイ."""

# Customers of a thousand who bear the name.
_FREQUENT = """
佐藤/サトウ/14.6 斎藤/サイトウ/4.2 鈴木/スズキ/14.1 高橋/タカハシ/10.6 髙橋/タカハシ/.8 田中/タナカ/10.5
伊藤/イトウ/8.4 渡辺/ワタナベ/7.0 渡邉/ワタナベ/.7 渡邊/ワタナベ/.6 山本/ヤマモト/8.4 中村/ナカムラ/8.2
小林/コバヤシ/8.1 加藤/カトウ/7.0 吉田/ヨシダ/6.5 山田/ヤマダ/6.4 佐々木/ササキ/5.3 山口/ヤマグチ/5.1
松本/マツモト/4.9 井上/イノウエ/4.8 木村/キムラ/4.5 林/ハヤシ/4.3 齋藤/サイトウ/.9 斉藤/サイトウ/1.2
清水/シミズ/4.1 山崎/ヤマザキ/3.6 山﨑/ヤマザキ/.3 森/モリ/3.6 池田/イケダ/3.5 橋本/ハシモト/3.5 阿部/アベ/3.4
石川/イシカワ/3.3 山下/ヤマシタ/3.2 中島/ナカジマ/3.1 石井/イシイ/3.1 小川/オガワ/3.0 前田/マエダ/3.0
岡田/オカダ/2.9 長谷川/ハセガワ/2.9 藤田/フジタ/2.9 後藤/ゴトウ/2.9 近藤/コンドウ/2.9 村上/ムラカミ/2.8
遠藤/エンドウ/2.6 青木/アオキ/2.6 坂本/サカモト/2.6 福田/フクダ/2.4 太田/オオタ/2.4 西村/ニシムラ/2.4
藤井/フジイ/2.4 金子/カネコ/2.3 岡本/オカモト/2.3 藤原/フジワラ/2.3 三浦/ミウラ/2.3 中野/ナカノ/2.2
和田/ワダ/2.0 田村/タムラ/2.0 竹内/タケウチ/2.0 原/ハラ/1.9 小野/オノ/1.9 上田/ウエダ/1.9 横山/ヨコヤマ/1.8
柴田/シバタ/1.7 宮崎/ミヤザキ/1.7 酒井/サカイ/1.6 工藤/クドウ/1.6 谷口/タニグチ/1.4 丸山/マルヤマ/1.4
今井/イマイ/1.4 武田/タケダ/1.4 高木/タカギ/1.4 上野/ウエノ/1.3 安藤/アンドウ/1.3 村田/ムラタ/1.3
菅原/スガワラ/1.3 平野/ヒラノ/1.2 大塚/オオツカ/1.2 千葉/チバ/1.2 久保/クボ/1.1 野口/ノグチ/1.1
新井/アライ/1.1
"""
_FAMILY_KANJI = """
田タ 山ヤマ 佐サ 高タカ 中ナカ 小コ 松マツ 木キ 井イ 石イシ 大オオ 吉ヨシ 藤フジ 西ニシ 北キタ 南ミナミ
東ヒガシ 森モリ 林ハヤシ 池イケ 橋ハシ 川カワ 野ノ 村ムラ 原ハラ 島シマ 本モト 上ウエ 下シタ 内ウチ 岡オカ
谷タニ 水ミズ 清シ 長ナガ 竹タケ 青アオ 赤アカ 黒クロ 白シロ 和ワ 若ワカ 関セキ 浜ハマ 宮ミヤ 永ナガ 平ヒラ
"""
_GIVEN_KANJI = """
太タ 郎ロウ 一イチ 子コ 美ミ 花ハナ 健ケン 翔ショウ 陽ヨウ 菜ナ 奈ナ 由ユ 恵エ 真マ 裕ヒロ 智トモ 直ナオ
和カズ 正マサ 幸ユキ 雄オ 介スケ 樹キ 葵アオイ 結ユイ 優ユウ 香カ 織オリ 里リ 佳カ
"""
_WITHOUT_READING = 0.02

FAMILY = {pair[0]: pair[1:] for pair in _FAMILY_KANJI.split()}
GIVEN = {pair[0]: pair[1:] for pair in _GIVEN_KANJI.split()}


def people(count: int, dice: Random) -> list[Named]:
    """So many people; the same for the same dice."""
    frequent = [entry.split("/") for entry in _FREQUENT.split()]
    rare = [(one + two, FAMILY[one] + FAMILY[two]) for one in FAMILY for two in FAMILY if one != two]
    dice.shuffle(rare)
    families = [(name, kana) for name, kana, _ in frequent] + rare
    weights = [float(share) for _, _, share in frequent]
    spread = [(rank + 20) ** -0.9 for rank in range(len(rare))]
    weights += [(1000 - sum(weights)) * weight / sum(spread) for weight in spread]
    givens = [(one + two, GIVEN[one] + GIVEN[two]) for one in GIVEN for two in GIVEN]
    found = []
    for family, kana in dice.choices(families, weights, k=count):
        given, given_kana = dice.choice(givens)
        known = dice.random() >= _WITHOUT_READING
        found.append((family, given, kana if known else "", given_kana if known else ""))
    return found
