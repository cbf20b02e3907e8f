"""Study: a scenario, what varies in it, which points are visited, how often, and what is measured. Frozen, valid once made."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from equilibrium.figures import FIGURES
from equilibrium.scenario import Scenario, ScenarioError, own_keys
from equilibrium.scenario_document import plain
from equilibrium.scenario_errors import Problem, found, nearest
from equilibrium.scenario_file import read, toml
from equilibrium.studies.designs import COUNTS, DESIGNS, MOST_POINTS, points
from equilibrium.studies.factors import Factor, factor
from equilibrium.studies.measures import Measure, measure
from equilibrium.studies.steering import described, policy

KEYS = (
    "title",
    "description",
    "scenario",
    "set",
    "factors",
    "contrast",
    "design",
    "replicates",
    "seed",
    "figures",
    "model",
)
DEFAULT_FIGURES = ("profit", "alive", "satisfaction", "energy", "coherence", "uniqueness", "customers")
MOST_REPLICATES = 1_000_000
CONTRAST = "contrast"
OTHERS = {"table": ("rows", "file"), "saltelli": ("second_order",)}  # settings of designs that are no counts
TRIED = 50  # points that may show that a level is sound beside others
TAKEN = ("point", "replicate", "run", "error", CONTRAST)  # columns of every table of runs
Model = Callable[[Mapping[str, Any], Sequence[int], int], Mapping[str, np.ndarray]]


class Study:
    """What a sweep runs.

    Parameters
    ----------
    document : mapping -- what a study file says: `scenario` (name, file or Scenario), `set` (changes for all runs, of the
        whole world), `factors` (see `factors.factor`; their axes and levers move the focal enterprise alone), `contrast` (two
        or more named changes, likewise; every point is run under each), `design`
        (a name of `designs.DESIGNS`, or a table with `method` and its settings), `replicates` a point, `seed`, `figures`
        (see `measures.measure`). `model`, a function (point, replicates, seed) -> {figure: (replicate,)}, stands in for the
        simulation where the machinery itself is tried.
    name : str -- what the study is called
    folder : where files it names are looked for

    Attributes
    ----------
    points : DataFrame (point, factor), and `contrast` first if there is one; nothing where the scenario's own value stands

    Raises
    ------
    ScenarioError -- naming all that is wrong at once
    """

    def __init__(self, document: Mapping[str, Any], name: str = "study", folder: str | os.PathLike = "."):
        self.name, self.folder = name, Path(folder)
        self.document = dict(document)
        self._where, self._problems = name, list[Problem]()
        self._doubts: list[tuple[Factor, int, list[Problem]]] = []
        self._settle()
        if self._problems:
            raise ScenarioError(self._problems)

    @classmethod
    def load(cls, source: str | os.PathLike) -> "Study":
        """The study in a TOML file, or a shipped one by its name ("rhythm")."""
        path = find(source)
        document = read(path)
        if document.get("model") is not None:
            raise ScenarioError([Problem(str(path), "model", "a function, which a file cannot hold")])
        return cls(document, path.stem, path.parent)

    def with_(self, /, **changes: Any) -> "Study":
        """A copy that says something else; `name` renames it."""
        name = changes.pop("name", self.name)
        return type(self)({**self.document, **changes}, name, self.folder)

    def _settle(self) -> None:
        said = self.document
        for key in said:
            if key not in KEYS:
                near = nearest(key, KEYS)
                self._wrong(key, "unknown key" + (f"; nearest valid key: {near}" if near else ""))
        self.title = self._text("title")
        self.description = self._text("description")
        self.model: Model | None = said.get("model")
        try:
            described(self.model)
        except ValueError as error:
            self._wrong("model", str(error))
        self.scenario = self._scenario()
        self.replicates = self._whole("replicates", 32, 1, MOST_REPLICATES)
        self.seed = self._whole("seed", 0, 0, 2**63 - 1)
        self.measures = self._measures()
        self.contrast = self._contrast()
        self.factors = self._factors()
        self.design, settings = self._design()
        if not self._problems:
            self.points = self._points(settings)
        self._resolve_doubts()

    def _wrong(self, key: str, text: str) -> None:
        self._problems.append(Problem(self._where, key, text))

    def _text(self, key: str) -> Mapping[str, str]:
        value = self.document.get(key, {})
        if isinstance(value, str):
            value = {"en": value}
        if not isinstance(value, Mapping) or not set(value) <= {"en", "it"} or not all(map(_is_text, value.values())):
            self._wrong(key, f"found {found(value)}, allowed: a text, or {{ en = text, it = text }}")
            return {"en": self.name}
        default = self.name if key == "title" else ""
        return {"en": value.get("en", default), "it": value.get("it", value.get("en", default))}

    def _whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.document.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self._wrong(key, f"found {found(value)}, allowed: a whole number from {least} to {most}")
            return default
        return value

    def _scenario(self) -> Scenario:
        said, changes = self.document.get("scenario", "storefront"), self.document.get("set", {})
        try:
            if isinstance(said, Scenario):
                scenario = said
            elif _is_text(said):
                beside = self.folder / said
                scenario = Scenario.load(beside if beside.is_file() else said)
            else:
                self._wrong("scenario", f"found {found(said)}, allowed: a scenario's name or file")
                return Scenario()
            return scenario.with_(**changes) if changes else scenario
        except ScenarioError as error:
            self._problems += [
                p if p.file != f"{said} (with_)" else p._replace(file=f"{self._where}: set") for p in error.problems
            ]
        except TypeError:
            self._wrong("set", f"found {found(changes)}, allowed: a table of changes")
        return Scenario()

    def _measures(self) -> dict[str, Measure]:
        said = self.document.get("figures", list(DEFAULT_FIGURES))
        if not isinstance(said, (list, tuple)) or not said or not all(map(_is_text, said)):
            self._wrong("figures", f"found {found(said)}, allowed: an array of figures' names")
            return {}
        if self.model is not None:
            return {each: Measure(each) for each in said}
        measures = {}
        for each in said:
            try:
                measures[each] = measure(each, int(self.scenario.value("weeks")))
            except ValueError as error:
                self._wrong("figures", str(error))
        return measures

    def _contrast(self) -> Factor | None:
        said = self.document.get(CONTRAST)
        if said is None:
            return None
        if not isinstance(said, Mapping) or len(said) < 2:
            self._wrong(CONTRAST, "allowed: a table of at least two named tables of changes")
            return None
        return self._factor(CONTRAST, {"levels": said})

    def _factors(self) -> tuple[Factor, ...]:
        said = self.document.get("factors", {})
        if not isinstance(said, Mapping) or (not said and self.contrast is None):
            self._wrong("factors", "allowed: a table with at least one factor, each " + "a line `name = how it varies`")
            return ()
        made = [self._factor(name, each) for name, each in said.items()]
        factors = tuple(each for each in made if each is not None)
        for each in factors:
            if each.name in TAKEN:
                self._wrong(
                    f"factors.{each.name}", f"allowed: a name other than {', '.join(TAKEN)}, which results have"
                )
            if each.name in self.measures:
                own = f'; its value in the run is the figure "{each.name}@1-{int(self.scenario.value("weeks"))}"'
                self._wrong("figures", f"{each.name} is a factor" + (own if each.name in FIGURES else ""))
        owners: dict[str, str] = {}
        for each in (*factors, *([self.contrast] if self.contrast else ())):
            for key in {key for change in _changes(each) for key in change}:
                other = next(
                    (owners[known] for known in owners if _same(key, known) and owners[known] != each.name), None
                )
                if other is not None:
                    self._wrong(
                        f"factors.{each.name}", f"changes {key.split('.')[-1]}, as {other} does: one factor may"
                    )
                owners.setdefault(key, each.name)
        return factors

    def _factor(self, name: str, said: Any) -> Factor | None:
        where = name if name == CONTRAST else f"factors.{name}"
        try:
            made = factor(name, said)
        except ValueError as error:
            self._wrong(where, str(error))
            return None
        if self.model is None:
            for k, change in enumerate(_changes(made)):
                try:
                    settled = {key: value for key, value in change.items() if key != "policy"}
                    if settled:
                        self.scenario.moved(**settled)
                    policy(change.get("policy"))
                except ScenarioError as error:
                    problems = [
                        p._replace(file=self._where, key=f"{where}: {p.key}") for p in dict.fromkeys(error.problems)
                    ]
                    self._doubts.append((made, k, problems))
                except ValueError as error:
                    self._wrong(where, str(error))
                    break
        return made

    def _resolve_doubts(self) -> None:
        """A level that its scenario refuses may be sound beside the other factors' levels: the points say."""
        sound = not self._problems
        for each, k, problems in self._doubts:
            if sound and each.quantile is None:
                rows = np.flatnonzero((self.points[each.name] == each.labels[k]).to_numpy())[:TRIED]
                if any(self._is_sound(int(row)) for row in rows):
                    continue
            self._problems += [problem for problem in problems if problem not in self._problems]

    def _is_sound(self, point: int) -> bool:
        try:
            self.at(point)
        except ScenarioError:
            return False
        return True

    def _design(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The design as it is kept, and its settings alone."""
        said = self.document.get("design", "grid")
        settings = dict(said) if isinstance(said, Mapping) else {"method": said}
        method = settings.pop("method", "grid")
        if method not in DESIGNS:
            near = nearest(str(method), DESIGNS)
            hint = f"; nearest: {near}" if near else ""
            self._wrong("design", f"found {found(method)}, allowed: {', '.join(DESIGNS)}{hint}")
            return {"method": "grid"}, {}
        known = (*COUNTS[method], *OTHERS.get(method, ()))
        for key, value in settings.items():
            if key not in known:
                self._wrong(f"design.{key}", f"unknown key; allowed for {method}: {', '.join(known)}")
            elif key in COUNTS[method] and (
                isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_POINTS
            ):
                self._wrong(f"design.{key}", f"found {found(value)}, allowed: a whole number from 1 to {MOST_POINTS}")
        return {"method": method, **settings}, settings

    def _points(self, settings: dict[str, Any]) -> pd.DataFrame:
        method, settings = self.design["method"], dict(settings)
        if method == "table" and "file" in settings:
            settings["file"] = str(self.folder / settings["file"])
        try:
            frame = points(method, self.factors, self.seed, **settings) if self.factors else pd.DataFrame(index=[0])
        except ModuleNotFoundError:
            raise
        except OSError as error:
            self._wrong("design.file", f"{settings.get('file')}: {error.strerror or error}")
            return pd.DataFrame()
        except (ValueError, TypeError) as error:
            self._wrong("design", str(error))
            return pd.DataFrame()
        if self.contrast is not None:
            sides = len(self.contrast.labels)
            frame = frame.loc[frame.index.repeat(sides)].reset_index(drop=True)
            frame.insert(0, CONTRAST, np.tile(np.array(self.contrast.labels, object), len(frame) // sides))
        return frame

    def changes(self, point: int) -> tuple[dict[str, Any], Any]:
        """What `point` changes in the scenario, and the policy it says (None: none)."""
        changes: dict[str, Any] = {}
        for each in (*([self.contrast] if self.contrast else ()), *self.factors):
            value = self.points[each.name].iat[point]
            if value is not None and value == value:
                changes |= each.change(value)
        return changes, changes.pop("policy", None)

    def at(self, point: int) -> tuple[Scenario, Any]:
        """The scenario of `point`, and the policy it says."""
        changes, said = self.changes(point)
        return self.scenario.moved(**changes) if changes else self.scenario, said

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of all that the runs depend on: the scenario, factors and their values, replicates, seed, figures."""
        rows = hashlib.sha256()  # column by column: a study may have millions of points
        for each in (*([self.contrast] if self.contrast else ()), *self.factors):
            changes = [_in_floats(plain(_plain(change))) for change in each.changes]
            levels = [[label, change] for label, change in zip(each.labels, changes, strict=True)]
            rows.update(json.dumps([each.name, levels], sort_keys=True, default=float).encode())
            values = self.points[each.name].to_numpy()
            texts = values.dtype.kind != "f"
            rows.update("\n".join(map(str, values)).encode() if texts else (values + 0.0).astype("<f8").tobytes())
        parts = {
            "scenario": self.scenario.digest, "points": rows.hexdigest(), "replicates": self.replicates, "seed": self.seed,
            "figures": list(self.measures), "model": described(self.model),
        }  # fmt: skip
        if self.model is None and (alone := self._moved_alone()):
            parts["alone"] = alone
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _moved_alone(self) -> list[str]:
        """Axes and levers that a point moves while some rival keeps what it took from the scenario: where it followed, as it once
        did, runs are others."""
        every = (*self.factors, *([self.contrast] if self.contrast else ()))
        moved = {key for each in every for change in _changes(each) for key in own_keys(change)}
        said = [{*rival, *rival.get("mix", {})} for rival in self.scenario.rivals]
        return sorted(key for key in moved if not all(key in each for each in said))

    @property
    def runs(self) -> int:
        """How many runs the study has."""
        return len(self.points) * self.replicates

    @property
    def text(self) -> str:
        """The study as TOML, beside its scenario in `scenario.toml` and the file of its table, if it has one, in `table.csv`;
        functions of one's own stand as their names."""
        said = {key: value for key, value in self.document.items() if key not in ("scenario", "set")}
        design = self.design | ({"file": "table.csv"} if "file" in self.design else {})
        lines = [f"title = {toml(self.title)}", f"description = {toml(self.description)}"]
        lines += ['scenario = "scenario.toml"', f"replicates = {self.replicates}", f"seed = {self.seed}"]
        lines += [f"figures = {toml(list(self.measures))}", f"design = {toml(_plain(design))}"]
        for key in ("factors", CONTRAST):
            if key in said:
                lines += ["", f"[{key}]", *(f"{toml(name)} = {toml(_plain(each))}" for name, each in said[key].items())]
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        return f"<Study {self.name}: {len(self.points)} points x {self.replicates} replicates>"


def find(source: str | os.PathLike) -> Path:
    """The file of a study: a path, or a shipped study's name.

    Raises
    ------
    ScenarioError : with the nearest name
    """
    path, known = Path(source), shipped()
    if path.is_file():
        return path
    name = path.name.removesuffix(".toml")
    if name in known:
        return known[name]
    near = nearest(name, known)
    hint = f"nearest shipped study: {near}" if near else f"shipped studies: {', '.join(known) or 'none'}"
    raise ScenarioError([Problem(os.fspath(source), "", f"no such file; {hint}")])


def shipped() -> dict[str, Path]:
    """Studies that come with the library: name and file."""
    folder = Path(__file__).parent / "shipped"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def _changes(each: Factor) -> list[Mapping[str, Any]]:
    """Every change a factor with levels makes; for a range, those at its ends and middle.

    A distribution may now and then draw what a scenario refuses: such runs fail, and say so; only its middle is tried here.
    """
    if each.quantile is None:
        return list(each.changes)
    with np.errstate(all="ignore"):
        ends = np.isfinite(each.quantile(np.array([0.0, 1.0]))).all()
    return [each.change(float(value)) for value in (each.steps(3) if ends else each.steps(1))]


def _same(one: str, other: str) -> bool:
    """Whether two keys change the same thing; a coefficient of one regime is not that of another."""
    *first, last = one.split(".")
    *second, also = other.split(".")
    apart = len(first) > 1 and len(second) > 1 and first != second
    return last == also and not apart


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _plain(value: Any) -> Any:
    """`value` as TOML and JSON can say it."""
    if callable(value):
        return described(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _in_floats(value: Any) -> Any:
    """`value` with every number a float: 1 and 1.0 change a scenario in the same way."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Mapping):
        return {key: _in_floats(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in_floats(each) for each in value]
    return value
