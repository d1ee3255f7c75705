"""Ids of rows that come by the million: UUIDs of version 7 (RFC 9562), which begin with the time.

Later ones sort later, so new rows go to the end of a key's index. Random ones each dirty a page of their own somewhere
in it, which after every checkpoint is written to the log whole.
"""

from datetime import datetime
from typing import Final
from uuid import UUID, SafeUUID

from store.chance import random_piece

# Of the 80 bits after the time, those that are drawn; the others say the version and the variant.
_DRAWN: Final = (1 << 80) - 1 & ~(0xF << 76 | 0x3 << 62)
_VERSION_AND_VARIANT: Final = 0x7 << 76 | 0x2 << 62
_UNKNOWN: Final = SafeUUID.unknown


def new_id(now: datetime) -> UUID:
    """A new id, made at `now`."""
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(random_piece()) & _DRAWN | _VERSION_AND_VARIANT
    # As UUID(int=…) does, without looking at what else it may be made of: a turn makes three.
    found = UUID.__new__(UUID)
    object.__setattr__(found, "int", value)
    object.__setattr__(found, "is_safe", _UNKNOWN)
    return found


def written(found: UUID) -> str:
    """As `str` writes it, which takes twice as long: every sealed column of a turn names its row."""
    digits = found.int.to_bytes(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
