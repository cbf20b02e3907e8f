"""Customer-weeks a second on one thread: the library, a plain C loop and pure Mesa agents of the same mechanisms.

All three go on from one state, with the enterprises held as they are. Time is the processor's, so that other users of a
shared machine count less; rounds are interleaved, and a ratio is taken within each round.
"""

import time
from collections.abc import Callable

import numpy as np

from benchmarks import compiled_c, mesa_agents
from benchmarks.fixed_week import WARM_UP, warmed_up
from equilibrium import week as kernels
from equilibrium.state import Count, State

ROUNDS, AGREEING_RUNS, AGREEING_WEEKS = 9, 12, 26
FIGURES = {
    "customers": (Count.CUSTOMERS_VOLUME, Count.CUSTOMERS_VALUE), "satisfaction": (Count.SATISFACTION,),
    "won": (Count.WON,), "lapsed": (Count.LAPSED,), "units": (Count.UNITS_VOLUME, Count.UNITS_VALUE),
    "served": (Count.SERVED,), "contacted": (Count.CONTACTED,), "talked": (Count.TALKED,), "glad": (Count.GLAD,),
}  # fmt: skip


class Library:
    """A copy of a state's customers, driven by the library's own compiled week."""

    def __init__(self, state: State, seed: int) -> None:
        self.state, self.seed = state, seed
        self.people = type(state.customers)(*(array.copy() for array in state.customers))

    def step(self, week: int) -> None:
        state = self.state
        kernels.serve(0, state.tally.counts.shape[1], week, self.seed, state.ids, state.parameters, state.context,
                      state.enterprises, self.people, state.network, state.tally)  # fmt: skip
        kernels.spread(0, 1, 0, 1, self.people, state.network)
        self.people.told[:] = self.people.mood

    @property
    def counts(self) -> np.ndarray:
        return self.state.tally.counts[0].sum(0)


def processor_time(step: Callable[[int], object], weeks: int) -> float:
    """Seconds of one processor for `weeks` weeks."""
    began = time.process_time()
    for week in range(WARM_UP + 1, WARM_UP + 1 + weeks):
        step(week)
    return time.process_time() - began


def figures(counts: np.ndarray) -> np.ndarray:
    """(figure,) of the focal enterprise."""
    return np.array([counts[0, list(which)].sum() for which in FIGURES.values()])


def trajectory(model, count: Callable[[], np.ndarray]) -> np.ndarray:
    """(figure,) means over the weeks."""
    weeks = []
    for week in range(WARM_UP + 1, WARM_UP + 1 + AGREEING_WEEKS):
        model(week)
        weeks.append(figures(count()))
    return np.mean(weeks, 0)


def agree(state: State, c_week) -> None:
    """Print what the three find, and stop if they differ by more than chance does."""
    found: dict[str, list[np.ndarray]] = {"library": [], "C": [], "Mesa": []}
    for seed in range(AGREEING_RUNS):
        library, c = Library(state, seed), compiled_c.Customers(state, c_week, seed)
        town = mesa_agents.Town(state, seed)
        found["library"].append(trajectory(library.step, lambda library=library: library.counts))
        found["C"].append(trajectory(c.step, lambda c=c: c.counts))
        found["Mesa"].append(
            trajectory(lambda _, town=town: town.step(), lambda town=town: np.array([f.counts for f in town.firms]))
        )
    means = {name: np.mean(runs, 0) for name, runs in found.items()}
    errors = {name: np.std(runs, 0, ddof=1) / AGREEING_RUNS**0.5 for name, runs in found.items()}
    error = np.hypot(errors["library"], errors["Mesa"])
    gap_c = np.abs(np.array(found["library"]) - np.array(found["C"])).max(0)
    print(f"  means of {AGREEING_RUNS} runs of {AGREEING_WEEKS} weeks, focal enterprise; C has the library's own draws")
    print(f"  {'':14}{'library':>12}{'C':>12}{'Mesa':>12}{'standard error':>16}{'largest gap to C':>18}")
    for k, name in enumerate(FIGURES):
        print(
            f"  {name:14}"
            + "".join(f"{means[which][k]:12.3f}" for which in means)
            + f"{error[k]:16.3f}{gap_c[k]:18.3g}"
        )
    far = np.abs(means["library"] - means["Mesa"]) > 4.0 * error
    assert not far.any(), f"library and Mesa disagree on {np.array(list(FIGURES))[far]}"
    assert (gap_c <= 1e-3 * means["C"]).all(), "library and C, with the same draws, disagree"


def main() -> None:
    c_week = compiled_c.compiled_week()
    print(f"  {compiled_c.compiler()}, -O3 -march=native; one thread; median of {ROUNDS} rounds")
    agree(warmed_up(5_000), c_week)
    print(f"  {'customers':>10}{'library':>12}{'C':>12}{'Mesa':>12}{'Mesa, told':>12}  (million customer-weeks/s)")
    for customers, weeks, mesa_weeks in ((1_000, 400, 10), (10_000, 104, 4), (100_000, 26, 0), (1_000_000, 4, 0)):
        state = warmed_up(customers)
        times = []
        kinds = (mesa_agents.Customer, mesa_agents.ToldCustomer) if mesa_weeks else ()
        towns = [mesa_agents.Town(state, 1, kind) for kind in kinds]
        for _ in range(ROUNDS):
            row = [processor_time(Library(state, 1).step, weeks) / weeks]
            row.append(processor_time(compiled_c.Customers(state, c_week, 1).step, weeks) / weeks)
            row += [processor_time(lambda _, town=town: town.step(), mesa_weeks) / mesa_weeks for town in towns]
            times.append(row)
        speed = np.median(customers / np.array(times) / 1e6, 0)
        ratio = np.median([np.array(row) / row[0] for row in times], 0)
        print(f"  {customers:10}" + "".join(f"{value:12.2f}" for value in speed))
        print(f"  {'as fast as':>10}{'':12}" + "".join(f"{value:11.1f}x" for value in ratio[1:]))


if __name__ == "__main__":
    main()
