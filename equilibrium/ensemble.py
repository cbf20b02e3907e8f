"""Ensemble: what a run leaves behind, labelled; saved, loaded and read without a simulator."""

import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from equilibrium import receipts
from equilibrium.figures import FIGURES, Figure
from equilibrium.receipts import Receipt
from equilibrium.scenario import Scenario
from equilibrium.state import Family, Origin, State


@dataclass(frozen=True)
class Ensemble:
    """Results of one scenario under one seed.

    Attributes
    ----------
    weekly : Dataset (replicate, week, enterprise) of every figure, with units; `regime` is (replicate, week)
    crafts : every craft the first replicate ever had, one row each, in the order of birth: `found_week` is -1 unless a
        renaming was found out, `maturity` is the last known
    portrait : Dataset (moment, enterprise, cell, link) of the first replicate's cells at start, middle and end, and
        `serving` (step, enterprise, served), the craft that serves each need after each week, -1 if none
    scenario, seed, versions : what made it
    made_with : what else took part and cannot be saved, by name: policy, hooks, indicators, agents of one's own. Empty if
        scenario and seed are all that it takes to make it again
    """

    weekly: xr.Dataset
    crafts: pd.DataFrame
    portrait: xr.Dataset
    scenario: Scenario
    seed: int
    versions: dict[str, str]
    made_with: tuple[str, ...] = ()

    @property
    def receipt(self) -> Receipt:
        """One digest of all that made it and of all its numbers (see `equilibrium.receipts`)."""
        return receipts.of(self)

    def summary(self, enterprise: int | str = 0, language: str = "en") -> pd.DataFrame:
        """One row a figure: median over replicates with 5 % and 95 %, unit, label.

        Weeks are summed, averaged or the last is taken, as each figure says (`attrs["over"]`).
        """
        rows = []
        for key, values in self.weekly.data_vars.items():
            over = values.attrs.get("over")
            if over is None:
                continue
            per_run = self.per_run(str(key), enterprise)
            per_run = per_run[~np.isnan(per_run)]
            low, median, high = np.quantile(per_run, [0.05, 0.5, 0.95]) if per_run.size else (np.nan,) * 3
            unit = values.attrs["unit"].removesuffix("/week") if over == "sum" else values.attrs["unit"]
            rows.append((key, median, low, high, unit, over, values.attrs[f"label_{language}"]))
        return pd.DataFrame(rows, columns=["figure", "median", "5 %", "95 %", "unit", "over", "label"])

    def per_run(self, figure: str, enterprise: int | str = 0, first: int = 1, last: int | None = None) -> np.ndarray:
        """(replicate,) one number a run: weeks `first` to `last` summed, averaged or the last, as the figure says."""
        values = self.weekly[figure]
        picked = (
            values.isel(enterprise=enterprise) if isinstance(enterprise, int) else values.sel(enterprise=enterprise)
        )
        array, over = picked.to_numpy()[:, first - 1 : last], values.attrs["over"]
        return array[:, -1] if over == "last" else _total(array) if over == "sum" else _mean(array)

    def joined(self, later: "Ensemble") -> "Ensemble":
        """This ensemble with the replicates of `later` behind its own, as if all had been simulated at once.

        Raises
        ------
        ValueError : if scenario, seed, versions or what took part differ, or a replicate is in both
        """
        if (self.scenario.digest, self.seed, self.versions, self.made_with) != (
            later.scenario.digest, later.seed, later.versions, later.made_with,
        ):  # fmt: skip
            raise ValueError("joined: scenario, seed, versions and what took part must be the same")
        if np.intersect1d(self.weekly["replicate"], later.weekly["replicate"]).size:
            raise ValueError("joined: a replicate is in both")
        weekly = xr.concat([self.weekly, later.weekly], "replicate", combine_attrs="override", data_vars="minimal")
        return replace(self, weekly=weekly)

    def save(self, path: str | Path) -> None:
        """Write one netCDF file: weekly figures at the root, `crafts` and `portrait` as groups, the scenario as text.

        The file is made in memory first: HDF5 that meets a full disk takes the whole process down with it.

        Raises
        ------
        OSError : if it cannot be written
        """
        weekly = self.weekly.assign_attrs(
            scenario=self.scenario.text, name=self.scenario.name, seed=str(self.seed), versions=json.dumps(self.versions),
            made_with=json.dumps(self.made_with), receipt=json.dumps(self.receipt.record),
        )  # fmt: skip
        table = self.crafts.copy()
        for name in ("family", "origin"):
            table[name] = table[name].astype(object)
        file = io.BytesIO()
        weekly.to_netcdf(file, mode="w", engine="h5netcdf")
        xr.Dataset.from_dataframe(table.rename_axis("row")).to_netcdf(file, mode="a", group="crafts", engine="h5netcdf")
        self.portrait.to_netcdf(file, mode="a", group="portrait", engine="h5netcdf")
        Path(path).write_bytes(file.getbuffer())

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
            weekly = xr.load_dataset(path, engine="h5netcdf", decode_timedelta=False)  # a unit may be hours
            crafts = xr.load_dataset(path, group="crafts", engine="h5netcdf").to_dataframe().reset_index(drop=True)
            portrait = xr.load_dataset(path, group="portrait", engine="h5netcdf")
            text, name, seed, found = (weekly.attrs.pop(key) for key in ("scenario", "name", "seed", "versions"))
            versions, made_with = json.loads(found), tuple(json.loads(weekly.attrs.pop("made_with")))
            weekly.attrs.pop("receipt")  # of what was saved; `receipt` is of what is here now
            whose, document = int(seed), text.encode()
        except Exception as error:  # HDF5 meets a damaged file with errors of every kind
            raise ValueError(f"{path}: not an ensemble saved by this library, or damaged ({error})") from None
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scenario.toml"
            file.write_bytes(document)
            scenario = Scenario.load(file).with_(name=name)
        return cls(weekly, crafts, portrait, scenario, whose, versions, made_with)


def saved_receipt(path: str | Path) -> Receipt:
    """The receipt written with an ensemble when it was saved; that of what the file holds now is `load(path).receipt`.

    Raises
    ------
    ValueError : if the file holds none, or one that contradicts itself
    """
    try:
        with xr.open_dataset(path, engine="h5netcdf", decode_timedelta=False) as weekly:
            record = json.loads(weekly.attrs["receipt"])
    except Exception as error:  # HDF5 meets a damaged file with errors of every kind
        raise ValueError(f"{path}: no receipt ({error})") from None
    return Receipt.read(record)


def _total(array: np.ndarray) -> np.ndarray:
    """Sum over weeks of (replicate, week), one after the other: numpy's own order, and so its last bits, depend on the shape."""
    return np.cumsum(array, axis=1)[:, -1]


def _mean(array: np.ndarray) -> np.ndarray:
    """Mean over weeks of (replicate, week), leaving out weeks in which there is nothing to say."""
    there = ~np.isnan(array)
    weeks = there.sum(1)
    return np.divide(_total(np.where(there, array, 0.0)), weeks, out=np.full(len(array), np.nan), where=weeks > 0)


def _by_replicate(values: np.ndarray) -> np.ndarray:
    """(week, replicate, ...) as (replicate, week, ...), each replicate in one piece."""
    return np.ascontiguousarray(np.swapaxes(values, 0, 1))


class Recorder:
    """Collects a run's figures week by week."""

    def __init__(self, state: State, weeks: int, indicators: Sequence[Figure] = ()) -> None:
        self.figures = {**FIGURES, **{figure.key: figure for figure in indicators}}
        replicates, enterprises = state.enterprises.alive.shape
        self.ids = state.ids.copy()
        self.values = {key: np.empty((weeks, replicates, enterprises)) for key in self.figures}  # a week in one piece
        self.regime = np.empty((weeks, replicates), np.int64)
        self.moments: list[tuple[int, dict[str, np.ndarray]]] = []
        self.chronicle = Chronicle(state, weeks)
        self.weeks = weeks

    def record(self, state: State, week: int) -> None:
        """Take down the figures of `week` (from 1)."""
        for key, figure in self.figures.items():
            self.values[key][week - 1] = figure.measure(state)
        self.regime[week - 1] = state.context.regime
        self.chronicle.note(state, week)
        if week in (self.weeks // 2, self.weeks):
            self.draw_portrait(state, week)

    def add(self, later: "Recorder") -> None:
        """Put the replicates that `later` recorded behind one's own, and take them from there: they may be many."""
        self.ids = np.concatenate([self.ids, later.ids])
        for key in self.values:
            self.values[key] = np.concatenate([self.values[key], later.values.pop(key)], axis=1)
        self.regime = np.concatenate([self.regime, later.regime], axis=1)

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

    def ensemble(
        self, scenario: Scenario, state: State, versions: dict[str, str], made_with: tuple[str, ...] = ()
    ) -> Ensemble:
        """Everything recorded, as an `Ensemble`."""
        names = list(scenario.enterprise_names)
        coordinates = {"replicate": self.ids, "week": np.arange(1, self.weeks + 1), "enterprise": names}
        figures: dict[str, tuple] = {}  # given all at once: one after the other takes longer than a small run
        for key, figure in self.figures.items():
            described = {
                "unit": figure.unit,
                "units": figure.unit,
                "label_en": figure.en,
                "label_it": figure.it,
                "over": figure.over,
            }
            figures[key] = (("replicate", "week", "enterprise"), _by_replicate(self.values[key]), described)
        figures["regime"] = (
            ("replicate", "week"),
            _by_replicate(self.regime),
            {"names": ",".join(scenario.regime_names)},
        )
        weekly = xr.Dataset(figures, coordinates, {"title": scenario.title["en"], "digest": scenario.digest})
        crafts, portrait = self.chronicle.table(state), self.portrait(names)
        return Ensemble(weekly, crafts, portrait, scenario, state.seed, versions, made_with)

    def portrait(self, names: list[str]) -> xr.Dataset:
        """The remembered cells as one data set."""
        dims = {"neighbours": ("enterprise", "cell", "link"), "position": ("enterprise", "axis")}
        data = {
            key: (("moment", *dims.get(key, ("enterprise", "cell"))), np.stack([m[key] for _, m in self.moments]))
            for key in self.moments[0][1]
        }
        data["serving"] = (("step", "enterprise", "served"), self.chronicle.serving)
        return xr.Dataset(data, {"week": ("moment", [week for week, _ in self.moments]), "enterprise": names})


class Chronicle:
    """The crafts of the first replicate, week by week: also those whose slot in the state goes to another one."""

    def __init__(self, state: State, weeks: int) -> None:
        shape = state.crafts.born[0].shape
        self.rows: list[list[dict]] = [[] for _ in range(shape[0])]
        self.row_of = np.full(shape, -1, np.int64)  # (enterprise, slot): the row of the craft that is there
        self.found_week = np.full(shape, -1, np.int64)
        self.serving = np.full((weeks + 1, shape[0], state.cells.faces.shape[3]), -1, np.int64)
        self.take_down(state)
        self.note(state, 0)

    def take_down(self, state: State) -> None:
        """Copy what changes in a craft's life, to be told when its slot has gone to another."""
        crafts = state.crafts
        self.born, self.maturity, self.matured = (
            crafts.born[0].copy(),
            crafts.maturity[0].copy(),
            crafts.matured[0].copy(),
        )
        self.novel, self.found = crafts.novel[0].copy(), crafts.found[0].copy()

    def note(self, state: State, week: int) -> None:
        """Enter who is new and what was found out in `week`, and who serves which need: the craft practised for it."""
        crafts = state.crafts
        there = np.arange(crafts.born.shape[2]) < crafts.count[0][:, None]
        new = np.argwhere(there & ((self.row_of < 0) | (crafts.born[0] != self.born)))
        for e, k in new.tolist():
            if self.row_of[e, k] >= 0:
                self.close(e, k)
            self.row_of[e, k] = len(self.rows[e])
            self.rows[e].append({
                "enterprise": e, "craft": len(self.rows[e]), "need": int(crafts.need[0, e, k]),
                "family": Family(crafts.family[0, e, k]).name.lower(), "origin": Origin(crafts.origin[0, e, k]).name.lower(),
                "born": int(crafts.born[0, e, k]),
            })  # fmt: skip
        for e, k in new.tolist():  # parents may be of the same week
            parent = int(crafts.parent[0, e, k])
            self.rows[e][self.row_of[e, k]]["parent"] = int(self.row_of[e, parent]) if parent >= 0 else -1
        self.found_week[(crafts.found[0] > 0) & there & (self.found_week < 0)] = week
        self.take_down(state)
        practised = (crafts.practised[0] & state.cells.alive[0][:, None, :]).any(-1)
        firms, slots = np.nonzero(practised & there)
        self.serving[week, firms, crafts.need[0, firms, slots]] = self.row_of[firms, slots]

    def close(self, e: int, k: int, people: float = 0.0) -> None:
        """Write down how far the craft in slot `k` of enterprise `e` came."""
        self.rows[e][self.row_of[e, k]] |= {
            "maturity": float(self.maturity[e, k]), "matured": bool(self.matured[e, k]), "novel": bool(self.novel[e, k]),
            "found": bool(self.found[e, k]), "found_week": int(self.found_week[e, k]), "people": people,
        }  # fmt: skip
        self.found_week[e, k] = -1

    def table(self, state: State) -> pd.DataFrame:
        """A row each, with the people who practise it at the end."""
        people = (state.crafts.practised[0] * state.cells.people[0][:, None, :]).sum(-1)
        for e, k in np.argwhere(self.row_of >= 0).tolist():
            self.close(e, k, float(people[e, k]))
        return pd.DataFrame([row for rows in self.rows for row in rows])
