"""The functions of `kernel` as machine code: compiled once on a machine, loaded from disk ever after.

numba does the compiling and is loaded for nothing else: its import alone costs more than a million customers.
What is kept is an object file per function and kinds of arguments, named after all it depends on: the source,
the compiler, the processor. Calls leave Python's lock, so threads really run side by side.
"""

import ctypes
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from otokui.analytics.engine import kernel

Kinds = tuple[str, ...]
"""What a function is called with: `int64` for a number, `int32[1]` for an array of one dimension."""

NOTHING_TO_FREE = "define void @NRT_MemInfo_call_dtor(ptr %memory) { ret void }"
"""numba would free an array with its last owner; ours are lent without one, so this never runs."""

_FUNCTIONS: dict[tuple[str, Kinds], Callable[..., int]] = {}
_LOADING = threading.Lock()


def call(name: str, *args: Any) -> int:
    """Run `kernel.<name>` on whole numbers and C-ordered numpy arrays."""
    run = _loaded(name, tuple(_kind(arg) for arg in args))
    answer = ctypes.c_int64()
    run(ctypes.byref(answer), None, *(word for arg in args for word in _words(arg)))
    return answer.value


def is_ready() -> bool:
    """Whether `kernel.reduce_rows` was compiled on this machine before, in some kind."""
    return any(next(folder.glob(f"reduce_rows-*-{_machine()}.o"), None) for folder in _folders())


def _kind(arg: Any) -> str:
    return f"{arg.dtype}[{arg.ndim}]" if isinstance(arg, np.ndarray) else "int64"


def _words(arg: Any) -> list[Any]:
    """An argument as numba's calling convention has it: arrays are (owner, owner, size, item, data, shape,
    strides)."""
    if not isinstance(arg, np.ndarray):
        return [ctypes.c_int64(arg)]
    where = ctypes.c_void_p(arg.ctypes.data)
    sizes = [ctypes.c_int64(number) for number in (*arg.shape, *arg.strides)]
    return [None, None, ctypes.c_int64(arg.size), ctypes.c_int64(arg.itemsize), where, *sizes]


def _loaded(name: str, kinds: Kinds) -> Callable[..., int]:
    with _LOADING:
        if (name, kinds) not in _FUNCTIONS:
            _FUNCTIONS[name, kinds] = _load(name, kinds)
    return _FUNCTIONS[name, kinds]


def _load(name: str, kinds: Kinds) -> Callable[..., int]:
    linker = _linker()
    linker.add_object_file(_llvm().ObjectFileRef.from_data(_kept(name, kinds)))
    linker.finalize_object()
    return ctypes.CFUNCTYPE(ctypes.c_int)(linker.get_function_address(_symbol(name, kinds)))


def _kept(name: str, kinds: Kinds) -> bytes:
    """The object file, made if there is none."""
    file = f"{_symbol(name, kinds)}-{_machine()}.o"
    for folder in _folders():
        if (folder / file).is_file():
            return (folder / file).read_bytes()
    code = _compiled(name, kinds)
    for folder in _folders():
        try:
            _keep(folder / file, code)
        except OSError:
            continue
        break
    return code


def _keep(path: Path, code: bytes) -> None:
    """Write whole or not at all: several processes may be compiling."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(code)
    Path(half).replace(path)


def _folders() -> list[Path]:
    """Beside the source like Python's own compiled files, else in the user's cache."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [Path(__file__).parent / "__pycache__", cache_home / "otokui"]


def _symbol(name: str, kinds: Kinds) -> str:
    return f"{name}-{hashlib.sha256(' '.join(kinds).encode()).hexdigest()[:8]}"


@cache
def _machine() -> str:
    llvm = _llvm()
    parts = [
        Path(kernel.__file__).read_text(),
        Path(__file__).read_text(),
        *(str(version) for version in llvm.llvm_version_info),
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def _llvm() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


@cache
def _linker() -> Any:
    llvm = _llvm()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())


def _target() -> Any:
    llvm = _llvm()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )


def _compiled(name: str, kinds: Kinds) -> bytes:
    import numba

    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    function: Any = numba.njit(error_model="numpy", **options)(getattr(kernel, name))
    function.compile(tuple(_numba_type(numba, kind) for kind in kinds))
    (result,) = function.overloads.values()
    module = _llvm().parse_assembly(result.library.get_llvm_str())
    module.link_in(_llvm().parse_assembly(NOTHING_TO_FREE))
    outside = [one.name for one in module.functions if one.is_declaration and "llvm." not in one.name]
    if outside:
        raise AssertionError(f"{name} calls what is not part of it: {outside}")
    module.get_function(result.fndesc.llvm_func_name).name = _symbol(name, kinds)
    code: bytes = _target().emit_object(module)
    return code


def _numba_type(numba: Any, kind: str) -> Any:
    if "[" not in kind:
        return numba.from_dtype(np.dtype(kind))
    name, dimensions = kind.rstrip("]").split("[")
    return numba.types.Array(numba.from_dtype(np.dtype(name)), int(dimensions), "C")
