"""The form of an order: what was typed → what is meant, or what is wrong, field by field."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from otokui.core.tabular.money import read_money
from otokui.core.tabular.numbers import read_quantity
from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.desk.types import OrderDraft, OrderedLine
from otokui.domain.purchases.types import NOT_BROUGHT, Channel, DeliveryPlan, LineView, OrderView

CHANNELS: Final[Mapping[str, str | Promise]] = {
    Channel.PHONE.value: pgettext_lazy("way to buy", "Telephone"),
    Channel.STORE.value: pgettext_lazy("way to buy", "At the shop"),
    Channel.WEB.value: pgettext_lazy("way to buy", "Web"),
    Channel.FAX.value: pgettext_lazy("way to buy", "Fax"),
    Channel.POST.value: pgettext_lazy("way to buy", "Post"),
    Channel.VISIT.value: pgettext_lazy("way to buy", "Visit"),
    Channel.WHOLESALE.value: pgettext_lazy("way to buy", "Wholesale"),
}
_CHOSEN: Final = re.compile(r"(?P<name>.*?)\s*\[(?P<code>[^\]]+)\]\s*$")
_MOST_LINES: Final = 200
_LONGEST: Final = 200


@dataclass
class TypedLine:
    """One line as it stands in the form; `errors` by field."""

    product: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.product or self.price or self.discount)


@dataclass
class OrderForm:
    """An order as it stands in the form; `draft` is there when nothing is wrong."""

    day: str = ""
    time: str = ""
    shop: str = ""
    channel: str = ""
    trigger: str = ""
    sold_by: str = ""
    deliver_on: str = ""
    deliver_slot: str = ""
    deliver_to: str = ""
    lines: list[TypedLine] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    draft: OrderDraft | None = None


def empty_form(*, now: datetime, business: BusinessSettings, seller: int | None = None) -> OrderForm:
    """A new order, now, sold by whoever writes it, with one line to fill in."""
    local = now.astimezone(business.zone)
    return OrderForm(
        day=local.date().isoformat(),
        time=f"{local:%H:%M}",
        channel=Channel.PHONE,
        sold_by=str(seller or ""),
        lines=[TypedLine()],
    )


def form_of(order: OrderView, business: BusinessSettings) -> OrderForm:
    """An order that is to be corrected."""
    local = order.ordered_at.astimezone(business.zone)
    return OrderForm(
        day=local.date().isoformat(),
        time=f"{local:%H:%M}",
        shop=order.shop,
        channel=order.channel,
        trigger=order.trigger,
        sold_by=str(order.staff_id or ""),
        deliver_on=order.deliver_on.isoformat() if order.deliver_on else "",
        deliver_slot=order.deliver_slot,
        deliver_to=order.deliver_to,
        lines=[_typed(line, business) for line in order.lines if not line.kind.is_reversal],
    )


def read_form(
    typed: QueryDict,
    *,
    customer_id: int | None,
    now: datetime,
    business: BusinessSettings,
    sellers: Collection[int] = (),
) -> OrderForm:
    """What was sent. Lines without product, price and discount are passed over, as is who sold it if they are
    not among the `sellers`.
    """

    def text(name: str) -> str:
        return typed.get(name, "").strip()[:_LONGEST]

    form = OrderForm(
        day=text("day"),
        time=text("time"),
        shop=text("shop"),
        channel=text("channel"),
        trigger=text("trigger"),
        sold_by=text("sold_by"),
        deliver_on=text("deliver_on"),
        deliver_slot=text("deliver_slot"),
        deliver_to=text("deliver_to"),
        lines=_typed_lines(typed),
    )
    lines = [_read_line(line, business) for line in form.lines if not line.is_empty]
    at = _read_time(form, now, business)
    delivery = _read_delivery(form)
    if not lines:
        form.errors["lines"] = _("Write at least one product.")
    understood = [line for line in lines if line]
    if at is None or delivery is None or not lines or len(understood) < len(lines):
        form.lines = form.lines or [TypedLine()]
        return form
    form.draft = OrderDraft(
        customer_id=customer_id,
        ordered_at=at,
        shop=form.shop,
        channel=form.channel,
        trigger=form.trigger,
        lines=tuple(understood),
        delivery=delivery,
        sold_by=next((one for one in sellers if str(one) == form.sold_by), None),
    )
    return form


def _typed_lines(typed: QueryDict) -> list[TypedLine]:
    columns = [typed.getlist(name)[:_MOST_LINES] for name in ("product", "quantity", "price", "discount")]
    return [
        TypedLine(*(value.strip()[:_LONGEST] for value in values)) for values in zip(*columns, strict=False)
    ]


def _typed(line: LineView, business: BusinessSettings) -> TypedLine:
    name = line.product_name or line.product_code
    known = f"{name} [{line.product_code}]" if line.product_code and line.product_code != name else name
    price = line.unit_price
    if price is None and line.quantity and line.amount * 1000 % line.quantity == 0:
        price = (line.amount + (line.discount or 0)) * 1000 // line.quantity
    return TypedLine(
        product=known,
        quantity=figures.quantity(line.quantity).replace(",", "") if line.quantity is not None else "1",
        price=typed_money(price if price is not None else line.amount, business),
        discount=typed_money(line.discount, business) if line.discount else "",
    )


def typed_money(amount: int, business: BusinessSettings) -> str:
    """Money as it is typed: without sign of currency and commas."""
    return f"{amount / 100:.2f}" if business.minor_units else str(amount)


def _read_line(line: TypedLine, business: BusinessSettings) -> OrderedLine | None:
    chosen = _CHOSEN.match(line.product)
    name, code = (chosen["name"] or chosen["code"], chosen["code"]) if chosen else (line.product, None)
    if not name:
        line.errors["product"] = _("Which product?")
    quantity = read_quantity(line.quantity) if line.quantity else 1000
    if not isinstance(quantity, int):
        line.errors["quantity"] = _("How many? A number such as 2 or 1.5.")
    elif quantity <= 0:
        line.errors["quantity"] = _("More than none. What comes back is returned on the page of its order.")
    price = _read_amount(line, "price", business) if line.price else None
    if not line.price:
        line.errors["price"] = _("What does one cost? 0 for a sample.")
    discount = _read_amount(line, "discount", business) if line.discount else 0
    if line.errors or not isinstance(quantity, int) or price is None or discount is None:
        return None
    read = OrderedLine(
        product_code=code, product_name=name, quantity=quantity, unit_price=price, discount=discount
    )
    if read.amount < 0:
        line.errors["discount"] = _("The discount is more than the price.")
        return None
    return read


def _read_amount(line: TypedLine, name: str, business: BusinessSettings) -> int | None:
    hundredths, _decimals = read_money(getattr(line, name))
    per_unit = 1 if business.minor_units else 100
    if not isinstance(hundredths, int) or hundredths < 0 or hundredths % per_unit:
        line.errors[name] = _("Money such as 1200.")
        return None
    return hundredths // per_unit


def _read_time(form: OrderForm, now: datetime, business: BusinessSettings) -> datetime | None:
    try:
        at = datetime.combine(
            date.fromisoformat(form.day), time.fromisoformat(form.time or "12:00"), tzinfo=business.zone
        )
    except ValueError:
        form.errors["day"] = _("A day such as 2026-11-22, a time such as 14:30.")
        return None
    if at > now:
        form.errors["day"] = _("This day is still to come. An order is written when it is taken.")
        return None
    return at


def _read_delivery(form: OrderForm) -> DeliveryPlan | None:
    """When and where it is brought; None if the words make no sense."""
    if not form.deliver_on:
        if form.deliver_slot or form.deliver_to:
            form.errors["deliver_on"] = _("On which day is it brought?")
            return None
        return NOT_BROUGHT
    try:
        on = date.fromisoformat(form.deliver_on)
    except ValueError:
        form.errors["deliver_on"] = _("This is not a day.")
        return None
    if form.day and form.deliver_on < form.day:
        form.errors["deliver_on"] = _("It cannot be brought before it is ordered.")
        return None
    return DeliveryPlan(on, form.deliver_slot, form.deliver_to)
