import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otokui.core.kernel import text
from otokui.core.kernel.kanji import NEW_FORM_OF

japanese = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFF9F),
        st.sampled_from("㈱㈲①々 　-ー・()a1髙﨑"),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "writings",
    [
        ("田中", "田　中", " 田中 "),
        ("タナカ", "たなか", "ﾀﾅｶ", "タ ナ カ"),
        ("ガッコウ", "ｶﾞｯｺｳ", "がっこう", "カ゛ツコウ"),
        ("髙﨑", "高崎", "髙崎", "高﨑"),
        ("渡邉", "渡邊", "渡辺"),
        ("齋藤", "斎藤", "斉藤", "齊藤"),
        ("廣澤", "広沢"),
        ("佐々木", "佐佐木"),
        ("佐 々木", "佐佐木"),
        ("ショウコ", "しょうこ", "ショーコ", "ｼﾖｳｺ"),
        ("ケイコ", "けーこ"),
        ("サービス", "サ-ビス", "サ−ビス", "ｻｰﾋﾞｽ"),
        ("山田商店", "㈱山田商店", "山田商店株式会社", "（株）山田商店", "(有)山田商店", "株式会社 山田商店"),
        ("ヤマダ", "カ)ヤマダ", "ヤマダ(カ", "カブシキガイシャヤマダ"),
        ("Yamada Foods Co., Ltd.", "YAMADA FOODS", "ｙａｍａｄａ　ｆｏｏｄｓ Inc."),
        ("葛城", "葛\U000e0100城"),
        ("ヂ", "ジ"),
    ],
)
def test_writings_of_one_name_have_one_key(writings):
    assert len({text.name_key(writing) for writing in writings}) == 1
    assert text.name_key(writings[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("小野", "大野"),
        ("オノ", "オオノ"),
        ("カトウ", "ガトウ"),
        ("田中", "中田"),
        ("高橋", "髙崎"),
        ("一", "ー"),
    ],
)
def test_other_names_have_other_keys(one, other):
    assert text.name_key(one) != text.name_key(other)


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("㈱桜木印刷", "桜"),
        ("株式会社 山田", "山"),
        ("田中 愛", "田"),
        ("株式会社", "株"),
        ("Oak Co., Ltd.", "O"),
        ("", ""),
    ],
)
def test_the_letter_of_a_company_is_not_its_legal_form(name, letter):
    assert text.initial(name) == letter


def test_a_name_that_is_only_a_legal_form_stays_findable():
    assert text.name_key("株式会社") == "株式会社"
    assert text.name_key("---") == ""


@given(japanese)
@example("1)々")
@example("佐 々木")
@example("佐々々")
def test_keys_are_stable_and_hold_no_blank_or_quote(name):
    key = text.name_key(name)
    assert text.name_key(key) == key
    assert not set(key) & set(" '\\\u3000")


@given(japanese, japanese)
def test_a_key_does_not_see_blanks_at_the_ends(one, other):
    assert text.name_key(f" {one}\u3000") == text.name_key(one)
    assert (text.name_key(one) == text.name_key(other)) == (text.name_key(f"{one} ") == text.name_key(other))


def test_old_kanji_lead_to_new_ones_in_one_step():
    assert all(new not in NEW_FORM_OF for new in NEW_FORM_OF.values())
    assert all(len(old) == len(new) == 1 for old, new in NEW_FORM_OF.items())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("　田中 太郎　", "田中 太郎"),
        ("田\x00中\x1f", "田 中"),
        ("一行\n二行", "一行\n二行"),
        ("髙﨑①㈱", "髙﨑①㈱"),
    ],
)
def test_display_text_stays_as_typed_without_what_nobody_sees(typed, shown):
    assert text.clean(typed) == shown


def test_the_telephone_book_goes_from_a_to_wa_then_latin_then_unread():
    people = [
        ("", "渡辺"),
        ("カナイ", ""),
        ("ガトウ", ""),
        ("アイダ", ""),
        ("カトウ", ""),
        ("", "Smith"),
        ("ワダ", ""),
        ("", ""),
        ("ばば", ""),
        ("ハバ", ""),
    ]
    keys = [(text.sort_key(text.name_key(kana), text.name_key(name)), kana or name) for kana, name in people]
    assert [shown for _, shown in sorted(keys)] == [
        "アイダ",
        "カトウ",
        "ガトウ",
        "カナイ",
        "ハバ",
        "ばば",
        "ワダ",
        "Smith",
        "渡辺",
        "",
    ]


@pytest.mark.parametrize(
    ("reading", "row"),
    [
        ("アイダ", "ア"),
        ("オノ", "ア"),
        ("ガトウ", "カ"),
        ("ばば", "ハ"),
        ("ヴァン", "ア"),
        ("ンゴマ", "ワ"),
        ("ヲノ", "ア"),
    ],
)
def test_each_reading_stands_in_its_row_of_the_index(reading, row):
    key = text.sort_key(text.name_key(reading))
    rows = [candidate for candidate in text.INDEX_ROWS if within(key, candidate)]
    assert rows == [row]


@given(japanese)
def test_every_name_stands_in_exactly_one_row(name):
    key = text.sort_key(text.name_key(name))
    rows = [row for row in [*text.INDEX_ROWS, "A", "他"] if within(key, row)]
    assert len(rows) == 1


def within(key, row):
    first, end = text.index_range(row)
    return first <= key < end


def test_what_is_typed_into_the_search_box_may_carry_an_honorific():
    assert text.search_words("田中様") == ["田中"]
    assert text.search_words("㈱山田商店 御中") == ["山田商店"]
    assert text.search_words("様") == ["様"]
    assert text.search_query(["田中", "太"]) == "('田中') & ('太')"
    assert text.search_query(["タナカ"]) == "('タナ' <-> 'ナカ')"


@given(
    st.lists(
        st.one_of(japanese, st.sampled_from(["㈱山田", "カブシキガイシャ", "(有)", "Co., Ltd."])), max_size=3
    )
)
def test_a_key_of_known_parts_is_the_key_of_the_whole(parts):
    name = " ".join(parts)
    assert text.name_key(name) == "".join(text.words(name))


@given(st.lists(japanese.map(text.name_key), max_size=4))
def test_a_document_holds_every_character_and_pair_at_its_place(keys):
    entries, start = [], 1
    for key in dict.fromkeys(keys):
        entries += [f"'{char}':{start + at}" for at, char in enumerate(key)]
        entries += [f"'{key[at : at + 2]}':{start + at}" for at in range(len(key) - 1)]
        start += len(key) + 1
    assert text.search_document(keys) == " ".join(entries)
