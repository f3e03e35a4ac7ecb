"""One file: what is in it, shown without ever running it, and the file itself to take away."""

from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from otokui.core.content.kinds import Kind
from otokui.core.content.words import BREAK
from otokui.core.platform.files.models import Reading
from otokui.core.platform.files.reading import reading_of, text_inside
from otokui.core.platform.files.showing import MOST_PAGES, SIZES, pages_of, picture_of
from otokui.core.platform.files.store import store
from otokui.core.platform.files.types import FileLine
from otokui.domain.accounts.public import may, requires, staff_id_of
from otokui.domain.accounts.types import Permission
from otokui.domain.desk.web.file_doors import opened, page_of
from otokui.domain.desk.web.files import names_of

_MOST_ROWS: Final = 500
_MOST_SHOWN: Final = 50_000
_A_DAY: Final = 86_400


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def file(request: HttpRequest, of: str, file_id: int) -> HttpResponse:
    """A look into it, its versions, what staff say about it."""
    door, line = opened(request, of, file_id)
    if line.hidden:
        raise Http404
    context: dict[str, Any] = {
        "file": line,
        "files_of": of,
        "files_by": names_of([line]),
        "may_change": may(request.user, door.change),
        "newest": max([line, *line.older], key=lambda one: one.version),
        "record_page": page_of(of, line.owner[door.column]),
        **_inside(line),
    }
    part = request.headers.get("HX-Target") == "inside"
    return render(request, "desk/file_inside.html" if part else "desk/file.html", context)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def file_picture(request: HttpRequest, of: str, file_id: int, size: str, page: int) -> HttpResponseBase:
    """A picture of a picture or of a page, drawn anew: nothing of the file itself is in it."""
    _door, line = opened(request, of, file_id)
    if size not in SIZES or page >= MOST_PAGES or not line.has_picture:
        raise Http404
    place = picture_of(line.sha256, kind=line.kind, size=size, page=page)
    if place is None:
        raise Http404
    answer = FileResponse(place.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = f"private, max-age={_A_DAY}"
    return _locked_up(answer)


@requires(Permission.CUSTOMERS_VIEW)
@require_safe
def file_download(request: HttpRequest, of: str, file_id: int) -> HttpResponseBase:
    """The file as it was attached; its history says who took it."""
    door, line = opened(request, of, file_id)
    if line.hidden:
        raise Http404
    with store().on_disk(line.sha256) as path:
        content = path.open("rb")
    if request.method == "GET":
        door.count(file_id, staff_id=staff_id_of(request))
    answer = FileResponse(content, as_attachment=True, filename=line.name, content_type=line.media_type)
    answer["Cache-Control"] = "private, no-store"
    return _locked_up(answer)


def _locked_up(answer: FileResponse) -> FileResponse:
    """Whatever a browser makes of it has no rights on this site, and it makes nothing else of it."""
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Encoding"] = "identity"  # packed already, or not worth it
    return answer


def _inside(line: FileLine) -> dict[str, Any]:
    """What of the content is shown: `pages` of pictures, `sections` of text, or why there is nothing."""
    if line.kind is Kind.PICTURE:
        drawn = picture_of(line.sha256, kind=line.kind, size="large") is not None
        return {"pages": [0] if drawn else [], "unreadable": not drawn}
    if line.kind is Kind.PDF:
        every = pages_of(line.sha256, kind=line.kind)
        shown = min(every, MOST_PAGES)
        return {"pages": range(shown), "more_pages": every - shown, "unreadable": not every}
    reading = reading_of(line.sha256)
    if reading == Reading.READ:
        return _sections(line, text_inside(line.sha256))
    return {"waiting": reading == Reading.WAITING, "unreadable": reading == Reading.UNREADABLE}


def _sections(line: FileLine, text: str) -> dict[str, Any]:
    sections = []
    untitled, *titled = text[:_MOST_SHOWN].split(BREAK)
    for title, body in [("", untitled), *((part.partition("\n")[::2]) for part in titled)]:
        if not (title or body.strip()):
            continue
        rows = [row.split("\t") for row in body.splitlines()] if line.kind is Kind.SHEET else []
        sections.append({"title": title, "rows": rows[:_MOST_ROWS], "text": "" if rows else body.strip("\n")})
    return {"sections": sections, "cut": len(text) > _MOST_SHOWN}
