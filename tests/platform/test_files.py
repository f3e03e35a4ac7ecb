"""Contents are kept once, whole, and as long as anybody has them; both stores behave alike."""

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from otokui.core.kernel.errors import Unavailable
from otokui.core.platform.files import store as stores
from otokui.core.platform.files.attaching import tidy_name
from otokui.core.platform.files.bucket import Bucket
from otokui.core.platform.files.models import FileText, Reading, StoredFile
from otokui.core.platform.files.reading import PIECE, read_file, text_inside
from otokui.core.platform.files.showing import picture_of
from otokui.core.platform.files.store import Folder, TooLarge, arrivals, arriving, store
from otokui.core.platform.files.sweeping import sweep
from otokui.domain.customers import public
from otokui.domain.customers.models import Attachment, Customer
from tests.content import samples

NOW = timezone.now()
LATER = NOW + timedelta(days=40)


@pytest.fixture
def home(tmp_path, settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def bucket():
    """A real server on this machine that speaks S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in keys.items():
            patch.setenv(name, value)
        made = Bucket("files", endpoint=f"http://{host}:{port}")
        made.client.create_bucket(Bucket="files")
        yield made
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def either(request, home):
    return Folder(home / "kept") if request.param == "folder" else request.getfixturevalue("bucket")


def test_a_content_is_kept_once_and_given_back(either):
    for _ in range(2):
        with arriving(io.BytesIO(b"abc"), largest=10, into=arrivals()) as came:
            either.put(came)
    assert came.size == 3
    with either.on_disk(came.sha256) as path:
        assert path.read_bytes() == b"abc"
    ((name, since),) = either.walk()
    assert name == came.sha256
    assert abs((since - timezone.now()).total_seconds()) < 600
    either.drop(came.sha256)
    either.drop(came.sha256)
    assert not either.has(came.sha256)
    with pytest.raises(FileNotFoundError), either.on_disk(came.sha256):
        pass
    assert not list(arrivals().iterdir())


def test_a_store_that_is_away_is_worth_another_try(home, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(Unavailable):
        Bucket("files", endpoint="http://127.0.0.1:9").has("0" * 64)


def test_too_large_is_refused_before_all_of_it_is_here(home):
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return bytes(size)

    with pytest.raises(TooLarge, match="5 MB"), arriving(Endless(), largest=5 << 20, into=arrivals()):
        pass
    assert not list(arrivals().iterdir())


DYING = """
import io, os, signal, sys
from pathlib import Path
from otokui.core.platform.files import store
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
setattr(*{"copying": (store.os, "fsync", die), "naming": (store, "_sync", die)}[sys.argv[2]])
into = Path(sys.argv[1])
with store.arriving(io.BytesIO(b"abc"), largest=10, into=into) as came:
    store.Folder(into).put(came)
"""


@pytest.mark.parametrize(("moment", "there"), [("copying", False), ("naming", True)])
def test_a_killed_process_leaves_a_whole_content_or_none(home, moment, there):
    done = subprocess.run([sys.executable, "-c", DYING, str(arrivals()), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    kept = [path for path in arrivals().rglob("*") if len(path.name) == 64]
    assert [path.read_bytes() for path in kept] == ([b"abc"] if there else [])
    (copy,) = [path for path in arrivals().iterdir() if path.is_file()]
    os.utime(copy, (0, 0))


@pytest.fixture
def two(db, home) -> list[int]:
    rows = [
        Customer.objects.create(code=code, created_at=NOW, updated_at=NOW, sort_key=f"9{code}", search="")
        for code in "12"
    ]
    return [row.pk for row in rows]


def put(customer: int, content: bytes, name: str = "a.txt") -> int:
    return public.attach_file(customer, io.BytesIO(content), name=name, now=NOW, staff_id=None).id


def aged() -> None:
    """As if everything in the store had lain there for weeks."""
    for path in (store().root).rglob("*"):  # type: ignore[attr-defined]
        os.utime(path, (0, 0))


def test_the_sweep_takes_what_nobody_has(two):
    one, other = two
    first = put(one, b"shared")
    put(other, b"shared", "b.txt")
    alone = put(one, b"alone", "c.txt")
    with arriving(io.BytesIO(b"without a row"), largest=99, into=arrivals()) as lost:
        store().put(lost)
    (arrivals() / "tmp-of-the-dead").write_bytes(b"x")
    aged()
    for file in (first, alone):
        public.hide_file(file, customer_id=one, now=NOW, staff_id=None)
    assert sweep(NOW + timedelta(days=29)) == 1
    assert not store().has(lost.sha256)
    assert not list(arrivals().iterdir())
    assert Attachment.objects.count() == 3
    assert sweep(LATER) == 1
    left = StoredFile.objects.get()
    assert Attachment.objects.get().content == left
    with store().on_disk(left.sha256) as path:
        assert path.read_bytes() == b"shared"
    assert sweep(LATER) == 0


def test_a_content_that_comes_back_while_it_is_swept_stays(two, monkeypatch):
    file = put(two[0], b"again")
    aged()
    Attachment.objects.filter(pk=file).delete()
    StoredFile.objects.all().delete()
    real = stores.Folder.walk

    def walk(self):
        found = list(real(self))
        put(two[1], b"again")
        return iter(found)

    monkeypatch.setattr(stores.Folder, "walk", walk)
    assert sweep(LATER) == 0
    assert store().has(StoredFile.objects.get().sha256)


def test_the_words_inside_are_kept_in_pieces_that_overlap(two):
    text = "".join(f"{number:04d}番の味噌、" for number in range(500))
    put(two[0], text.encode())
    sha256 = StoredFile.objects.get().sha256
    read_file(sha256)
    read_file(sha256)
    assert text_inside(sha256) == text
    pieces = list(FileText.objects.order_by("place").values_list("text", flat=True))
    assert len(pieces) == 3
    assert pieces[0][:PIECE] == text[:PIECE]
    assert pieces[1].startswith(pieces[0][-60:])


def test_what_cannot_be_read_is_said_once(two):
    put(two[0], samples.word("&a;", head="<!DOCTYPE a>"), "a.docx")
    read_file(sha256 := StoredFile.objects.get().sha256)
    assert StoredFile.objects.get().reading == Reading.UNREADABLE
    assert text_inside(sha256) == ""
    read_file("0" * 64)


def test_pictures_are_made_once_and_go_with_the_content(two, home):
    put(two[0], samples.picture(), "a.png")
    content = StoredFile.objects.get()
    place = picture_of(content.sha256, kind=content.kind, size="small")
    assert place == picture_of(content.sha256, kind=content.kind, size="small")
    assert place.read_bytes().startswith(b"\xff\xd8\xff")
    aged()
    Attachment.objects.all().delete()
    sweep(LATER)
    assert not place.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\x00b\n.pdf", "a b .pdf"),
        ("", "file"),
        ("見" * 300 + ".pdf", "見" * 250 + "….pdf"),
        ("見" * 300, "見" * 255),
    ],
)
def test_names_are_shown_not_followed(typed, kept):
    assert tidy_name(typed) == kept
    assert len(kept) <= 255
