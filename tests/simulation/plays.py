"""The plays of one process, one after the other.

python -m tests.simulation.plays SECONDS SEED STEP HOME   SEED, SEED + STEP, … with a database of its own in HOME

The last line that it prints is the account of all as JSON. It ends with 1 when a promise was broken.
"""

import gc
import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import structlog

from tests.simulation.play import PlayFailedError, own_stages, play

# A play takes seconds. One that takes this long waits for what never comes, and that is a fault like any other.
PATIENCE_SECONDS: Final = 300


class PlayStuckError(BaseException):
    """A play did not come to its end."""


def main(words: Sequence[str]) -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is chance, too
        again = [sys.executable, "-m", "tests.simulation.plays", *words]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.set_threshold(50_000, 20, 20)  # a play is short: most of what it leaves goes by itself
    seconds, first, step, home = words
    return play_until(time.monotonic() + float(seconds), int(first), int(step), Path(home))


def play_until(end: float, first: int, step: int, home: Path) -> int:
    """At least one play, then as many as begin before `end`."""
    seed, account = first, Counter[str]()
    with own_stages(home) as stages:
        while seed == first or time.monotonic() < end:
            try:
                with patience(), stages.stage() as stage:
                    account += play(stage, seed).account
            except (PlayFailedError, PlayStuckError) as error:
                told = f"seed {seed} did not come to its end" if isinstance(error, PlayStuckError) else error
                print(f"{told}\nagain: .venv/bin/python -m tests.simulation.play {seed}", flush=True)
                account["failed"] += 1
            seed += step
    print(f"seeds {first} to {seed - step} by {step}")
    print(json.dumps(account))
    return 1 if account["failed"] else 0


@contextmanager
def patience() -> Iterator[None]:
    """Raises PlayStuckError in the middle of whatever takes too long."""

    def give_up(*_: Any) -> None:
        raise PlayStuckError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
