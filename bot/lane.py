"""A lane takes one batch of messages after another; one that cannot be worked on keeps no other from being taken."""

from collections.abc import Sequence
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

log = structlog.get_logger(__name__)

# What each message came to, or what kept it from being taken or parked: mostly sqlalchemy's DBAPIError.
Results = Sequence[Taken | BaseException]


class Lane(Protocol):
    """Takes a batch in one transaction; if that fails, one by one. Returns after the commit."""

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results: ...


class ThreadLane:
    """A lane of this process; several threads may be in it at once."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring
        self._compiled = Compiled(keyring)

    def take(self, batch: Sequence[Inbound], now: datetime) -> Results:
        try:
            return self._take_together(batch, now)
        except (OperationalError, PoolTimeoutError) as error:
            if not _is_entangled(error):
                return [error] * len(batch)
        except Exception as error:  # decided one by one below: a poisoned message must not take the others with it
            log.warning("batch_failed", size=len(batch), error=type(error).__name__)
        return [self._take_alone(inbound, now) for inbound in batch]

    def _take_alone(self, inbound: Inbound, now: datetime, tries: int = ENTANGLED_TRIES) -> Taken | BaseException:
        try:
            return self._take_together([inbound], now)[0]
        except (OperationalError, PoolTimeoutError) as error:
            if tries > 1 and _is_entangled(error):
                return self._take_alone(inbound, now, tries - 1)
            return error
        except Exception as error:  # parked below: the words are kept and staff are told
            log.error("turn_failed", error=type(error).__name__)
            return self._park(inbound, now)

    def _take_together(self, batch: Sequence[Inbound], now: datetime) -> list[Taken]:
        with transaction(self._engine) as connection:
            return run_batch(connection, self._compiled, self._keyring, batch, now)

    def _park(self, inbound: Inbound, now: datetime) -> Taken | BaseException:
        try:
            with transaction(self._engine) as connection:
                message_id = park(connection, self._compiled, self._keyring, inbound, now)
        except Exception as error:  # the provider is told that it is not taken: nobody waits for ever
            log.error("park_failed", error=type(error).__name__)
            return error
        return Taken("parked", message_id)


def _is_entangled(error: OperationalError | PoolTimeoutError) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in ENTANGLED
