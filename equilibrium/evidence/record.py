"""What the evidence command found, kept with the package: a file a module, with version, day and command.

`equilibrium evidence --record` writes these files, and nothing else does. Who reads them (the app's last page) says of which
version and day a figure is; figures are not rounded, points of pictures are, to six digits.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, isfinite, nan
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from equilibrium import __version__
from equilibrium.evidence.collect import FAMILIES, Row, name_of
from equilibrium.findings import Comparison, Finding, Line

FOLDER = Path(__file__).parent / "measured"
OPEN = {"target": nan, "low": -inf, "high": inf, "error": 0.0}  # what a figure left out stands for


@dataclass(frozen=True)
class Record:
    """What one module found, and when.

    Attributes
    ----------
    name, family : as the command line calls them
    title, mechanism, source : in the module's own words
    version, day, command : of equilibrium when it was measured, when, and by which command
    findings : its figures with their verdicts
    comparison : its picture
    """

    name: str
    family: str
    title: str
    mechanism: str
    source: str
    version: str
    day: date
    command: str
    findings: tuple[Finding, ...]
    comparison: Comparison

    @property
    def rows(self) -> list[Row]:
        """Its figures as rows of the evidence tables."""
        return [Row(self.name, self.title, self.mechanism, self.source, finding) for finding in self.findings]


def measured(
    family: str, module: ModuleType, rows: Sequence[Row], comparison: Comparison, command: str, day: date
) -> Record:
    """The record of what `rows` a module gave just now."""
    findings = tuple(row.finding for row in rows)
    about = module.TITLE, module.MECHANISM, module.SOURCE
    return Record(name_of(module), family, *about, __version__, day, command, findings, comparison)


def write(record: Record, folder: Path = FOLDER) -> Path:
    """Keep a record; the one that was there before is gone."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{record.name}.json"
    path.write_text(text(record), encoding="utf-8", newline="\n")
    return path


def read(name: str, folder: Path = FOLDER) -> Record:
    """The record of a module.

    Raises
    ------
    LookupError : if none was kept
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        raise LookupError(f"{name}: nothing recorded; `equilibrium evidence {name} --record` measures it")
    said = json.loads(path.read_text("utf-8"))
    findings = tuple(_finding(each) for each in said["findings"])
    head = {key: said[key] for key in ("name", "family", "title", "mechanism", "source", "version", "command")}
    return Record(
        **head, day=date.fromisoformat(said["day"]), findings=findings, comparison=_comparison(said["comparison"])
    )


def records(folder: Path = FOLDER) -> list[Record]:
    """All that was kept, in the order of the families and their modules."""
    names = [name for modules in FAMILIES.values() for name in modules]
    return [read(name, folder) for name in names if (folder / f"{name}.json").is_file()]


def text(record: Record) -> str:
    """A record as JSON, a line a figure and a line a line of the picture."""
    head = {
        "name": record.name, "family": record.family, "title": record.title, "mechanism": record.mechanism,
        "source": record.source, "version": record.version, "day": record.day.isoformat(), "command": record.command,
    }  # fmt: skip
    picture = record.comparison
    about = {"title": picture.title, "sentence": picture.sentence, "x_label": picture.x_label, "y_label": picture.y_label,
             "names": list(picture.names)}  # fmt: skip
    opening = json.dumps(head, indent=1, ensure_ascii=False)[:-2]
    findings = ",\n".join(_dumped(_plain_finding(each)) for each in record.findings)
    lines = ",\n".join(_dumped(_plain_line(each)) for each in picture.lines)
    return f'{opening},\n "findings": [\n{findings}\n ],\n "comparison": {_dumped(about)[:-1]}, "lines": [\n{lines}\n ]}}\n}}\n'


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _plain_finding(finding: Finding) -> dict[str, Any]:
    numbers = {key: float(getattr(finding, key)) for key in OPEN}
    kept = {key: value for key, value in numbers.items() if isfinite(value) and value != OPEN[key]}
    model = float(finding.model)
    plain = {"figure": finding.figure, "model": model if isfinite(model) else None, **kept}
    return plain | {"drawn_from": finding.drawn_from} | ({"note": finding.note} if finding.note else {})


def _finding(said: dict[str, Any]) -> Finding:
    model = nan if said["model"] is None else said["model"]
    return Finding(**{**OPEN, **said, "model": model})


def _plain_line(line: Line) -> dict[str, Any]:
    plain = {"name": line.name, "group": int(line.group), "reference": bool(line.reference)}
    points = {key: getattr(line, key) for key in ("x", "y", "error")}
    return plain | {key: _rounded(values) for key, values in points.items() if values is not None}


def _rounded(values: Any) -> list[float | None]:
    return [float(f"{value:.6g}") if isfinite(value) else None for value in np.asarray(values, float).ravel()]


def _comparison(said: dict[str, Any]) -> Comparison:
    lines = tuple(Line(**{**line, **{key: _numbers(line[key]) for key in ("x", "y", "error") if key in line}})
                  for line in said["lines"])  # fmt: skip
    return Comparison(**{**said, "lines": lines, "names": tuple(said["names"])})


def _numbers(values: list[float | None]) -> np.ndarray:
    return np.array([nan if value is None else value for value in values], float)
