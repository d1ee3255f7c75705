"""As many plays as a time has room for, and the account of all of them.

python -m tests.simulation.soak SECONDS [FIRST SEED]
"""

import logging
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from tests.simulation.play import PlayFailedError, fresh, play, start_server


def main() -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is chance, too
        again = [sys.executable, "-m", "tests.simulation.soak", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    seconds, first = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    end, seed = time.monotonic() + seconds, first
    account: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        server = start_server(Path(home) / "soak")
        try:
            while time.monotonic() < end:
                try:
                    account += play(fresh(server, seed), seed).account
                except PlayFailedError as error:
                    print(error, flush=True)
                    account["failed"] += 1
                seed += 1
        finally:
            server.stop()
    print(f"seeds {first} to {seed - 1}")
    for name, number in sorted(account.items()):
        print(f"{number:8}  {name}")
    print(f"{account['attempted'] - account['acknowledged']:8}  lost")
    return 1 if account["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
