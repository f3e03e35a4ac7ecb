"""The list as a file: for those who may, as it was narrowed, text as text, written down."""

import csv
import io
from datetime import timedelta

import fastexcel
import pytest
from django.utils import timezone

from otokui.core.kernel.errors import Refused
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.models import Staff
from otokui.domain.customers.models import Customer, ExportLog
from otokui.domain.desk.actions.exporting import write_export
from tests.desk.test_saved_lists import reader_of

COLUMNS = ["class", "net", "reach", "reason"]


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def evil(shop):
    Customer.objects.filter(code="0001").update(reason_chosen='=HYPERLINK("http://x")', family_kana="-タナカ")
    Customer.objects.filter(code="0003").update(name="𠮷田 髙", reason_chosen="草彅さんの紹介")
    return shop


def rows_of(data: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding))))


def test_csv_keeps_every_character_and_runs_nothing(reader, evil):
    data = body(reader.post("/customers/export/?class=best", {"form": "csv", "column": COLUMNS}))
    assert data.startswith(b"\xef\xbb\xbf")
    heads, *rows = rows_of(data, "utf-8-sig")
    assert heads[:3] == ["顧客番号", "名前", "よみ"]
    assert heads[-1] == "選んだ理由"
    assert len(heads) == 9
    assert rows == [
        ["0001", "田中 太郎", "'-タナカ タロウ", "優良", "現役", "72000", "03-1234-5678", "taro@example.jp", "'=HYPERLINK(\"http://x\")"]
    ]  # fmt: skip


def test_shift_jis_writes_geta_and_counts_it(reader, evil):
    data = body(reader.post("/customers/export/", {"form": "sjis", "column": ["reason"]}))
    rows = {row[0]: row for row in rows_of(data, "cp932")[1:]}
    assert len(rows) == 6
    assert rows["0003"][1] == "〓田 髙"
    assert ExportLog.objects.get().unwritable["𠮷"] == 1


def test_excel_keeps_zeros_and_formulas_are_text(reader, evil):
    answer = reader.post("/customers/export/", {"form": "xlsx", "column": COLUMNS})
    sheet = fastexcel.read_excel(body(answer)).load_sheet(0, dtypes="string").to_polars()
    row = next(one for one in sheet.rows() if one[0] == "0001")
    assert row[-1] == '=HYPERLINK("http://x")'
    assert sheet.height == 6


def test_every_file_is_written_down_and_seen_by_those_who_answer_for_it(reader, evil):
    body(reader.post("/customers/export/?class=best&q=田", {"form": "csv", "column": ["net"]}))
    line = ExportLog.objects.get()
    assert (line.customers, line.form, line.staff_name) == (1, "csv", "山田 花子")
    assert line.conditions == "クラス：優良 / “田”"
    page = reader.get("/settings/exports/").content.decode()
    assert "山田 花子" in page
    assert "クラス：優良" in page


def test_only_who_holds_the_right_takes_customers_along(evil):
    for role, status in (("manager", 200), ("sales", 403), ("orders", 403), ("viewer", 403)):
        client = reader_of(role, role=role)
        assert client.get("/customers/export/").status_code == status
        assert client.post("/customers/export/", {"form": "csv"}).status_code == status
        assert ("/customers/export/" in client.get("/customers/").content.decode()) == (status == 200)
    assert ExportLog.objects.count() == 1


def test_a_file_is_in_the_order_of_the_list_and_its_columns(reader, shop):
    reader.post("/customers/columns/", {"column": ["net", "class"]})
    form = reader.get("/customers/export/").context["columns"]
    assert [column.key for column, chosen in form if chosen] == ["net", "class"]
    for sort, numbers in (
        ("money", ["0001", "0003", "0002"]),
        ("last", ["0002", "0001", "0003"]),
        ("reading", ["0001", "0002"]),
    ):
        data = body(reader.post(f"/customers/export/?sort={sort}", {"form": "csv", "column": ["net"]}))
        found = [row[0] for row in rows_of(data, "utf-8-sig")[1:]]
        assert len(found) == 6
        assert [one for one in found if one in numbers] == numbers, sort
        shown = [row.line.code for row in reader.get(f"/customers/?sort={sort}").context["page"].rows]
        assert found == shown, "the very order of the page"


def test_a_large_file_is_a_job_s_and_only_its_owner_s(evil, monkeypatch):
    monkeypatch.setattr(write_export, "AT_THE_DESK", 0)
    owner = reader_of("owner", role="manager")
    page = owner.post("/customers/export/?sort=money", {"form": "sjis", "column": ["reason"]})["Location"]
    assert "作成しています" in owner.get(page).content.decode()
    assert owner.get(page + "file/").status_code == 404, "nothing is there yet"
    export, said = ExportLog.objects.get(), []
    assert JobRecord.objects.get(pk=export.job).arguments == {"export": export.pk}
    for _twice in range(2):
        write_export.write_export(export.pk, now=timezone.now(), tell=lambda *far: said.append(far))
    assert "ダウンロード" in owner.get(page).content.decode()
    rows = rows_of(body(owner.get(page + "file/")), "cp932")
    assert [row[0] for row in rows[1:4]] == ["0001", "0003", "0002"]
    export.refresh_from_db()
    assert (export.customers, export.downloads, export.unwritable["𠮷"]) == (6, 1, 1)
    other = reader_of("other", role="manager")
    assert [other.get(page + end).status_code for end in ("", "file/")] == [404, 404]
    Staff.objects.filter(name="owner").update(role="sales")
    assert owner.get(page + "file/").status_code == 403, "asked again when it is fetched"
    ExportLog.objects.update(content="")
    with pytest.raises(Refused):
        write_export.write_export(export.pk, now=timezone.now(), tell=lambda *far: None)
    Staff.objects.filter(name="owner").update(role="manager")
    ExportLog.objects.update(content="a" * 64, at=timezone.now() - timedelta(days=2))
    assert "もう保管されていません" in owner.get(page).content.decode()
    assert owner.get(page + "file/").status_code == 404
