"""One million customers x 260 weeks in one run: memory, and two threads within the run.

Each row is a process of its own. Memory is what the process used at most, above what it used at most after imports and a
run of 1 000 customers.
"""

import subprocess
import sys
import time

import equilibrium as eq
from benchmarks.measured import peak_memory

CUSTOMERS = 1_000_000


def one_run(threads: int) -> None:
    """Run and print: bytes before, bytes at most, seconds, processors' seconds."""
    scenario = eq.Scenario.load("storefront")
    eq.simulate(scenario.with_(customers=1000), 1, 7, weeks=52, threads=threads)
    before, began, worked = peak_memory(), time.perf_counter(), time.process_time()
    eq.simulate(scenario.with_(customers=CUSTOMERS), 1, 7, threads=threads)
    print(before, peak_memory(), time.perf_counter() - began, time.process_time() - worked)


def main() -> None:
    print(f"  {'threads':>8}{'bytes a customer':>18}{'at most, MB':>13}{'before, MB':>12}{'s':>8}{'processors, s':>15}")
    for threads in (1, 2):
        code = f"from benchmarks.million import one_run; one_run({threads})"
        found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        before, most, took, worked = map(float, found)
        print(
            f"  {threads:8}{(most - before) / CUSTOMERS:18.0f}{most / 1e6:13.0f}{before / 1e6:12.0f}{took:8.1f}{worked:15.1f}"
        )


if __name__ == "__main__":
    main()
