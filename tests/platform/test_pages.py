"""How the web server's requests reach Django and come back."""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from otokui.project.pages import THREADS, Pages, with_files

pytestmark = pytest.mark.django_db
Answer = tuple[int, list[tuple[bytes, bytes]], list[bytes]]


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def backend(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"pid": _backend()})


def backend_twice(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse((f"{_backend()}\n" for _ in range(2)), content_type="text/plain")


def file(request: HttpRequest) -> FileResponse:
    content = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    content.write(b"x" * 200_000)
    content.seek(0)
    return FileResponse(content)


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(request.POST["word"] + request.FILES["paper"].read().decode())
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


urlpatterns = [path(view.__name__, view) for view in (backend, backend_twice, file, echo)]


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages()


@pytest.fixture(autouse=True)
def addresses(settings) -> None:
    settings.ROOT_URLCONF = __name__


def ask(pages: Pages, address: str, *, body: bytes = b"", kind: str = "", gzip: bool = False) -> Answer:
    async def visit() -> list[dict[str, Any]]:
        headers = [(b"host", b"localhost"), (b"content-type", kind.encode())]
        headers.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST" if body else "GET", "path": address,
            "query_string": b"", "headers": headers + [(b"accept-encoding", b"gzip")] * gzip,
        }  # fmt: skip
        visitor = ApplicationCommunicator(pages, scope)
        for piece, more in ((body[:50], True), (body[50:], False)):
            await visitor.send_input({"type": "http.request", "body": piece, "more_body": more})
        messages = [await visitor.receive_output(10)]
        while messages[-1]["type"] == "http.response.start" or messages[-1].get("more_body"):
            messages.append(await visitor.receive_output(10))
        await visitor.wait()
        return messages

    with ThreadPoolExecutor(1) as thread:  # a browser of other tests may have a loop in this one
        head, *pieces = thread.submit(asyncio.run, visit()).result()
    return head["status"], head["headers"], [piece.get("body", b"") for piece in pieces]


def test_pages_use_no_more_connections_than_there_are_threads(pages):
    answers = [ask(pages, "/backend") for _ in range(2 * THREADS + 1)]
    assert {status for status, *_ in answers} == {200}
    assert len({b"".join(pieces) for *_, pieces in answers}) <= THREADS


def test_what_is_written_while_it_is_sent_may_read_the_database(pages):
    status, _, pieces = ask(pages, "/backend_twice")
    assert status == 200
    assert len(set(b"".join(pieces).split())) == 1


def test_a_file_is_sent_in_pieces(pages):
    status, headers, pieces = ask(pages, "/file")
    assert (status, b"".join(pieces)) == (200, b"x" * 200_000)
    assert dict(headers)[b"Content-Length"] == b"200000"
    assert max(map(len, pieces)) == 2**16


def test_a_form_arrives_and_every_cookie_goes_back(pages):
    said = b"--end\r\nContent-Disposition: form-data; name=word\r\n\r\nyes \r\n"
    paper = b'--end\r\nContent-Disposition: form-data; name=paper; filename="a"\r\n\r\nwords\r\n--end--\r\n'
    status, headers, pieces = ask(pages, "/echo", body=said + paper, kind="multipart/form-data; boundary=end")
    assert (status, pieces) == (200, [b"yes words"])
    assert [value[:5] for name, value in headers if name == b"Set-Cookie"] == [b"one=1", b"two=2"]


def test_pages_are_compressed(pages):
    _, headers, pieces = ask(pages, "/file", gzip=True)
    assert dict(headers)[b"Content-Encoding"] == b"gzip"
    assert len(b"".join(pieces)) < 10_000


def test_an_address_that_is_not_there(pages):
    assert ask(pages, "/nowhere")[0] == 404


def test_collected_files_go_before_pages(pages, tmp_path):
    for name in ("a.css", "a.0123456789ab.css"):
        (tmp_path / name).write_text("body {}")
    application = with_files(pages, tmp_path)
    kept = {name: dict(ask(application, f"/static/{name}")[1]) for name in ("a.css", "a.0123456789ab.css")}
    assert b"immutable" in kept["a.0123456789ab.css"][b"cache-control"]
    assert b"immutable" not in kept["a.css"][b"cache-control"]
    assert kept["a.css"][b"x-content-type-options"] == b"nosniff"
