"""Wrong answers, of passwords and codes alike, lock for a while: counted by axes in the database, whatever
process is asked, and by place and address typed."""

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from otokui.domain.accounts.models import Staff

_FROM_ANYWHERE = 20


def minutes_of_patience() -> int:
    """How long it stays locked."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


def is_locked(request: HttpRequest, address: str) -> bool:
    """After five wrong answers from one place, or twenty from anywhere: a code has only six digits."""
    if not AxesProxyHandler.is_allowed(request, {"email": address}):
        return True
    lately = timezone.now() - settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(username=address, attempt_time__gt=lately)
    return (tried.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0) >= _FROM_ANYWHERE


def count_wrong_answer(request: HttpRequest, address: str) -> None:
    """One more."""
    user_login_failed.send(sender=__name__, credentials={"email": address}, request=request)


def why_not_own_password(request: HttpRequest, typed: str) -> str:
    """Why a change that asks for the password once more is refused; "" where it is the right one.

    Whoever finds a browser open shall not try one password after the other either.
    """
    assert isinstance(request.user, Staff)
    address = request.user.email
    if not is_locked(request, address):
        if request.user.check_password(typed):
            return ""
        count_wrong_answer(request, address)
        if not is_locked(request, address):
            return _("This is not your password of now.")
    said = _("Too many wrong passwords. Please wait %(minutes)s minutes, then try again.")
    return said % {"minutes": minutes_of_patience()}
