"""The private PostgreSQL of an installation that was given none: started on first use, shared, and brought back.

Every process that uses a home holds a shared lock on its file `users` for as long as it lives, and the kernel takes
the lock back when it dies. So whoever stops and gets that lock alone is the last, and takes the server along.
Only one process at a time looks after the server: it holds the file `turn` meanwhile.
"""

import atexit
import fcntl
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
import structlog

from store.cluster import Cluster, EmbeddedError, open_cluster, server_command

log = structlog.get_logger(__name__)

DATABASE: Final = "prosvar"
# Crash recovery reads the log of what was being written; that ends, however long it takes.
READY_SECONDS: Final = 300
# Left-over backends of a killed server hold its memory until they notice; a new one refuses to start till then.
RESTART_SECONDS: Final = 20
STOP_SECONDS: Final = 30
WATCH_SECONDS: Final = 1
# A server makes its socket at once, whatever it has to recover.
DEAF_SECONDS: Final = 3


@dataclass(slots=True)
class Embedded:
    """A running server. `url` is what libpq and SQLAlchemy read; `stop` may be called twice."""

    url: str
    cluster: Cluster
    settings: Mapping[str, str]
    _users: int
    _child: "subprocess.Popen[bytes] | None" = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Let go; the last process that uses this home ends the server, and waits until it has written everything."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        atexit.unregister(self.stop)
        with _turn(self.cluster.home):
            os.close(self._users)
            users = _lock_file(self.cluster.home / "users")
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _end(self.cluster, self._child)
            except BlockingIOError:
                log.info("database-left-to-others")
            finally:
                os.close(users)

    def ensure_running(self) -> None:
        """Prove by connecting that the server serves; start it where it does not. Raises EmbeddedError."""
        with _turn(self.cluster.home):
            if self._stopping.is_set() or accepts(self.cluster):
                return
            self._child = _start(self.cluster, self.settings, self._child)

    def watch(self) -> None:
        """Bring a server that dies back, until `stop`: whoever waits for it then goes on."""
        while not self._stopping.wait(WATCH_SECONDS):
            if not listens(self.cluster):
                log.warning("database-gone")
                try:
                    self.ensure_running()
                except EmbeddedError as error:
                    log.error("database-not-started", reason=str(error))


def start_embedded(home: Path, *, settings: Mapping[str, str] | None = None) -> Embedded:
    """Start the server under `home`, or join the processes that use it already; `settings` are PostgreSQL's own.

    Raises EmbeddedError, whose message says what to do.
    """
    home = home.expanduser().absolute()
    home.mkdir(parents=True, exist_ok=True)
    with _turn(home):
        cluster = open_cluster(home)
    users = _lock_file(home / "users")
    fcntl.flock(users, fcntl.LOCK_SH)
    embedded = Embedded(url_of(cluster, DATABASE), cluster, settings or {}, users)
    try:
        embedded.ensure_running()
        with _turn(home):
            _make_database(cluster)
    except BaseException:
        embedded.stop()
        raise
    atexit.register(embedded.stop)
    threading.Thread(target=embedded.watch, name="embedded-postgresql", daemon=True).start()
    return embedded


def end_abandoned(home: Path) -> bool:
    """End the server of a home whose users have all died, and say whether nobody uses it now."""
    if not (home / "users").exists():
        return False  # somebody may be about to begin there
    with _turn(home):
        users = _lock_file(home / "users")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if (home / "data").exists():
                _end(open_cluster(home), None)
        except BlockingIOError:
            return False
        finally:
            os.close(users)
    return True


def url_of(cluster: Cluster, database: str) -> str:
    return f"postgresql://{cluster.superuser}@/{database}?host={quote(str(cluster.sockets), safe='')}"


def accepts(cluster: Cluster) -> bool:
    """Whether a session can be opened: a pid in a file proves nothing."""
    try:
        psycopg.connect(url_of(cluster, "postgres"), connect_timeout=5, application_name="prosvar start").close()
    except psycopg.OperationalError:
        return False
    return True


def listens(cluster: Cluster) -> bool:
    """Whether anybody holds the socket: cheaper than a session, and true while the server recovers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(cluster.socket))
        except OSError:
            return False
    return True


def listens_soon(cluster: Cluster) -> bool:
    """False for a server that lives and that nobody can reach: its socket was swept away, and only it can make one."""
    give_up = time.monotonic() + DEAF_SECONDS
    while cluster.server_pid() is not None and not listens(cluster):
        if time.monotonic() > give_up:
            log.warning("database-deaf")
            return False
        time.sleep(0.05)
    return True


def _start(
    cluster: Cluster, settings: Mapping[str, str], child: "subprocess.Popen[bytes] | None"
) -> "subprocess.Popen[bytes] | None":
    """Called in turn, when nothing accepts connections. Returns our child; null for a server that others started."""
    if child is not None:
        child.poll()  # a dead child that nobody asked for keeps its pid, which its successor would take for alive
    if not listens_soon(cluster):
        _end(cluster, child)
    give_up = time.monotonic() + RESTART_SECONDS
    while True:
        if listens(cluster):
            _await_ready(cluster, None)
            return None
        cluster.forget_dead_server()
        child = _launch(cluster, settings)
        if _await_ready(cluster, child):
            log.info("database-started")
            return child
        if time.monotonic() > give_up:
            raise EmbeddedError(f"the embedded database does not start: its own words are in {cluster.log}")
        time.sleep(0.3)


def _launch(cluster: Cluster, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    cluster.make_sockets()
    cluster.turn_log()
    with cluster.log.open("ab") as words:
        return subprocess.Popen(  # noqa: S603 - a program of ours, without a shell
            server_command(cluster, settings),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            cwd="/",
            user=cluster.uid,
            group=cluster.gid,
            extra_groups=None if cluster.uid is None else [],
            start_new_session=True,  # a Ctrl-C at the terminal is for us: we end the server in order
        )


def _await_ready(cluster: Cluster, child: "subprocess.Popen[bytes] | None") -> bool:
    """True when it accepts sessions, false when it ended instead. Raises EmbeddedError after five minutes."""
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up:
        if (child is not None or listens(cluster)) and accepts(cluster):
            return True
        if child is None and not listens(cluster):
            return False
        if child is not None and child.poll() is not None:
            return False
        time.sleep(0.05)
    raise EmbeddedError(f"the embedded database is not ready after {READY_SECONDS} s: see {cluster.log}")


def _end(cluster: Cluster, child: "subprocess.Popen[bytes] | None") -> None:
    """A fast shutdown: sessions are ended, everything is written, nothing is recovered at the next start."""
    pid = cluster.server_pid()
    if pid is None:
        if child is not None:
            child.poll()
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    give_up = time.monotonic() + STOP_SECONDS
    while cluster.server_pid() == pid and time.monotonic() < give_up:
        if child is not None:
            child.poll()
        time.sleep(0.02)
    log.info("database-stopped")


def _make_database(cluster: Cluster) -> None:
    with psycopg.connect(url_of(cluster, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    handle = _lock_file(home / "turn")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _lock_file(path: Path) -> int:
    """An open handle for flock, which needs no more than reading: the file may be another user's."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError:
        raise EmbeddedError(
            f"{path} cannot be opened: run as the user who owns {path.parent}, or set PROSVAR_HOME to another folder"
        ) from None
