"""Values and rows of a card that become a form where they stand, as HTML written by functions.

Who may not change anything sees the value alone. What was just saved, or left, has the focus.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Self

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otokui.core.ui.templatetags.otokui import icon
from otokui.domain.desk.web.addresses import of_customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Editable:
    """Something that can be changed: its form's address, its key among the card's, and whether one may."""

    address: str
    key: str
    may_change: bool
    focus: str

    @classmethod
    def value(cls, context: Mapping[str, Any], key: str) -> Self:
        """One value of the customer."""
        return cls._of(context, key, of_customer("customer_field", context["customer"].id, key))

    @classmethod
    def row(cls, context: Mapping[str, Any], kind: str, row: Any) -> Self:
        """A row of a kind; without one, a row to be added."""
        which = (kind, row.id) if row else (kind,)
        address = of_customer("customer_row", context["customer"].id, *which)
        return cls._of(context, f"{kind}-{row.id if row else 'new'}", address)

    @classmethod
    def _of(cls, context: Mapping[str, Any], key: str, address: str) -> Self:
        return cls(
            address=address,
            key=key,
            may_change=bool(context.get("can_change")),
            focus=context.get("focus") or "",
        )

    @property
    def autofocus(self) -> str:
        return " autofocus" if self.focus and self.focus == self.key else ""


def drawn_value(one: Editable, text: str, *, target: str = "closest dd", lines: bool = True) -> SafeString:
    """The value as a button that becomes its form; `lines`: its line ends are shown."""
    look = ' class="whitespace-pre-line"' if lines else ""
    if not one.may_change:
        return mark_safe(f"<span{look}>{escape(str(text)) if text else '–'}</span>")
    said = escape(str(text)) if text else pgettext("a value", "add")
    sign = f'{icon("pencil", "sm")}<span class="sr-only">{_("Change")}</span>' if text else icon("plus", "sm")
    # Every text that people typed has gone through `escape`.
    return mark_safe(
        f'<button type="button" class="editable{"" if text else " is-empty"}" hx-get="{one.address}"'
        f' hx-target="{target}" hx-swap="innerHTML"{one.autofocus}><span{look}>{said}</span>{sign}</button>'
    )


def drawn_pencil(one: Editable, text: str) -> SafeString:
    """The pencil at the end of a row."""
    if not one.may_change:
        return mark_safe("")
    words = escape(_("Change %(text)s") % {"text": text})
    return mark_safe(
        f'<button type="button" class="row-edit no-print" hx-get="{one.address}" hx-target="closest li"'
        f' hx-swap="innerHTML" aria-label="{words}"{one.autofocus}>{icon("pencil", "sm")}</button>'
    )


def drawn_plus(one: Editable, title: str) -> SafeString:
    """The button that adds a row."""
    return mark_safe(
        f'<button type="button" class="btn btn-sm btn-bare" hx-get="{one.address}"'
        f' hx-target="closest .adds" hx-swap="innerHTML"{one.autofocus}>{icon("plus", "sm")}'
        f"{escape(title)}</button>"
    )
