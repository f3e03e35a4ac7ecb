"""Who may sign in, and who is signed in."""

from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from otokui.core.platform.spelt import Spelt
from otokui.domain.accounts.models import Business, Staff

_FIELDS: Final = tuple(field.attname for field in Staff._meta.concrete_fields)


def _member(*, staff: int) -> "QuerySet[Staff, tuple[Any, ...]]":
    team = Staff.objects.filter(team=OuterRef("team")).values("pk")
    return Staff.objects.filter(pk=staff).values_list(
        *_FIELDS, ArraySubquery(team), Exists(Business.objects.filter(pk=1, second_factor_required=True))
    )


_MEMBER: Final = Spelt(_member)


class StaffBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types here
    """allauth's own; who is signed in is read by a statement that stays prepared, as each page asks."""

    def get_user(self, user_id: int) -> Staff | None:
        """One SQL query, the team's ids with it; None for those who may not sign in any more."""
        rows = _MEMBER.rows(staff=user_id)
        if not rows:
            return None
        *values, colleagues, required = rows[0]
        member = Staff.from_db("default", _FIELDS, values)
        member.colleague_ids, member.factor_is_required = colleagues, required
        return member if self.user_can_authenticate(member) else None
