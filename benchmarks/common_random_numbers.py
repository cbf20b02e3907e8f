"""Variance of the difference of two nearby mixes: independent seeds against the same luck.

Each axis moves by 0.05 from where the reference scenario aims; fewer simulated customers stand for the same market. Beside
each ratio stands what 16 parts of the replicates leave open (jackknife, 95 %). At least 5 is asked for. `tipped` counts the
replicates in which one of the two mixes is ruined and the other is not.
"""

import numpy as np

import equilibrium as eq
from equilibrium.parameters import AXES

CUSTOMERS, REPLICATES, STEP, ASKED, PARTS = 2000, 400, 0.05, 5.0, 16
FIGURES = ("profit", "customers", "satisfaction", "energy", "coherence", "uniqueness", "new_crafts")


def per_run(scenario: eq.Scenario, seed: int) -> np.ndarray:
    """(figure, replicate) of a run; the last is whether it is still in business."""
    ensemble = eq.simulate(scenario, REPLICATES, seed)
    return np.stack([ensemble.per_run(key) for key in (*FIGURES, "alive")])


def ratio_of_variances(base: np.ndarray, same: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How many times the variance of a difference is smaller under the same luck, per figure."""
    return (base - other)[:-1].var(-1, ddof=1) / (base - same)[:-1].var(-1, ddof=1)


def main() -> None:
    shipped = eq.Scenario.load("storefront")
    market = float(shipped.value("customers")) * float(shipped.value("customer_weight"))
    reference = shipped.with_(customers=CUSTOMERS, customer_weight=market / CUSTOMERS)
    base, missed = per_run(reference, 1), 0
    aims = reference.targets(1)[0]
    print(f"  {CUSTOMERS} customers, {int(reference.value('weeks'))} weeks, {REPLICATES} replicates")
    print(f"  {'':24}" + "".join(f"{key:>15}" for key in FIGURES) + f"{'tipped':>9}")
    for axis, aim in zip(AXES, aims, strict=True):
        moved = reference.with_(**{axis: float(aim) + STEP})
        same, other = per_run(moved, 1), per_run(moved, 2)
        ratio = ratio_of_variances(base, same, other)
        keep = [np.arange(REPLICATES) % PARTS != part for part in range(PARTS)]
        parts = np.stack([ratio_of_variances(base[:, k], same[:, k], other[:, k]) for k in keep])
        error = 2 * np.sqrt((PARTS - 1) / PARTS * ((parts - parts.mean(0)) ** 2).sum(0))
        missed += int((ratio < ASKED).sum())
        cells = "".join(f"{r:9.1f} ±{e:4.1f}" for r, e in zip(ratio, error, strict=True))
        tipped = int((base[-1] != same[-1]).sum())
        print(f"  {axis:24}{cells}{tipped:9}", flush=True)
    print(f"  below {ASKED:.0f}: {missed} of {len(AXES) * len(FIGURES)}")


if __name__ == "__main__":
    main()
