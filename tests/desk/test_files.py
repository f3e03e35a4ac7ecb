"""Files over HTTP: taken in by content, shown without rights, for those who may see the record."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otokui.core.platform.files.models import StoredFile
from otokui.core.platform.files.reading import read_file
from otokui.domain.accounts.types import Role
from otokui.domain.customers.models import Attachment, Customer
from otokui.domain.customers.public import create_follow_up, list_attachments, record_contact
from otokui.domain.customers.types import ContactWay
from otokui.domain.purchases.models import Order
from otokui.domain.purchases.public import list_order_attachments
from tests.content import samples
from tests.customers.test_write_customers import NOW
from tests.desk.shop import staff

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert('here')</script></html>"


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = tmp_path


def signed_in(role: Role, email: str) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff(role, email), backend="otokui.domain.accounts.adapters.backend.StaffBackend")
    return client


def send(client: Client, address: str, content: bytes, name: str, **more):
    return client.post(
        address, {"file": SimpleUploadedFile(name, content), **more}, headers={"X-Upload": "1"}
    )


def put(client: Client, customer: int, content: bytes, name: str) -> int:
    answer = send(client, f"/customers/{customer}/files/", content, name)
    assert (answer.status_code, answer.json()) == (200, {"problem": ""})
    for stored in StoredFile.objects.all():
        read_file(stored.pk)
    return Attachment.objects.latest("id").pk


def page(client: Client, file: int, of: str = "customer") -> str:
    answer = client.get(f"/files/{of}/{file}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_photograph_is_shown_small_and_without_its_place(reader, shop):
    file = put(reader, shop["0001"], samples.photograph(), "玄関.jpg")
    assert (
        f"/files/customer/{file}/picture/small/0/"
        in reader.get(f"/customers/{shop['0001']}/").content.decode()
    )
    picture = reader.get(f"/files/customer/{file}/picture/large/0/")
    shown = picture.getvalue()
    assert picture["Content-Type"] == "image/jpeg"
    assert b"Exif" not in shown
    assert "sandbox" in picture["Content-Security-Policy"]
    assert reader.get(f"/files/customer/{file}/picture/huge/0/").status_code == 404


INSIDE = [
    (HTML, "写真.jpg", "&lt;script&gt;alert(&#x27;here&#x27;)"),
    (SVG, "図.svg", "&lt;script&gt;alert(1)"),
    (samples.word("髙橋様 <b>お見積り</b>".replace("<", "&lt;")), "a.docx", "&lt;b&gt;お見積り"),
    (samples.workbook(価格=[["味噌", 1200]]), "b.xlsx", "<td>味噌</td><td>1200</td>"),
    (samples.slides("表紙"), "c.pptx", "表紙"),
    ("味噌の話".encode("cp932"), "d.txt", "味噌の話"),
    (samples.pdf("one", "two"), "e.pdf", "/picture/large/1/"),
    (b"\x00\x01\x02\x03" * 9, "f.exe", "専用のソフトで開いて"),
    (samples.word("&a;", head="<!DOCTYPE a>"), "g.docx", "表示できません"),
    (b"\xff\xd8\xff no picture", "h.png", "表示できません"),
]


def test_the_page_shows_what_is_inside_as_words_never_as_markup(reader, shop):
    for content, name, says in INSIDE:
        shown = page(reader, put(reader, shop["0001"], content, name))
        assert says in shown, name
        assert "<script>alert" not in shown


def test_the_file_itself_comes_back_without_any_rights(reader, shop):
    for content, name in ((HTML, "写真.jpg"), (SVG, "図.svg")):
        file = put(reader, shop["0001"], content, name)
        answer = reader.get(f"/files/customer/{file}/download/", headers={"accept-encoding": "gzip"})
        assert answer.getvalue() == content
        assert answer["Content-Type"] == "text/plain"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_took_a_file_stands_in_its_history(reader, shop):
    file = put(reader, shop["0001"], b"a", "a.txt")
    for _ in range(2):
        reader.get(f"/files/customer/{file}/download/")
    reader.head(f"/files/customer/{file}/download/")
    assert Attachment.objects.get(pk=file).downloads == 2
    events = apps.get_model("customers.AttachmentEvent").objects.filter(pgh_obj=file, pgh_label="update")
    assert {event.pgh_context.metadata["cause"] for event in events} == {"download"}


def test_what_is_not_taken_says_why(reader, shop, settings):
    settings.LARGEST_FILE = 1 << 20
    for content, why in ((b"", "ファイルが空です"), (b"x" * 2_000_001, "1 MBを超えています")):
        refused(reader, shop, content, why)


def refused(reader, shop, content, why):
    answer = send(reader, f"/customers/{shop['0001']}/files/", content, "a.txt")
    assert answer.status_code == 422
    assert why in answer.json()["problem"]
    plain = reader.post(
        f"/customers/{shop['0001']}/files/",
        {"file": SimpleUploadedFile("a.txt", content)},
        follow=True,
    )
    assert f"a.txt: {answer.json()['problem']}" in plain.content.decode()
    assert not Attachment.objects.exists()


def test_a_very_long_name_keeps_its_ending(reader, shop):
    put(reader, shop["0001"], b"a", "見" * 300 + ".txt")
    (line,) = list_attachments(shop["0001"])
    assert line.name.endswith(".txt")
    assert len(line.name) <= 255


def test_removed_and_brought_back_with_all_versions(reader, shop):
    one = shop["0001"]
    put(reader, one, b"a", "a.txt")
    file = put(reader, one, b"b", "a.txt")
    assert "第1版" in page(reader, file)
    (newest,) = list_attachments(one)
    assert "この版に戻す" not in page(reader, newest.id)
    assert "この版に戻す" in page(reader, newest.older[0].id)
    reader.post(f"/files/customer/{newest.older[0].id}/renew/")
    (file_again,) = list_attachments(one)
    assert [each.sha256 for each in (file_again, *file_again.older)] == [
        newest.older[0].sha256,
        newest.sha256,
        newest.older[0].sha256,
    ]
    file = file_again.id
    answer = reader.post(f"/files/customer/{file}/remove/", headers={"HX-Target": "files"})
    assert "「a.txt」を削除しました" in answer.content.decode()
    assert reader.get(f"/files/customer/{file}/").status_code == 404
    assert reader.get(f"/files/customer/{file}/download/").status_code == 404
    reader.post(f"/files/customer/{file}/restore/", headers={"HX-Target": "files"})
    assert [line.version for line in list_attachments(one)] == [3]


def test_the_history_of_the_customer_tells_what_was_done_to_files(reader, shop):
    file = put(reader, shop["0001"], b"a", "契約.txt")
    reader.get(f"/files/customer/{file}/download/")
    reader.post(f"/files/customer/{file}/remove/")
    told = reader.get(f"/customers/{shop['0001']}/history/").content.decode()
    assert told.count("契約.txt") == 3
    for word in ("添付", "ダウンロード", "削除"):
        assert word in told


def test_a_file_of_a_task_says_so(reader, shop):
    one = shop["0001"]
    task = create_follow_up(one, due_on=NOW.date(), reason="電話", now=NOW, staff_id=None)
    call = record_contact(one, way=ContactWay.CALL, at=NOW)
    card = reader.get(f"/customers/{one}/").content.decode()
    assert f"follow_up_id={task}" in card
    assert f"contact_id={call}" in card
    sent = send(reader, f"/customers/{one}/files/", b"a", "a.txt", follow_up_id=task)
    assert sent.status_code == 200
    assert "やることのファイル" in reader.get(f"/customers/{one}/files/").content.decode()
    assert (
        send(reader, f"/customers/{shop['0002']}/files/", b"a", "a.txt", follow_up_id=task).status_code == 404
    )


def test_a_note_is_written_and_shown(reader, shop):
    file = put(reader, shop["0001"], b"a", "a.txt")
    assert reader.post(f"/files/customer/{file}/note/", {"note": "契約の控え"}).status_code == 302
    assert "契約の控え" in reader.get(f"/customers/{shop['0001']}/files/").content.decode()


def test_orders_have_files_too(reader, shop):
    order = Order.objects.filter(customer=shop["0001"]).latest("id").pk
    assert send(reader, f"/orders/{order}/files/", b"a", "納品書.txt").status_code == 200
    assert "納品書.txt" in reader.get(f"/orders/{order}/").content.decode()
    (line,) = list_order_attachments(order)
    assert page(reader, line.id, "order")
    reader.get(f"/files/order/{line.id}/download/")
    assert reader.get(f"/files/customer/{line.id}/").status_code == 404


def test_who_only_reads_takes_nothing_in_and_nothing_away(reader, shop):
    file = put(reader, shop["0001"], b"a", "a.txt")
    viewer = signed_in(Role.VIEWER, "viewer@example.jp")
    assert "files-drop" not in viewer.get(f"/customers/{shop['0001']}/").content.decode()
    assert page(viewer, file)
    assert send(viewer, f"/customers/{shop['0001']}/files/", b"b", "b.txt").status_code == 403
    for act in ("remove", "restore", "note"):
        assert viewer.post(f"/files/customer/{file}/{act}/").status_code == 403


def test_another_teams_file_does_not_exist(reader, shop):
    one = shop["0001"]
    file = put(reader, one, samples.picture(), "a.png")
    order = Order.objects.filter(customer=one).latest("id").pk
    send(reader, f"/orders/{order}/files/", b"a", "a.txt")
    of_order = list_order_attachments(order)[0].id
    Customer.objects.filter(pk=one).update(in_charge=staff(Role.SALES, "other@example.jp"))
    stranger = signed_in(Role.SALES, "stranger@example.jp")
    for path in (
        f"/customers/{one}/files/",
        f"/orders/{order}/files/",
        *(f"/files/{of}/{number}/" for of, number in (("customer", file), ("order", of_order), ("x", file))),
        f"/files/customer/{file}/download/",
        f"/files/customer/{file}/picture/small/0/",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"/files/customer/{file}/remove/").status_code == 404
    assert send(stranger, f"/customers/{one}/files/", b"b", "b.txt").status_code == 404
