"""`otokui import`: files into the database, and out again."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.entry.cli.database import database
from otokui.entry.cli.job_here import run_job_here
from otokui.entry.cli.language import language
from otokui.entry.cli.language import spoken as _

if TYPE_CHECKING:
    from otokui.domain.exchange.types import Counts, ImportRequest, Kind, Rejection, RunView

_SHOWN = 20
_KEYS = ("code", "mail", "phone", "name+phone", "name+address")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for kind, words in (
        ("customers", _("import a file of customers")),
        ("purchases", _("import a file of purchases")),
        ("products", _("import a file of products")),
    ):
        _add_import_arguments(what.add_parser(kind, help=words, description=words), kind)
    for name, words in (
        ("undo", _("take an import back")),
        ("resume", _("go on with an import that stopped")),
    ):
        work = what.add_parser(name, help=words, description=words)
        work.add_argument("run_id", metavar="RUN", type=int, help=_("number of the import"))


def _add_import_arguments(parser: argparse.ArgumentParser, kind: str) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help=_("CSV in any Japanese encoding, Excel, Parquet")
    )
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help=_("name a column"))
    parser.add_argument("--mapping", metavar="NAME", help=_("use a kept mapping"))
    parser.add_argument("--save-mapping", metavar="NAME", help=_("keep the mapping under this name"))
    parser.add_argument(
        "--policy",
        choices=("new", "update", "both"),
        default="both",
        help=_("add new ones only, update those known only, or both (default)"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("count what would happen, write nothing"))
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help=_("write rejected rows to this CSV file")
    )
    parser.add_argument("--date-format", metavar="F", help=_("how dates are written, e.g. %%d/%%m/%%Y"))
    parser.add_argument("--sheet", default="", help=_("of Excel files (default: the first)"))
    if kind != "products":
        parser.add_argument("--match", choices=_KEYS, help=_("how customers are recognised"))
    if kind == "customers":
        parser.add_argument(
            "--consent-source", default="", metavar="TEXT", help=_("where they agreed to mails")
        )
    if kind == "purchases":
        parser.add_argument("--source", default="file", help=_("the system that gave the order numbers"))
        parser.add_argument("--source-timezone", metavar="Z", help=_("time zone of the file's times"))


def run(options: argparse.Namespace) -> int:
    """Run one of the three kinds of import, an undo, or go on with a run."""
    from django.utils import translation

    if "file" in options and not options.file.exists():  # said before a database is made for it
        raise Refused("%(file)s does not exist: check the name", code="missing-file", file=options.file)
    with database(), translation.override(language()):
        if options.what == "undo":
            return _undo(options.run_id)
        if options.what == "resume":
            return _finish(options.run_id, rejects=None)
        return _import(options)


def _import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from otokui.domain.customers.types import MatchKey, Policy
    from otokui.domain.exchange import public as exchange
    from otokui.domain.exchange.types import ImportOptions, Kind

    kind, now = Kind(options.what), timezone.now()
    match = getattr(options, "match", None)
    request = exchange.request_import(
        kind,
        options.file,
        given=_given(options, kind),
        match_key=MatchKey(match.replace("+", "_")) if match else None,
        policy=Policy(options.policy),
        options=ImportOptions(
            source=getattr(options, "source", "file"),
            consent_source=getattr(options, "consent_source", ""),
            date_format=options.date_format,
            source_timezone=getattr(options, "source_timezone", None),
            sheet=options.sheet,
        ),
    )
    if options.rejects is not None and not options.rejects.resolve().parent.is_dir():
        raise Refused(
            "%(folder)s does not exist: --rejects needs a directory that does", folder=options.rejects.parent
        )
    _tell_columns(request)
    if options.save_mapping:
        exchange.save_mapping(kind=kind, name=options.save_mapping, columns=request.mapping, now=now)
    if options.dry_run:
        tried = exchange.dry_run(request, now=now, rejects=options.rejects)
        return _report(kind, tried.counts, tried.rejections, run_id=None)
    run_id = exchange.prepare_import(request, name=options.file.name, now=now)
    return _finish(run_id, rejects=options.rejects)


def _finish(run_id: int, *, rejects: Path | None) -> int:
    from django.utils import timezone

    from otokui.domain.exchange import public as exchange
    from otokui.domain.exchange.types import RunState

    for other in exchange.list_same(run_id):
        _take_up(other)  # the same file, by somebody who may have been killed: first theirs, then ours
    if not (begun := _take_up(exchange.get_run(run_id))):
        problem = run_job_here(exchange.start_import(run_id=run_id, now=timezone.now()))
    else:
        problem = begun.error
    view = exchange.get_run(run_id)
    if problem or view.state is not RunState.DONE:
        raise Unavailable(
            "import %(run)s stopped after %(rows)s rows: %(why)s "
            "(otokui import resume %(run)s goes on, otokui import undo %(run)s takes it back)",
            run=run_id,
            rows=f"{view.counts.read:,}",
            why=problem or view.error,
        )
    if rejects is not None:
        exchange.write_rejects_of(run_id, rejects)
    return _report(view.kind, view.counts, exchange.list_rejections(run_id, limit=_SHOWN), run_id=run_id)


def _take_up(run: "RunView") -> "RunView | None":
    """Wait for a run that is at work, or do its work if nobody does; None if it is not at work."""
    from otokui.domain.exchange import public as exchange
    from otokui.domain.exchange.types import RunState

    if run.state not in {RunState.RUNNING, RunState.UNDOING} or not run.job_id:
        return None
    run_job_here(run.job_id)
    return exchange.get_run(run.id)


def _undo(run_id: int) -> int:
    from django.utils.translation import gettext as _

    from otokui.domain.exchange import public as exchange

    problem = run_job_here(exchange.start_undo(run_id=run_id))
    if problem:
        raise Unavailable("import %(run)s could not be undone: %(why)s", run=run_id, why=problem)
    view = exchange.get_run(run_id)
    for refusal in view.refused[:_SHOWN]:
        told = {"what": refusal.what, "reason": refusal.reason}
        print(_("left as it is: %(what)s: %(reason)s") % told, file=sys.stderr)
    _tell_more(len(view.refused))
    result = {"removed": view.removed, "restored": view.restored, "refused": len(view.refused), "run": run_id}
    print(json.dumps(result))
    return 1 if view.refused else 0


def _given(options: argparse.Namespace, kind: "Kind") -> dict[str, str]:
    from otokui.domain.exchange import public as exchange

    given: dict[str, str] = {}
    if options.mapping:
        given |= exchange.get_mapping(kind, options.mapping).columns
    for each in options.map:
        field, equals, column = each.partition("=")
        if not equals:
            raise Refused(
                "--map “%(text)s”: write FIELD=COLUMN, like customer_id=会員番号", code="map", text=each
            )
        given[field.strip()] = column.strip()
    return given


def _report(
    kind: "Kind", counts: "Counts", rejections: "tuple[Rejection, ...]", *, run_id: int | None
) -> int:
    from django.utils.translation import gettext as _

    from otokui.domain.exchange.public import field_labels

    labels = field_labels((each.field for each in rejections[:_SHOWN]), kind)
    for each in rejections[:_SHOWN]:
        label = labels[each.field]
        what = _("%(field)s “%(value)s”") % {"field": label, "value": each.value} if each.value else label
        told = {"row": each.row, "what": what.strip(), "reason": each.reason}
        print(_("row %(row)s: %(what)s: %(reason)s") % told, file=sys.stderr)
    _tell_more(counts.rejected)
    result = {
        "read": counts.read,
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "run": run_id,
    }
    if counts.skipped:
        result["skipped"] = counts.skipped
    if counts.removed:
        result["removed"] = counts.removed
        told = {"count": f"{counts.removed:,}"}
        print(_("%(count)s lines go: their orders came without them") % told, file=sys.stderr)
    print(json.dumps(result))
    return 1 if counts.rejected else 0


def _tell_columns(request: "ImportRequest") -> None:
    """Which column is taken as what, and which are not taken at all: before anything happens."""
    from django.utils.translation import gettext as _

    from otokui.domain.exchange.public import field_labels, sheets_of, unused_columns
    from otokui.domain.exchange.types import listed

    labels = field_labels(request.mapping, request.kind)
    named = [f"{labels[name]} = {column}" for name, column in request.mapping.items()]
    print(_("columns: %(names)s") % {"names": ", ".join(named)}, file=sys.stderr)
    sheet, others = sheets_of(request)
    if others:
        only = _("only the sheet “%(sheet)s” is read, not %(others)s: --sheet chooses")
        print(only % {"sheet": sheet, "others": ", ".join(others)}, file=sys.stderr)
    if unused := unused_columns(request):
        print(_("not imported: %(names)s") % {"names": listed(unused)}, file=sys.stderr)


def _tell_more(count: int) -> None:
    from django.utils.translation import gettext as _

    if count > _SHOWN:
        print(_("… and %(count)s more") % {"count": f"{count - _SHOWN:,}"}, file=sys.stderr)
