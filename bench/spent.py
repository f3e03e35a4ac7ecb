"""CPU seconds of processes, those of PostgreSQL among them: what a busy machine cannot falsify."""

import time
from collections.abc import Callable

import psutil


def family(process: psutil.Process) -> list[psutil.Process]:
    """The process and all it started that still run."""
    return [process, *process.children(recursive=True)]


def cpu_of(process: psutil.Process) -> float:
    """What a process has spent; 0 if it is gone."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def reaped(process: psutil.Process) -> float:
    """What those it started and that ended had spent."""
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def server() -> psutil.Process:
    """The PostgreSQL that Django talks to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        parent = psutil.Process(cursor.fetchone()[0]).parent()
    assert parent is not None
    return parent


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """(wall, CPU) seconds of the work, in this process and in PostgreSQL."""
    postgres = server()
    before, start = _spent(postgres), time.perf_counter()
    work()
    wall = time.perf_counter() - start
    return wall, _spent(postgres) - before


def _spent(postgres: psutil.Process) -> float:
    return time.process_time() + sum(map(cpu_of, family(postgres))) + reaped(postgres)
