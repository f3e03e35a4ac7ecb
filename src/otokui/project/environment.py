"""What the environment says of an installation. A variable that is empty counts as not there."""

import os

_YES = frozenset({"1", "true", "t", "yes", "y", "on"})
_NO = frozenset({"0", "false", "f", "no", "n", "off"})


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


def flag(name: str) -> bool:
    """False where nothing is said. ValueError for a word that is neither yes nor no."""
    said = text(name).strip().lower()
    if said and said not in _YES | _NO:
        raise ValueError(f"{name}={said}: write 1 or 0")
    return said in _YES


def names(name: str, default: list[str]) -> list[str]:
    """Parted by commas."""
    said = [part.strip() for part in text(name).split(",")]
    return [part for part in said if part] or default
