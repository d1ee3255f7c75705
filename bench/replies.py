"""How long one reply takes to read, per kind of question, on the tables of the tests."""

from statistics import median, quantiles
from time import perf_counter_ns

from flows.replies import alarm, understand
from tests.replies.questions import question
from tests.replies.table import Case, cases, pairs

ROUNDS = 15
TABLES = ("given.tsv", "own.tsv", "second.tsv", "third.tsv", "fourth.tsv", "neighbours.tsv")
REQUESTS = "requests.tsv"  # commands in whole sentences, which no question's own reading understands


def best(case: Case) -> float:
    """Microseconds for one reading, the middle of some."""
    asked = question(case.question, case.language)
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        understand(asked, case.text, case.language)
        taken.append((perf_counter_ns() - start) / 1000)
    return median(taken)


def main() -> None:
    listed = [(case.question, case) for name in TABLES for case in cases(name)]
    listed += [("requests", case) for case in cases(REQUESTS)]
    for _, case in listed:
        understand(question(case.question, case.language), case.text, case.language)  # languages load on first use
    timed = [(best(case), kind, case) for kind, case in listed]
    print(f"{'question':12} {'replies':>7} {'median µs':>10} {'p99 µs':>8}")
    for name in sorted({kind for _, kind, _ in timed}):
        show(name, [taken for taken, kind, _ in timed if kind == name])
    show("all", [taken for taken, _, _ in timed])
    print("slowest:")
    for taken, _, case in sorted(timed, key=lambda each: each[0], reverse=True)[:8]:
        print(f"  {taken:7.0f} µs  {case.language} {case.question}: {case.text!r}")
    ordinary = pairs("ordinary.txt", 2)
    false = [text for tag, text in ordinary if alarm(text, tag)]
    print(f"false alarms: {len(false)} of {len(ordinary)} ordinary answers")


def show(name: str, taken: list[float]) -> None:
    print(f"{name:12} {len(taken):7} {median(taken):10.1f} {quantiles(taken, n=100)[98]:8.1f}")


if __name__ == "__main__":
    main()
