"""Hand one person all that the shop holds of them (開示): a page to read, the rows as data, their files."""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from otokui.core.platform.files.store import store
from otokui.core.ui import figures
from otokui.domain.accounts.public import get_business, requires, staff_id_of, staff_names
from otokui.domain.accounts.types import BusinessSettings, Permission
from otokui.domain.customers.public import (
    UnknownCustomer,
    find_erasure,
    list_disclosures,
    log_export,
    of_seen_customer,
    plan_erasure,
    tell_person,
)
from otokui.domain.customers.types import ToldTable
from otokui.domain.desk.web.person_words import column_label, table_label, value_in_words
from otokui.domain.insights.public import business_today

_OF_THE_HOUSE: Final = frozenset(
    {"customers.BulkChangeRow", "customers.FlawMark", "customers.MergedRow", "customers.Pair"}
)
"""How the shop kept its list: in the data, and nothing that a page to read should be filled with."""
_NOT_TO_READ: Final = frozenset(
    {
        "id",
        "customer_id",
        "company_id",
        "run_id",
        "rule",
        "numbered",
        "lines_numbered",
        "moves_stock",
        "digits",
    }
    | {"recorded_at", "inherits_customer", "position", "habit_hits", "habit_gaps", "habit_lo", "habit_hi"}
    | {"gaps", "gap_squares", "gap_log", "gap_median", "lines_written", "recent_values", "discount_tenths"}
    | {"shop_id", "product_id", "order_id", "line_no", "lines_written", "priced", "priced_days", "reduced"}
    | {"f", "m", "to_upper", "cause", "import_run", "review_on", "latest_line_on", "previous_on", "downloads"}
)
"""Columns of the same sort."""
_MONEY: Final = frozenset({"amount", "unit_price", "discount", "unit_cost", "net", "worth", "at_stake"})
_OF_STAFF: Final = frozenset(
    {"staff_id", "noted_by_id", "by_id", "in_charge_id", "assignee_id", "created_by_id", "done_by_id"}
    | {"delivered_by_id", "answered_by_id", "undone_by_id"}
)


@requires(Permission.CUSTOMERS_EXPORT)
@require_http_methods(["GET", "POST"])
@of_seen_customer
def person(request: HttpRequest, customer_id: int) -> HttpResponseBase:
    """What it would hold; posted: the file, written down before it leaves."""
    if find_erasure(customer_id) is not None:
        return redirect("customer", customer_id)
    try:
        plan = plan_erasure(customer_id)
    except UnknownCustomer:
        raise Http404 from None
    if request.method == "POST":
        return _file(request, customer_id)
    context = {
        "plan": plan,
        "held": [
            (table_label(each.table), each.rows)
            for each in sorted(plan.tables, key=lambda each: each.table != "customers.Customer")
        ],
        "latest": list_disclosures(customer_id),
    }
    return render(request, "desk/person.html", context)


def _file(request: HttpRequest, customer_id: int) -> FileResponse:
    now = timezone.now()
    log_export(
        staff_id=staff_id_of(request),
        form="person",
        conditions=_("All that is held of one customer (No. %(customer)s)") % {"customer": customer_id},
        columns=_("everything"),
        customers=1,
        now=now,
        wanted={"customer": customer_id},
    )
    target = tempfile.TemporaryFile()  # noqa: SIM115 - it goes out as the answer, which closes it
    _write(target, customer_id, now)
    target.seek(0)
    name = f"customer-{customer_id}-{business_today(now):%Y%m%d}.zip"
    answer = FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _write(target: IO[bytes], customer_id: int, now: datetime) -> None:
    told = tell_person(customer_id)
    names = staff_names({row[name] for row in _rows(told) for name in _OF_STAFF & row.keys() if row[name]})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _page(told, names, customer_id, now))
        archive.writestr("data.json", _data(told, names, now))
        for row, place in _attached(told):
            try:
                with store().on_disk(row["content_id"]) as path:
                    archive.write(path, place)
            except FileNotFoundError:
                continue  # its row stays in the tables; the content was lost before


def _attached(told: tuple[ToldTable, ...]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for table in told:
        for row in table.rows:
            if "content_id" in row:
                yield row, f"files/{table.table.split('.')[1].lower()}-{row['id']}-{row['name']}"


def _rows(told: tuple[ToldTable, ...]) -> Iterator[Mapping[str, Any]]:
    for table in told:
        yield from (*table.rows, *table.former)


def _data(told: tuple[ToldTable, ...], names: Mapping[int, str], now: datetime) -> str:
    data = {
        "at": now,
        "staff": {str(number): name for number, name in sorted(names.items())},
        "tables": {
            table.table: {"rows": table.rows, "former": table.former}
            for table in told
            if table.rows or table.former
        },
    }
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _page(told: tuple[ToldTable, ...], names: Mapping[int, str], customer_id: int, now: datetime) -> str:
    business = get_business()
    shown = [table for table in told if table.table not in _OF_THE_HOUSE]
    own = next(table for table in told if table.table == "customers.Customer")
    context = {
        "business": business,
        "at": f"{timezone.localtime(now, business.zone):%Y-%m-%d %H:%M}",
        "records": [_pairs(own, row, names, business) for row in own.rows],
        "tables": [
            _drawn(table, table.rows, names, business) for table in shown if table.rows and table is not own
        ],
        "former": [_drawn(table, table.former, names, business) for table in shown if table.former],
        "handed_out": list_disclosures(customer_id),
    }
    return render_to_string("desk/person_file.html", context)


def _pairs(
    table: ToldTable, row: Mapping[str, Any], names: Mapping[int, str], business: BusinessSettings
) -> list[tuple[str, str]]:
    return [
        (column_label(table.table, name), _said(table.table, name, row[name], names, business))
        for name in _used((row,))
    ]


def _drawn(
    table: ToldTable,
    rows: tuple[Mapping[str, Any], ...],
    names: Mapping[int, str],
    business: BusinessSettings,
) -> dict[str, Any]:
    """A table without the columns in which nothing stands anywhere."""
    used = _used(rows)
    return {
        "label": table_label(table.table),
        "heads": [column_label(table.table, name) for name in used],
        "rows": [[_said(table.table, name, row[name], names, business) for name in used] for row in rows],
    }


def _used(rows: tuple[Mapping[str, Any], ...]) -> list[str]:
    return [
        name
        for name in (rows[0] if rows else {})
        if name not in _NOT_TO_READ and any(row[name] not in (None, "", [], {}) for row in rows)
    ]


def _said(table: str, name: str, value: Any, names: Mapping[int, str], business: BusinessSettings) -> str:
    if value is None or value == "":
        return ""
    if name in _OF_STAFF:
        return names.get(value, f"#{value}")
    if name in _MONEY and isinstance(value, int):
        return figures.money(value, business.currency, business.minor_units)
    if name in ("quantity", "usual_quantity") and isinstance(value, int):
        return figures.quantity(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value, business.zone):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, dict):
        return figures.listed(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return figures.listed(map(str, value))
    return value_in_words(table, name, value)
