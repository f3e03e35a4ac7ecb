"""The pages of the import over HTTP, with real files and the real jobs."""

import io
import zipfile
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otokui.core.platform.job_runner import run_record
from otokui.core.platform.models import JobRecord
from otokui.domain.accounts.models import Staff, Team
from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Consent, Customer
from otokui.domain.customers.types import CustomerInput, MailInput
from otokui.domain.exchange import jobs
from otokui.domain.exchange import public as exchange
from otokui.domain.exchange.actions import show_demo
from otokui.domain.exchange.types import Kind, RunState
from otokui.domain.exchange.web.matching import asks_for_consent
from tests.customers.cast import create
from tests.desk.shop import _quick_and_forgetful, reader
from tests.exchange.shop import rows

__all__ = ["_quick_and_forgetful", "reader"]
pytestmark = pytest.mark.django_db

MEMBERS = (
    "会員番号,氏名,フリガナ,メール,メルマガ\r\n"
    "00001,髙橋 恵,タカハシ メグミ,megumi@example.jp,1\r\n"
    "00002,㈱青葉設計,アオバセッケイ,info@example.jp,0\r\n"
    "00003,田中 誠,タナカ マコト,makoto@example.jp,\r\n"
)


@pytest.fixture(autouse=True)
def _one_lane(monkeypatch):
    """Lanes have connections of their own, which do not see what the test has not committed."""
    monkeypatch.setattr(jobs, "LANES", 1)


def give(client: Client, content: bytes, name: str = "名簿.csv", **more):
    return client.post("/imports/new/", {"file": SimpleUploadedFile(name, content)}, **more)


def colleague() -> Client:
    person = Staff.objects.create_user(
        "jiro@example.jp", "a-good-password", name="鈴木 次郎", role=Role.MANAGER
    )
    client = Client(headers={"accept-language": "ja"})
    client.force_login(person, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def text(page) -> str:
    return page.content.decode()


def work() -> None:
    """Run what waits, as the worker would."""
    for record in JobRecord.objects.filter(state="waiting", name__startswith="imports.").order_by("id"):
        run_record(record.pk)


def step(client: Client, path: str, **typed: object):
    return client.post(path, typed, follow=True)


def taken_in(reader: Client, table: str) -> str:
    """The page of an import that went through, without any consent."""
    run = give(reader, table.encode()).url.removesuffix("columns/")
    step(reader, f"{run}matching/", version=0, match="code", policy="both", consent="none")
    work()
    step(reader, f"{run}start/")
    work()
    return run


def test_a_list_of_customers_from_file_to_undo(reader, django_assert_max_num_queries):
    first = give(reader, MEMBERS.encode("cp932"))
    draft = first.url.removesuffix("columns/")
    with django_assert_max_num_queries(12):
        page = reader.get(first.url)
    for word in ("Shift_JIS", "髙橋 恵", "00001"):
        assert word in text(page)
    with django_assert_max_num_queries(12):
        page = reader.get(f"{draft}matching/")
    assert "この方々にお知らせを送ってよいですか" in text(page)
    said = SimpleNamespace(kind=Kind.CUSTOMERS, mapping={"name": "氏名", "post_consent": "DM可否"})
    assert asks_for_consent(said)
    assert not asks_for_consent(SimpleNamespace(kind=said.kind, mapping={"name": "氏名"}))
    refused = reader.post(f"{draft}matching/", {"version": 0, "consent": "agreed", "match": "code"})
    assert refused.status_code == 422
    busy = step(
        reader, f"{draft}matching/", version=0, match="code", policy="both", consent="agreed",
        consent_source="会員申込書", consent_wording="お知らせを受け取る", consent_on="2024-04-01",
    )  # fmt: skip
    assert "何も書き込みません" in text(busy)
    assert reader.get(draft, headers={"HX-Request": "true"}).headers.get("HX-Refresh") is None
    work()
    assert reader.get(draft, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    with django_assert_max_num_queries(12):
        page = reader.get(draft)
    assert "取り込むとこうなります" in text(page)
    assert rows("SELECT count(*) FROM customers_customer") == [(0,)]
    step(reader, f"{draft}start/")
    work()
    with django_assert_max_num_queries(12):
        assert "取り込みました" in text(reader.get(draft))
    agreed = Consent.objects.get(customer__code="00001")
    assert (agreed.granted, agreed.source, agreed.wording) == (True, "会員申込書", "お知らせを受け取る")
    assert Consent.objects.get(customer__code="00002").granted is False
    assert "この取込を取り消しますか" in text(reader.get(f"{draft}undo/"))
    assert rows("SELECT count(*) FROM customers_customer") == [(3,)]
    step(reader, f"{draft}undo/")
    work()
    assert "3件を消し" in text(reader.get(draft))
    assert rows("SELECT count(*) FROM customers_customer") == [(0,)]
    with django_assert_max_num_queries(12):
        assert "取消済み" in text(reader.get("/imports/"))


def test_the_trial_names_newcomers_who_look_like_somebody(reader, django_assert_max_num_queries):
    known = create(
        CustomerInput(family_name="高橋", given_name="恵", mails=(MailInput("Megumi@example.jp"),))
    )
    for policy, alike in (("both", 1), ("update", 0)):
        draft = give(reader, MEMBERS.encode(), name=f"{policy}.csv").url.removesuffix("columns/")
        step(reader, f"{draft}matching/", version=0, match="code", policy=policy, consent="none")
        work()
        with django_assert_max_num_queries(12):
            page = reader.get(draft)
        assert page.context["trial"].alike.count == alike
        assert (f'href="/customers/{known}/"' in text(page)) is bool(alike)
        assert ("同じメール・同じ名前" in text(page)) is bool(alike)
    assert Customer.objects.count() == 1


def test_without_an_agreement_nobody_may_be_written_to_but_refusals_stay(reader):
    taken_in(reader, MEMBERS)
    assert list(Consent.objects.values_list("customer__code", "granted")) == [("00002", False)]


def test_who_edited_since_is_named_before_and_after_the_undo(reader):
    draft = taken_in(reader, MEMBERS)
    Customer.objects.filter(code="00003").update(memo="電話は夕方")
    assert "田中 誠" in text(reader.get(f"{draft}undo/foreseen/"))
    step(reader, f"{draft}undo/")
    work()
    assert "田中 誠" in text(reader.get(draft))
    assert rows("SELECT code FROM customers_customer") == [("00003",)]


def test_an_undo_that_stopped_on_the_way_can_go_on(reader):
    draft = taken_in(reader, MEMBERS)
    assert "続きから再開できます" not in text(step(reader, f"{draft}undo/"))
    JobRecord.objects.filter(name="imports.undo").update(state="failed")
    assert "続きから再開できます" in text(reader.get(draft))
    step(reader, f"{draft}undo/")
    work()
    assert rows("SELECT count(*) FROM customers_customer") == [(0,)]


def test_two_people_at_one_draft(reader):
    draft = give(reader, MEMBERS.encode()).url.removesuffix("columns/")
    other = colleague()
    assert other.get(draft, follow=True).status_code == 200
    other.post(f"{draft}columns/", {"version": 0, "zone": "UTC"})
    told = reader.post(
        f"{draft}columns/",
        {"version": 0, "zone": ""},
        headers={"referer": f"http://testserver{draft}columns/"},
        follow=True,
    )
    assert "鈴木 次郎さんがこの取込を先に変更しました" in text(told)


def test_the_same_file_by_two_at_once_is_refused_with_a_name(reader):
    other = colleague()
    drafts = []
    for client in (other, reader):
        draft = give(client, MEMBERS.encode()).url.removesuffix("columns/")
        step(client, f"{draft}matching/", version=0, match="code", policy="both", consent="none")
        work()
        drafts.append(draft)
    other.post(f"{drafts[0]}start/")
    told = reader.post(
        f"{drafts[1]}start/", headers={"referer": f"http://testserver{drafts[1]}"}, follow=True
    )
    assert "鈴木 次郎さんが同じファイルを取込中です" in text(told)


def test_a_trial_that_waits_is_stopped_at_once(reader):
    draft = give(reader, MEMBERS.encode()).url.removesuffix("columns/")
    step(reader, f"{draft}matching/", version=0, match="code", policy="both", consent="none")
    page = step(reader, f"{draft}cancel/")
    assert "中止しました" in text(page)
    assert exchange.get_run(int(draft.split("/")[-2])).state is RunState.DRAFT


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("a.csv", MEMBERS)
    return content.getvalue()


LOCKED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.csv", b"", "空です"),
        ("売上.csv", archive(), "圧縮ファイル"),
        ("売上.xlsx", LOCKED, "パスワード"),
        ("売上.xlsx", b"PK\x03\x04" + bytes(range(200)), "選"),
        ("売上.csv", bytes(range(256)) * 40, "表のファイルではありません"),
        ("売上.csv", b"%PDF-1.7 ...", "PDF"),
    ],
)
def test_a_wrong_file_is_answered_with_what_to_do(reader, name, content, words):
    page = give(reader, content, name)
    assert page.status_code == 422
    assert words in text(page)
    told = give(reader, content, name, headers={"X-Upload": "1"})
    assert told.status_code == 422
    assert words in told.json()["problem"]
    assert exchange.count_runs() == 0


def test_a_file_with_other_columns_says_what_is_missing(reader):
    first = give(reader, "いろ,かたち\r\n赤,丸\r\n".encode("cp932"))
    page = reader.get(first.url)
    assert "お客様を見分けられません" in text(page)
    again = reader.post(first.url, {"version": 0, "kind": "customers", "next": "1"})
    assert again.url == first.url


def test_a_file_cut_off_in_the_middle_still_shows_its_whole_rows(reader):
    first = give(reader, MEMBERS.encode("cp932")[:-14])
    page = reader.get(first.url)
    assert page.status_code == 200
    assert "髙橋 恵" in text(page)


def test_the_demo_goes_in_marked_and_comes_out(reader, monkeypatch):
    monkeypatch.setattr(show_demo, "CUSTOMERS", 20)
    assert "デモを開く" in text(reader.get("/welcome/"))
    page = reader.post("/welcome/demo/", follow=True)
    assert "（デモ）" in text(page)
    work()
    assert rows("SELECT count(*) FROM customers_customer") == [(20,)]
    colleagues = Staff.objects.exclude(role=Role.ADMIN)
    assert colleagues.count() == 5
    assert not any(each.is_active or each.has_usable_password() for each in colleagues)
    today = text(reader.get("/today/"))
    assert all(f"scope={scope}" in today for scope in ("mine", "team", "all"))
    assert "デモを片付ける" in text(reader.get("/welcome/"))
    reader.post("/welcome/demo/away/")
    work()
    assert rows("SELECT count(*) FROM customers_customer") == [(0,)]
    assert not Staff.objects.exclude(role=Role.ADMIN).exists()
    assert not Team.objects.exists()
    assert "（デモ）" not in text(reader.get("/welcome/"))


def test_the_shop_says_its_name_first(reader):
    reader.post("/welcome/", {"name": "髙橋商店", "trade": "restaurant", "day_start": "5:00", "version": "0"})
    assert "髙橋商店" in text(reader.get("/welcome/"))
    assert rows("SELECT trade, day_start_minutes FROM accounts_business") == [("restaurant", 300)]


def test_whoever_may_not_import_does_not_see_it():
    person = Staff.objects.create_user("v@example.jp", "a-good-password", name="見習い", role=Role.VIEWER)
    client = Client()
    client.force_login(person, backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    for path in ("/imports/", "/imports/new/", "/welcome/"):
        assert client.get(path).status_code == 403
    assert client.get("/").url != "/welcome/"
