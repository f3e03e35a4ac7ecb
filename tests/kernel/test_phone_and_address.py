import pytest
from hypothesis import given
from hypothesis import strategies as st

from otokui.core.kernel import address, phone


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("03-1234-5678", "0312345678"),
        ("０３（１２３４）５６７８", "0312345678"),
        ("+81 3-1234-5678", "0312345678"),
        ("+81(0)90-1234-5678", "09012345678"),
        ("0081-90-1234-5678", "09012345678"),
        ("tel: 090 1234 5678", "09012345678"),
        ("03ー1234ー5678", "0312345678"),
        ("9012345678", "09012345678"),
        ("312345678", "0312345678"),
        ("03-1234-5678 内線12", "0312345678"),
        ("03-1234-5678 ext.12", "0312345678"),
        ("0120-444-444", "0120444444"),
        ("+1 (415) 555-0100", "+14155550100"),
        ("110", "110"),
        ("なし", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_key_in_any_writing(typed, key):
    assert phone.phone_key(typed) == key


@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True), st.sampled_from("-‐−ー ()（）・"))
def test_separators_and_width_do_not_matter(digits, separator):
    typed = f"{digits[:3]}{separator}{digits[3:6]}{separator}{digits[6:]}"
    wide = digits.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert phone.phone_key(typed) == phone.phone_key(wide) == digits
    assert phone.phone_key(f"+81{digits[1:]}") == digits
    assert phone.plain_phone(wide).isascii() or separator in "・"
    assert phone.reversed_key(digits).startswith(phone.reversed_key(phone.last_four(digits)))


def test_extension_and_several_numbers_in_one_cell():
    assert phone.extension("03-1234-5678（内線 12）") == "12"
    assert phone.extension("03-1234-5678") == ""
    assert phone.split_phones("03-1234-5678／090-1111-2222、") == ["03-1234-5678", "090-1111-2222"]


@pytest.mark.parametrize(
    ("typed", "is_phone"),
    [
        ("090-1111", True),
        ("5678", True),
        ("０３", False),
        ("田中090", False),
        ("+81 3", True),
        ("12号棟", False),
    ],
)
def test_a_search_text_is_a_number_if_it_is_nothing_else(typed, is_phone):
    assert phone.looks_like_phone(typed) is is_phone


@pytest.mark.parametrize(
    "writings",
    [
        (
            "東京都千代田区丸の内１丁目２番３号 丸ビル5F",
            "千代田区丸の内1-2-3",
            "千代田区丸の内一丁目２－３",
            "千代田区 丸の内 1丁目2-3 丸ビル",
            "東京都千代田区丸の内1ー2ー3ー501",
        ),
        ("東京都千代田区霞が関1-1", "千代田区霞ヶ関１丁目１番", "千代田区霞ケ関1-1"),
        ("札幌市中央区北1条西2丁目3-4", "北海道札幌市中央区北一条西二丁目3番地4"),
        ("塩尻市大字広丘1234番地の5", "長野県塩尻市広丘1234-5", "塩尻市廣丘1234の5"),
        ("千代田区二番町5-6", "東京都千代田区2番町5番6号"),
        ("青森市第2問屋町3-4-5", "青森県青森市第二問屋町3丁目4番5号"),
        ("横浜市中区山下町279", "神奈川県横浜市中区山下町２７９番地", "横浜市中区山下町279番地 ビル3階"),
    ],
)
def test_writings_of_one_address_have_one_key(writings):
    assert len({address.address_key(writing) for writing in writings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("港区芝1-2-3", "港区芝1-2-4"),
        ("港区芝1-23", "港区芝12-3"),
        ("札幌市中央区北1条西2-3", "札幌市中央区北2条西2-3"),
        ("青森市第2問屋町3-4", "青森市第3問屋町3-4"),
    ],
)
def test_other_addresses_have_other_keys(one, other):
    assert address.address_key(one) != address.address_key(other)


@given(st.text(max_size=30))
def test_no_text_breaks_the_keys(typed):
    address.address_key(typed)
    address.postal_key(typed)
    phone.phone_key(typed)
    phone.split_phones(typed)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("〒100-0005", "1000005"),
        ("１００ー０００５", "1000005"),
        ("600001", "0600001"),
        ("12", ""),
        ("", ""),
    ],
)
def test_postal_codes(typed, key):
    assert address.postal_key(typed) == key


def test_prefectures_are_told_from_cities():
    assert address.split_prefecture("京都府京都市中京区") == ("京都府", "京都市中京区")
    assert address.split_prefecture("鹿児島県 鹿児島市") == ("鹿児島県", "鹿児島市")
    assert address.split_prefecture("四日市市") == ("", "四日市市")
    assert address.format_postal("1000005") == "100-0005"


@pytest.mark.parametrize(
    ("text", "value"), [("二十三", 23), ("十", 10), ("百五", 105), ("一二〇", 120), ("千二百", 1200)]
)
def test_kanji_numbers(text, value):
    assert address.kanji_number(text) == value


@given(st.from_regex(r"[0-9-]{1,16}", fullmatch=True))
def test_the_usual_writing_is_read_as_any_other(typed):
    assert phone.phone_key(typed) == phone.phone_key(f"{typed} ")


_PLACES = st.text(
    st.one_of(
        st.sampled_from(
            "東京都千代田区丸の内大字霞が関ヶ条丁目番地号第三一二十〇町線之ノ 　-－ー,.、①１２㍿"
        ),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=12,
)


@given(_PLACES, st.from_regex(r"[0-9]{0,4}(-[0-9]{1,3}){0,4}", fullmatch=True), _PLACES)
def test_town_and_block_apart_make_the_same_key_as_together(town, block, building):
    assert address.address_key(town + block) == address._key_of_any(town + block)
    assert address.address_key(town + block + building) == address._key_of_any(town + block + building)


@given(_PLACES)
def test_a_town_ends_where_its_numbers_begin(town):
    for block in ("1-2-3", "007", "12-3-4-5"):
        assert address.address_key(town + block) == address._key_of_any(town + block)
