"""Store: the folder of a sweep. A chunk is there whole or not at all; what changed is never mixed with what was.

study.json      what is swept: digests, factors, design, versions, how it is cut; written first, never changed
study.toml, scenario.toml
                the study and its scenario, to read and to run again; with a table of points of one's own, `table.csv` too
points.parquet  the value of each factor at each point
chunks/         a table of finished runs each; gone once all is told
runs.parquet    a row a run: point, replicate, its own hash, factors, measures, error
results.nc      the same as labelled arrays (point, replicate)
receipt.json    digests of inputs and outputs; written last: with it the sweep is complete
lock            held by the process that writes
"""

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from equilibrium.studies.runs import Chunk, Plan, plan
from equilibrium.studies.steering import described
from equilibrium.studies.study import CONTRAST, Study

MANIFEST, RECEIPT, RUNS, LABELLED, POINTS = "study.json", "receipt.json", "runs.parquet", "results.nc", "points.parquet"
LOCK, UNFINISHED = "lock", ".part"
MADE_BY = "equilibrium sweep"
IN_FOLDER = 1000  # chunks; a folder of a hundred thousand files is slow to list
ENDS = {".parquet": (-4, b"PAR1"), ".nc": (0, b"\x89HDF"), ".json": (-2, b"}\n")}  # what a whole file has, and where
Wanted = dict[int, list[int]]  # replicates of points


class StudyChanged(ValueError):
    """The folder holds runs of another study, or of other versions; `parts` are keys of `PARTS` with what is to be added."""

    def __init__(self, folder: Path, parts: list[tuple[str, str]]):
        differ = ", ".join(f"{PARTS[key]} {more}".rstrip() for key, more in parts)
        super().__init__(f"{folder}: holds the runs of another study; it differs in {differ}")
        self.folder, self.parts = folder, parts

    def __reduce__(self) -> tuple:
        return type(self), (self.folder, self.parts)


class FolderTaken(ValueError):
    """The folder holds something that no sweep made, or another sweep is writing to it now (`busy`)."""

    def __init__(self, folder: Path, busy: bool = False):
        why = (
            "another sweep is writing to it"
            if busy
            else "holds something that no sweep made; allowed: a new or empty folder"
        )
        super().__init__(f"{folder}: {why}")
        self.folder, self.busy = folder, busy

    def __reduce__(self) -> tuple:
        return type(self), (self.folder, self.busy)


class Damaged(ValueError):
    """A chunk cannot be read, or holds other runs than it should."""


class Store:
    """The folder of one sweep, open for writing; see `opened`. Chunks are cut as the folder says, if it says so already."""

    def __init__(self, folder: Path, study: Study, manifest: Mapping[str, Any]):
        self.folder, self.study, self.manifest = folder, study, manifest
        self.plan = Plan(**manifest["plan"])

    def file(self, number: int) -> Path:
        """Where chunk `number` is kept."""
        return self.folder / "chunks" / f"{number // IN_FOLDER:05d}" / f"{number:08d}.parquet"

    @property
    def complete(self) -> bool:
        """Whether all is done and told."""
        return all(_whole(self.folder / name) for name in (RECEIPT, RUNS, LABELLED))

    @property
    def failures(self) -> int:
        """How many runs of a complete sweep failed."""
        return int(json.loads((self.folder / RECEIPT).read_text("utf-8"))["failed"])

    def drop(self, name: str) -> None:
        """Delete a file of a complete sweep that is not what it was, to be made again."""
        (self.folder / name).unlink(missing_ok=True)
        if name == POINTS:
            put(self.folder / POINTS, _parquet(self.study.points))

    def missing(self) -> list[int]:
        """Numbers of the chunks that are still to be run."""
        return [number for number in range(len(self.plan)) if not _whole(self.file(number))]

    def failed(self) -> dict[int, Wanted]:
        """Of each finished chunk that has any, the runs that failed; chunks that cannot be read are forgotten."""
        found: dict[int, Wanted] = {}
        for number in range(len(self.plan)):
            table = self._readable(number)
            if table is not None and (table["error"] != "").any():
                groups = table[table["error"] != ""].groupby("point")["replicate"]
                found[number] = {int(str(point)): ids.tolist() for point, ids in groups}
        return found

    def forget_damaged(self) -> None:
        """Delete chunks that cannot be read."""
        for number in range(len(self.plan)):
            self._readable(number)

    def _readable(self, number: int) -> pd.DataFrame | None:
        if not _whole(self.file(number)):
            return None
        try:
            return self.read(number)
        except Damaged:
            self.file(number).unlink(missing_ok=True)
            return None

    def keep(self, number: int, table: pd.DataFrame) -> None:
        """Put a finished chunk down, for good; runs that were there and are not in `table` stay as they are.

        Raises
        ------
        OSError : if the disk is full; what was kept before stays
        """
        chunk = self.plan.chunk(number)
        if len(table) < chunk.runs and _whole(self.file(number)):
            old, key = self.read(number), ["point", "replicate"]
            table = pd.concat([old, table]).drop_duplicates(key, keep="last").sort_values(key, ignore_index=True)
        self._check(chunk, table)
        file = self.file(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        put(file, _parquet(table))

    def read(self, number: int) -> pd.DataFrame:
        """The table of a finished chunk.

        Raises
        ------
        Damaged : if it cannot be read
        """
        try:
            table = pd.read_parquet(self.file(number))
        except (OSError, ValueError) as error:  # pyarrow's own errors are both
            raise Damaged(f"{self.file(number)}: {error}") from None
        self._check(self.plan.chunk(number), table)
        return table

    def _check(self, chunk: Chunk, table: pd.DataFrame) -> None:
        right = list(table.columns) == self.columns and len(table) == chunk.runs
        points, replicates = np.divmod(np.arange(chunk.runs), chunk.high - chunk.low)
        right = right and bool((table["point"].to_numpy() == points + chunk.first).all())
        if not right or not (table["replicate"].to_numpy() == replicates + chunk.low).all():
            raise Damaged(f"chunk {chunk.number}: found other runs than the {chunk.runs} it should hold")

    @property
    def columns(self) -> list[str]:
        """Of a chunk's table."""
        return ["point", "replicate", "run", *self.study.measures, "error"]

    def chunks(self) -> Iterator[tuple[Chunk, pd.DataFrame]]:
        """Every finished chunk with its table, in order."""
        for number in range(len(self.plan)):
            yield self.plan.chunk(number), self.read(number)

    def take_apart(self) -> None:
        """Where chunks are gone: have those of `runs.parquet` again, if it can be read. From here on nothing is complete."""
        if _whole(self.folder / RUNS) and (_whole(self.folder / RECEIPT) or not (self.folder / "chunks").exists()):
            import pyarrow as arrow

            try:
                self._cut()
            except (Damaged, arrow.ArrowException, OSError) as error:
                if getattr(error, "errno", None) is not None:  # a full disk, not an unreadable file
                    raise
        (self.folder / RECEIPT).unlink(missing_ok=True)

    def _cut(self) -> None:
        from pyarrow import parquet

        rest, number = pd.DataFrame(), 0
        with parquet.ParquetFile(self.folder / RUNS) as file:
            for batch in file.iter_batches(columns=self.columns):
                rest = pd.concat([rest, batch.to_pandas()], ignore_index=True) if len(rest) else batch.to_pandas()
                while number < len(self.plan) and len(rest) >= self.plan.chunk(number).runs:
                    size = self.plan.chunk(number).runs
                    self.keep(number, rest.iloc[:size].reset_index(drop=True))
                    rest, number = rest.iloc[size:], number + 1

    def tidy(self) -> None:
        """Remove what is of no use once all is told."""
        shutil.rmtree(self.folder / "chunks", ignore_errors=True)
        for path in self.folder.glob(f"*{UNFINISHED}"):
            path.unlink(missing_ok=True)


@contextmanager
def opened(study: Study, folder: str | os.PathLike, versions: Mapping[str, str]) -> Iterator[Store]:
    """The store of `study` in `folder`, made if it is not there, and locked against a second sweep.

    Raises
    ------
    StudyChanged : if the folder holds another study; FolderTaken : if it holds something else or is in use
    """
    folder = Path(folder).absolute()  # a model may change where the process stands
    if folder.exists() and (not folder.is_dir() or _foreign(folder)):
        raise FolderTaken(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / LOCK, "a") as lock:
        if not _locked(lock):
            raise FolderTaken(folder, busy=True)
        fresh, old = manifest(study, versions), read_manifest(folder)
        differ = differences(old, fresh) if old is not None else []
        if differ:
            raise StudyChanged(folder, differ)
        if old is None:
            put(folder / MANIFEST, as_json(fresh))
        for name, data in _described(study):
            if not (folder / name).is_file():
                put(folder / name, data)
        store = Store(folder, study, old or fresh)
        if store.complete:
            store.tidy()
        yield store


def _foreign(folder: Path) -> bool:
    """Whether a folder holds what no sweep put there; of a sweep killed at its very start the lock may be all there is."""
    ours = {LOCK, MANIFEST + UNFINISHED}
    return read_manifest(folder) is None and any(path.name not in ours for path in folder.iterdir())


def _described(study: Study) -> Iterator[tuple[str, bytes]]:
    """Files that say what was swept."""
    yield "study.toml", study.text.encode()
    yield "scenario.toml", study.scenario.text.encode()
    yield POINTS, _parquet(study.points)
    if study.design["method"] == "table":
        sides = len(study.contrast.labels) if study.contrast else 1
        rows = study.points.iloc[::sides].drop(columns=[CONTRAST], errors="ignore")
        yield "table.csv", rows.to_csv(index=False, lineterminator="\n").encode()


def _locked(file: IO[str]) -> bool:
    """Whether `file` could be locked for this process; the lock goes with the process, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def manifest(study: Study, versions: Mapping[str, str]) -> dict[str, Any]:
    """What identifies a sweep, and what is needed to read its results."""
    names = [each.name for each in study.factors]
    return {
        "made_by": MADE_BY, "study": study.name, "title": dict(study.title), "digest": study.digest,
        "scenario": {"name": study.scenario.name, "title": dict(study.scenario.title), "digest": study.scenario.digest},
        "seed": study.seed, "replicates": study.replicates, "points": len(study.points), "runs": study.runs,
        "measures": list(study.measures), "factors": names, "design": json.loads(json.dumps(study.design, default=str)),
        "contrast": list(study.contrast.labels) if study.contrast else [], "model": described(study.model),
        "versions": dict(versions), "plan": asdict(plan(study)), "values": values_digest(study.points),
    }  # fmt: skip


def values_digest(points: pd.DataFrame) -> str:
    """SHA-256 (hex) of factors' values (point, factor) as tables hold them: nothing is "" or NaN."""
    whole = hashlib.sha256()
    for name in points.columns:
        values, number = points[name].to_numpy(), pd.api.types.is_numeric_dtype(points[name])
        texts = [] if number else ["" if v is None or v != v else str(v) for v in values]
        whole.update(json.dumps([str(name), texts]).encode())
        whole.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes() if number else b"")
    return whole.hexdigest()


PARTS = {
    "scenario": "the scenario", "seed": "the seed", "replicates": "replicates", "measures": "figures", "factors": "factors",
    "design": "the design", "contrast": "the contrast", "points": "the points it visits", "versions": "versions",
}  # fmt: skip
MANIFEST_PARTS = [key for key in PARTS if key not in ("points", "versions")]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In what two manifests are not the same sweep, as keys of `PARTS` with what is to be added; empty if they are."""
    found, versions = list[tuple[str, str]](), (_table(old.get("versions")), new["versions"])
    if old.get("digest") != new["digest"]:
        for key in MANIFEST_PARTS:
            was, now = old.get(key), new[key]
            if key == "scenario":
                was, now = _table(was).get("digest"), now["digest"]
            if was != now:
                found.append((key, f"({was} -> {now})" if isinstance(now, int) else ""))
        found = found or [("points", "")]
    if versions[0] != versions[1]:
        was, now = versions
        pairs = [
            f"{name} {was.get(name)} -> {now.get(name)}"
            for name in sorted({*was, *now})
            if was.get(name) != now.get(name)
        ]
        found.append(("versions", f"({', '.join(pairs)})"))
    return found


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What a sweep's folder says of itself; None if no sweep made it."""
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("made_by") == MADE_BY else None


def _parquet(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    table.to_parquet(file, engine="pyarrow", index=False)
    return file.getvalue()


def as_json(value: Any) -> bytes:
    """As a file of its own."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and onto the disk."""
    with written(path) as file:
        file.write(data)


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `path` when all went well, and is gone otherwise."""
    part = path.with_name(path.name + UNFINISHED)
    try:
        with open(part, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # "no space left" alone does not say where
        raise


def settle(folder: Path) -> None:
    """Have the names in `folder` on the disk too, before anything they replace is deleted."""
    if os.name != "nt":  # there a folder cannot be opened
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _whole(path: Path) -> bool:
    """Whether a file has what a finished one has; a disk that lost power may have kept its name alone."""
    place, mark = ENDS[path.suffix]
    try:
        with open(path, "rb") as file:
            file.seek(place, os.SEEK_END if place < 0 else os.SEEK_SET)
            return file.read(len(mark)) == mark
    except OSError:
        return False


__all__ = ["CONTRAST", "FolderTaken", "Store", "StudyChanged", "differences", "manifest", "opened", "read_manifest"]
