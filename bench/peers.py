"""Other engines at the same script, each as its own program: `python -m bench.turns --peers FOLDER` runs them.

Each program prints one JSON line with its turns a second. They are not shipped: FOLDER is the caller's.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

# What each is called, and its command; the number of people comes last. All sync each answer to the disk.
FLOOR = [sys.executable, "floor.py", "full"]
COMMANDS = (
    ("transitions + sqlite", [sys.executable, "transitions_bench.py", "sqlite-full"]),
    ("python-telegram-bot + sqlite", [sys.executable, "ptb_bench.py", "sqlite-full"]),
    ("botbuilder + sqlite", [sys.executable, "botbuilder_py.py", "sqlite-full"]),
    ("XState + better-sqlite3", ["node", "node/xstate_bench.js", "sqlite-full"]),
    ("botbuilder (Node) + better-sqlite3", ["node", "node/botbuilder_node.js", "sqlite-full"]),
    ("SurveyJS + better-sqlite3", ["node", "node/survey_bench.js", "sqlite-full"]),
)
ROUNDS = 3
SECONDS = 120


def run_peers(folder: Path, people: int) -> None:
    """Print each peer's share of the floor that is run right before it; what cannot run here is named."""
    for name, command in COMMANDS:
        pairs = [(_rate(folder, [*FLOOR, str(people)]), _rate(folder, [*command, str(people)])) for _ in range(ROUNDS)]
        shares = [rate / floor for floor, rate in pairs if floor is not None and rate is not None]
        told = f"median ratio {median(shares):.2f}" if shares else "does not run here"
        print(f"  {name:36} {told}")


def _rate(folder: Path, command: list[str]) -> float | None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=True)
        said = json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None
    return float(said["tps"])


if __name__ == "__main__":
    print("run by `python -m bench.turns --peers FOLDER`")
