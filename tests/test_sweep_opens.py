"""A sweep's files open without this library: in DuckDB, pandas, xarray, h5py and Zarr."""

import json

import duckdb
import h5py
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from equilibrium.studies.study import Study
from equilibrium.studies.sweep import sweep


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Two factors, one of numbers and one of names; two figures; no simulation needed."""

    def model(point, replicates, seed):
        if point["mood"] == "bad" and point["x"] == 2.0:
            raise ValueError("out of reach")
        return {"y": point["x"] * 10 + np.array(replicates), "z": -point["x"]}

    document = {
        "model": model,
        "figures": ["y", "z"],
        "factors": {"x": [1.0, 2.0, 3.0], "mood": {"levels": {"good": {}, "bad": {}}}},
        "replicates": 2,
    }
    return sweep(Study(document), tmp_path_factory.mktemp("opens"), backend="here")


def test_a_query_of_duckdb_reads_the_runs(results):
    file = results.folder / "runs.parquet"
    query = f"SELECT x, mood, avg(y) AS y, count(*) AS n FROM '{file}' WHERE error = '' GROUP BY ALL ORDER BY ALL"
    assert duckdb.sql(query).fetchall() == [
        (1.0, "bad", 10.5, 2),
        (1.0, "good", 10.5, 2),
        (2.0, "good", 20.5, 2),
        (3.0, "bad", 30.5, 2),
        (3.0, "good", 30.5, 2),
    ]
    said = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}')").fetchall()
    assert {"seed", "versions", "scenario_toml", "study_digest"} <= dict(said).keys()


def test_pandas_reads_the_runs_with_their_hashes_and_errors(results):
    table = pd.read_parquet(results.folder / "runs.parquet")
    assert list(table.columns) == ["point", "replicate", "run", "x", "mood", "y", "z", "error"]
    assert len(table) == 12 and table["run"].is_unique
    assert table.loc[table["error"] != "", ["x", "mood"]].drop_duplicates().to_numpy().tolist() == [[2.0, "bad"]]
    assert (table["error"].unique() == ["", "ValueError: out of reach"]).all()


def test_xarray_reads_labelled_arrays_with_what_made_them(results):
    with xr.open_dataset(results.folder / "results.nc") as data:
        assert data["y"].dims == ("point", "replicate")
        assert np.array_equal(data["y"].where(data["mood"] == "good", drop=True), [[10, 11], [20, 21], [30, 31]])
        assert data.attrs["seed"] == "0" and "numpy" in json.loads(data.attrs["versions"])
        assert data.attrs["scenario_toml"] == (results.folder / "scenario.toml").read_text("utf-8")


def test_h5py_reads_plain_arrays(results):
    with h5py.File(results.folder / "results.nc") as file:
        assert file["y"].shape == (6, 2) and file["y"].dtype == float
        assert [text.decode() for text in file["mood"][:2]] == ["good", "bad"]
        assert file["y"].dims[0][0].name == "/point"


def test_the_data_set_goes_to_zarr_and_comes_back(results, tmp_path):
    results.data.to_zarr(tmp_path / "results.zarr", consolidated=False)
    with xr.open_zarr(tmp_path / "results.zarr", consolidated=False) as data:
        assert data.load().equals(results.data)
        assert data.attrs == results.data.attrs
