"""Ensemble: what a run leaves behind, labelled; saved, loaded and read without a simulator."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from equilibrium.figures import FIGURES, Figure
from equilibrium.scenario import Scenario
from equilibrium.state import Family, Origin, State


@dataclass(frozen=True)
class Ensemble:
    """Results of one scenario under one seed.

    Attributes
    ----------
    weekly : Dataset (replicate, week, enterprise) of every figure, with units; `regime` is (replicate, week)
    crafts : every craft of the first replicate at the end, one row each
    portrait : Dataset (moment, enterprise, cell, link) of the first replicate's cells at start, middle and end, and
        `serving` (step, enterprise, served), the craft that serves each need after each week, -1 if none
    scenario, seed, versions : what made it
    """

    weekly: xr.Dataset
    crafts: pd.DataFrame
    portrait: xr.Dataset
    scenario: Scenario
    seed: int
    versions: dict[str, str]

    def summary(self, enterprise: int | str = 0, language: str = "en") -> pd.DataFrame:
        """One row a figure: median over replicates with 5 % and 95 %, unit, label.

        Weeks are summed, averaged or the last is taken, as each figure says (`attrs["over"]`).
        """
        pick = {"enterprise": enterprise}
        weekly = self.weekly.isel(pick) if isinstance(enterprise, int) else self.weekly.sel(pick)
        rows = []
        for key, values in weekly.data_vars.items():
            over = values.attrs.get("over")
            if over is None:
                continue
            array = values.to_numpy()
            per_run = array[:, -1] if over == "last" else array.sum(1) if over == "sum" else _mean(array)
            per_run = per_run[~np.isnan(per_run)]
            low, median, high = np.quantile(per_run, [0.05, 0.5, 0.95]) if per_run.size else (np.nan,) * 3
            unit = values.attrs["unit"].removesuffix("/week") if over == "sum" else values.attrs["unit"]
            rows.append((key, median, low, high, unit, over, values.attrs[f"label_{language}"]))
        return pd.DataFrame(rows, columns=["figure", "median", "5 %", "95 %", "unit", "over", "label"])

    def save(self, path: str | Path) -> None:
        """Write one netCDF file: weekly figures at the root, `crafts` and `portrait` as groups, the scenario as text."""
        weekly = self.weekly.assign_attrs(
            scenario=self.scenario.text, seed=str(self.seed), versions=json.dumps(self.versions)
        )
        weekly.to_netcdf(path, mode="w", engine="h5netcdf")
        table = self.crafts.copy()
        for name in ("family", "origin"):
            table[name] = table[name].astype(object)
        xr.Dataset.from_dataframe(table.rename_axis("row")).to_netcdf(path, mode="a", group="crafts", engine="h5netcdf")
        self.portrait.to_netcdf(path, mode="a", group="portrait", engine="h5netcdf")

    @classmethod
    def load(cls, path: str | Path) -> "Ensemble":
        """Read what `save` wrote.

        Raises
        ------
        FileNotFoundError, ValueError : if there is no such file or it is not a saved ensemble
        """
        path = Path(path)
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such file")
        try:
            weekly = xr.load_dataset(path, engine="h5netcdf")
            crafts = xr.load_dataset(path, group="crafts", engine="h5netcdf").to_dataframe().reset_index(drop=True)
            portrait = xr.load_dataset(path, group="portrait", engine="h5netcdf")
            text, seed, found = (weekly.attrs.pop(name) for name in ("scenario", "seed", "versions"))
        except (OSError, KeyError) as error:
            raise ValueError(f"{path}: not an ensemble saved by this library ({error})") from None
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scenario.toml"
            file.write_text(text, "utf-8")
            scenario = Scenario.load(file)
        return cls(weekly, crafts, portrait, scenario, int(seed), json.loads(found))


def _mean(array: np.ndarray) -> np.ndarray:
    """Mean over weeks of (replicate, week), leaving out weeks in which there is nothing to say."""
    there = ~np.isnan(array)
    weeks = there.sum(1)
    return np.divide(np.where(there, array, 0.0).sum(1), weeks, out=np.full(len(array), np.nan), where=weeks > 0)


class Recorder:
    """Collects a run's figures week by week."""

    def __init__(self, state: State, weeks: int, indicators: Sequence[Figure] = ()) -> None:
        self.figures = {**FIGURES, **{figure.key: figure for figure in indicators}}
        replicates, enterprises = state.enterprises.alive.shape
        self.values = {key: np.empty((replicates, weeks, enterprises)) for key in self.figures}
        self.regime = np.empty((replicates, weeks), np.int64)
        self.moments: list[tuple[int, dict[str, np.ndarray]]] = []
        needs = state.cells.faces.shape[3]
        self.serving = np.full((weeks + 1, enterprises, needs), -1, np.int64)
        self.weeks = weeks
        self.note_serving(state, 0)

    def record(self, state: State, week: int) -> None:
        """Take down the figures of `week` (from 1)."""
        for key, figure in self.figures.items():
            self.values[key][:, week - 1] = figure.measure(state)
        self.regime[:, week - 1] = state.context.regime
        self.note_serving(state, week)
        if week in (self.weeks // 2, self.weeks):
            self.draw_portrait(state, week)

    def note_serving(self, state: State, week: int) -> None:
        """Remember which craft of the first replicate serves each need: the one practised for it."""
        crafts = state.crafts
        firms, slots = np.nonzero(crafts.practised[0].any(-1))
        self.serving[week, firms, crafts.need[0, firms, slots]] = slots

    def draw_portrait(self, state: State, week: int) -> None:
        """Remember the cells of the first replicate: `craft` is the family of the newest craft a cell practises, -1
        while it has none but those it started with; `need` the first of the needs it faces."""
        cells, crafts = state.cells, state.crafts
        alive, faces = cells.alive[0], cells.faces[0]
        newest = np.full(alive.shape, -1, np.int64)
        for e in range(alive.shape[0]):
            known = int(crafts.count[0, e])
            for k in np.argsort(crafts.born[0, e, :known], kind="stable"):
                if crafts.origin[0, e, k] != Origin.FOUNDING:
                    newest[e, crafts.practised[0, e, k] > 0] = crafts.family[0, e, k]
        first = (faces > 0) & (np.roll(faces, 1, axis=-1) == 0)  # needs are a ring, a cell faces a run of them
        self.moments.append((week, {
            "alive": alive.copy(), "people": cells.people[0].copy(), "energy": cells.energy[0].copy(),
            "load": cells.load[0].copy(), "craft": newest, "need": first.argmax(-1),
            "neighbours": cells.neighbours[0].copy(), "position": state.enterprises.position[0].copy(),
        }))  # fmt: skip

    def ensemble(self, scenario: Scenario, state: State, versions: dict[str, str]) -> Ensemble:
        """Everything recorded, as an `Ensemble`."""
        names = list(scenario.enterprise_names)
        coordinates = {"replicate": state.ids.copy(), "week": np.arange(1, self.weeks + 1), "enterprise": names}
        weekly = xr.Dataset(coords=coordinates, attrs={"title": scenario.title["en"], "digest": scenario.digest})
        for key, figure in self.figures.items():
            described = {"unit": figure.unit, "label_en": figure.en, "label_it": figure.it, "over": figure.over}
            weekly[key] = (("replicate", "week", "enterprise"), self.values[key], described)
        weekly["regime"] = (("replicate", "week"), self.regime, {"names": ",".join(scenario.regime_names)})
        return Ensemble(weekly, self.craft_table(state), self.portrait(names), scenario, state.seed, versions)

    @staticmethod
    def craft_table(state: State) -> pd.DataFrame:
        """Every craft of the first replicate: a row each."""
        crafts, rows = state.crafts, []
        for e in range(crafts.count.shape[1]):
            for k in range(int(crafts.count[0, e])):
                people = float((crafts.practised[0, e, k] * state.cells.people[0, e]).sum())
                rows.append((e, k, int(crafts.need[0, e, k]), Family(crafts.family[0, e, k]).name.lower(),
                             Origin(crafts.origin[0, e, k]).name.lower(), int(crafts.born[0, e, k]),
                             float(crafts.maturity[0, e, k]), bool(crafts.matured[0, e, k]), bool(crafts.novel[0, e, k]),
                             bool(crafts.found[0, e, k]), int(crafts.parent[0, e, k]), people))  # fmt: skip
        names = "enterprise craft need family origin born maturity matured novel found parent people"
        return pd.DataFrame(rows, columns=names.split())

    def portrait(self, names: list[str]) -> xr.Dataset:
        """The remembered cells as one data set."""
        dims = {"neighbours": ("enterprise", "cell", "link"), "position": ("enterprise", "axis")}
        data = {
            key: (("moment", *dims.get(key, ("enterprise", "cell"))), np.stack([m[key] for _, m in self.moments]))
            for key in self.moments[0][1]
        }
        data["serving"] = (("step", "enterprise", "served"), self.serving)
        return xr.Dataset(data, {"week": ("moment", [week for week, _ in self.moments]), "enterprise": names})
