"""Time of the twin: an evaluation of 260 weeks beside one run of the agents, and all sliders of the app at once.

The two are timed in turn, so that their ratio means something where others use the machine; processor's time of one thread.
"""

import time

import numpy as np

import equilibrium as eq
from benchmarks.measured import spread_of
from equilibrium import meanfield
from equilibrium.balance.trials import DIMENSIONS, bounds, thinned

ROUNDS, AGAIN, PLACES, PATHS = 9, 5, 11, 2


def worked(call) -> float:
    """Milliseconds of this thread's processor."""
    start = time.thread_time()
    call()
    return 1e3 * (time.thread_time() - start)


def main() -> None:
    """Print the table."""
    scenario = eq.Scenario.load("storefront")
    worlds = {"agents, 5 000 customers": scenario, "agents, 2 000 customers": thinned(scenario, 2_000)}
    prepared = meanfield.prepare(scenario, seed=1, paths=1)
    rows: dict[str, list[float]] = {"twin": [], **{name: [] for name in worlds}}
    for turn in range(ROUNDS + 1):
        rows["twin"].append(min(worked(lambda: meanfield.run(prepared)) for _ in range(AGAIN)))
        for name, world in worlds.items():
            rows[name].append(worked(lambda world=world, turn=turn: eq.simulate(world, [turn], seed=1, threads=1)))
    rows = {name: values[1:] for name, values in rows.items()}  # the first compiles, or loads what is compiled
    print(f"  {'ms, 260 weeks':28}{'median':>8}{'least':>8}{'most':>8}")
    for name, values in rows.items():
        print(f"  {name:28}{spread_of(values)}")
    for name in worlds:
        ratios = [agents / twin for agents, twin in zip(rows[name], rows["twin"], strict=True)]
        print(f"  {name.replace('agents', 'over the twin'):28}{spread_of(ratios)}")
    ends = zip(DIMENSIONS, bounds(), strict=True)
    moves = [{key: float(place)} for key, (low, high) in ends for place in np.linspace(low, high, PLACES)]
    two = meanfield.prepare(scenario, seed=1, paths=PATHS)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        meanfield.run_each(two, moves)
        seconds.append(time.perf_counter() - start)
    print(f"  {len(DIMENSIONS)} sliders x {PLACES} places x {PATHS} paths, s: {spread_of(seconds)}")


if __name__ == "__main__":
    main()
