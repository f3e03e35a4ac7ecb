"""Which role may do what, and what a change of the staff must not break."""

from otokui.core.kernel.text import compatible, name_key
from otokui.domain.accounts.types import Permission, Role

_VIEW = frozenset({Permission.CUSTOMERS_VIEW, Permission.PURCHASES_VIEW})
_WORK = _VIEW | {Permission.CUSTOMERS_CHANGE, Permission.PURCHASES_RECORD}
_ALL = frozenset(Permission)

PERMISSIONS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _ALL,
    Role.MANAGER: _ALL,
    Role.SALES: _WORK,
    Role.ORDERS: _WORK,
    Role.FIELD: _VIEW,
    Role.VIEWER: _VIEW,
}


def may(role: Role, permission: Permission) -> bool:
    """Whether somebody in this role holds the permission."""
    return permission in PERMISSIONS_OF_ROLE[role]


def person_key(text: str) -> str:
    """What two writings of a colleague's mail address or name share."""
    return compatible(text).strip().lower() if "@" in text else name_key(text)


def may_appoint(actor: Role, *, was: Role | None, becomes: Role) -> bool:
    """Whether somebody in the role `actor` may give a role (`was` None: to somebody new).

    Only an administrator makes one, or changes anything about one: else a manager could become one.
    """
    return actor is Role.ADMIN or Role.ADMIN not in (was, becomes)


def leaves_nobody_in_charge(
    *, was: Role, becomes: Role, stays_active: bool, other_active_admins: int
) -> bool:
    """Whether the change takes the last active administrator away."""
    keeps = becomes is Role.ADMIN and stays_active
    return was is Role.ADMIN and not keeps and other_active_admins == 0
