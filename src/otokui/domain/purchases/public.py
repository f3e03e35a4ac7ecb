"""The door of purchases.

Recording: `record_purchases` (batches), `record_purchase`, `write_products`. Changing: `correct_order`,
`return_lines`, `cancel_order`, `delete_order` and `bring_order_back`, `reassign_purchases`, `undo_run`
(and in parts `begin_undo`, `undo_part`, `foresee_undo`, `foresee_refusals`). For pages: `get_order`,
`list_orders`, `list_latest_orders`, `list_orders_numbered`, `left_of_order`, `list_reversals`,
`reversed_orders`, `list_product_habits`,
`get_customer_purchases`, `list_product_choices`, `list_shops_and_sellers`, `new_order_number`, `hold_order`;
who may see one: `may_see_order`, `of_seen_order`; who changed what: `list_order_history`,
`run_that_brought`;
shops, product groups and products by hand: `list_catalogue`, `find_catalogued`, `change_catalogue`,
`list_catalogue_history`, `restore_catalogue`, `restore_relation`;
for many customers at once `get_worth`, `get_companions`, `people_of_run`.
What is brought:
`plan_delivery`, `mark_delivered`, `take_delivery_back`, `correct_delivered`, `list_deliveries`,
`find_delivery`, `delivered_to`.
For the judgement: `lines_of`, `few_lines_of`, `lines_to_arrow`, `states_to_arrow`,
`product_states_to_arrow`, `books_to_arrow`, `products_to_arrow`, `shops_to_arrow`. For files: `knows_orders`,
`known_products`, `has_orders`; how much there is: `is_large_shop`.
Attached files: `attach_to_order`, `list_order_attachments` and what goes with them.
"""

from otokui.domain.purchases.actions.attach_to_order import (
    attach_to_order,
    count_order_file_download,
    hide_order_file,
    note_order_file,
    unhide_order_file,
)
from otokui.domain.purchases.actions.bring_order_back import bring_order_back
from otokui.domain.purchases.actions.change_catalogue import (
    change_catalogue,
    restore_catalogue,
    restore_relation,
)
from otokui.domain.purchases.actions.correct_order import correct_order
from otokui.domain.purchases.actions.delete_order import delete_order
from otokui.domain.purchases.actions.deliver import (
    NotThisDelivery,
    correct_delivered,
    mark_delivered,
    plan_delivery,
    take_delivery_back,
)
from otokui.domain.purchases.actions.hold_order import hold_order
from otokui.domain.purchases.actions.reassign_purchases import reassign_purchases
from otokui.domain.purchases.actions.record_purchase import (
    UnusablePurchase,
    batch_of,
    new_order_number,
    record_purchase,
)
from otokui.domain.purchases.actions.record_purchases import record_purchases
from otokui.domain.purchases.actions.return_lines import NothingToReturn, cancel_order, return_lines
from otokui.domain.purchases.actions.undo_run import (
    begin_undo,
    foresee_refusals,
    foresee_undo,
    undo_part,
    undo_run,
)
from otokui.domain.purchases.actions.write_products import write_products
from otokui.domain.purchases.adapters.seen import may_see_order, of_seen_order
from otokui.domain.purchases.queries.attachments import (
    get_order_attachment,
    list_order_attachments,
    search_order_attachments,
)
from otokui.domain.purchases.queries.bought import ids_first_bought, ids_who_bought
from otokui.domain.purchases.queries.catalogue import (
    find_catalogued,
    list_catalogue,
    list_catalogue_history,
)
from otokui.domain.purchases.queries.categories import list_categories
from otokui.domain.purchases.queries.deliveries import (
    UnknownDelivery,
    delivered_to,
    find_delivery,
    list_deliveries,
)
from otokui.domain.purchases.queries.discounts import (
    band_of,
    get_discounts,
    habits_and_discounts,
    ids_by_discount,
    ids_by_discount_share,
)
from otokui.domain.purchases.queries.export import (
    books_to_arrow,
    lines_to_arrow,
    product_states_to_arrow,
    products_to_arrow,
    shops_to_arrow,
    states_to_arrow,
)
from otokui.domain.purchases.queries.few_lines import few_lines_of
from otokui.domain.purchases.queries.finding import (
    search_orders_between,
    search_orders_numbered,
    search_orders_worth,
    search_products,
)
from otokui.domain.purchases.queries.gone import find_gone_order, lines_before, list_gone_orders
from otokui.domain.purchases.queries.goods import list_product_choices, list_shops_and_sellers
from otokui.domain.purchases.queries.history import (
    find_order_entry,
    list_order_history,
    run_that_brought,
)
from otokui.domain.purchases.queries.known import has_orders, is_large_shop, known_products, knows_orders
from otokui.domain.purchases.queries.latest import list_latest_orders, list_orders_numbered
from otokui.domain.purchases.queries.left import left_of_order
from otokui.domain.purchases.queries.lines import lines_of
from otokui.domain.purchases.queries.named import (
    category_names,
    find_product_id,
    list_groups,
    list_shops,
    list_triggers,
    product_names,
    shop_names,
)
from otokui.domain.purchases.queries.of_run import people_of_run
from otokui.domain.purchases.queries.orders import (
    find_order,
    get_customer_purchases,
    get_order,
    list_orders,
    list_product_habits,
)
from otokui.domain.purchases.queries.reversals import list_reversals, reversed_orders
from otokui.domain.purchases.queries.same_goods import other_goods_for
from otokui.domain.purchases.queries.worth import get_companions, get_worth
from otokui.domain.purchases.rules import USUAL_SLOTS, minutes_of_slot
from otokui.domain.purchases.types import UnknownOrder

__all__ = [
    "USUAL_SLOTS",
    "NotThisDelivery",
    "NothingToReturn",
    "UnknownDelivery",
    "UnknownOrder",
    "UnusablePurchase",
    "attach_to_order",
    "band_of",
    "batch_of",
    "begin_undo",
    "books_to_arrow",
    "bring_order_back",
    "cancel_order",
    "category_names",
    "change_catalogue",
    "correct_delivered",
    "correct_order",
    "count_order_file_download",
    "delete_order",
    "delivered_to",
    "few_lines_of",
    "find_catalogued",
    "find_delivery",
    "find_gone_order",
    "find_order",
    "find_order_entry",
    "find_product_id",
    "foresee_refusals",
    "foresee_undo",
    "get_companions",
    "get_customer_purchases",
    "get_discounts",
    "get_order",
    "get_order_attachment",
    "get_worth",
    "habits_and_discounts",
    "has_orders",
    "hide_order_file",
    "hold_order",
    "ids_by_discount",
    "ids_by_discount_share",
    "ids_first_bought",
    "ids_who_bought",
    "is_large_shop",
    "known_products",
    "knows_orders",
    "left_of_order",
    "lines_before",
    "lines_of",
    "lines_to_arrow",
    "list_catalogue",
    "list_catalogue_history",
    "list_categories",
    "list_deliveries",
    "list_gone_orders",
    "list_groups",
    "list_latest_orders",
    "list_order_attachments",
    "list_order_history",
    "list_orders",
    "list_orders_numbered",
    "list_product_choices",
    "list_product_habits",
    "list_reversals",
    "list_shops",
    "list_shops_and_sellers",
    "list_triggers",
    "mark_delivered",
    "may_see_order",
    "minutes_of_slot",
    "new_order_number",
    "note_order_file",
    "of_seen_order",
    "other_goods_for",
    "people_of_run",
    "plan_delivery",
    "product_names",
    "product_states_to_arrow",
    "products_to_arrow",
    "reassign_purchases",
    "record_purchase",
    "record_purchases",
    "restore_catalogue",
    "restore_relation",
    "return_lines",
    "reversed_orders",
    "run_that_brought",
    "search_order_attachments",
    "search_orders_between",
    "search_orders_numbered",
    "search_orders_worth",
    "search_products",
    "shop_names",
    "shops_to_arrow",
    "states_to_arrow",
    "take_delivery_back",
    "undo_part",
    "undo_run",
    "unhide_order_file",
    "write_products",
]
