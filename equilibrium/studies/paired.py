"""compare(): scenarios and saved runs side by side under the same luck, each against the first."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from equilibrium.ensemble import Ensemble
from equilibrium.receipts import Receipt, digest_of_arrays, digest_of_inputs
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate, versions
from equilibrium.studies import COMPARED, FUTURES
from equilibrium.studies.comparison import Difference, difference

POPULATION = ("customers", "network", "degree", "rewiring", "needs", "facts")  # who draws which number hangs on these


@dataclass(frozen=True)
class Comparison:
    """Scenarios compared with the first one, replicate by replicate.

    Attributes
    ----------
    names : of each scenario, the baseline first
    values : Dataset (scenario, replicate) of every figure compared, one number per run, with unit and labels
    differences : for each scenario but the first, a `Difference` per figure; all are judged at once
    seed, weeks, versions : what made the runs
    digests : of each scenario
    otherwise : for each scenario but the first, the keys of the population that differ from the baseline's: its luck is then
        that of other people, and the pairs are less alike (the verdict holds, it takes more runs)
    older : names of saved runs that other versions of the software made
    """

    names: tuple[str, ...]
    values: xr.Dataset
    differences: tuple[tuple[Difference, ...], ...]
    seed: int
    weeks: int
    versions: dict[str, str]
    digests: tuple[str, ...]
    otherwise: tuple[tuple[str, ...], ...]
    older: tuple[str, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """Keys of the figures compared."""
        return tuple(map(str, self.values.data_vars))

    @property
    def receipt(self) -> Receipt:
        """Digests of what was compared and of every run's numbers."""
        inputs = {
            "scenarios": list(self.digests), "seed": self.seed, "weeks": self.weeks, "figures": list(self.figures),
            "replicates": self.values["replicate"].to_numpy().tolist(),
        }  # fmt: skip
        outputs = digest_of_arrays((key, self.values[key].to_numpy()) for key in self.figures)
        return Receipt(digest_of_inputs(inputs), self.versions, outputs)


def compare(
    sides: Sequence[Scenario | Ensemble], replicates: int | Iterable[int] | None = None, seed: int | None = None, *,
    figures: Sequence[str] = COMPARED, names: Sequence[str] | None = None, threads: int | None = None,
    progress: Callable[[int, int, int], None] | None = None,
) -> Comparison:  # fmt: skip
    """Simulate scenarios under the same seed and replicates and compare each with the first.

    Parameters
    ----------
    sides : two or more scenarios or saved runs; with a run among them its seed, replicates and weeks are everyone's
    replicates, seed : as for `simulate`; by default those of the runs, else 64 and a seed drawn once
    figures : keys of figures, or of a run's own
    names : of the sides, to tell them apart; default the scenarios' names
    progress : called with (side, week, weeks)

    Raises
    ------
    ValueError : for one side only, unknown figures, and for runs that cannot be paired, in a sentence
    """
    if len(sides) < 2:
        raise ValueError(f"sides: {len(sides)} found; two or more are needed")
    if len(figures) == 0 or len(set(figures)) < len(figures):
        raise ValueError(f"figures: {list(figures)} found; one or more, each once, are allowed")
    replicates = replicates if isinstance(replicates, int | None) else list(replicates)
    runs = [side for side in sides if isinstance(side, Ensemble)]
    problem = unpaired(sides, replicates, seed)
    if problem is not None:
        raise ValueError(f"runs with different {problem} met different luck and are not compared in pairs")
    if runs:
        seed, replicates = runs[0].seed, runs[0].weekly["replicate"].to_numpy().tolist()
    seed = int.from_bytes(os.urandom(4), "little") if seed is None else seed
    replicates = FUTURES if replicates is None else replicates
    rows: list[xr.Dataset] = []
    for k, side in enumerate(sides):

        def told(week: int, weeks: int, k: int = k) -> None:
            if progress is not None:
                progress(k, week, weeks)

        ran = side if isinstance(side, Ensemble) else simulate(side, replicates, seed, threads=threads, progress=told)
        rows.append(_per_run(ran, figures))
    scenarios = [side.scenario if isinstance(side, Ensemble) else side for side in sides]
    names = tuple(names or (scenario.name for scenario in scenarios))
    values = xr.concat(rows, "scenario", combine_attrs="override").assign_coords(scenario=list(names))
    at_once = (len(sides) - 1) * len(figures)
    differences = tuple(
        tuple(difference(key, rows[0][key].to_numpy(), row[key].to_numpy(), at_once=at_once) for key in figures)
        for row in rows[1:]
    )
    otherwise = tuple(tuple(k for k in POPULATION if s.value(k) != scenarios[0].value(k)) for s in scenarios[1:])
    now = versions()
    older = tuple(n for n, s in zip(names, sides, strict=True) if isinstance(s, Ensemble) and s.versions != now)
    weeks, digests = int(scenarios[0].value("weeks")), tuple(scenario.digest for scenario in scenarios)
    return Comparison(names, values, differences, int(seed), weeks, now, digests, otherwise, older)


def unpaired(sides: Sequence[Scenario | Ensemble], replicates: int | list[int] | None, seed: int | None) -> str | None:
    """What keeps sides from meeting the same luck: "weeks", "seed" or "replicates"; None if nothing does."""
    runs = [side for side in sides if isinstance(side, Ensemble)]
    scenarios = [side.scenario if isinstance(side, Ensemble) else side for side in sides]
    if len({int(scenario.value("weeks")) for scenario in scenarios}) > 1:
        return "weeks"
    if runs and len({run.seed for run in runs} | ({seed} - {None})) > 1:
        return "seed"
    ids = [run.weekly["replicate"].to_numpy().tolist() for run in runs]
    if runs and replicates is not None:
        ids.append(list(range(replicates)) if isinstance(replicates, int) else replicates)
    return "replicates" if any(other != ids[0] for other in ids[1:]) else None


def _per_run(ensemble: Ensemble, figures: Sequence[str]) -> xr.Dataset:
    """(replicate,) of each figure."""
    weekly = ensemble.weekly
    known = [str(key) for key in weekly.data_vars if "over" in weekly[key].attrs]
    unknown = [key for key in figures if key not in known]
    if unknown:
        raise ValueError(f"figures: {unknown} found; there are {', '.join(known)}")
    per_run = xr.Dataset(coords={"replicate": weekly["replicate"].to_numpy()})
    for key in figures:
        said = dict(weekly[key].attrs)
        if said["over"] == "sum":
            said["unit"] = said["units"] = said["unit"].removesuffix("/week")
        per_run[key] = ("replicate", np.asarray(ensemble.per_run(key)), said)
    return per_run
