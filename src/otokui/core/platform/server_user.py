"""PostgreSQL refuses to run as root: which system user it runs as, and how that user reaches its files."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from otokui.core.kernel.errors import Refused

_NAME = "otokui"


@dataclass(frozen=True)
class Account:
    """The user the server runs as."""

    uid: int
    gid: int

    def spawn(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child run as this user."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}


def server_account(data: Path) -> Account:
    """Ourselves; for root the owner of an existing `data`, else the system user `otokui`, made if need be."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    entry = _find_user(_NAME) or _make_user() or _find_user("postgres") or _find_user("nobody")
    if entry is None:
        raise Refused("PostgreSQL does not run as root: start otokui as another user or set DATABASE_URL")
    return Account(entry.pw_uid, entry.pw_gid)


def let_through(path: Path, account: Account) -> None:
    """Give the server's user the right to pass (not to list) each directory above `path` that blocks it."""
    if os.geteuid() != 0:
        return
    for directory in [*path.parents, path]:
        found = directory.stat()
        mode = stat.S_IMODE(found.st_mode)
        if found.st_uid == account.uid:
            passes = mode & stat.S_IXUSR
        elif found.st_gid == account.gid:
            passes = mode & stat.S_IXGRP
        else:
            passes = mode & stat.S_IXOTH
        if not passes:
            directory.chmod(mode | stat.S_IXOTH)


def _find_user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make_user() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd")
    if useradd is None:
        return None
    subprocess.run(
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME],
        capture_output=True,
        check=False,
    )
    return _find_user(_NAME)
