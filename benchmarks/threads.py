"""Replicates on two threads against one thread.

Rounds alternate. Processors' seconds stand beside seconds: where others use the machine, seconds wait for them too, and the
share of both processors that a round really got says how far its ratio can be trusted.
"""

import statistics

from benchmarks.measured import reference_weeks, spread_of

ROUNDS = 9


def main() -> None:
    reference_weeks(1)  # compiled
    rows = [(reference_weeks(1), reference_weeks(2)) for _ in range(ROUNDS)]
    print(f"  {'':22}{'median':>8}{'least':>8}{'most':>8}")
    print(f"  {'one thread, s':22}{spread_of([one[0] for one, _ in rows])}")
    print(f"  {'two threads, s':22}{spread_of([two[0] for _, two in rows])}")
    print(f"  {'ratio':22}{spread_of([one[0] / two[0] for one, two in rows])}")
    print(f"  {'processors, one, s':22}{spread_of([one[1] for one, _ in rows])}")
    print(f"  {'processors, two, s':22}{spread_of([two[1] for _, two in rows])}")
    got = statistics.median(two[1] / two[0] for _, two in rows)
    alone = statistics.median(one[1] / one[0] for one, _ in rows)
    print(f"  processors that a round got: {alone:.2f} of 1 with one thread, {got:.2f} of 2 with two")


if __name__ == "__main__":
    main()
