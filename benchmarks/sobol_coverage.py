"""How often Sobol totals lie in their intervals where luck multiplies a factor: the table of docs/sensitivity.md."""

import sys

import numpy as np
import pandas as pd

from equilibrium.studies import designs, variance
from equilibrium.studies.factors import factor
from equilibrium.studies.response import Broken, Response

TRUTH = np.array(
    [0.8, 0.2, 0.0]
)  # totals of the mean of y = a (1 + z) + b / 2, z luck of a replicate, c without effect
FACTORS = tuple(factor(name, {"low": 0.0, "high": 1.0}) for name in "abc")
SAMPLES = 256


def response(replicates: int, seed: int) -> Response:
    """One sweep of the hard case."""
    shares = designs.saltelli(len(FACTORS), seed, samples=SAMPLES)
    luck = np.random.default_rng(seed + 999).normal(size=replicates)
    values = shares[:, [0]] * (1 + luck) + 0.5 * shares[:, [1]]
    points = pd.DataFrame(shares, columns=list("abc"))
    return Response("y", FACTORS, points, values, {"method": "saltelli", "samples": SAMPLES}, seed)


def main(words: list[str] | None = None) -> None:
    """Print, by number of replicates, the share of sweeps in which each total lies in its interval, and how many are refused."""
    sweeps = int(words[0]) if words else 100
    print(f"  {'replicates':>12}{'a':>8}{'b':>8}{'c':>8}{'refused':>10}   of {sweeps}")
    for replicates in (4, 6, 8, 16):
        inside = []
        for seed in range(1, sweeps + 1):
            try:
                table = variance.sobol(response(replicates, seed)).table
            except Broken:
                continue
            inside.append((abs(table["total"] - TRUTH) <= table["total_half"]).to_numpy())
        shares = "".join(f"{share:8.2f}" for share in np.mean(inside, axis=0))
        print(f"  {replicates:12}{shares}{sweeps - len(inside):10}")


if __name__ == "__main__":
    main(sys.argv[1:])
