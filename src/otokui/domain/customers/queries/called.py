"""Customers by what people write when they mean one: a customer number or a name."""

from collections.abc import Iterable

from django.db.models import Count, Min, Q

from otokui.core.kernel.text import clean, name_key
from otokui.domain.customers.models import Customer
from otokui.domain.customers.models.customer import PRESENT
from otokui.domain.customers.queries.match import ids_by_code


def ids_called(texts: Iterable[str], *, but_of_run: int | None = None) -> dict[str, int]:
    """The one customer behind each text: whose number it is, else who alone is called so.

    A text that fits nobody, or several, is missing; so is who was made by the run `but_of_run`. 2 queries,
    3 with a run, none for no texts.
    """
    wanted = {text: (clean(text), name_key(text)) for text in texts if text}
    if not wanted:
        return {}
    by_code = ids_by_code(code for code, _name in wanted.values())
    others = Customer.objects.filter(PRESENT)
    if but_of_run is not None:
        others = others.filter(Q(created_by_run__isnull=True) | ~Q(created_by_run=but_of_run))
        before = set(others.filter(pk__in=by_code.values()).values_list("pk", flat=True))
        by_code = {code: customer for code, customer in by_code.items() if customer in before}
    names = {name for code, name in wanted.values() if name and code not in by_code}
    called = others.filter(name_key__in=names).values("name_key").annotate(id=Min("pk"), several=Count("pk"))
    by_name = {row["name_key"]: row["id"] for row in called if row["several"] == 1}
    found = {text: by_code.get(code) or by_name.get(name) for text, (code, name) in wanted.items()}
    return {text: customer for text, customer in found.items() if customer is not None}
