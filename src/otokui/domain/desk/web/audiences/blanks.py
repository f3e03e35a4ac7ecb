"""Which inputs each kind of condition has, and what was typed into them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otokui.core.ui import figures
from otokui.domain.accounts.public import list_staff, staff_names
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.customers.public import list_attributes
from otokui.domain.customers.types import AttributeKind, AttributeRecord
from otokui.domain.desk.web.audiences.labels import (
    FIGURES,
    MARKS,
    RANKINGS,
    TRAITS,
    WORDINGS,
    Text,
    fixed_choices,
)
from otokui.domain.desk.web.editing.fields import own_choices
from otokui.domain.desk.web.order_form import CHANNELS
from otokui.domain.insights.types.audience import Figure, Mark, Ranking, Trait, Wording
from otokui.domain.purchases.public import (
    find_product_id,
    list_groups,
    list_shops,
    list_triggers,
    product_names,
)

Choices = Sequence[tuple[str, Text]]
_MONEY: Final = (Figure.NET, Figure.AVERAGE)
_CHOSEN: Final = re.compile(r"(?P<name>.*?)\s*\[(?P<code>[^\]]+)\]\s*$")

# Which kinds stand under which heading, in the order in which people look for them.
_HEADINGS: Final[tuple[tuple[Text, tuple[str, ...]], ...]] = (
    (
        gettext_lazy("What they bought"),
        ("bought", "not_bought", "first_bought"),
    ),
    (
        gettext_lazy("How they buy"),
        (
            "class", "state", "silent", "orders", "net", "average", "order_value", "discount",
            "discount_share", "overdue", "due_in", "dormant_in", "near_best", "rfm_top", "r", "f", "m",
        ),
    ),
    (
        gettext_lazy("Who they are"),
        (
            "kind", "tag", "in_charge", "prefecture", "postal_code", "birth_month", "birthday_in",
            "household",
            "consent",
            "reason_known", "reason", "why_not_more", "answer", "complaint", "untouched", "known",
        ),
    ),
)  # fmt: skip
_HINTS: Final[Mapping[Trait, Text]] = {
    Trait.WHY_NOT_MORE: gettext_lazy("The last answer of each counts."),
    Trait.ANSWER: gettext_lazy("The last answer of each counts."),
    Trait.CONSENT: gettext_lazy("All of them are allowed now."),
    Trait.DISCOUNT: gettext_lazy("Told from three days on whose lines record a discount, 0 included."),
}
_OTHER_KINDS: Final[Mapping[str, Text]] = {
    "bought": pgettext_lazy("condition", "Bought"),
    "not_bought": pgettext_lazy("condition", "Did not buy"),
    "first_bought": pgettext_lazy("condition", "First purchase"),
    "cut": pgettext_lazy("condition", "Only the first so many"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One input. `kind`: text, number, money, day, product, select or checks (`chosen` are checked)."""

    name: str
    label: Text
    kind: str = "text"
    value: str = ""
    choices: Choices = ()
    unit: Text = ""
    error: str = ""
    chosen: tuple[str, ...] = ()
    hint: Text = ""


def kinds_of_conditions() -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(kind, words)]) for the one list to choose from. One SQL query: the shop's own fields."""
    groups = [(str(heading), [(kind, _word(kind)) for kind in kinds]) for heading, kinds in _HEADINGS]
    own = [(f"own.{field.key}", field.label) for field in list_attributes()]
    if own:
        groups.append((_("The shop's own fields"), own))
    groups.append((_("How many"), [("cut", _word("cut"))]))
    return groups


def _word(kind: str) -> str:
    if kind in _OTHER_KINDS:
        return str(_OTHER_KINDS[kind])
    for words in (TRAITS, FIGURES, WORDINGS):
        if kind in words:
            return str(words[kind])  # type: ignore[index]
    return str(MARKS[Mark(kind)][0])


def blanks_of(kind: str, typed: "Typed", business: BusinessSettings) -> list[Blank]:
    """The inputs of one kind with what was typed. At most 3 SQL queries; [] for an unknown kind."""
    if kind in ("bought", "not_bought"):
        return _of_purchase(kind, typed, business)
    if kind == "first_bought":
        return [_shop(typed), _channel(typed), _trigger(typed)]
    if kind == "cut":
        return [
            Blank(name="limit", label=_("How many"), kind="number", value=typed.text("limit") or "50"),
            Blank(
                name="ranking",
                label=_("In which order"),
                kind="select",
                value=typed.text("ranking") or Ranking.MONEY.value,
                choices=[(ranking.value, words) for ranking, words in RANKINGS.items()],
            ),
        ]
    if kind.startswith("own."):
        field = next((one for one in list_attributes() if one.key == kind[4:]), None)
        return [_own(field, typed)] if field else []
    if kind in set(Trait):
        return _of_trait(Trait(kind), typed)
    if kind in set(Figure):
        return _of_figure(Figure(kind), typed, business)
    if kind in set(Mark):
        words = [("1", MARKS[Mark(kind)][0]), ("0", MARKS[Mark(kind)][1])]
        return [Blank(name="yes", label=_("Which"), kind="select", value=typed.text("yes"), choices=words)]
    if kind in set(Wording):
        return [Blank(name="text", label=_word(kind), value=typed.text("text"), error=typed.error("text"))]
    return []


class Typed:
    """What stands in the form; errors by the name of the input."""

    def __init__(self, given: Mapping[str, str], several: Mapping[str, Sequence[str]]) -> None:
        self._given, self._several = given, several
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        return self._given.get(name, "").strip()[:300]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(self._several.get(name, ()))[:100]

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


def _of_purchase(kind: str, typed: Typed, business: BusinessSettings) -> list[Blank]:
    periods = [
        ("", _("ever")),
        ("30", _("the last 30 days")),
        ("90", _("the last 90 days")),
        ("180", _("the last 180 days")),
        ("365", _("the last 365 days")),
        ("days", _("a number of days …")),
        ("dates", _("from … to …")),
    ]
    blanks = _of_goods(kind, typed)
    period = typed.text("period")
    blanks.append(Blank(name="period", label=_("Period"), kind="select", value=period, choices=periods))
    if period == "days":
        blanks.append(_number("last", _("Days up to today"), typed))
    if period == "dates":
        blanks += [
            Blank(name=name, label=label, kind="day", value=typed.text(name), error=typed.error(name))
            for name, label in (("since", _("From day")), ("until", _("To day")))
        ]
    if kind == "bought":
        unit = figures.money_unit(business.currency)
        blanks += [
            _number("times", _("At least so many times"), typed, "1"),
            _money("at_least", _("For at least"), typed, unit),
            _money("at_most", _("For at most"), typed, unit),
        ]
    return [*blanks, _shop(typed), _channel(typed)]


def _of_goods(kind: str, typed: Typed) -> list[Blank]:
    """The products chosen so far, a place for one more, the groups, and whether each of them is meant."""
    chosen, more = chosen_products(typed)
    blanks = []
    if chosen:
        names = product_names({int(one) for one in chosen})
        known = [(one, names.get(int(one), _("(no longer there)"))) for one in chosen]
        blanks.append(
            Blank(name="products", label=_("Products"), kind="checks", choices=known, chosen=chosen)
        )
    hint = _("Several one after the other. Leave it empty for anything.")
    blanks.append(
        Blank(
            name="product", label=_("One more product") if chosen else _("Product"), kind="product",
            value=more, error=typed.error("product"), hint=hint,
        )
    )  # fmt: skip
    several = typed.all("category")
    groups: Choices = [(str(key), name) for key, name in list_groups()]
    for one in several:
        groups = _with_gone(groups, one)
    if groups:
        blanks.append(
            Blank(name="category", label=_("Product groups"), kind="checks", choices=groups, chosen=several)
        )
    if kind == "bought":
        ways = [("", _("any of them")), ("1", _("each of them"))]
        blanks.append(
            Blank(name="every", label=_("Of several"), kind="select", value=typed.text("every"), choices=ways)
        )
    return blanks


def chosen_products(typed: Typed) -> tuple[tuple[str, ...], str]:
    """The ids of the products chosen, and what stands in the place for one more and is none of ours.

    At most 2 SQL queries.
    """
    chosen = tuple(dict.fromkeys(one for one in typed.all("products") if one.isdecimal() and len(one) < 19))
    text = typed.text("product")
    if not text:
        return chosen, ""
    numbered = _CHOSEN.match(text)
    found = find_product_id(numbered["code"] if numbered else text)
    return (chosen, text) if found is None else (tuple(dict.fromkeys((*chosen, str(found)))), "")


def _of_trait(what: Trait, typed: Typed) -> list[Blank]:
    never = Blank(
        name="never", label=_("Which"), kind="select", value=typed.text("never"),
        choices=[("", _("one of these")), ("1", _("none of these"))],
    )  # fmt: skip
    if what is Trait.TAG:
        tag = typed.text("keys")
        return [Blank(name="keys", label=TRAITS[what], value=tag, error=typed.error("keys")), never]
    choices: Choices = fixed_choices(what)
    if what is Trait.IN_CHARGE:
        choices = _staff(typed.all("keys"))
    blank = Blank(
        name="keys", label=TRAITS[what], kind="checks", choices=choices, chosen=typed.all("keys"),
        error=typed.error("keys"), hint=_HINTS.get(what, ""),
    )  # fmt: skip
    return [blank, never]


def _staff(chosen: Sequence[str]) -> Choices:
    """Nobody, who works here, and who is chosen though they have left."""
    here = [(str(member.id), member.name) for member in list_staff()]
    left = {int(key) for key in chosen if key.isdecimal()} - {int(key) for key, _name in here}
    names = staff_names(left) if left else {}
    return [("", _("nobody")), *here, *((str(key), names.get(key, "?")) for key in sorted(left))]


def _of_figure(what: Figure, typed: Typed, business: BusinessSettings) -> list[Blank]:
    if what in _MONEY:
        unit = figures.money_unit(business.currency)
        return [_money("least", _("At least"), typed, unit), _money("most", _("At most"), typed, unit)]
    return [_number("least", _("At least"), typed), _number("most", _("At most"), typed)]


def _own(field: AttributeRecord, typed: Typed) -> Blank:
    chosen = own_choices(field)
    if chosen:
        return Blank(
            name="own", label=field.label, kind="select", value=typed.text("own"), choices=chosen[1:]
        )
    kind = "day" if field.kind is AttributeKind.DATE else "text"
    return Blank(name="own", label=field.label, kind=kind, value=typed.text("own"), error=typed.error("own"))


def _number(name: str, label: str, typed: Typed, default: str = "") -> Blank:
    value = typed.text(name) or default
    return Blank(name=name, label=label, kind="number", value=value, error=typed.error(name))


def _money(name: str, label: str, typed: Typed, unit: str) -> Blank:
    value, error = typed.text(name), typed.error(name)
    return Blank(name=name, label=label, kind="money", value=value, unit=unit, error=error)


def _shop(typed: Typed) -> Blank:
    shops = [("", _("any")), *((str(key), name) for key, name in list_shops())]
    value = typed.text("shop")
    return Blank(name="shop", label=_("Shop"), kind="select", value=value, choices=_with_gone(shops, value))


def _with_gone(choices: Choices, value: str) -> Choices:
    """What was chosen stays chosen though it is gone: or the condition would come to mean anything."""
    known = {key for key, _words in choices}
    return choices if value in known else [*choices, (value, _("(no longer there)"))]


def _channel(typed: Typed) -> Blank:
    ways = [("", _("any")), *CHANNELS.items()]
    return Blank(
        name="channel", label=_("Way to buy"), kind="select", value=typed.text("channel"), choices=ways
    )


def _trigger(typed: Typed) -> Blank:
    known = [("", _("any")), *((one, one) for one in list_triggers())]
    return Blank(
        name="trigger", label=_("What led here"), kind="select", value=typed.text("trigger"), choices=known
    )
