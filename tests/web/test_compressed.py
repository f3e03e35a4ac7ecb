"""Pages on their way."""

import gzip

from django.http import HttpRequest, HttpResponse

from otokui.entry.web.compressed import CompressedMiddleware

PAGE = "お得意さま".encode() * 200


def answered(content: bytes, accepts: str = "gzip, br", **headers: str) -> HttpResponse:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    answer = CompressedMiddleware(lambda _request: HttpResponse(content, headers=headers))(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_page_is_compressed_and_its_size_tells_nothing():
    answers = [answered(PAGE) for _ in range(12)]
    assert {gzip.decompress(answer.content) for answer in answers} == {PAGE}
    assert len({len(answer.content) for answer in answers}) > 1
    for answer in answers:
        assert answer["Content-Encoding"] == "gzip"
        assert answer["Content-Length"] == str(len(answer.content))
        assert answer["Vary"] == "Accept-Encoding"


def test_what_is_short_or_compressed_or_not_asked_for_stays():
    for answer in (
        answered(PAGE[:90]),
        answered(PAGE, accepts="identity"),
        answered(PAGE, **{"Content-Encoding": "br"}),
    ):
        assert answer.content in (PAGE, PAGE[:90])
