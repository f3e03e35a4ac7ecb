"""A job in a process of its own, which gives its memory back when it ends and leaves the worker quick.

The child holds a pipe of the worker's: a byte in it says that the worker wants to end, its end that the
worker is gone. A job that is cut off is taken up again as if its worker had died.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

from django.db import connection
from psycopg.conninfo import make_conninfo

from otokui.core.kernel.garbage import begin_loading, end_loading

_AGAIN = 75  # the exit code of whoever asks to be tried again
_SECONDS_BETWEEN_LOOKS = 0.2
_OF_THE_SERVER = {"dbname", "user", "password", "host", "port"}


def run_in_process(record_id: int, *, stopping: Callable[[], bool]) -> None:
    """Run the job of this record as `run_record` does, and wait for it; raises TryAgain likewise."""
    from otokui.core.platform.job_runner import TryAgain  # needs a Django that is set up

    child = subprocess.Popen(
        [sys.executable, "-m", __name__, str(record_id)],
        env={**os.environ, "DATABASE_URL": _address()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the worker, which tells us
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        told = False
        while True:
            try:
                code = child.wait(_SECONDS_BETWEEN_LOOKS)
                break
            except subprocess.TimeoutExpired:
                if stopping() and not told:
                    told = True
                    os.write(child.stdin.fileno(), b"!")
        if code:
            raise TryAgain(float(child.stdout.read().split()[-1]) if code == _AGAIN else 2)


def _address() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo(**{key: parameters[key] for key in _OF_THE_SERVER if parameters.get(key)})


def _main(record_id: int) -> int:
    import django

    begin_loading()
    django.setup()
    from otokui.core.platform.job_runner import TryAgain, run_record

    end_loading()
    wanted_to_stop = threading.Event()
    threading.Thread(target=_listen, args=[wanted_to_stop], daemon=True).start()
    try:
        run_record(record_id, stopping=wanted_to_stop.is_set)
    except TryAgain as again:
        print(again.seconds)
        return _AGAIN
    return 0


def _listen(wanted_to_stop: threading.Event) -> None:
    while os.read(0, 1):
        wanted_to_stop.set()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1])))
