"""After a restore: whoever was forgotten since the copy was made is forgotten again.

The copy of a database knows patients whom the database has forgotten later. Their bare ids are noted beside the
database, in PROSVAR_HOME, when they are erased; a restore reads the note.
"""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from store.audit import append
from store.database import transaction
from store.erasure import shred
from store.ledger import tables

NOTE: Final = "erased"
# Why sending is paused: as store/backup.py leaves it, and when whoever had been forgotten is forgotten again.
RESTORING: Final = "restoring"
RESTORED: Final = "restored"
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PATIENT, _CONTROL = tables["patient"], tables["control"]


class RestoreUnfinishedError(Exception):
    """A restore was cut off before patients were erased again who had been: run `prosvar restore` again, with the same
    file and --replace.
    """


def require_restored(engine: Engine) -> None:
    """Raises RestoreUnfinishedError where the database is a copy that still knows whoever was forgotten since."""
    with transaction(engine) as connection:
        if connection.execute(select(_CONTROL.c.paused_reason).limit(1)).scalar() == RESTORING:
            raise RestoreUnfinishedError(" ".join((RestoreUnfinishedError.__doc__ or "").split()))


def awaits_reconciling(connection: Connection) -> bool:
    """Whether the database is a copy put back, in which nobody has resumed sending yet."""
    paused = connection.execute(select(_CONTROL.c.sending_paused, _CONTROL.c.paused_reason).limit(1)).first()
    return paused is not None and paused[0] and paused[1] in (RESTORING, RESTORED)


def note_erasure(home: Path, clinic_id: str, patient_id: UUID, now: datetime) -> None:
    """One line more, written through: the note must outlive the database.

    It begins on a new line, as the last one may have been cut short by a crash or a full disk.
    """
    home.mkdir(parents=True, exist_ok=True)
    with open(home / NOTE, "ab", opener=_private) as note:
        note.write(f"\n{now.isoformat()} {clinic_id} {patient_id}\n".encode())
        note.flush()
        os.fsync(note.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def erase_again(engine: Engine, home: Path, now: datetime) -> int:
    """Forget whoever stands in the note and is in the database again; returns how many. This ends a restore."""
    noted = _read_note(home / NOTE)
    forgotten = 0
    for clinic_id, patient_id in sorted(noted, key=str):
        with transaction(engine) as connection:
            status = connection.execute(
                select(_PATIENT.c.status).where(_PATIENT.c.clinic_id == clinic_id, _PATIENT.c.patient_id == patient_id)
            ).scalar()
            if status in (None, "erased"):
                continue
            shred(connection, clinic_id, patient_id, now)
            detail = {"reason": "restored"}
            subject = f"patient/{patient_id}"
            append(
                connection, clinic_id, at=now, actor="restore", action="patient.erase", subject=subject, detail=detail
            )
            forgotten += 1
    with transaction(engine) as connection:
        begun = _CONTROL.c.paused_reason == RESTORING
        connection.execute(update(_CONTROL).where(begun).values(paused_reason=RESTORED))
    return forgotten


def _read_note(path: Path) -> set[tuple[str, UUID]]:
    """A line that a crash has cut short names nobody, and is passed over."""
    if not path.exists():
        return set()
    lines = (line.split(" ") for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {(line[1], UUID(line[2])) for line in lines if len(line) == 3 and _ID.fullmatch(line[2])}
