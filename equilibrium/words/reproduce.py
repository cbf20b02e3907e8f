"""The Python and the command that make a result again, written from the ensemble alone.

A scenario that ships is called by its name, with what differs from it; any other is read from a file.
"""

import json
import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equilibrium.ensemble import Ensemble
from equilibrium.parameters import AXES, LEVERS
from equilibrium.scenario import Scenario, ScenarioError, shipped
from equilibrium.scenario_document import LISTS, plain
from equilibrium.scenario_file import toml
from equilibrium.scenario_form import HOMES
from equilibrium.studies.results import Results
from equilibrium.studies.study import Study
from equilibrium.studies.study import shipped as shipped_studies


@dataclass(frozen=True)
class Changes:
    """What makes one scenario of another, in this order.

    Attributes
    ----------
    world : for `Scenario.with_` and --set
    own : axes and levers that the focal enterprise alone moves, for `Scenario.moved` and --mix
    """

    world: Mapping[str, Any]
    own: Mapping[str, Any]

    def of(self, base: Scenario) -> Scenario:
        """`base` with the changes."""
        changed = base.with_(**self.world) if self.world else base
        return changed.moved(**self.own) if self.own else changed

    @property
    def python(self) -> str:
        """The calls on a scenario."""
        calls = {"with_": self.world, "moved": self.own}
        return "".join(f".{name}({arguments(said)})" for name, said in calls.items() if said)

    @property
    def options(self) -> list[str]:
        """The words of a command line."""
        said = {"--set": self.world, "--mix": self.own}
        return [word for option, what in said.items() if what for word in (option, *pairs(what))]


def as_python(ensemble: Ensemble, file: str = "scenario.toml") -> str:
    """Lines of Python that print the receipt's digest.

    `file` holds the scenario if it is none that ships with a few changes (see `needs_file`): `ensemble.scenario.save(file)`
    writes it. Policy, hooks, indicators and agents of one's own are named in a comment; the lines lack them.
    """
    ids = ensemble.weekly["replicate"].to_numpy().tolist()
    replicates = len(ids) if ids == list(range(len(ids))) else ids
    return "\n".join([
        "import equilibrium as eq", "",
        *(f"# not in these lines, and needed: {own}" for own in ensemble.made_with),
        f"scenario = {loading(ensemble.scenario, file)}",
        f"ensemble = eq.simulate(scenario, replicates={replicates}, seed={ensemble.seed})",
        f"print(ensemble.receipt.digest)  # {ensemble.receipt.short}... with equilibrium {ensemble.versions['equilibrium']}",
    ])  # fmt: skip


def map_as_python(
    scenario: Scenario, x: str, y: str, objective: str, at: Mapping[str, float], seed: int, n: int, budget: int,
    file: str = "scenario.toml",
) -> str:  # fmt: skip
    """Lines of Python that make a landscape again (`balance.landscape`); `file` as in `as_python`."""
    mix = {name: round(float(place), 6) for name, place in at.items()}
    weeks = int(scenario.value("weeks"))
    return "\n".join([
        "import equilibrium as eq", "from equilibrium.balance.landscape import landscape",
        "from equilibrium.balance.objectives import objective", "",
        f"scenario = {loading(scenario, file)}",
        f"at = {_python(mix)}",
        f'found = landscape(scenario, objective("{objective}", {weeks}), "{x}", "{y}", at=at, n={n},',
        f"                  budget={budget}, seed={seed})",
        "print(found.best)",
    ])  # fmt: skip


def search_as_python(
    scenario: Scenario, which: str, objective: str, seed: int, budget: int, file: str = "scenario.toml"
) -> str:
    """Lines of Python that search again: "best" (`balance.best`) or "robust" (`balance.robust`); `file` as in `as_python`."""
    weeks = int(scenario.value("weeks"))
    return "\n".join([
        "import equilibrium as eq", f"from equilibrium.balance.{which} import {which}",
        "from equilibrium.balance.objectives import objective", "",
        f"scenario = {loading(scenario, file)}",
        f'found = {which}(scenario, objective("{objective}", {weeks}), budget={budget}, seed={seed})',
        "print(found.mix)" if which == "best" else "print(found.chosen().mix)",
    ])  # fmt: skip


def best_as_command(scenario: Scenario, objective: str, seed: int, budget: int, file: str = "scenario.toml") -> str:
    """The shell command that searches the best mix again; `file` as in `as_python`."""
    changes = changes_of_shipped(scenario)
    source = file if changes is None else scenario.name
    command = [
        "equilibrium",
        "balance",
        source,
        f"--objective={objective}",
        "--budget",
        str(budget),
        "--seed",
        str(seed),
    ]
    return shlex.join([*command, *(changes.options if changes else [])])


def loading(scenario: Scenario, file: str) -> str:
    """The Python that loads a scenario: a shipped one by its name with its changes, else `file`."""
    changes = changes_of_shipped(scenario)
    source, calls = (file, "") if changes is None else (scenario.name, changes.python)
    return f"eq.Scenario.load({json.dumps(source, ensure_ascii=False)}){calls}"


def as_command(ensemble: Ensemble, file: str = "scenario.toml") -> str:
    """The shell command that gives the same figures and receipt; `file` as in `as_python`.

    Raises
    ------
    ValueError : if no command can: own code took part, or replicates are not numbered from 0 without a gap
    """
    if ensemble.made_with:
        raise ValueError(f"no command gives it again: made with {', '.join(ensemble.made_with)}")
    ids = ensemble.weekly["replicate"].to_numpy().tolist()
    if ids != list(range(len(ids))):
        raise ValueError(f"no command gives replicates {ids} alone; Python does")
    changes = changes_of_shipped(ensemble.scenario)
    source = file if changes is None else ensemble.scenario.name
    command = ["equilibrium", "run", source, "--replicates", str(len(ids)), "--seed", str(ensemble.seed)]
    return shlex.join([*command, *(changes.options if changes else [])])


def study_as_python(results: Results, folder: str = "again") -> str:
    """Lines of Python that run a study again into `folder` and print its receipt's digest."""
    source = json.dumps(_study_source(results), ensure_ascii=False)
    version = results.manifest["versions"]["equilibrium"]
    return "\n".join([
        "import equilibrium as eq", "",
        f"results = eq.sweep(eq.Study.load({source}), {json.dumps(folder)})",
        f'print(results.receipt["digest"])  # {results.receipt["digest"][:12]}... with equilibrium {version}',
    ])  # fmt: skip


def study_as_command(results: Results, folder: str = "again") -> str:
    """The shell command that runs a study again into `folder`."""
    return shlex.join(["equilibrium", "sweep", _study_source(results), "--out", folder])


def _study_source(results: Results) -> str:
    """The name of a shipped study if it is just that; else the file that the sweep left in its folder."""
    name = results.manifest["study"]
    if name in shipped_studies() and Study.load(name).digest == results.manifest["digest"]:
        return str(name)
    return str(results.folder / "study.toml")


def needs_file(ensemble: Ensemble) -> bool:
    """Whether the scenario has to be read from a file to be made again."""
    return changes_of_shipped(ensemble.scenario) is None


def changes_of_shipped(scenario: Scenario) -> Changes | None:
    """The changes that make the shipped scenario of its name equal to `scenario`.

    None if it is not a shipped one's name, or if the changes cannot be said in this way.
    """
    return changes_between(Scenario.load(scenario.name), scenario) if scenario.name in shipped() else None


def changes_between(base: Scenario, scenario: Scenario) -> Changes | None:
    """The changes that make `base` equal to `scenario`; None if they cannot be said in this way.

    Axes and levers are the focal enterprise's own moves where this gives the same rivals; else the world is changed whole.
    """
    differ = _different(base, scenario)
    own = {key: value for key, value in differ.items() if key in AXES or key in LEVERS}
    rest = {key: value for key, value in differ.items() if key not in own}
    without_rivals = {key: value for key, value in rest.items() if key != "rival"}
    for changes in (Changes(without_rivals, own), Changes(rest, own), Changes(differ, {})):
        try:
            if changes.of(base).digest == scenario.digest:
                return changes
        except ScenarioError:
            continue
    return None


def _different(base: Scenario, scenario: Scenario) -> dict[str, Any]:
    """What `scenario` says otherwise than `base`, by the keys of `Scenario.with_`; lists whole."""
    own, its = plain(scenario.document), plain(base.document)
    differ: dict[str, Any] = {}
    for table, entries in own.items():
        if table in LISTS or (table == "regimes" and list(entries) != list(its[table])):
            if entries != its[table]:
                differ[table] = entries
        elif table == "regimes":
            for name, row in entries.items():
                new = {key: value for key, value in row.items() if value != its[table][name][key]}
                differ |= {f"regimes.{name}.{key}": value for key, value in new.items()}
        elif table not in ("title", "description"):
            differ |= {_key(table, key): value for key, value in entries.items() if its[table].get(key) != value}
    return differ


def _key(table: str, key: str) -> str:
    """The shortest name by which `with_` and --set know a key: the key itself where it can be no other's."""
    return key if key in AXES or HOMES.get(key) == f"{table}.{key}" else f"{table}.{key}"


def pairs(changes: Mapping[str, Any]) -> list[str]:
    """`changes` as the KEY=VALUE of a command line."""
    return [f"{key}={toml(value)}" for key, value in changes.items()]


def arguments(changes: Mapping[str, Any]) -> str:
    """`changes` as the arguments of a call."""
    plainly = [f"{key}={_python(value)}" for key, value in changes.items() if key.isidentifier()]
    dotted = [f"{key!r}: {_python(value)}" for key, value in changes.items() if not key.isidentifier()]
    return ", ".join([*plainly, *(["**{" + ", ".join(dotted) + "}"] if dotted else [])])


def _python(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_python(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_python, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
