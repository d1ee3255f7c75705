"""A lane takes one batch of messages after another; one that cannot be worked on keeps no other from being taken."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.batch import Taken, run_batch
from bot.compiled import Compiled
from bot.parking import park
from channels.channel import Inbound
from store.crypto import Keyring
from store.database import transaction

# Two transactions that waited for each other: PostgreSQL ends one, which is as it never was and is done again.
ENTANGLED = ("40P01", "40001")
ENTANGLED_TRIES = 3
# Somebody else has one of the people for too long: a lock was waited for in vain.
HELD = "55P03"
# For a person's lock, once one of the batch was waited for in vain: whoever has it by then is not waited for again.
NOT_HELD = "SET LOCAL lock_timeout = '100ms'"

log = structlog.get_logger(__name__)

# What each message came to, or what kept it from being taken or parked: mostly sqlalchemy's DBAPIError.
Results = Sequence[Taken | BaseException]


class Lane(Protocol):
    """Takes a batch in one transaction; if that fails, one by one. Returns after the commit."""

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results: ...

    def works(self) -> bool:
        """Whether it can be given a batch, as far as is known without one."""


class ThreadLane:
    """A lane of this process; several threads may be in it at once."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring
        self._compiled = Compiled(keyring)

    def works(self) -> bool:
        return True

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results:
        patience = None
        try:
            return self._take_together(batch, now)
        except (OperationalError, PoolTimeoutError) as error:
            if len(batch) > 1 and _state(error) == HELD:
                patience = NOT_HELD
            elif _state(error) not in ENTANGLED:
                return [error] * len(batch)
        except Exception as error:  # decided one by one below: a poisoned message must not take the others with it
            log.warning("batch_failed", size=len(batch), error=type(error).__name__)
        return one_by_one(batch, lambda inbound: self._take_alone(inbound, now, patience))

    def _take_alone(
        self, inbound: Inbound, now: datetime, patience: str | None, tries: int = ENTANGLED_TRIES
    ) -> Taken | BaseException:
        try:
            return self._take_together([inbound], now, patience)[0]
        except (OperationalError, PoolTimeoutError) as error:
            if tries > 1 and _state(error) in ENTANGLED:
                return self._take_alone(inbound, now, patience, tries - 1)
            return error
        except Exception as error:  # parked below: the words are kept and staff are told
            log.error("turn_failed", error=type(error).__name__)
            return self.park(inbound, now)

    def _take_together(self, batch: Sequence[Inbound], now: datetime, patience: str | None = None) -> list[Taken]:
        with transaction(self._engine) as connection:
            if patience is not None:
                connection.exec_driver_sql(patience)
            return run_batch(connection, self._compiled, self._keyring, batch, now)

    def park(self, inbound: Inbound, now: datetime) -> Taken | BaseException:
        """Keep what cannot be worked on, with a task for staff."""
        try:
            with transaction(self._engine) as connection:
                return park(connection, self._compiled, self._keyring, inbound, now)
        except Exception as error:  # the provider is told that it is not taken: nobody waits for ever
            log.error("park_failed", error=type(error).__name__)
            return error


def one_by_one(
    batch: Sequence[Inbound],
    take: Callable[[Inbound], Taken | BaseException],
    kept: tuple[type[BaseException], ...] = (),
) -> Results:
    """Who could not be taken is not passed by their own next words: those come again, too.

    `kept`: errors after which somebody else stores the words, so that they do not come again.
    """
    results: list[Taken | BaseException] = []
    failed: dict[tuple[str, str], BaseException] = {}
    for inbound in batch:
        who = (inbound.channel, inbound.address)
        result = failed.get(who) or take(inbound)
        if isinstance(result, BaseException) and not isinstance(result, kept):
            failed[who] = result
        results.append(result)
    return results


def _state(error: OperationalError | PoolTimeoutError) -> str | None:
    """PostgreSQL's code, where it was the one to refuse."""
    return getattr(error.orig, "sqlstate", None) if isinstance(error, OperationalError) else None
