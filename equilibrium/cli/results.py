"""The folder of a run's results: data, the scenario, what made them, pictures. Complete or not there at all."""

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.ensemble import Ensemble

RECORD = "run.json"
MADE_BY = "equilibrium run"


def former(folder: Path) -> dict[str, Any] | None:
    """What the record of a former run in `folder` says; None if there is none."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and record.get("made_by") == MADE_BY else None


def may_write(folder: Path) -> bool:
    """Whether `folder` is new, empty or holds the results of a former run."""
    if not folder.exists():
        return True
    return folder.is_dir() and (former(folder) is not None or not any(folder.iterdir()))


@contextmanager
def room(folder: Path) -> Iterator[Path]:
    """A place to write in. When all went well its files come into `folder`, in place of those of a former run;
    otherwise `folder` is as it was."""
    with aside(folder) as place:
        yield place
        files = sorted(path.name for path in place.iterdir() if path.name != RECORD)
        old = former(folder) or {}
        for name in set(map(str, old.get("files", ()))) - {*files, RECORD}:
            if name == Path(name).name:
                (folder / name).unlink(missing_ok=True)
        for name in (*files, RECORD):  # the record last: it says that the rest is there
            os.replace(place / name, folder / name)


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A place within `folder` whose files may be moved up; it goes, and `folder` with it if made here and left empty."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    place = None
    try:
        place = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
        yield place
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        for made in missing:  # innermost first; only what is still empty goes
            try:
                made.rmdir()
            except OSError:
                break


def weekly_table(ensemble: Ensemble) -> pd.DataFrame:
    """A row per replicate, week and enterprise; a column per figure, and the regime by name."""
    weekly = ensemble.weekly
    names = np.array(ensemble.scenario.regime_names)
    table = weekly.drop_vars("regime").to_dataframe(["replicate", "week", "enterprise"]).reset_index()
    regime = np.repeat(names[weekly["regime"].to_numpy().ravel()], weekly.sizes["enterprise"])
    table.insert(3, "regime", regime)
    return table


def summary_table(ensemble: Ensemble, language: str) -> pd.DataFrame:
    """The summaries of all enterprises, one below the other."""
    names = ensemble.scenario.enterprise_names
    parts = [ensemble.summary(k, language).assign(enterprise=name) for k, name in enumerate(names)]
    table = pd.concat(parts, ignore_index=True)
    return table[["enterprise", *table.columns.drop("enterprise")]]


def write_data(ensemble: Ensemble, place: Path, language: str) -> None:
    """Weekly data as netCDF and CSV (nine figures of each number there, all of them in netCDF), summary, scenario."""
    ensemble.save(place / "ensemble.nc")
    weekly_table(ensemble).to_csv(place / "weekly.csv", index=False, float_format="%.9g", lineterminator="\n")
    summary_table(ensemble, language).to_csv(place / "summary.csv", index=False, lineterminator="\n")
    ensemble.scenario.save(place / "scenario.toml")


def checksum(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_record(place: Path, said: dict[str, Any], command: list[str]) -> list[str]:
    """Write `run.json`: what made the results, which files they are, and the SHA-256 of each; return the files' names,
    the record's among them."""
    checksums = {path.name: checksum(path) for path in sorted(place.iterdir())}
    files = sorted([*checksums, RECORD])
    system = {"python": platform.python_version(), "platform": platform.platform()}
    record = {
        "made_by": MADE_BY, "created": datetime.now(UTC).isoformat(timespec="seconds"), "command": command,
        **said, "system": system, "files": files, "checksums": checksums,
    }  # fmt: skip
    (place / RECORD).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    return files
