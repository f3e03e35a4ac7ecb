"""変更の履歴 of one of the shop's own fields, and taking one value back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from otokui.core.platform.history import Entry, FieldChanged
from otokui.core.ui.record_history import Words
from otokui.domain.accounts.public import history_page, requires, staff_id_of, taken_back
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.actions.restore_field import OF_FIELD, restore_field
from otokui.domain.customers.models.labels import label
from otokui.domain.customers.queries.customer import list_own_fields
from otokui.domain.customers.queries.field_history import list_field_history
from otokui.domain.customers.types import AttributeKind

_NAMES = {
    "label": gettext_lazy("Name of the field"),
    "kind": gettext_lazy("Kind of answer"),
    "options": gettext_lazy("Choices"),
    "is_retired": gettext_lazy("On the customer's page"),
}


@requires(Permission.BUSINESS_CHANGE)
@require_safe
def own_field_history(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the history of one field, the latest first."""
    known = next((field for field in list_own_fields() if field.key == key), None)
    if known is None:
        raise Http404
    entries, following = list_field_history(key, cursor=request.GET.get("cursor", ""))

    def restore(entry: Entry, field: FieldChanged) -> str:
        return reverse("own_field_restore", args=[key, entry.event]) if field.name in OF_FIELD else ""

    words = Words(names=_NAMES, say=_say, rows={}, restore=restore)
    back = reverse("own_field", args=[key])
    return history_page(
        request, entries, words, title=known.label, back=back, back_word=known.label, following=following
    )


@requires(Permission.BUSINESS_CHANGE)
@require_POST
def own_field_restore(request: HttpRequest, key: str, event: int) -> HttpResponse:
    """Take one value of the field back."""
    restore_field(key, event, request.POST.get("name", ""), staff_id=staff_id_of(request))
    return taken_back(request, "own_field_history", key)


def _say(_table: str, name: str, value: Any) -> str:
    if name == "kind":
        return label(AttributeKind(value)) if value else ""
    if name == "options":
        return "・".join(value or ())
    if name == "is_retired":
        return _("not used") if value else _("in use")
    return str(value or "")
