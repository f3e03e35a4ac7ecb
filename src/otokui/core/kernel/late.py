"""Libraries that a process loads when it first uses them, not when a module that knows them is loaded."""

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from threading import RLock
from types import ModuleType
from typing import Any

_LOADING = RLock()


class _Late(ModuleType):
    """Stands for a library until something of it is asked for; from then on it passes everything on.

    Python's own `LazyLoader` lets a second thread see a library that the first has half loaded (3.11).
    """

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name)
        self.__spec__ = spec

    def __getattr__(self, name: str) -> Any:
        with _LOADING:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            loaded = importlib.import_module(self.__name__)
            self.__dict__.update(loaded.__dict__)
        return getattr(loaded, name)


def load_late(*names: str) -> None:
    """From now on `import name` costs nothing; the library is loaded when something of it is used.

    Modules that name its types in signatures defer them (`from __future__ import annotations`). Call it
    before the first of them is imported; what is loaded already, or not installed, stays as it is.
    """
    for name in names:
        if name not in sys.modules and (spec := find_spec(name)) is not None:
            sys.modules[name] = _Late(spec)
