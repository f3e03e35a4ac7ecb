"""What is said of rejected rows, in both languages, and that no column is lost in silence."""

import os
import re

import pytest
from django.utils import translation

from otokui.core.tabular.types import Reason
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions.try_import import try_import
from otokui.domain.exchange.adapters.words import REASONS, about, field_label, reason_words
from otokui.domain.exchange.models import ImportRun
from otokui.domain.exchange.types import FIELDS, Kind
from otokui.entry.cli import main
from otokui.entry.cli.language import language
from tests.exchange.shop import NOW, attempt, request, take, write
from tests.exchange.test_drafts import draft_of

LEDGER = """
顧客番号,氏名,電話番号,メールアドレス,生年月日,メルマガ
1,田中 一,12,a@example.jp,1970/1/1,1
2,田中 二,03-1111-2222,b@example.jp,1970/2/31,1
3,田中 三,03-1111-3333,c@example.jp,1970/3/3,たぶん
4,田中 四,03-1111-4444,example.jp,1970/4/4,0
,田中 五,03-1111-5555,e@example.jp,1970/5/5,0
6,田中 六
"""
SAID = {
    "ja": """
2,電話番号,12,電話番号として正しくありません。
3,生年月日,1970/2/31,日付として読めません。2024/4/1のように書いてください。
4,メール配信可否,たぶん,可否がわかりません。1か0を書いてください。
5,メールアドレス,example.jp,メールアドレスとして正しくありません。
6,顧客番号,,値がありません。記入してください。
7,,"6,田中 六",見出しよりセルが少ない行です。セルの中の改行を確かめてください。
""",
    "en": """
2,Phone,12,This is not a telephone number.
3,Birthday,1970/2/31,Not a date: write it like 2024/4/1.
4,May be mailed,たぶん,Neither yes nor no: write 1 or 0.
5,Mail address,example.jp,This is not a mail address.
6,Customer number,,This is missing: fill it in.
7,,"6,田中 六",Fewer cells than the header has: look for a line break inside a cell.
""",
}
HEADS = {
    "ja": "元ファイルの行,不採用の項目,不採用の値,理由と直し方",
    "en": "row in the file,rejected field,rejected value,reason and remedy",
}


@pytest.mark.django_db(transaction=True)
def test_a_run_is_told_in_whatever_language_it_is_read(tmp_path):
    with translation.override("en"):
        run = take("customers", write(tmp_path / "a.csv", LEDGER))
    for spoken, said in SAID.items():
        with translation.override(spoken):
            exchange.write_rejects_of(run.id, tmp_path / "rejects.csv")
            reasons = [each.reason for each in exchange.list_rejections(run.id)]
        head, *lines = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()
        assert head.startswith(HEADS[spoken])
        expected = said.strip().splitlines()
        assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected
        assert [line.rpartition(",")[2] for line in expected] == reasons


@pytest.mark.django_db(transaction=True)
def test_the_dry_run_says_the_same(tmp_path):
    file = write(tmp_path / "a.csv", LEDGER)
    with translation.override("en"):
        tried = attempt("customers", file)
        assert tried.rejections == exchange.list_rejections(take("customers", file).id)


@pytest.mark.django_db(transaction=True)
def test_the_command_names_what_it_leaves_aside_before_it_begins(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OTOKUI_LANGUAGE", "en")
    goods = write(tmp_path / "goods.csv", "商品コード,商品名,JANコード\nP1,梅干し,4901234567894")
    assert main(["import", "products", str(goods), "--dry-run"]) == 0
    said = capsys.readouterr().err
    assert "columns: Product code = 商品コード, Product name = 商品名" in said
    assert "not imported: JANコード" in said


def test_every_reason_has_words_that_say_what_to_do():
    for spoken, has in (("ja", re.compile("[ぁ-ん]")), ("en", re.compile("[a-z]"))):
        with translation.override(spoken):
            for reason in (*Reason, *REASONS):
                said = reason_words(about(reason, "山田"))
                assert has.search(said)
                assert said != reason
    with translation.override("en"):
        assert reason_words("a word of next year") == "a word of next year"


def test_every_field_has_a_label_and_keys_name_their_parts():
    for spoken in ("ja", "en"):
        with translation.override(spoken):
            for kind, fields in FIELDS.items():
                assert all(field_label(each.name, kind) != each.name for each in fields)
    with translation.override("ja"):
        assert field_label("name+phone", Kind.CUSTOMERS) == "氏名 + 電話番号"
        assert field_label("mail", Kind.PURCHASES) == "メールアドレス"


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "ja"),
        ({"LANG": "C.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "OTOKUI_LANGUAGE": "en"}, "en"),
        ({"LC_ALL": "en_GB", "LANG": "ja_JP"}, "en"),
    ],
)
def test_a_command_answers_in_the_language_asked_for(environment, spoken, monkeypatch):
    for name in ("OTOKUI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == spoken


@pytest.mark.parametrize(
    ("spoken", "day", "missing", "wrong"),
    [
        ("ja", "基準日(省略時は今日)", "次の引数が必要です: FILE", "'yen'は選べません"),
        ("en", "the day to look from", "arguments are required: FILE", "invalid choice: 'yen'"),
    ],
)
def test_help_and_wrong_arguments_are_told_in_the_language(spoken, day, missing, wrong, monkeypatch, capsys):
    monkeypatch.setenv("OTOKUI_LANGUAGE", "xx")  # put back what --lang changes
    asked, before = ["analyse", "--lang", spoken], os.environ.get("LANGUAGE")
    for arguments, code in (
        (["--help"], 0),
        (["--out", "x"], 2),
        (["f", "--out", "x", "--format", "yen"], 2),
    ):
        with pytest.raises(SystemExit) as ended:
            main([*asked, *arguments])
        assert ended.value.code == code
    said = capsys.readouterr()
    assert day in said.out
    assert missing in said.err
    assert wrong in said.err
    assert os.environ.get("LANGUAGE") == before


@pytest.mark.django_db(transaction=True)
def test_a_trial_is_told_in_whatever_language_it_is_read(tmp_path):
    file = write(tmp_path / "a.csv", LEDGER)
    with translation.override("en"):
        run = exchange.prepare_import(request("customers", file), name="a.csv", now=NOW)
        ImportRun.objects.filter(pk=run).update(state="trying")
        try_import(run_id=run, now=NOW, progress=lambda *_: None)
    for spoken, said in SAID.items():
        with translation.override(spoken):
            trial = exchange.get_run(run).trial
            exchange.write_rejects_of(run, tmp_path / "rejects.csv")
        expected = [line.rpartition(",")[2] for line in said.strip().splitlines()]
        assert [each.reason for each in trial.rejections] == expected
        assert (tmp_path / "rejects.csv").read_text("utf-8-sig").startswith(HEADS[spoken])


SALES = "会員番号,受注日,金額\n1,3/4/2026,500\n2,5/6/2026,700\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("spoken", "stop", "said"),
    [
        ("ja", None, "日付の列で、月と日の順がわかりません"),
        ("en", None, "Day and month cannot be told apart"),
        ("ja", "by-hand\t", "手動で止めました"),
        ("en", "broken\t", "Something went wrong that should not"),
        ("ja", "damaged\tOnce said", "Once said"),
        ("ja", "Said before codes were kept", "Said before"),
    ],
)
def test_why_a_trial_stopped_is_told_in_the_readers_language(spoken, stop, said):
    run = draft_of(SALES)
    ImportRun.objects.filter(pk=run).update(state="trying")
    try_import(run_id=run, now=NOW, progress=lambda *_: None)
    if stop:
        ImportRun.objects.filter(pk=run).update(error=stop)
    with translation.override(spoken):
        assert said in exchange.get_run(run).error
