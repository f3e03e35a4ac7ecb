"""Erase a person (消去): asked for with the name typed, done by a job that any kill may interrupt."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from otokui.core.kernel.errors import Refused
from otokui.core.kernel.text import clean, compatible, sort_key
from otokui.core.platform import audit
from otokui.core.platform.files.models import AttachedFile
from otokui.core.platform.files.sweeping import forget_contents
from otokui.core.platform.jobs import enqueue
from otokui.domain.accounts.public import get_business, staff_names
from otokui.domain.customers.adapters.bulk import lock_customers
from otokui.domain.customers.adapters.erased_keys import remember_keys
from otokui.domain.customers.adapters.held import OWN, Place, people_of
from otokui.domain.customers.adapters.mentions import take_out
from otokui.domain.customers.adapters.seen import refuse_gone
from otokui.domain.customers.models import Customer, Erasure, ExportLog
from otokui.domain.customers.queries.customer import UnknownCustomer
from otokui.domain.customers.queries.held import places, plan_erasure, what_stays
from otokui.domain.customers.queries.holding import list_holders
from otokui.domain.customers.queries.naming import needles_of
from otokui.domain.customers.rules.personal import without
from otokui.domain.customers.types import Ground, Needles

ERASE: Final = "customers.erase"
EXPORTS_KEPT: Final = timedelta(days=3)
"""Files of customers that were written out longer ago have been swept away already."""
# Without its run no undo of an import takes the tombstone away.
_BLANK: Final[dict[str, Any]] = {
    "code": None, "name": "", "family_name": "", "given_name": "", "family_kana": "", "given_kana": "",
    "company_name": "", "company_kana": "", "honorific": "", "birthday": None, "customer_since": None,
    "line_id": "", "tags": [], "attributes": {}, "reason_chosen": "", "referred_by": None, "in_charge": None,
    "memo": "", "memo_pops_up": False, "open_complaint": False, "name_key": "", "kana_key": "", "search": "",
    "created_by_run": None,
}  # fmt: skip


def ask_to_erase(
    customer_id: int, *, typed: str, ground: Ground, why: str = "", now: datetime, staff_id: int | None
) -> int:
    """Have the customer erased; the id of the job. From now on nobody writes about them any more.

    `typed` is the name as the page shows it: `Refused` (`name_differs`) if it is another. Else `Refused`
    (`merged_already`, `erased`), `UnknownCustomer`.
    """
    with transaction.atomic(), audit.changing(cause="erase", staff=staff_id):
        lock_customers([customer_id])
        refuse_gone(customer_id)
        if _letters(typed) != _letters(plan_erasure(customer_id).name):
            raise Refused(gettext_noop("This is not the customer's name."), code="name_differs")
        job = enqueue(ERASE, enqueued_by=staff_id, customer=customer_id)
        Erasure.objects.create(
            customer_id=customer_id,
            asked_at=now,
            by_id=staff_id,
            by_name=staff_names({staff_id}).get(staff_id, "") if staff_id else "",
            ground=ground.value,
            why=clean(why)[:300],
            job=job,
        )
    return job


def erase_customer(customer_id: int, *, now: datetime) -> None:
    """Take the person out of everything, as far as that has not happened yet. Idempotent.

    First what lies in files of rooms, then all tables in one transaction, then the contents that nobody else
    has attached: whoever is killed begins again where that matters and loses nothing.
    """
    erasure = Erasure.objects.filter(pk=customer_id).first()
    if erasure is None:
        raise UnknownCustomer(f"{customer_id}")
    if erasure.erased_at is None:
        people = people_of(customer_id)
        named = needles_of(people)
        for holder in list_holders().values():
            if holder.forget is not None:
                holder.forget(named)
        _erase(erasure, people, named, now)
    forget_contents([*erasure.contents, *_exports_since(now - EXPORTS_KEPT)])
    Erasure.objects.filter(pk=customer_id).update(contents=[])


@transaction.atomic
def _erase(erasure: Erasure, people: list[int], named: Needles, now: datetime) -> None:
    with audit.changing(cause="erase", staff=erasure.by_id):
        for holder in list_holders().values():
            if holder.hold is not None:
                holder.hold(people)
        lock_customers(people)
        remember_keys(erasure.pk, people)
        erasure.contents = _contents(people)
        for holder in list_holders().values():
            if holder.end is not None:
                holder.end(people, now)
        _take_away(people, now)
        for holder in list_holders().values():
            for table, columns in holder.mentions.items():
                take_out(table, columns, named.words)
        erasure.why, erasure.erased_at = without(erasure.why, named.words), now
        erasure.save(update_fields=["why", "erased_at", "contents"])


def _take_away(people: Sequence[int], now: datetime) -> None:
    """All rows and their history. The history last: taking rows away writes it once more."""
    stays = what_stays()
    touched = [place for place in places() if stays.get(place.table, {"": ""})]
    rows = [(place, stays.get(place.table), place.all_ids(people)) for place in touched]
    for place, values, ids in rows:
        if place.table == OWN:
            _leave_nobody(people, now)
        elif values is None:
            _remove(place.model._default_manager.filter(pk__in=ids))
        elif values:
            # What has nothing to empty stays untouched: to the undo of its import it is as that brought it.
            told = (Q(**{f"{name}__isnull": False}) & ~Q(**{name: value}) for name, value in values.items())
            place.model._default_manager.filter(reduce(or_, told), pk__in=ids).update(**values)
    for place, values, ids in rows:
        if place.events is not None:
            _clear_history(place, values, ids, people)


def _leave_nobody(people: Sequence[int], now: datetime) -> None:
    with translation.override(get_business().document_language):
        name = _("Erased customer")
    nobody = _BLANK | {"name": name, "sort_key": sort_key("")}
    Customer.objects.filter(pk__in=people).update(**nobody, updated_at=now, version=F("version") + 1)


def _clear_history(place: Place, values: Any, ids: Sequence[int], people: Sequence[int]) -> None:
    mine = Q(pgh_obj_id__in=ids)
    for key in place.keys:
        mine |= Q(**{f"{key}__in": people})
    events: Any = place.events
    found = events._default_manager.filter(mine)
    if values is None or place.table == OWN:
        _remove(found)
        return
    known = {field.name for field in events._meta.local_fields}
    kept = {name: value for name, value in values.items() if name in known}
    if kept:
        found.update(**kept)


def _remove(rows: Any) -> None:
    """One statement: whatever hangs on them is listed by itself and goes as well."""
    rows._raw_delete(rows.db)


def _contents(people: Sequence[int]) -> list[str]:
    found: set[str] = set()
    for place in places():
        if issubclass(place.model, AttachedFile):
            found |= set(place.rows(people).values_list("content_id", flat=True))
            found |= set(place.former(people).values_list("content_id", flat=True))
    return sorted(found)


def _exports_since(since: datetime) -> Iterable[str]:
    """Files of customers that wait to be fetched: anybody may be in them."""
    lines = ExportLog.objects.filter(at__gte=since).exclude(content="")
    return lines.values_list("content", flat=True)


def _letters(name: str) -> str:
    return "".join(compatible(name).split()).casefold()
