"""変更の履歴 of any record as a page, and the way back to it once a value was taken back."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from otokui.core.platform.history import Entry
from otokui.core.ui.record_history import Words, told
from otokui.domain.accounts.models import Staff


def history_page(
    request: HttpRequest,
    entries: Iterable[Entry],
    words: Words,
    *,
    title: str,
    back: str = "",
    back_word: str = "",
    following: str = "",
    **more: object,
) -> HttpResponse:
    """A page of it, the latest first. `back`: where the record stands; `following`: the next page's mark.

    `more`, all of it optional: `together` (what taking the rows of one change back is called), `brought` (the
    last line, of what no person did), `never` (why some of it is not taken back), `bring_back` (an address).
    """
    found = tuple(entries)
    who = {entry.staff_id for entry in found if entry.staff_id is not None}
    names = dict(Staff.objects.filter(pk__in=who).values_list("pk", "name")) if who else {}
    context = {
        "changes": told(found, words, names),
        "title": title,
        "back": back,
        "back_word": back_word,
        "next": following,
        **more,
    }
    return render(request, "otokui/record_history.html", context)


def taken_back(request: HttpRequest, view: str, *args: object) -> HttpResponse:
    """A value is what it was before: said on the page that follows."""
    messages.success(request, _("Taken back. The history shows it, and it can be undone there."))
    return redirect(view, *args)
