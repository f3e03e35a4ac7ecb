"""What the things are called that conditions name by id."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from otokui.domain.accounts.public import staff_names
from otokui.domain.customers.public import list_attributes, tags_in_use
from otokui.domain.customers.types import AttributeRecord
from otokui.domain.insights.types.audience import AnyOf, Audience, Condition, OneOf, Own, Trait
from otokui.domain.purchases.public import category_names, product_names, shop_names
from otokui.domain.purchases.types import Bought, FirstBought


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """By id or key; what has gone is not in it."""

    products: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    shops: Mapping[int, str] = field(default_factory=dict)
    staff: Mapping[int, str] = field(default_factory=dict)
    own: Mapping[str, AttributeRecord] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()

    def is_gone(self, condition: Condition | AnyOf) -> bool:
        """Whether it speaks of a product, group, shop, tag, field or colleague that is no longer there."""
        match condition:
            case AnyOf(conditions=several):
                return any(map(self.is_gone, several))
            case Bought(products=products, categories=categories, shop=shop):
                goods = set(products) <= self.products.keys() and set(categories) <= self.categories.keys()
                return not goods or (shop is not None and shop not in self.shops)
            case FirstBought(shop=shop):
                return shop is not None and shop not in self.shops
            case OneOf(what=Trait.IN_CHARGE, keys=keys):
                return any(key and int(key) not in self.staff for key in keys)
            case OneOf(what=Trait.TAG, keys=keys):
                return not self.tags.issuperset(keys)
            case Own(key=key):
                return key not in self.own
        return False


def names_in(audience: Audience) -> Names:
    """One SQL query for each kind of thing that is named, at most 6."""
    conditions = [one for each in audience.conditions for one in _single(each)]
    bought = [one for one in conditions if isinstance(one, Bought)]
    shops = {one.shop for one in conditions if isinstance(one, Bought | FirstBought) and one.shop}
    tags = {key for one in conditions if isinstance(one, OneOf) and one.what is Trait.TAG for key in one.keys}
    asked = {one.key: one.value for one in conditions if isinstance(one, Own)}
    return Names(
        products=product_names({product for one in bought for product in one.products}),
        categories=category_names({category for one in bought for category in one.categories}),
        shops=shop_names(shops),
        staff=staff_names(_staff(conditions)),
        own={field.key: field for field in list_attributes(asked)} if asked else {},
        tags=tags_in_use(tags),
    )


def _single(each: Condition | AnyOf) -> tuple[Condition, ...]:
    return each.conditions if isinstance(each, AnyOf) else (each,)


def _staff(conditions: list[Condition]) -> set[int]:
    asked = (one for one in conditions if isinstance(one, OneOf) and one.what is Trait.IN_CHARGE)
    return {int(key) for one in asked for key in one.keys if key}
