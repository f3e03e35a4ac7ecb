"""Workbooks that only open with a password."""

from pathlib import Path

_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "EncryptedPackage".encode("utf-16-le")
_BLOCK = 1 << 20


def is_locked(path: Path) -> bool:
    """Whether this is an Office file whose content is encrypted."""
    with path.open("rb") as file:
        if file.read(len(_CONTAINER)) != _CONTAINER:
            return False
        tail = b""
        while block := file.read(_BLOCK):
            if _STREAM in tail + block:
                return True
            tail = block[-len(_STREAM) :]
    return False
