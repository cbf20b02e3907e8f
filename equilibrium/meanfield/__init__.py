"""The mean-field twin: the same mechanisms in expectation, without customers' identities; smooth in the mix, deterministic.

    from equilibrium import meanfield
    prepared = meanfield.prepare(scenario)
    meanfield.run(prepared, {"push_pull": 0.3}).mean("profit")

It answers in milliseconds what the agents answer in seconds. How far it is from them stands in docs/balance/meanfield.md.
"""

from equilibrium.meanfield.twin import Expected, Prepared, evaluate, prepare, regime_paths, run, run_each

__all__ = ["Expected", "Prepared", "evaluate", "prepare", "regime_paths", "run", "run_each"]
