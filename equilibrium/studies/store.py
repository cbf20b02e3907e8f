"""Store: the folder of a sweep. A chunk is there whole or not at all; what changed is never mixed with what was.

study.json      what is swept: digests, factors, design, versions; written first, never changed
study.toml, scenario.toml
                the study and its scenario, to read and to run again
points.parquet  the value of each factor at each point
chunks/         a table of finished runs each; gone once `runs.parquet` is there
runs.parquet    a row a run: point, replicate, its own hash, factors, measures, error
results.nc      the same as labelled arrays (point, replicate)
receipt.json    digests of inputs and outputs; written last: with it the sweep is complete
"""

import fcntl
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from equilibrium.studies.runs import Chunk, Plan, plan
from equilibrium.studies.study import CONTRAST, Study

MANIFEST, RECEIPT, RUNS, LABELLED, POINTS = "study.json", "receipt.json", "runs.parquet", "results.nc", "points.parquet"
MADE_BY = "equilibrium sweep"
IN_FOLDER = 1000  # chunks; a folder of a hundred thousand files is slow to list


class StudyChanged(ValueError):
    """The folder holds runs of another study, or of other versions."""


class FolderTaken(ValueError):
    """The folder holds something that no sweep made, or another sweep is writing to it now."""


class Store:
    """The folder of one sweep, open for writing; see `opened`."""

    def __init__(self, folder: Path, study: Study, manifest: Mapping[str, Any]):
        self.folder, self.study, self.manifest = folder, study, manifest
        self.plan: Plan = plan(study)

    def file(self, number: int) -> Path:
        """Where chunk `number` is kept."""
        return self.folder / "chunks" / f"{number // IN_FOLDER:05d}" / f"{number:08d}.parquet"

    @property
    def complete(self) -> bool:
        """Whether all is done and told."""
        return (self.folder / RECEIPT).is_file()

    def missing(self) -> list[int]:
        """Numbers of the chunks that are still to be run."""
        there = set()
        for path in (self.folder / "chunks").rglob("*.parquet"):
            if _whole(path):
                there.add(int(path.stem))
        return [number for number in range(len(self.plan)) if number not in there]

    def keep(self, number: int, table: pd.DataFrame) -> None:
        """Put a finished chunk down, for good.

        Raises
        ------
        OSError : if the disk is full; what was kept before stays
        """
        chunk = self.plan.chunk(number)
        if len(table) != chunk.runs:
            raise ValueError(f"chunk {number}: {len(table)} runs found, {chunk.runs} expected")
        file = self.file(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        _put(file, _parquet(table))

    def chunks(self) -> Iterator[tuple[Chunk, pd.DataFrame]]:
        """Every finished chunk with its table, in order."""
        for number in range(len(self.plan)):
            yield self.plan.chunk(number), pd.read_parquet(self.file(number))


@contextmanager
def opened(study: Study, folder: str | os.PathLike, versions: Mapping[str, str]) -> Iterator[Store]:
    """The store of `study` in `folder`, made if it is not there, and locked against a second sweep.

    Raises
    ------
    StudyChanged : if the folder holds another study; FolderTaken : if it holds something else or is in use
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = manifest(study, versions)
    if not (folder / MANIFEST).is_file() and any(path.name != "lock" for path in folder.iterdir()):
        raise FolderTaken(f"{folder}: holds something that no sweep made; allowed: a new or empty folder")
    with open(folder / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FolderTaken(f"{folder}: another sweep is writing to it") from None
        old = read_manifest(folder)
        if old is None:
            study.scenario.save(folder / "scenario.toml")
            (folder / "study.toml").write_text(study.text, "utf-8", newline="\n")
            _put(folder / POINTS, _parquet(study.points))
            _put(folder / MANIFEST, _json(fresh))
        else:
            differ = differences(old, fresh)
            if differ:
                raise StudyChanged(f"{folder}: holds the runs of another study; it differs in {', '.join(differ)}")
        yield Store(folder, study, fresh)


def manifest(study: Study, versions: Mapping[str, str]) -> dict[str, Any]:
    """What identifies a sweep, and what is needed to read its results."""
    names = [each.name for each in study.factors]
    return {
        "made_by": MADE_BY, "study": study.name, "title": dict(study.title), "digest": study.digest,
        "scenario": {"name": study.scenario.name, "title": dict(study.scenario.title), "digest": study.scenario.digest},
        "seed": study.seed, "replicates": study.replicates, "points": len(study.points), "runs": study.runs,
        "measures": list(study.measures), "factors": names, "design": json.loads(json.dumps(study.design, default=str)),
        "contrast": list(study.contrast.labels) if study.contrast else [], "versions": dict(versions),
    }  # fmt: skip


PARTS = {
    "scenario": "the scenario", "seed": "the seed", "replicates": "replicates", "measures": "figures", "factors": "factors",
    "design": "the design", "contrast": "the contrast", "versions": "versions",
}  # fmt: skip


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In what two manifests are not the same sweep; empty if they are."""
    found = []
    for key, words in PARTS.items():
        was, now = old.get(key), new[key]
        if key == "scenario":
            was, now = _of(was, "digest"), now["digest"]
        if was == now:
            continue
        if key == "versions":
            pairs = [f"{name} {_of(was, name)} -> {new}" for name, new in now.items() if _of(was, name) != new]
            words += f" ({', '.join(pairs)})"
        elif isinstance(now, int):
            words += f" ({was} -> {now})"
        found.append(words)
    return found or (["values of its factors"] if old.get("digest") != new["digest"] else [])


def _of(table: Any, key: str) -> Any:
    return table.get(key) if isinstance(table, Mapping) else None


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


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and onto the disk."""
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _whole(path: Path) -> bool:
    """Whether a Parquet file has its end; a disk that lost power may have kept its name alone."""
    try:
        with open(path, "rb") as file:
            file.seek(-4, os.SEEK_END)
            return file.read(4) == b"PAR1"
    except OSError:
        return False


__all__ = ["CONTRAST", "FolderTaken", "Store", "StudyChanged", "differences", "manifest", "opened", "read_manifest"]
