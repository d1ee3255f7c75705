"""One visit's work: a transaction as the visitor's own clinic, its desk, and the trail of what was read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import Connection

from bot.accounts import Staff
from bot.desk import Desk, open_desk
from console.staff_visitors import running_of
from store.audit import append
from store.database import clinic_transaction
from store.ledger import Row


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that a page asks of the store goes through `connection`: other clinics' rows are not there for it."""

    connection: Connection
    desk: Desk
    staff: Staff
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.desk.file.time_zone()

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.zone)

    def round_of(self, talk: Row) -> str:
        """ "Long-term pain: Before the first visit"; `talk` is as `talks_behind` gives it."""
        pathway = self.desk.pathway(self.connection, talk["pathway_id"], talk["pathway_version"])
        wave, key = pathway.wave(talk["wave_key"]), talk["wave_key"]
        return f"{pathway.title}: {wave.title}" + (f" ({key})" if key != wave.key else "")

    def has_read(self, what: str, subject: str) -> None:
        """Into the audit: who reads about a patient is asked about later."""
        append(
            self.connection,
            self.desk.clinic_id,
            at=self.now,
            actor=self.staff.actor,
            action=f"read.{what}",
            subject=subject,
            detail={},
        )


@contextmanager
def visit(request: Request, staff: Staff) -> Iterator[Visit]:
    running = running_of(request)
    now = running.clock()
    with clinic_transaction(running.engine, staff.clinic_id) as connection:
        yield Visit(connection, open_desk(connection, running.keyring, staff.clinic_id, now), staff, now)
