"""The special functions of scipy, without all that its package loads beside them: 3 MB instead of 17.

Web server and worker ask for the incomplete beta function with the first page that tells a next order.
"""

import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

_PACKAGE: Final = "scipy.special"


@cache
def special() -> Any:
    """The compiled functions: betainc, betaincinv, betaln and others of one value each."""
    if _PACKAGE in sys.modules:
        return sys.modules[_PACKAGE]
    try:
        return _compiled()
    except ImportError:  # scipy has been rearranged
        return importlib.import_module(_PACKAGE)


def _compiled() -> ModuleType:
    """Only as long as this lasts is the package an empty one; whoever asks for it later gets it whole."""
    scipy = importlib.import_module("scipy")
    empty = ModuleType(_PACKAGE)
    empty.__path__ = [str(Path(str(scipy.__file__)).parent / "special")]
    sys.modules[_PACKAGE] = empty
    try:
        return importlib.import_module(f"{_PACKAGE}._ufuncs")
    finally:
        del sys.modules[_PACKAGE]
