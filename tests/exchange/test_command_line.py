"""`otokui import` as somebody types it."""

import json

import pytest
from django.utils import timezone

from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.types import Kind
from otokui.entry.cli import main
from tests.exchange.shop import books, rows, write

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = "会員番号,氏名,生年月日\n0012,髙橋 花子,1970/5/1\n0013,㈱みどり商店,\n0014,林 一,昨日"
SALES = "受注番号,受注日,会員番号,商品コード,金額\n1,2026/1/5,0012,P①,1980\n2,2026/2/5,0099,P①,1980"


@pytest.fixture
def otokui(capsys, monkeypatch):
    monkeypatch.setenv("OTOKUI_LANGUAGE", "ja")

    def call(*words):
        code = main(["import", *map(str, words)])
        said = capsys.readouterr()
        lines = said.out.strip().splitlines()
        return code, json.loads(lines[-1]) if lines else None, said.err

    return call


def test_from_the_dry_run_to_the_undo(tmp_path, home, otokui):
    ledger = write(tmp_path / "台帳.csv", LEDGER, "cp932")
    empty = books()
    code, tried, said = otokui("customers", ledger, "--dry-run", "--rejects", tmp_path / "tried.csv")
    assert (code, tried) == (
        1,
        {"read": 3, "new": 2, "updated": 0, "unchanged": 0, "rejected": 1, "run": None},
    )
    assert "4行目：生年月日「昨日」：日付として読めません。2024/4/1のように書いてください。" in said
    assert books() == empty

    code, done, _ = otokui("customers", ledger, "--rejects", tmp_path / "rejects.csv")
    assert code == 1
    assert done == tried | {"run": done["run"]}
    assert (tmp_path / "rejects.csv").read_bytes() == (tmp_path / "tried.csv").read_bytes()
    assert "0014" in (tmp_path / "rejects.csv").read_text("utf-8-sig")

    code, sold, _ = otokui("purchases", write(tmp_path / "b.csv", SALES, "cp932"))
    assert (code, sold) == (
        0,
        {"read": 2, "new": 2, "updated": 0, "unchanged": 0, "rejected": 0, "run": sold["run"]},
    )
    code, again, _ = otokui("purchases", tmp_path / "b.csv")
    assert (code, again["unchanged"], again["new"]) == (0, 2, 0)

    assert otokui("undo", sold["run"])[:2] == (
        0,
        {"removed": 4, "restored": 0, "refused": 0, "run": sold["run"]},
    )
    assert otokui("undo", done["run"])[0] == 0
    assert books() == empty
    assert otokui("undo", done["run"])[0] == 2
    assert rows("SELECT count(*) FROM platform_jobrecord WHERE name LIKE 'imports%%' AND state = 'done'") == [
        (5,)
    ]


def test_an_import_whose_process_is_gone_is_taken_up_by_the_next_of_the_same_file(tmp_path, home, otokui):
    file, now = write(tmp_path / "b.csv", SALES), timezone.now()
    gone = exchange.prepare_import(exchange.request_import(Kind.PURCHASES, file), name=file.name, now=now)
    exchange.start_import(run_id=gone, now=now)  # and killed
    code, done, _ = otokui("purchases", file)
    assert (code, done["new"], done["unchanged"]) == (0, 0, 2)
    assert exchange.get_run(gone).counts.new == 2


def test_a_mapping_by_hand_is_kept_and_used_by_name(tmp_path, home, otokui):
    file = write(tmp_path / "a.csv", "甲,乙\nK1,田中 太郎")
    code, done, _ = otokui(
        "customers", file, "--map", "code=甲", "--map", "name=乙", "--save-mapping", "旧台帳"
    )
    assert (code, done["new"]) == (0, 1)
    code, done, _ = otokui("customers", file, "--mapping", "旧台帳", "--match", "code")
    assert (code, done["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        (None, [], "名前を確かめて"),
        (b"", [], "空で"),
        ("会員番号,氏名".encode("cp932"), [], "見出しだけで"),
        ("重さ,色\n3,赤".encode(), [], "見分ける列がありません"),
        ("会員番号,氏名\n1,あ".encode(), ["--map", "code=番号"], "列「番号」がありません"),
        ("会員番号,氏名\n1,あ".encode(), ["--map", "番号"], "FIELD=COLUMN"),
        ("会員番号,氏名\n1,あ".encode(), ["--mapping", "知らない"], "知らない"),
        ("会員番号,氏名\n1,あ".encode(), ["--match", "mail"], "email"),
        ("会員番号,氏名,生年月日\n1,あ,03/04/1970".encode(), [], "--date-format"),
        (b"PK\x03\x04\x14\x00\x08\x08", [], "圧縮ファイル"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_and_leaves_nothing(
    tmp_path, home, otokui, content, words, told
):
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    code, answer, said = otokui("customers", tmp_path / "a.csv", *words)
    assert (code, answer) == (2, None)
    assert told in said
    assert len(said.strip().splitlines()) == 1
    assert rows("SELECT count(*) FROM exchange_importrun") == [(0,)]
