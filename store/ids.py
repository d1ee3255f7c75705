"""Ids of rows that come by the million: UUIDs of version 7 (RFC 9562), which begin with the time.

Later ones sort later, so new rows go to the end of a key's index. Random ones each dirty a page of their own somewhere
in it, which after every checkpoint is written to the log whole.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, SafeUUID

from store.chance import random_piece

_MARKED: Final = ~(0xF << 76 | 0x3 << 62)
_VERSION_AND_VARIANT: Final = 0x7 << 76 | 0x2 << 62


def new_id(now: datetime) -> UUID:
    """A new id, made at `now`."""
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(random_piece()[:10])
    # As UUID(int=…) does, without looking at what else it may be made of: a turn makes three.
    found = UUID.__new__(UUID)
    object.__setattr__(found, "int", value & _MARKED | _VERSION_AND_VARIANT)
    object.__setattr__(found, "is_safe", SafeUUID.unknown)
    return found
