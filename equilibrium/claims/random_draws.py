"""In how many plausible worlds does each axis keep its balance inside, and which parameters decide it?

Every quantity of the registry that is no size of the world is drawn at once from its plausible range (Latin hypercube); the
four regimes keep the coefficients they ship with, some of which were fitted to the claims, and so do credit and sizes. In
each draw the axes are moved once, one after the other, each to its best place on the grid, four runs a point. With four
runs a share carries noise of its own, and the mix is not searched to convergence: a share, not a proof. Where an axis does
nothing, three of the five places are inside: .60 for one axis and .08 for all five is what chance alone would give.

    python -m equilibrium.claims.random_draws --draws 500 --out draws.csv

An interrupted command goes on where it stopped: each draw is a line, and the same draw gives the same line. Each line names
the world it was drawn in (ranges, what is not drawn, version); lines of another are refused.
"""

import argparse
import csv
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy.stats import binomtest, qmc, spearmanr

from equilibrium import __version__
from equilibrium.claims.landscape import GRID, START, profit, reference, search
from equilibrium.parameters import AXES, REGIMES, REGISTRY

SEED, REPLICATES = 500, 4
SIZES = ("weeks", "needs", "facts", "customers", "customer_weight", "degree", "cells", "people", "weekly_hours", "links",
         "needs_faced", "cells_most", "allies", "credit", "experience_start")  # fmt: skip
LEVERS = ("development", "antenna", "substance")
KEYS = tuple(
    key for key, p in REGISTRY.items()
    if p.high > p.low and not p.choices and p.unit != "switch" and key not in SIZES + LEVERS
)  # fmt: skip
FIELDS = ("draw", *AXES, "profit")
MOST_PROCESSES = 61  # as many as Windows waits for


def world() -> str:
    """A digest of all that decides what a draw finds, but its number."""
    ranges = [(key, REGISTRY[key].low, REGISTRY[key].high) for key in KEYS]
    others = [(key, p.default) for key, p in REGISTRY.items() if key not in KEYS]
    said = repr((ranges, others, REGIMES, SEED, REPLICATES, GRID, START, __version__))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def parameters(draws: int) -> np.ndarray:
    """(draw, key) values of `KEYS`: the first draws are the same however many are asked for."""
    unit = np.stack([qmc.LatinHypercube(len(KEYS), seed=SEED + block).random(50) for block in range(-(-draws // 50))])
    low, high = np.array([[REGISTRY[key].low, REGISTRY[key].high] for key in KEYS]).T
    values = low + unit.reshape(-1, len(KEYS))[:draws] * (high - low)
    whole = np.array([REGISTRY[key].whole for key in KEYS])
    return np.where(whole, np.round(values), values)


def peaks(draw: int) -> dict[str, float]:
    """Best place on each axis in one draw's world, and the profit there, thousand EUR."""
    values = parameters(draw + 1)[draw]
    drawn = reference().with_(
        **{key: int(v) if REGISTRY[key].whole else float(v) for key, v in zip(KEYS, values, strict=True)}
    )
    mix = search(drawn, START, REPLICATES, SEED + draw, passes=1)
    found = float(profit(drawn, mix, REPLICATES, SEED + draw).mean())
    return {"draw": draw, **mix, "profit": round(found, 1)}


def read(path: Path) -> np.ndarray:
    """(draw, field) of a file of draws, in the order of their numbers.

    Raises
    ------
    ValueError : for lines drawn in another world than today's, and for lines that are broken
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    if any(line.get("world") != world() for line in lines):
        raise ValueError(f"{path}: drawn with other ranges or another version; name a new file")
    rows = [[float(line[field]) for field in FIELDS] for line in lines]
    return np.array(sorted(rows)).reshape(-1, len(FIELDS))


def run(draws: int, path: Path) -> Iterator[int]:
    """Add what is missing of `draws` draws to the file; yields how many are there."""
    there = set(read(path)[:, 0].astype(int)) if path.is_file() else set()
    if not there:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join((*FIELDS, "world")) + "\n", encoding="utf-8")
    missing = [draw for draw in range(draws) if draw not in there]
    with (
        ProcessPoolExecutor(min(os.cpu_count() or 1, MOST_PROCESSES)) as pool,
        path.open("a", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, (*FIELDS, "world"), lineterminator="\n")
        for count, row in enumerate(pool.map(peaks, missing), len(there) + 1):
            writer.writerow({**row, "world": world()})
            file.flush()
            yield count


def inside(rows: np.ndarray) -> np.ndarray:
    """(draw, axis) whether an axis's best place is not at an end of the grid."""
    places = rows[:, 1 : 1 + len(AXES)]
    return (places > GRID[0]) & (places < GRID[-1])


def told(rows: np.ndarray) -> str:
    """Shares with 95 % intervals, and the parameters that go with an inner place or with the place, as Markdown."""
    kept, draws = inside(rows), len(rows)
    head = "| axis | inner best place | 95 % interval | goes with an inner place | goes with a place nearer the second pole |"
    lines = [f"{draws} draws, {REPLICATES} runs a point; the regimes keep their coefficients. An axis without any effect would "
             "be inside in .60 of draws, all five in .08.", "", head, "| --- | --- | --- | --- | --- |"]  # fmt: skip
    for k, axis in enumerate(AXES):
        inner = np.asarray(kept[:, k], float)
        lines.append(
            f"| {axis} | {share(kept[:, k])} | {decided_by(rows, inner)} | {decided_by(rows, rows[:, 1 + k])} |"
        )
    lines.append(
        f"| all five at once | {share(np.all(kept, 1))} | {decided_by(rows, np.all(kept, 1).astype(float))} | |"
    )
    loss = share(np.asarray(rows[:, -1] < 0.0))
    return "\n".join([*lines, "", f"Best mix still at a loss: {loss.replace(' | ', ', ')}."])


def share(yes: np.ndarray) -> str:
    """Share and its 95 % interval (Clopper & Pearson)."""
    test = binomtest(int(yes.sum()), len(yes)).proportion_ci(0.95)
    return f"{yes.mean():.2f} | {test.low:.2f} to {test.high:.2f}"


def decided_by(rows: np.ndarray, outcome: np.ndarray, most: int = 4) -> str:
    """The parameters with the strongest rank correlation with `outcome`, where it is clear of chance (Bonferroni, 5 %)."""
    values = parameters(int(rows[:, 0].max()) + 1)[rows[:, 0].astype(int)]
    found = []
    for key, column in zip(KEYS, values.T, strict=True):
        if np.ptp(column) > 0.0 and np.ptp(outcome) > 0.0:
            rho, p = spearmanr(column, outcome)
            if p < 0.05 / len(KEYS):
                found.append((abs(rho), f"{key} {rho:+.2f}"))
    return ", ".join(text for _, text in sorted(found, reverse=True)[:most]) or "none clear of chance"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, and tell what was found."""
    parser = argparse.ArgumentParser(
        prog="python -m equilibrium.claims.random_draws", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("draws.csv"))
    asked = parser.parse_args(arguments)
    try:
        for count in run(asked.draws, asked.out):
            print(f"\r{count} of {asked.draws}", end="", file=sys.stderr, flush=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(file=sys.stderr)
    print(told(read(asked.out)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
