"""Change the rules by which customers are judged."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from otokui.analytics.settings import Settings
from otokui.core.kernel.errors import Refused
from otokui.domain.insights.actions.request_run import activate_rules
from otokui.domain.insights.actions.save_rules import save_rules
from otokui.domain.insights.adapters.rules import lock_rules
from otokui.domain.insights.models import RuleVersion, Run


@transaction.atomic
def change_rules(
    *, settings: Settings, note: str, base: int | None, as_of: date, now: datetime, by: int | None
) -> int | None:
    """Save the next version and judge everybody by it; returns the run, None before the first purchases.

    `base`: the version that was changed, None for the defaults of the trade. `Refused` with code
    `newer_version` if somebody has saved another one meanwhile, `unchanged` if there is nothing to save.
    """
    lock_rules()
    newest = RuleVersion.objects.order_by("-id").first()
    if (newest.pk if newest else None) != base:
        raise Refused(_("A newer version of these rules has been saved meanwhile."), code="newer_version")
    if newest and Settings.from_plain(newest.settings) == settings:
        raise Refused(_("These are the rules in use already."), code="unchanged")
    version = save_rules(settings=settings, note=note, author=by, now=now)
    if not Run.objects.exists():
        return None
    return activate_rules(version=version, as_of=as_of, now=now, by=by)
