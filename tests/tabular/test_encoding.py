"""Whatever encoding a file comes in, its text comes out; what cannot be decoded is named."""

from pathlib import Path

import pytest

from otokui.core.kernel.errors import Refused
from otokui.core.tabular.encoding import guess_encoding
from otokui.core.tabular.source import one_frame, open_table
from otokui.core.tabular.types import Reason

JAPANESE = "顧客番号,氏名,金額\n0001,髙﨑①㈱,1200\n0002,渡邉 さくら,980\n"
EVERYWHERE = "顧客番号,氏名,金額\n0001,山田太郎,1200\n0002,佐藤さくら,980\n"


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", JAPANESE),
        ("utf-8-sig", JAPANESE),
        ("cp932", JAPANESE),
        ("utf-16", JAPANESE),
        ("utf-16-le", JAPANESE),
        ("utf-16-be", JAPANESE),
        ("euc_jp", EVERYWHERE),
        ("iso2022_jp", EVERYWHERE),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_text(
    tmp_path: Path, codec: str, text: str, line_end: str
):
    path = tmp_path / "sales.csv"
    path.write_bytes(text.replace("\n", line_end).encode(codec))
    batch = one_frame(open_table(path))
    expected = [tuple(line.split(",")) for line in text.splitlines()[1:]]
    assert batch.frame.columns == ["顧客番号", "氏名", "金額"]
    assert batch.frame.rows() == expected
    assert batch.lines.to_list() == [2, 3]


def test_characters_that_shift_jis_does_not_have_are_read_as_cp932(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_bytes("番号,名\n1,髙﨑①㈱〜－\n".encode("cp932", "replace"))
    assert guess_encoding(path) == "cp932"


def test_half_width_kana_is_no_sign_of_another_encoding(tmp_path: Path):
    path = tmp_path / "kana.csv"
    path.write_bytes("ｺｰﾄﾞ,ｶﾅ\n1,ﾔﾏﾀﾞ ﾀﾛｳ\n2,ｻﾄｳ ﾊﾅｺ\n".encode("cp932"))
    assert guess_encoding(path) == "cp932"
    assert one_frame(open_table(path)).frame["ｶﾅ"].to_list() == ["ﾔﾏﾀﾞ ﾀﾛｳ", "ｻﾄｳ ﾊﾅｺ"]


def test_an_ascii_file_is_utf8(tmp_path: Path):
    path = tmp_path / "plain.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert guess_encoding(path) == "utf-8"


def test_the_first_japanese_far_down_the_file_still_decides(tmp_path: Path):
    path = tmp_path / "late.csv"
    ascii_part = b"id,name\n" + b"1,plain\n" * 700_000
    path.write_bytes(ascii_part + "2,高橋\n".encode("cp932"))
    assert guess_encoding(path) == "cp932"


@pytest.mark.parametrize("name", ["名前はコーヒー", "佐藤 花子", "山田", "髙﨑①㈱"])
def test_lines_in_another_encoding_are_rejected_with_their_line_and_the_rest_is_read(
    tmp_path: Path, name: str
):
    path = tmp_path / "mixed.csv"
    good = [f"{number},株式会社山田商店".encode("cp932") for number in range(200)]
    good[50] = f"50,{name}".encode()
    path.write_bytes(b"\n".join(["番号,名前".encode("cp932"), *good]))
    batch = one_frame(open_table(path))
    assert batch.frame.height == 199
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [(52, Reason.UNDECODABLE)]
    assert batch.lines.to_list()[49:51] == [51, 53]


def test_rare_words_in_cp932_are_not_taken_for_utf8(tmp_path: Path):
    path = tmp_path / "rare.csv"
    names = ["ﾈｰﾑ", "ﾃｱ", "髙﨑①㈱", "齟齬罎薑鷺鸚"]
    path.write_bytes(
        "\n".join(["番号,名前", *(f"{n},{name}" for n, name in enumerate(names))]).encode("cp932")
    )
    batch = one_frame(open_table(path))
    assert batch.frame["名前"].to_list() == names
    assert not batch.rejects


def test_a_broken_byte_in_utf8_rejects_its_line_only(tmp_path: Path):
    path = tmp_path / "broken.csv"
    path.write_bytes("番号,名\n1,山田\n2,佐".encode() + b"\xff\n" + "3,鈴木\n".encode())
    batch = one_frame(open_table(path))
    assert batch.frame["番号"].to_list() == ["1", "3"]
    assert [(reject.line, reject.reason) for reject in batch.rejects] == [(3, Reason.UNDECODABLE)]


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
@pytest.mark.parametrize("rows_before", [1, 200_000])
def test_a_stray_nul_rejects_its_line_only(tmp_path: Path, codec: str, rows_before: int):
    path = tmp_path / "nul.csv"
    good = "番号,名\n" + "1,山田\n" * rows_before
    path.write_bytes(good.encode(codec) + b"2\0,x\n3,y\n")
    batch = one_frame(open_table(path))
    assert batch.frame["番号"].to_list()[-2:] == ["1", "3"]
    assert [(each.line, each.value, each.reason) for each in batch.rejects] == [
        (rows_before + 2, "2\ufffd,x", Reason.UNDECODABLE)
    ]


def test_the_mark_of_the_end_of_a_file_is_no_row(tmp_path: Path):
    path = tmp_path / "old.csv"
    path.write_bytes("番号,名\r\n1,山田\r\n".encode("cp932") + b"\x1a")
    batch = one_frame(open_table(path))
    assert batch.frame.height == 1
    assert not batch.rejects


def test_a_given_encoding_is_believed(tmp_path: Path):
    path = tmp_path / "given.csv"
    path.write_bytes("番号,名\n1,山田\n".encode("euc_jp"))
    assert one_frame(open_table(path, encoding="euc_jp")).frame["名"].to_list() == ["山田"]


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100])
def test_binary_is_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "photo.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert refusal.value.code == "not-text"
