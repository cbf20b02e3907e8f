"""Assembly: from finished chunks to one table, one labelled data set and a receipt; in memory one chunk at a time."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import h5netcdf
import h5py
import numpy as np
import pandas as pd

from equilibrium.figures import FIGURES
from equilibrium.receipts import Receipt
from equilibrium.studies.measures import Measure
from equilibrium.studies.store import LABELLED, RECEIPT, RUNS, Store, as_json, put, settle, written

IDENTITY = ("point", "replicate", "run")
ROWS = 65_536  # of a row group


def assemble(store: Store) -> dict[str, Any]:
    """Write `runs.parquet`, `results.nc` and, last, `receipt.json`; returns what the receipt says.

    Raises
    ------
    OSError : if the disk is full; the chunks stay, and calling again goes on
    Damaged : if a chunk cannot be read
    """
    outputs, failed = Outputs(store.study.measures), 0
    with (
        written(store.folder / RUNS) as table_file, Table(table_file, store) as tables,
        written(store.folder / LABELLED) as data_file, labelled(data_file, store) as write,
    ):  # fmt: skip
        for chunk, table in store.chunks():
            outputs.add(table)
            failed += int((table["error"] != "").sum())
            tables.add(table)
            place = slice(chunk.first, chunk.last), slice(chunk.low, chunk.high)
            shape = chunk.last - chunk.first, chunk.high - chunk.low
            for name in ("run", *store.study.measures, "error"):
                write(name, place, table[name].to_numpy().reshape(shape))
    receipt = Receipt(store.study.digest, dict(store.manifest["versions"]), outputs.digest)
    said = receipt.record | {"runs": store.study.runs, "failed": failed}
    settle(store.folder)
    put(store.folder / RECEIPT, as_json(said))
    settle(store.folder)
    store.tidy()
    return said


class Outputs:
    """The digest of all results, fed in the order of point and replicate, however they were cut into chunks.

    Only names, numbers and errors of runs count: a table with other columns' order or types gives the same.
    """

    def __init__(self, measures: Iterable[str]):
        self.parts = {name: hashlib.sha256() for name in ("point", "replicate", *measures, "error")}

    def add(self, table: pd.DataFrame) -> None:
        """The next rows."""
        for name, part in self.parts.items():
            part.update(canonical(table[name].to_numpy()))

    @property
    def digest(self) -> str:
        """SHA-256 (hex)."""
        whole = hashlib.sha256()
        for name in sorted(self.parts):
            whole.update(f"{name} {self.parts[name].hexdigest()}\n".encode())
        return whole.hexdigest()


def canonical(values: np.ndarray) -> bytes:
    """Numbers as little-endian bytes, every NaN the same; texts one a line."""
    if values.dtype.kind in "OUT":
        return "".join(f"{str(value).encode('unicode_escape').decode()}\n" for value in values).encode()
    if values.dtype.kind == "f":
        return np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
    return values.astype("<i8").tobytes()


class Table:
    """`runs.parquet`: what identifies a run, its factors, measures, error; what made the data stands in the file's metadata.

    Row groups are larger than most chunks: thousands of small ones make a file slow to read and its index large.
    """

    def __init__(self, file: IO[bytes], store: Store):
        import pyarrow as arrow
        from pyarrow import parquet

        self.points = store.study.points
        measures = store.study.measures
        self.columns = [*IDENTITY, *self.points.columns, *measures, "error"]
        types = [arrow.int64(), arrow.int64(), arrow.string()]
        types += [arrow.float64() if kind.kind == "f" else arrow.string() for kind in self.points.dtypes]
        types += [arrow.float64()] * len(measures) + [arrow.string()]
        self.schema = arrow.schema(list(zip(self.columns, types, strict=True)), metadata=attributes(store))
        self.writer, self.arrow = parquet.ParquetWriter(file, self.schema), arrow
        self.waiting: list[pd.DataFrame] = []

    def add(self, table: pd.DataFrame) -> None:
        """The rows of a chunk."""
        self.waiting.append(table)
        if sum(map(len, self.waiting)) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as a row group."""
        if self.waiting:
            table = pd.concat(self.waiting, ignore_index=True)
            points = self.points.iloc[table["point"].to_numpy()].reset_index(drop=True)
            whole = pd.concat([table, points], axis=1)[self.columns]
            self.writer.write_table(self.arrow.Table.from_pandas(whole, schema=self.schema, preserve_index=False))
            self.waiting = []

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                self.flush()
            self.writer.close()
        except (OSError, ValueError):
            if kind is None:  # else the file goes away anyway
                raise


class Unfailing(io.RawIOBase):
    """A file for HDF5, which takes the whole process down when a write fails, or when it cannot read what it wrote.

    The first trouble is kept, to be raised by who can; what is written from there on is kept in memory.
    """

    def __init__(self, file: io.RawIOBase):
        self.file = file
        self.trouble: OSError | None = None
        self.place, self.size = 0, 0
        self.patches: list[tuple[int, bytes]] = []

    def write(self, data: Any) -> int:
        whole = memoryview(data).cast("B")
        if self.trouble is None:
            try:
                self.file.seek(self.place)
                rest = whole
                while len(rest):
                    rest = rest[self.file.write(rest) :]
            except OSError as error:
                self.trouble = error
        if self.trouble is not None:
            self.patches.append((self.place, bytes(whole)))
        self.place += len(whole)
        self.size = max(self.size, self.place)
        return len(whole)

    def readinto(self, buffer: Any) -> int:
        whole, place = memoryview(buffer).cast("B"), self.place
        self.file.seek(place)
        found = self.file.readinto(whole) or 0
        whole[found:] = bytes(len(whole) - found)
        for start, data in self.patches:
            first, last = max(start, place), min(start + len(data), place + len(whole))
            if first < last:
                whole[first - place : last - place] = data[first - start : last - start]
        self.place += len(whole)
        return len(whole)

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def tell(self) -> int:
        return self.place

    def truncate(self, size: int | None = None) -> int:
        self.size = self.place if size is None else size
        if self.trouble is None:
            try:
                self.file.truncate(self.size)
            except OSError as error:
                self.trouble = error
        return self.size

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


@contextmanager
def labelled(file: IO[bytes], store: Store) -> Iterator[Callable[[str, tuple[slice, slice], np.ndarray], None]]:
    """`results.nc`: a function that writes a part of a variable (point, replicate)."""
    study, safe = store.study, Unfailing(file.raw)  # type: ignore[attr-defined]  # HDF5 has buffers of its own

    def write(name: str, place: tuple[slice, slice], values: np.ndarray) -> None:
        data.variables[_safe(name)][place] = values
        if safe.trouble is not None:
            raise safe.trouble

    try:
        with h5netcdf.File(safe, "w") as data:
            data.dimensions = {"point": len(study.points), "replicate": study.replicates}
            data.create_variable("point", ("point",), data=np.arange(len(study.points)))
            data.create_variable("replicate", ("replicate",), data=np.arange(study.replicates))
            for name in study.points.columns:
                values, kind = study.points[name].to_numpy(), "f8"
                if values.dtype != float:
                    values = np.array(["" if v is None or v != v else str(v) for v in values], object)
                    kind = h5py.string_dtype()
                data.create_variable(_safe(name), ("point",), kind, data=values).attrs["factor"] = name
            for name in ("run", "error"):
                data.create_variable(name, ("point", "replicate"), h5py.string_dtype())
            for name, each in study.measures.items():
                variable = data.create_variable(_safe(name), ("point", "replicate"), "f8", fillvalue=np.nan)
                for key, text in described(each).items():
                    variable.attrs[key] = text
            data.attrs.update(attributes(store))
            yield write
    except Exception:
        if safe.trouble is None:
            raise
    if safe.trouble is not None:
        raise safe.trouble


def _safe(name: str) -> str:
    """`name` without what HDF5 takes for a path."""
    return name.replace("/", "|")


def described(each: Measure) -> dict[str, str]:
    """Unit and labels of a measure's figure."""
    figure = FIGURES.get(each.figure)
    if figure is None:
        return {}
    unit = figure.unit.removesuffix("/week") if figure.over == "sum" else figure.unit
    return {"unit": unit, "label_en": figure.en, "label_it": figure.it, "over": figure.over}


def attributes(store: Store) -> dict[str, str]:
    """What made the data, as text."""
    said = store.manifest
    return {
        "title": said["title"]["en"], "study": said["study"], "study_digest": said["digest"],
        "scenario": said["scenario"]["name"], "scenario_digest": said["scenario"]["digest"], "seed": str(said["seed"]),
        "versions": json.dumps(said["versions"]), "design": json.dumps(said["design"]),
        "scenario_toml": store.study.scenario.text,
    }  # fmt: skip


def outputs_of(tables: Iterable[pd.DataFrame], measures: Iterable[str]) -> str:
    """The digest of results given as tables in order."""
    outputs = Outputs(measures)
    for table in tables:
        outputs.add(table)
    return outputs.digest
