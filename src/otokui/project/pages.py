"""Django behind an ASGI server: a page is made in one thread, from its first middleware to its last.

Views and middleware are synchronous. Django's own handler leads a request to and fro between the event loop
and a thread that is made for it alone, and every new thread opens a connection of its own to the database.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any
from wsgiref.headers import Headers

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponseBase
from django.urls import set_script_prefix
from servestatic import ServeStaticASGI

THREADS = 16
"""Pages made at a time by one process; more of them wait. Each thread keeps a connection to the database."""

_NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")

Message = dict[str, Any]


class Pages(ASGIHandler):
    """An ASGI application for all that is answered at once.

    A connection that stays open would keep its thread: give such addresses an application of their own.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"only http is spoken here, not {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()

        async def pass_on(message: Message) -> None:
            await send(message)

        def send_from_thread(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(pass_on(message), loop).result()

        with body:
            messages = await loop.run_in_executor(self._threads, self._answer, scope, body, send_from_thread)
        for message in messages:
            await send(message)

    def _answer(self, scope: Message, body: IO[bytes], send: Callable[[Message], None]) -> list[Message]:
        """What is left to send: a file is sent from here, piece by piece, before the thread is free again."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, problem = self.create_request(scope, body)
        answer: Any = problem if request is None else self.get_response(request)
        answer._handler_class = self.__class__
        try:
            if not answer.streaming:
                return [_head(answer), {"type": "http.response.body", "body": answer.content}]
            send(_head(answer))
            for piece in _pieces(answer, self.chunk_size):
                send({"type": "http.response.body", "body": piece, "more_body": True})
            return [{"type": "http.response.body"}]
        finally:
            answer.close()


def _head(answer: HttpResponseBase) -> Message:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in answer.items()]
    cookies = [cookie.OutputString().encode("ascii") for cookie in answer.cookies.values()]
    return {
        "type": "http.response.start",
        "status": answer.status_code,
        "headers": headers + [(b"Set-Cookie", cookie) for cookie in cookies],
    }


def _pieces(answer: Any, size: int) -> Iterator[bytes]:
    if isinstance(answer, FileResponse):
        answer.block_size = size
    yield from filter(None, answer.streaming_content)


def with_files(pages: Pages, folder: Path) -> Any:
    """The pages, and before them the static files collected in this folder, for which nobody asks Django."""
    return ServeStaticASGI(
        pages,
        root=folder,
        prefix=settings.STATIC_URL,
        immutable_file_test=_is_kept_for_ever,
        add_headers_function=_add_headers,
    )


def _is_kept_for_ever(_path: str, url: str) -> bool:
    """Whether the file's name carries its content."""
    return bool(_NAMED_BY_CONTENT.search(url))


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
