"""Which role may do what."""

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
