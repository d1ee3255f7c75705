"""Random bytes of the system's, drawn ahead where many are needed at once.

Each draw lets another thread go on and then waits for its turn again, and a turn needs nine. What is drawn ahead lasts
no longer than the batch that it is drawn for, is its thread's alone and is given out once, so neither a process that
was forked nor a machine that was copied while nothing happened seals with bytes that another one has, too.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PIECE_BYTES: Final = 12
_here: Final[Any] = threading.local()


@contextmanager
def drawn_ahead(pieces: int) -> Iterator[None]:
    """Meanwhile this thread's pieces are of one draw; where there are not enough, each further one is drawn alone."""
    drawn = os.urandom(PIECE_BYTES * pieces)
    _here.pieces = [drawn[at : at + PIECE_BYTES] for at in range(0, len(drawn), PIECE_BYTES)]
    try:
        yield
    finally:
        _here.pieces = None


def random_piece() -> bytes:
    """Twelve random bytes, never given before."""
    pieces: list[bytes] | None = getattr(_here, "pieces", None)
    return pieces.pop() if pieces else os.urandom(PIECE_BYTES)
