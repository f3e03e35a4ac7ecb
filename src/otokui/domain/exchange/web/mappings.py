"""変更の履歴 of the columns kept under a name, and taking one back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui.record_history import Text, Words
from otokui.domain.accounts.public import history_page, requires, staff_id_of, taken_back
from otokui.domain.accounts.types import Permission
from otokui.domain.exchange import public as exchange


@requires(Permission.IMPORTS_RUN)
@require_safe
def mapping_history(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """A page of it, the latest first."""
    known = exchange.find_mapping(mapping_id)
    if known is None:
        raise Http404
    entries, following = exchange.list_mapping_history(mapping_id, cursor=request.GET.get("cursor", ""))
    mark = exchange.COLUMN
    keys = {field.name for entry in entries for field in entry.fields if field.name.startswith(mark)}
    labels = exchange.field_labels(sorted(key.removeprefix(mark) for key in keys), known.kind)
    names: dict[str, Text] = {"name": gettext_lazy("Name")}
    names |= {mark + key: label for key, label in labels.items()}

    def say(_table: str, name: str, value: object) -> str:
        if name in keys and value:
            return _("column “%(name)s”") % {"name": value}
        return str(value or "")

    def restore(entry: Entry, field: FieldChanged) -> str:
        return reverse("mapping_restore", args=[mapping_id, entry.event]) if field.name in keys else ""

    words = Words(names=names, say=say, rows={}, restore=restore)
    return history_page(
        request,
        entries,
        words,
        title=_("Kept columns “%(name)s”") % {"name": known.name},
        back=reverse("imports"),
        back_word=_("Imports"),
        following=following,
    )


@requires(Permission.IMPORTS_RUN)
@require_POST
def mapping_restore(request: HttpRequest, mapping_id: int, event: int) -> HttpResponse:
    """Take one column back."""
    name = request.POST.get("name", "")
    exchange.restore_mapping(mapping_id, event, name, now=timezone.now(), staff_id=staff_id_of(request))
    return taken_back(request, "mapping_history", mapping_id)
