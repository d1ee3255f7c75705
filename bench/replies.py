"""How long one reply takes to read, by the kind of question and by what is read, on the tables of the tests.

Processor time, and the best of some tries, so that whatever else the machine does stays out of it.
"""

from collections.abc import Callable
from statistics import median, quantiles
from time import process_time_ns
from typing import NamedTuple

from flows.replies import alarm, understand
from tests.replies.questions import question
from tests.replies.table import Case, cases, pairs

ROUNDS = 7
READINGS = 3  # in a round, as reading the clock takes its own time
TABLES = ("given.tsv", "own.tsv", "second.tsv", "third.tsv", "fourth.tsv", "neighbours.tsv")
REQUESTS = "requests.tsv"  # commands in whole sentences, which no question's own reading understands


class Timed(NamedTuple):
    taken: float  # microseconds
    asked: str
    read: str  # the reply's kind, or that safety words were found
    case: Case


def timed(kind: str, case: Case) -> Timed:
    asked = question(case.question, case.language)
    reply = understand(asked, case.text, case.language)  # once before it counts: languages load on first use
    rounds = []
    for _ in range(ROUNDS):
        start = process_time_ns()
        for _ in range(READINGS):
            understand(asked, case.text, case.language)
        rounds.append((process_time_ns() - start) / READINGS / 1000)
    return Timed(min(rounds), kind, "alarm" if reply.alarm else reply.kind, case)


def main() -> None:
    every = [timed(case.question, case) for name in TABLES for case in cases(name)]
    every += [timed("requests", case) for case in cases(REQUESTS)]
    show("by question", every, lambda each: each.asked)
    show("by reading", every, lambda each: each.read)
    show("together", every, lambda _: "all")
    print("slowest:")
    for each in sorted(every, key=lambda each: each.taken, reverse=True)[:8]:
        print(f"  {each.taken:7.0f} µs  {each.case.language} {each.case.question}: {each.case.text!r}")
    ordinary = pairs("ordinary.txt", 2)
    false = [text for tag, text in ordinary if alarm(text, tag)]
    print(f"false alarms: {len(false)} of {len(ordinary)} ordinary answers")


def show(title: str, every: list[Timed], kind: Callable[[Timed], str]) -> None:
    print(f"{title:16} {'replies':>7} {'median µs':>10} {'p99 µs':>8}")
    for name in sorted({kind(each) for each in every}):
        taken = [each.taken for each in every if kind(each) == name]
        print(f"{name:16} {len(taken):7} {median(taken):10.1f} {quantiles(taken, n=100)[98]:8.1f}")


if __name__ == "__main__":
    main()
