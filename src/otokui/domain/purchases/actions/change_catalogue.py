"""Change a shop, a product group or a product by hand, and bring back what one of them was."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.core.kernel.errors import Refused
from otokui.core.platform.audit import changing
from otokui.core.platform.history import changed_field, changed_since
from otokui.domain.purchases.models import Product, ProductCategory, ProductRelation, Shop
from otokui.domain.purchases.queries.catalogue import find_catalogue_entry
from otokui.domain.purchases.types import Catalogued

MODELS: Final[dict[Catalogued, type[Shop] | type[ProductCategory] | type[Product]]] = {
    Catalogued.SHOP: Shop,
    Catalogued.GROUP: ProductCategory,
    Catalogued.PRODUCT: Product,
}
CHANGEABLE: Final = {
    Catalogued.SHOP: ("name", "active"),
    Catalogued.GROUP: ("name",),
    Catalogued.PRODUCT: ("name", "category_id", "unit", "price", "cost", "active"),
}
LONGEST: Final = 200
"""So many characters of a name."""


def change_catalogue(
    kind: Catalogued,
    row_id: int,
    values: Mapping[str, Any],
    *,
    seen: Mapping[str, Any],
    staff: int | None,
    cause: str = "edit",
) -> None:
    """Store these of its `CHANGEABLE` values, which were `seen` when this was decided.

    `Refused`: `gone` if it, or the group that a product is to be in, is no longer there; `changed_meanwhile`
    if one of the values is no longer the one seen; `bad_name` for none or one too long; `name_taken`.
    """
    if not values.keys() <= {*CHANGEABLE[kind]}:
        raise ValueError(f"a {kind} has no {values.keys() - {*CHANGEABLE[kind]}} to change")
    with transaction.atomic(), changing(cause=cause, staff=staff):
        row = MODELS[kind]._default_manager.select_for_update(of=("self",)).filter(pk=row_id).first()
        if row is None:
            raise Refused(_("This is no longer there."), code="gone")
        if any(getattr(row, name) != value for name, value in seen.items()):
            raise Refused(
                _("Somebody has changed this meanwhile. Look at it and save again."), code="changed_meanwhile"
            )
        _check(kind, row_id, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def restore_catalogue(kind: Catalogued, row_id: int, event: int, name: str, *, staff: int) -> None:
    """One value as it was before this change. `Refused`: `gone`, `changed_since`, and as change_catalogue."""
    field = changed_field(find_catalogue_entry(kind, row_id, event), name, among=CHANGEABLE[kind])
    try:
        change_catalogue(
            kind, row_id, {name: field.before}, seen={name: field.after}, staff=staff, cause="restore"
        )
    except Refused as problem:
        raise changed_since() if problem.code == "changed_meanwhile" else problem from problem


def restore_relation(product: int, event: int, *, staff: int) -> None:
    """A relation that came goes, one that went comes back. `Refused`: `gone`, `changed_since`."""
    entry = find_catalogue_entry(Catalogued.PRODUCT, product, event, table="relation")
    if entry is None or entry.kind == "update":
        raise Refused(_("This change is not in the history."), code="gone")
    row = {name: entry.row[name] for name in ("kind", "base_id")}
    with transaction.atomic(), changing(cause="restore", staff=staff):
        there = {*Product.objects.select_for_update().filter(pk__in=[product, row["base_id"]])}
        same = ProductRelation.objects.filter(product_id=product, **row)
        if entry.kind == "insert":
            if not same.delete()[0]:
                raise changed_since()
        elif len(there) < 2:
            raise Refused(_("This is no longer there."), code="gone")
        elif not ProductRelation.objects.get_or_create(product_id=product, **row)[1]:
            raise changed_since()


def _check(kind: Catalogued, row_id: int, values: Mapping[str, Any]) -> None:
    if "name" in values:
        if not 0 < len(values["name"]) <= LONGEST:
            raise Refused(_("Write a name of at most 200 characters."), code="bad_name")
        named = MODELS[kind]._default_manager.filter(name=values["name"]).exclude(pk=row_id)
        if kind is not Catalogued.PRODUCT and named.exists():
            raise Refused(_("Another one is called so already."), code="name_taken")
    group = values.get("category_id")
    if group and not ProductCategory.objects.select_for_update().filter(pk=group).exists():
        raise Refused(_("This product group is no longer there."), code="gone")
