"""simulate(): 5 000 customers x 260 weeks x 32 replicates, all mechanisms on, figures recorded, two threads."""

import time

import equilibrium as eq
from benchmarks.measured import REPLICATES, reference_weeks, spread_of

ROUNDS = 9


def main() -> None:
    scenario = eq.Scenario.load("storefront")
    eq.simulate(scenario, 2, 7, weeks=2)  # compiled
    whole, worked, weeks = [], [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        eq.simulate(scenario, REPLICATES, 7, threads=2)
        whole.append(time.perf_counter() - began)
        worked.append(time.process_time() - used)
        weeks.append(reference_weeks(2)[0])
    print(f"  {'':34}{'median':>8}{'least':>8}{'most':>8}")
    print(f"  {'simulate(), s':34}{spread_of(whole)}")
    print(f"  {'of it processors, s':34}{spread_of(worked)}")
    print(f"  {'the weeks alone, s':34}{spread_of(weeks)}")


if __name__ == "__main__":
    main()
