"""Again: a finished sweep held against its receipt, and some or all of its points run anew and held against what is kept."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from equilibrium.receipts import Receipt
from equilibrium.scenario import ScenarioError
from equilibrium.simulation import cores, versions
from equilibrium.studies.assembly import outputs_of
from equilibrium.studies.results import Results
from equilibrium.studies.runs import Chunk, job, run
from equilibrium.studies.store import LABELLED, POINTS, RECEIPT, RUNS, Damaged, read_manifest, values_digest
from equilibrium.studies.study import Study
from equilibrium.verification import Difference, difference

SOME = 8  # points that are run again unless all are asked for
ROWS = 65_536


@dataclass(frozen=True)
class Again:
    """What was found.

    Attributes
    ----------
    damaged : files that are not as they were written
    points : those that were run again
    differing : measures that are not the same bits
    changed : versions that are others now, as (then, now)
    """

    damaged: tuple[str, ...]
    points: tuple[int, ...]
    differing: tuple[Difference, ...]
    changed: dict[str, tuple[str, str]]


def study_in(folder: Path) -> Study:
    """The study that a sweep's folder holds.

    Raises
    ------
    ValueError : if what it holds is not the study that was swept: one with a function of one's own cannot be read from a file
    """
    manifest = read_manifest(folder)
    try:
        study = Study.load(folder / "study.toml")
    except ScenarioError as error:
        raise ValueError(str(error)) from None
    if manifest is None or study.digest != manifest["digest"]:
        raise ValueError(f"{folder / 'study.toml'}: not the study that was swept")
    return study


def damaged(folder: Path) -> tuple[str, ...]:
    """Files of a finished sweep that are not what its receipt says."""
    manifest = read_manifest(folder) or {}
    try:
        receipt = Receipt.read(json.loads((folder / RECEIPT).read_text("utf-8")))
        if receipt.inputs != manifest.get("digest") or dict(receipt.versions) != manifest.get("versions"):
            return (RECEIPT,)
    except (OSError, ValueError):
        return (RECEIPT,)
    measures, wrong = list(manifest["measures"]), []
    try:
        if outputs_of(_tables(folder / RUNS), measures) != receipt.outputs:
            wrong.append(RUNS)
    except (OSError, ValueError, KeyError):
        wrong.append(RUNS)
    try:
        points = pd.read_parquet(folder / POINTS)
        if values_digest(points) != manifest["values"]:
            wrong.append(POINTS)
    except (OSError, ValueError, KeyError):
        return (*wrong, POINTS)
    try:
        runs = pd.read_parquet(folder / RUNS, columns=["point", "run", *points.columns, *measures])
        if (
            values_digest(runs.drop_duplicates("point")[list(points.columns)]) != manifest["values"]
            and RUNS not in wrong
        ):
            wrong.append(RUNS)
    except (OSError, ValueError, KeyError):
        return tuple(dict.fromkeys([*wrong, RUNS]))
    try:
        data = Results.load(folder)
        pairs = [(data.values(name).ravel(), runs[name].to_numpy()) for name in measures]
        same = all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)
        same = same and (data.data["run"].to_numpy().ravel() == runs["run"].to_numpy()).all()
        if not same or values_digest(data.points) != manifest["values"]:
            wrong.append(LABELLED)
    except (OSError, ValueError, KeyError):
        wrong.append(LABELLED)
    return tuple(wrong)


def _tables(file: Path) -> Iterator[pd.DataFrame]:
    """The rows of a Parquet file, some at a time."""
    from pyarrow import parquet

    with parquet.ParquetFile(file) as opened:
        for batch in opened.iter_batches(ROWS):
            yield batch.to_pandas()


def again(
    folder: Path, *, all_points: bool = False, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Again:  # fmt: skip
    """Run `SOME` points of a finished sweep anew, evenly spread, or all.

    Raises
    ------
    ValueError : if the study cannot be read from its folder; Damaged : if the runs cannot be read
    """
    study, wrong = study_in(folder), damaged(folder)
    then, now = dict((read_manifest(folder) or {})["versions"]), versions()
    changed = {name: (then.get(name, "-"), now.get(name, "-")) for name in {**then, **now}}
    count = len(study.points)
    points = range(count) if all_points or count <= SOME else np.linspace(0, count - 1, SOME).round().astype(int)
    chosen = tuple(int(point) for point in points)
    names = ["point", "replicate", "run", *study.measures, "error"]
    try:
        kept = pd.read_parquet(folder / RUNS, columns=names, filters=[("point", "in", chosen)])
    except (OSError, ValueError) as error:
        raise Damaged(f"{folder / RUNS}: {error}") from None
    tables = []
    for k, point in enumerate(chosen):
        chunk = Chunk(k, point, point + 1, 0, study.replicates)
        tables.append(run(job(study, chunk, then, threads or cores())))
        if progress is not None:
            progress(k + 1, len(chosen))
    fresh = pd.concat(tables, ignore_index=True)
    found = [difference(name, kept[name].to_numpy(), fresh[name].to_numpy()) for name in names]
    return Again(
        wrong, chosen, tuple(one for one in found if one.values),
        {name: pair for name, pair in changed.items() if pair[0] != pair[1]},
    )  # fmt: skip
