"""What a receipt costs beside its run: 64 replicates, 260 weeks, two threads."""

from time import perf_counter

import equilibrium as eq
from benchmarks.measured import spread_of

ROUNDS = 5


def main() -> None:
    print(f"  {'customers':12}{'':10}{'median':>8}{'least':>8}{'most':>8}")
    for customers in (500, 5_000):
        scenario = eq.Scenario.load("storefront").with_(customers=customers, weeks=260)
        eq.simulate(scenario.with_(weeks=1), 1, seed=0)  # compiled and loaded
        runs, receipts, shares = [], [], []
        for seed in range(ROUNDS):
            began = perf_counter()
            ensemble = eq.simulate(scenario, 64, seed=seed, threads=2)
            ran = perf_counter()
            assert len(ensemble.receipt.digest) == 64
            runs.append(1000 * (ran - began))
            receipts.append(1000 * (perf_counter() - ran))
            shares.append(100 * receipts[-1] / runs[-1])
        for name, values in (("run, ms", runs), ("receipt, ms", receipts), ("%", shares)):
            print(f"  {customers:<10,}{name:12}{spread_of(values)}")


if __name__ == "__main__":
    main()
