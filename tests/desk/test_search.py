"""The search of the whole shop: what it finds, in which order, marked how, and for whom."""

import io
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client

from otokui.core.kernel.text import find_word, key_table, pattern_of_word, words
from otokui.core.platform.files.models import StoredFile
from otokui.core.platform.files.reading import read_file
from otokui.domain.accounts.models import Staff
from otokui.domain.accounts.types import BusinessSettings, Role
from otokui.domain.customers import public
from otokui.domain.customers.models import Customer
from otokui.domain.customers.types import AttributeInput, AttributeKind, ContactWay, PreferenceKind
from otokui.domain.desk.queries.everything import day_in, sum_in
from otokui.domain.insights.actions.keep_lists import save_list
from otokui.domain.insights.types.audience import Audience
from otokui.domain.insights.types.saved_lists import Sharing
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.public import attach_to_order
from otokui.domain.purchases.types import Bought
from tests.customers.test_write_customers import NOW
from tests.desk.shop import staff


@pytest.fixture
def full(shop, settings, tmp_path) -> dict[str, int]:
    """Beside the shop: notes, a memo, and files with words inside."""
    settings.HOME = tmp_path
    one, other = shop["0001"], shop["0003"]
    public.record_contact(one, way=ContactWay.CALL, at=NOW, text="髙﨑さんのﾐｿの件で電話した。折り返しを待つ")
    public.record_contact(other, way=ContactWay.VISIT, at=NOW, text="玄関に犬がいる")
    Customer.objects.filter(pk=other).update(memo="渡邊様のご紹介。コーヒー好き")
    public.create_follow_up(one, due_on=NOW.date(), reason="ﾃﾞﾝﾜで見積りの返事", script="", now=NOW)
    public.note_preference(other, kind=PreferenceKind.NEED, text="深煎りの豆", noted_on=NOW.date())
    public.define_attribute(AttributeInput("club", "会員証", AttributeKind.TEXT))
    Customer.objects.filter(pk=one).update(tags=["法人営業"], attributes={"club": "ＡＢ-77"})
    conditions = Audience(conditions=(Bought(),))
    boss = Staff.objects.create_user("boss@example.jp", None, name="店長", role="admin")
    save_list(name="DMを送る方", audience=conditions, sharing=Sharing.ALL, staff_id=boss.pk, now=NOW)
    content = "冷蔵庫の型番はAB-99".encode()
    public.attach_file(one, io.BytesIO(content), name="契約書.txt", now=NOW, staff_id=None)
    order = Order.objects.get(external_id="H1").pk
    attach_to_order(order, io.BytesIO(b"x"), name="ｹｲﾔｸの控え.txt", now=NOW, staff_id=None)
    for stored in StoredFile.objects.all():
        read_file(stored.pk)
    return shop


def found(client: Client, text: str, *, short: bool = True) -> str:
    headers = {"HX-Target": "found"} if short else {}
    answer = client.get("/search/", {"q": text}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def kinds(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('id="found-')[1:]]


MARKED = [
    ("田中", "<mark>田中</mark> 太郎"),
    ("たかさき", "<mark>タカサキ</mark>"),
    ("高崎", "<mark>髙﨑</mark>さんの"),
    ("味噌 みそ", ""),
    ("みそ", "<mark>ﾐｿ</mark>の件"),
    ("犬", "玄関に<mark>犬</mark>がいる"),
    ("渡辺", "<mark>渡邊</mark>様のご紹介"),
    ("こうひい", "<mark>コーヒー</mark>好き"),
    ("契約", "<mark>契約</mark>書.txt"),
    ("けいやく", "<mark>ｹｲﾔｸ</mark>の控え.txt"),
    ("型番", "冷蔵庫の<mark>型番</mark>は"),
    ("せんちゃ", ""),
    ("煎茶", "<mark>煎茶</mark>"),
    ("H1", "#<mark>H1</mark>"),
    ("取込", "<mark>取込</mark>"),
    ("でんわ", "<mark>ﾃﾞﾝﾜ</mark>で見積り"),
    ("深煎", "<mark>深煎</mark>りの豆"),
    ("法人営", "<mark>法人営</mark>業"),
    ("ab77", "<mark>ＡＢ-77</mark>"),
    ("DM", "<mark>DM</mark>を送る方"),
    ("よちよち", ": <mark>よちよち</mark>"),
    ("しんき", ""),
    ("新しい注", "<mark>新しい注</mark>文"),
]


def test_what_is_found_is_marked_as_it_is_displayed(reader, full):
    for asked, shown in MARKED:
        page = found(reader, asked)
        assert shown in page, asked
        assert ("<mark>" in page) is bool(shown), asked


def test_what_the_text_looks_like_comes_first(reader, full):
    phone = Customer.objects.get(pk=full["0001"]).phones.first().digits
    assert kinds(found(reader, phone[-4:]))[0] == "customers"
    assert kinds(found(reader, "T1"))[0] == "orders"
    assert kinds(found(reader, "1,200円"))[0] == "orders"
    Order.objects.filter(external_id="H1").update(external_id="WEB-20488")
    assert "#WEB-20<mark>488</mark>" in found(reader, "488")
    assert kinds(found(reader, "2026/3/20"))[0] == "orders"
    assert kinds(found(reader, "3月20日"))[0] == "orders"
    assert kinds(found(reader, "取込"))[0] == "pages"
    assert kinds(found(reader, "田中"))[0] == "customers"
    assert kinds(found(reader, "")) == []


def test_the_page_has_more_of_it_and_needs_no_script(reader, full):
    page = found(reader, "T", short=False)
    assert "<h1>「T」の検索結果</h1>" in page
    assert 'role="option"' not in page
    assert "見つかりません" in found(reader, "ぬるぽぬるぽ", short=False)
    assert "何をおさがしですか" in found(reader, "", short=False)


def test_others_customers_are_not_found_by_anything(reader, full):
    boss = Staff.objects.get(email="hanako@example.jp")
    Customer.objects.update(in_charge=boss)
    client = Client(headers={"accept-language": "ja"})
    seller = staff(Role.SALES, "seller@example.jp")
    client.force_login(seller, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    hidden = {"customers", "orders", "notes", "files", "tasks", "known", "lists"}
    words = "でんわ 深煎 法人営業 ＡＢ-77 1,200円 田中 みそ 犬 渡辺 契約 けいやく 型番 T1 H1 2026/3/20 0001"
    for asked in words.split():
        assert not set(kinds(found(client, asked))) & hidden, asked
    assert "取込" not in found(client, "取込").replace("「取込」", "").replace('data-asked="取込"', "")


def test_nothing_that_was_looked_for_is_run_as_markup(reader, full):
    public.record_contact(full["0001"], way=ContactWay.NOTE, at=NOW, text="要注意 <script>alert(1)</script>")
    assert "&lt;script&gt;" in found(reader, "要注意")
    assert "<script>alert" not in found(reader, "<script>alert(1)</script>", short=False)
    for odd in ("%", "_", "'", "\\", "(", "[", "*", "ー", "々", "  ", "\x00a", "a" * 500):
        found(reader, odd)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/3/4", date(2026, 3, 4)),
        ("２０２６年３月４日", date(2026, 3, 4)),
        ("3/4", date(2026, 3, 4)),
        ("12-31", date(2025, 12, 31)),
        ("2/30", None),
        ("03-1234-5678", None),
        ("34", None),
    ],
)
def test_days_as_people_write_them(typed, day):
    assert day_in(typed, date(2026, 4, 1)) == day


TEXTS = [
    "髙橋様、お味噌ショーコ ﾀﾅｶ たなか 佐々木 渡邊",
    "電話で伝えた。コーヒーが好き、ミーティングは来週",
    "がぎグゲ A-1 ＡＢＣ abc ① 〒１００－０００５",
    "犬がいる（大きい）　呼び鈴×",
    "".join(map(chr, key_table())),
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_postgresql_cuts_texts_as_python_does(text):
    """If this fails: the tables of keys have changed, see `core/platform/words_function`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(otokui_words(%s))", [text])
        tokens = set(cursor.fetchone()[0])
    mine = {token for word in words(text) for token in (*word, *map("".join, pairwise(word)))}
    assert mine <= tokens


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS[:4])
def test_the_pattern_of_a_word_finds_it_as_it_is_written(text):
    for word in words(text):
        if find_word(text, word):
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s ~ %s", [text, pattern_of_word(word)])
                assert cursor.fetchone()[0], word


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,200円", 1200),
        ("￥1200", 1200),
        ("１２００円", 1200),
        ("12,00", None),
        ("1200", None),
    ],
)
def test_sums_as_people_write_them(typed, amount):
    assert sum_in(typed, BusinessSettings(name="")) == amount
