"""The rules that clean the list up by themselves, each with a report (R96)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.phone import phone_key, reversed_key
from otokui.core.platform import audit
from otokui.domain.customers.actions.merge_customers import merge_customers
from otokui.domain.customers.adapters.bulk import Columns, update_rows
from otokui.domain.customers.adapters.postal import fits_postal_code, open_register
from otokui.domain.customers.models import Address, CleanUpRun, Mail, Merge, Pair, Phone
from otokui.domain.customers.queries.flaws import get_review_settings
from otokui.domain.customers.rules import keys
from otokui.domain.customers.types import AddressInput, PairAnswer, Sign
from otokui.domain.customers.types.review import CleanUp

AT_ONCE: Final = 5_000
MOST_EXAMPLES: Final = 50
MOST_MERGES: Final = 200
_CERTAIN: Final = (Sign.SAME_MAIL, Sign.SAME_NAME, Sign.SAME_BIRTHDAY)

Found = tuple[int, int, int, list[int]]
"""Rows looked at, rows found, rows changed, examples."""


def clean_up(*, now: datetime) -> list[CleanUp]:
    """Run the rules that the shop has switched on and write a report of each; which these were."""
    enabled = [rule for rule in CleanUp if rule in get_review_settings().rules]
    for rule in enabled:
        looked_at, found, changed, examples = _RULES[rule](now)
        CleanUpRun.objects.create(
            rule=rule.value,
            at=now,
            looked_at=looked_at,
            found=found,
            changed=changed,
            examples=examples[:MOST_EXAMPLES],
        )
    return enabled


def rebuild_keys(now: datetime) -> Found:
    """Telephones, mails and addresses whose keys no longer fit what was typed get the right ones.

    What was typed stays. Where the right key is another row's of the same customer already, it is only found.
    """
    looked_at, found, changed = 0, 0, 0
    examples: list[int] = []
    for model, columns_read, wanted in _POINTS:
        for rows in _chunks(model, columns_read):
            looked_at += len(rows)
            wrong = [(row, columns) for row in rows if (columns := wanted(row))]
            with transaction.atomic(), audit.changing(cause="clean_up"):
                free = _free(model, wrong)
                update_rows(model, free)
            found, changed = found + len(wrong), changed + len(free)
            examples += [row.customer_id for row, _columns in wrong][: MOST_EXAMPLES - len(examples)]
    return looked_at, found, changed, examples


def find_wrong_postal_codes(now: datetime) -> Found:
    """Addresses that do not lie where their postal code says; they are listed, nothing is changed."""
    looked_at, found = 0, 0
    examples: list[int] = []
    with open_register() as towns_of:
        for rows in _chunks(Address, ("postal_code", "prefecture", "line")):
            looked_at += len(rows)
            for row in rows:
                if (
                    row.postal_code
                    and row.line
                    and not fits_postal_code(
                        row.postal_code, prefecture=row.prefecture, line=row.line, towns_of=towns_of
                    )
                ):
                    found += 1
                    if len(examples) < MOST_EXAMPLES:
                        examples.append(row.customer_id)
    return looked_at, found, 0, examples


def merge_the_certain(now: datetime) -> Found:
    """Merge pairs with the same mail address, name and birthday into the record that is there longer.

    Whom somebody took apart again is left to people.
    """
    undone = Merge.objects.filter(undone_at__isnull=False)
    parted = Exists(undone.filter(survivor=OuterRef("first"), merged=OuterRef("second"))) | Exists(
        undone.filter(survivor=OuterRef("second"), merged=OuterRef("first"))
    )
    pairs = Pair.objects.filter(
        ~parted,
        answer=PairAnswer.OPEN,
        signs__contains=[sign.value for sign in _CERTAIN],
        first__merged_into=None,
        second__merged_into=None,
    ).order_by("-score", "pk")
    merged: list[int] = []
    found = list(pairs.values_list("first_id", "second_id")[:MOST_MERGES])
    for first, second in found:
        try:
            merged.append(merge_customers(first, second, now=now, rule=CleanUp.MERGE_CERTAIN.value))
        except Refused:
            continue  # one of them was merged a moment ago: the next night sees what is left
    return len(found), len(found), len(merged), merged


def _chunks(model: type[Phone] | type[Mail] | type[Address], names: Sequence[str]) -> Iterator[Sequence[Any]]:
    """All rows, some thousands at a time: `pk`, `customer_id` and these columns."""
    after, wanted = 0, ("pk", "customer_id", *names)
    read = model._default_manager.order_by("pk").values_list(*wanted, named=True)
    while rows := list(read.filter(pk__gt=after)[:AT_ONCE]):
        yield rows
        after = rows[-1].pk


def _phone(row: Any) -> Columns:
    digits = phone_key(row.number)
    return (
        {"digits": digits, "reversed_digits": reversed_key(digits)} if digits not in ("", row.digits) else {}
    )


def _mail(row: Any) -> Columns:
    key = keys.mail_key(row.address)
    return {"key": key} if key not in ("", row.key) else {}


def _address(row: Any) -> Columns:
    place = keys.place(AddressInput(row.postal_code, row.prefecture, row.line, row.building))
    return {"key": place.key} if place.key != row.key else {}


def _free(model: type[Any], wrong: Sequence[tuple[Any, Columns]]) -> list[Columns]:
    """The changes that no other row of the same customer stands in the way of."""
    if model is Address or not wrong:
        return [{"id": row.pk} | columns for row, columns in wrong]
    key = "digits" if model is Phone else "key"
    customers = {row.customer_id for row, _columns in wrong}
    known = set(model._default_manager.filter(customer_id__in=customers).values_list("customer_id", key))
    free = []
    for row, columns in wrong:
        if (row.customer_id, columns[key]) not in known:
            known.add((row.customer_id, columns[key]))
            free.append({"id": row.pk} | columns)
    return free


_POINTS: Final[tuple[tuple[Any, tuple[str, ...], Callable[[Any], Columns]], ...]] = (
    (Phone, ("number", "digits"), _phone),
    (Mail, ("address", "key"), _mail),
    (Address, ("postal_code", "prefecture", "line", "building", "key"), _address),
)
_RULES: Final[dict[CleanUp, Callable[[datetime], Found]]] = {
    CleanUp.KEYS: rebuild_keys,
    CleanUp.POSTAL: find_wrong_postal_codes,
    CleanUp.MERGE_CERTAIN: merge_the_certain,
}
