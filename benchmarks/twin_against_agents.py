"""The mean-field twin beside the agents: gap by number of customers, error by figure and by regime, order of mixes.

`python -m benchmarks twin_against_agents` prints the tables of docs/balance/meanfield.md. Three questions:

* gap: with knowledge held fixed, under full mixing, the root mean square over replicates of (agents - twin) in units of the
  figure's value, for rising numbers of customers; `c` is that gap times the root of the number;
* error: the whole model, `storefront` and each of its regimes for ever, and where the twin is known to err;
* order: whether mixes drawn from everywhere stand in the same order, which is what a slider that is dragged needs.
"""

import numpy as np
from scipy.stats import spearmanr

import equilibrium as eq
from equilibrium import meanfield
from equilibrium.balance.trials import thinned
from equilibrium.meanfield.firms import FIGURES
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario

STILL = {
    "network": "mixing", "knowledge_start": 1.0, "code_start": 1.0, "drift": 0.0, "learn_from_code": 0.0, "code_learns": 0.0,
    "turnover": 0.0, "peer": 0.0, "sense": 0.0, "development": 0.0, "antenna": 0.0, "listening": 0.0, "growth": False,
    "weeks": 104, "start_regime": "calm", "sojourn": 1e12, "energy_climate": 0.0, "local_noise": 0.0,
}  # fmt: skip
FIXED = ("customers", "value_share", "satisfaction", "won", "lost", "units_volume", "units_value", "revenue", "contacts",
         "served_share", "utilisation", "energy")  # fmt: skip
SHOWN = ("profit", "revenue", "customers", "value_share", "satisfaction", "energy", "coherence", "uniqueness", "utilisation",
         "served_share", "goodwill", "won", "lost", "stock", "new_crafts", "woken_crafts", "absorbed_crafts", "partners",
         "cells", "interference")  # fmt: skip
MARKET = 45_000  # real customers, whatever their number in the simulation


def still(customers: int) -> Scenario:
    """The market with knowledge held fixed: all is known, nothing drifts or is learnt, one regime, full mixing."""
    return eq.Scenario().with_(**STILL, customers=customers, customer_weight=MARKET / customers)


def agents(scenario: Scenario, replicates: int, seed: int) -> dict[str, np.ndarray]:
    """(replicate,) of each figure of the focal enterprise, one number a run."""
    weekly = eq.simulate(scenario, replicates=replicates, seed=seed).weekly
    read = {key: np.asarray(weekly[key].transpose("replicate", "week", "enterprise")) for key in FIGURES}
    found = meanfield.Expected(read, np.empty(0))
    return {key: found.per_run(key)[:, 0] for key in FIGURES}


def gaps(sizes=(500, 2_000, 8_000), replicates: int = 48, seed: int = 5) -> dict[str, np.ndarray]:
    """(size,) root mean square of agents minus twin over replicates, relative to the twin, for each figure."""
    found: dict[str, list[float]] = {key: [] for key in FIXED}
    for size in sizes:
        scenario = still(size)
        runs, twin = agents(scenario, replicates, seed), meanfield.evaluate(scenario, seed=seed, paths=1)
        for key in FIXED:
            expected = twin.per_run(key)[0, 0]
            found[key].append(float(np.sqrt(np.mean((runs[key] / expected - 1.0) ** 2))))
    return {key: np.array(values) for key, values in found.items()}


def errors(scenario: Scenario, replicates: int = 64, seed: int = 5) -> dict[str, tuple[float, float, float, float]]:
    """Of each figure: agents' mean, twin's mean on the same paths, standard error of their difference, agents' deviation."""
    runs, twin = agents(scenario, replicates, seed), meanfield.evaluate(scenario, seed=seed, paths=replicates)
    found = {}
    for key in SHOWN:
        here, there = runs[key], twin.per_run(key)[:, 0]
        gap = (there - here)[np.isfinite(here)]
        found[key] = (float(np.nanmean(here)), float(np.nanmean(there)), float(gap.std(ddof=1) / np.sqrt(gap.size)),
                      float(np.nanstd(here, ddof=1)))  # fmt: skip
    return found


def worlds() -> dict[str, Scenario]:
    """The scenarios of the error table."""
    mixed = eq.Scenario().with_(network="mixing")
    found = {"mixed": mixed}
    for regime in mixed.regime_names:
        found[regime] = mixed.with_(start_regime=regime, sojourn=1e12)
    found["small world"] = eq.Scenario()
    found["500 customers"] = mixed.with_(customers=500, customer_weight=90)
    return found


def order(mixes: int = 60, replicates: int = 8, customers: int = 2_000, seed: int = 5) -> None:
    """Print how alike twin and agents order random mixes of `storefront`, and what taking the twin's best costs."""
    scenario = thinned(eq.Scenario.load("storefront"), customers)
    places = np.random.default_rng(60).random((mixes, len(AXES)))
    tried = [dict(zip(AXES, row.tolist(), strict=True)) for row in places]
    twin = meanfield.run_each(meanfield.prepare(scenario, seed=seed, paths=replicates), tried)
    runs = [agents(scenario.with_(**mix), replicates, seed) for mix in tried]
    print(f"\n{'order':16s}{'twin':>8s}{'2 paths':>9s}{'agents, half against half':>27s}")
    for key in ("profit", "customers", "satisfaction", "energy", "uniqueness", "new_crafts"):
        there = np.array([run[key] for run in runs])
        half = replicates // 2
        found = [spearmanr(there.mean(1), [each.per_run(key)[:paths, 0].mean() for each in twin]).statistic
                 for paths in (replicates, 2)]  # fmt: skip
        luck = spearmanr(there[:, :half].mean(1), there[:, half:].mean(1)).statistic
        print(f"{key:16s}{found[0]:8.3f}{found[1]:9.3f}{luck:27.3f}", flush=True)
    there, here = np.array([run["profit"].mean() for run in runs]), np.array([each.mean("profit")[0] for each in twin])
    chosen = int(here.argmax())
    print(f"the twin's best is the agents' number {(there > there[chosen]).sum() + 1} and earns "
          f"{there.max() - there[chosen]:,.0f} less than theirs; deviation between mixes {there.std():,.0f}, "
          f"twin less agents {np.mean(here - there):+,.0f} (median {np.median(here - there):+,.0f})")  # fmt: skip


def main() -> None:
    """Print the tables."""
    order()
    sizes = (500, 2_000, 8_000, 32_000)
    print(f"\n{'figure':16s}" + "".join(f"{size:>10d}" for size in sizes) + f"{'c':>10s}")
    for key, values in gaps(sizes).items():
        c = float(np.mean(values * np.sqrt(sizes)))
        print(f"{key:16s}" + "".join(f"{value:10.4f}" for value in values) + f"{c:10.2f}")
    for name, world in worlds().items():
        print(f"\n{name:16s}{'agents':>13s}{'twin':>13s}{'bias':>9s}{'s.e.':>8s}{'runs sd':>9s}")
        for key, (here, there, error, spread) in errors(world).items():
            scale = 100.0 / abs(here) if here else float("nan")
            print(
                f"{key:16s}{here:13.4g}{there:13.4g}{(there - here) * scale:8.1f}%{error * scale:7.1f}%{spread * scale:8.1f}%"
            )


if __name__ == "__main__":
    main()
