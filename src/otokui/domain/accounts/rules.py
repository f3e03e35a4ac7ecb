"""Which role may do what and see whom, and what a change of the staff must not break."""

from otokui.core.kernel.text import compatible, name_key
from otokui.domain.accounts.types import Permission, Role, Visibility

_VIEW = frozenset({Permission.OWN_PAGE, Permission.CUSTOMERS_VIEW, Permission.PURCHASES_VIEW})
_WORK = _VIEW | {Permission.CUSTOMERS_CHANGE, Permission.PURCHASES_RECORD, Permission.FIELD_CAPTURE}
_ALL = frozenset(Permission)

PERMISSIONS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _ALL,
    Role.MANAGER: _ALL - {Permission.SIGN_IN_CHANGE, Permission.CUSTOMERS_ERASE},
    Role.SALES: _WORK | {Permission.CUSTOMERS_MERGE},
    Role.ORDERS: _WORK,
    Role.FIELD: frozenset({Permission.OWN_PAGE, Permission.FIELD_CAPTURE}),
    Role.VIEWER: _VIEW,
}

_SEES_TEAM = frozenset({Role.SALES})
MAY_BE_LENT_EXPORT = frozenset({Role.ADMIN, Role.MANAGER, Role.SALES})
"""Others may never take customers out of the house, whatever is ticked."""

# In this order: each browser also names those it wants to be taken for.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def may(role: Role, permission: Permission, *, exports: bool | None = None) -> bool:
    """Whether somebody in this role holds the permission; `exports`: the right lent or withdrawn by hand."""
    if permission is Permission.CUSTOMERS_EXPORT and exports is not None:
        return exports and role in MAY_BE_LENT_EXPORT
    return permission in PERMISSIONS_OF_ROLE[role]


def visibility_of(role: Role, chosen: Visibility | None) -> Visibility:
    """Whose customers somebody in this role sees; `chosen`: what was set by hand.

    An administrator sees all: whoever may change the staff could see all in a moment.
    """
    if role is Role.ADMIN:
        return Visibility.ALL
    return chosen or (Visibility.TEAM if role in _SEES_TEAM else Visibility.ALL)


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system in the words of their makers, "" for what is not told."""
    return _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in known if sign in text), "")


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
