"""Results of a sweep, read without a simulator."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from equilibrium.studies.store import LABELLED, POINTS, RECEIPT, read_manifest

IN_MEMORY = 2**28  # bytes of a file that is read whole; of a larger one each array as it is asked for


@dataclass(frozen=True)
class Results:
    """What a sweep left.

    Attributes
    ----------
    data : Dataset (point, replicate): every measure, `run` (each run's own hash), `error` ("" if it went well); each factor
        is a coordinate of `point`
    manifest : what was swept: study, scenario, seed, factors, design, versions
    receipt : digests of inputs and outputs, runs, how many failed
    folder : where it lies
    """

    data: xr.Dataset
    manifest: Mapping[str, Any]
    receipt: Mapping[str, Any]
    folder: Path

    @classmethod
    def load(cls, folder: str | os.PathLike) -> "Results":
        """The results of a finished sweep.

        Raises
        ------
        ValueError : if the folder holds none, or a sweep that is not finished
        """
        folder = Path(folder)
        manifest = read_manifest(folder)
        if manifest is None:
            raise ValueError(f"{folder}: no results of a sweep there")
        if not (folder / RECEIPT).is_file():
            raise ValueError(f"{folder}: a sweep that is not finished; run the same command again, and it goes on")
        read = xr.load_dataset if (folder / LABELLED).stat().st_size < IN_MEMORY else xr.open_dataset
        data = read(folder / LABELLED, engine="h5netcdf", decode_timedelta=False)
        names = {name: data[name].attrs.get("factor", name.replace("|", "/")) for name in map(str, data.variables)}
        data = data.rename({old: new for old, new in names.items() if old != new})
        columns = pd.read_parquet(folder / POINTS).columns
        data = data.set_coords([*columns, "run", "error"])
        return cls(data, manifest, json.loads((folder / RECEIPT).read_text("utf-8")), folder)

    @property
    def points(self) -> pd.DataFrame:
        """(point, factor) values; nothing (NaN or "") where the scenario's own value stands."""
        names = [*(["contrast"] if self.manifest["contrast"] else []), *self.manifest["factors"]]
        return pd.DataFrame({name: self.data[name].to_numpy() for name in names})

    def grid(self) -> xr.Dataset:
        """The measures of a grid with a dimension for each factor instead of `point`.

        Raises
        ------
        ValueError : if the points are no grid
        """
        names = list(self.points.columns)
        if self.manifest["design"]["method"] != "grid":
            raise ValueError(f"a {self.manifest['design']['method']} has no dimension for each factor; a grid has")
        bare = self.data.reset_coords(["run", "error"], drop=True)
        return bare.set_index(point=names).unstack("point") if len(names) > 1 else bare.swap_dims(point=names[0])

    def by_point(self) -> pd.DataFrame:
        """A row a point: its factors, and of each measure mean and half width of the 95 % interval ("profit +-") over runs."""
        from equilibrium.studies.effects import interval

        table = self.points
        for name in self.manifest["measures"]:
            found = [interval(row[None, :], True) for row in self.values(name)]
            table[name], table[f"{name} +-"] = (np.array(column) for column in zip(*found, strict=True))
        return table

    def values(self, measure: str) -> np.ndarray:
        """(point, replicate) of a measure."""
        return self.data[measure].transpose("point", "replicate").to_numpy()
