"""Scenario: frozen, validated; load, with_, save. What an engine needs to know of it, week by week."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from equilibrium.parameters import AXES, COEFFICIENT_RECORD, COEFFICIENTS, LEVERS, RECORD, REGISTRY, encode
from equilibrium.policies.alternate import alternate_target
from equilibrium.policies.calendar import calendar_target
from equilibrium.policies.fixed import fixed_target
from equilibrium.policies.wave import wave_target
from equilibrium.scenario_checks import inconsistencies
from equilibrium.scenario_document import FOCAL, LISTS, frozen, merged, normal, plain, put, reference_document
from equilibrium.scenario_errors import Problem, ScenarioError, nearest
from equilibrium.scenario_file import find, layers, parse, shipped, written
from equilibrium.scenario_form import CHANGEABLE, EXTRA, HOMES, SECTIONS

__all__ = ["Scenario", "ScenarioError", "own_keys", "shipped"]

PLURALS = {"rivals": "rival", "shocks": "shock", "missions": "mission", "renamings": "renaming"}
TABLES = ("title", "description", "mix", "regimes", *SECTIONS)
EXTRAS = {key: section for section, fields in EXTRA.items() for key in fields}


class Scenario:
    """What is simulated, as a whole: parameters, mixes, regimes, rivals and dated events. Immutable.

    Parameters
    ----------
    document : mapping, optional -- tables as a scenario file holds them; whatever is not said is the reference
        scenario's. Without it, the reference scenario itself.
    name : str -- what the scenario is called

    Raises
    ------
    ScenarioError -- naming all that is wrong at once
    """

    name: str
    document: Mapping[str, Any]

    def __init__(self, document: Mapping[str, Any] | None = None, name: str = "storefront"):
        said, problems = parse(plain(document or {}), name)
        self._settle([said], name, name, problems)

    @classmethod
    def load(cls, source: str | os.PathLike) -> "Scenario":
        """The scenario in a file, or a shipped one by its name ("price-war", "known-worlds/bass")."""
        name, path = find(source, Path(), Problem(os.fspath(source), "", ""))
        documents, problems = layers(path)
        words = {"title": {"en": name}, "description": {}} | documents[-1]  # a text is not its base's to give
        words = {key: words[key] for key in ("title", "description")}
        scenario = cls.__new__(cls)
        scenario._settle([*documents, words], name, str(path), problems)
        return scenario

    def with_(self, /, **changes: Any) -> "Scenario":
        """A copy with `changes`.

        Keys: any parameter, any axis (a number or a rhythm table), a regime coefficient (in every regime), a dotted key
        such as "service.patience", a section's table, `regimes`, `rivals`, `shocks`, `missions`, `renamings`,
        `transition`, `calendar`, `start_regime`, `edges`, `title`, `description`, `name`. Lists, and `regimes`, replace
        what was there; None takes `transition`, `calendar`, `start_regime` or `edges` away.
        """
        where = f"{self.name} (with_)"
        changes = plain(changes)
        name = changes.pop("name", self.name)
        base = plain(self.document)
        for key in [key for key, value in changes.items() if value is None and key in EXTRAS]:
            base[EXTRAS[key]].pop(key, None)
            del changes[key]
        problems: list[Problem] = [] if isinstance(name, str) else [Problem(where, "name", "allowed: text")]
        regimes = changes.get("regimes")
        if isinstance(regimes, dict):  # stated as a whole, so nothing is left of the old ones
            base["regimes"] = {}
        else:
            regimes = base["regimes"]
        placed: list[tuple[tuple[str, ...], Any]] = []
        for key, value in changes.items():
            places = self._places(key, value, list(regimes))
            if not places:
                near = nearest(key, [*HOMES, *TABLES, *PLURALS])
                text = "unknown key" + (f"; nearest valid key: {near}" if near else "")
                problems.append(Problem(where, key, text))
            placed += [(place, value) for place in places]
        patch: dict[str, Any] = {"extends": "", "title": base["title"], "description": base["description"]}
        for place, value in sorted(placed, key=lambda pair: len(pair[0])):  # whole tables before their entries
            if len(place) == 1:
                patch.pop(place[0], None)
            put(patch, place, value)
        said, wrong = parse(patch, where)
        scenario = type(self).__new__(type(self))
        scenario._settle([base, said], str(name), where, problems + wrong)
        return scenario

    def moved(self, /, **changes: Any) -> "Scenario":
        """A copy with `changes` (of `with_`) in which the focal enterprise alone moves its axes and levers.

        A rival takes from the scenario what it does not state itself. With `with_` it follows such a change; here it keeps
        what it had taken. All other keys change the world, rivals included, as in `with_`.
        """
        own = own_keys(changes)
        stated = "rival" if "rival" in changes else "rivals"
        rivals = changes.get(stated, self.rivals)
        if not own or not _are_rivals(rivals):  # what are none is told by `with_`
            return self.with_(**changes)
        kept = []
        for rival in rivals:
            levers = {lever: self.value(lever) for lever in LEVERS if lever in own}
            axes = {axis: self.mix[axis] for axis in AXES if axis in own} | dict(rival.get("mix", {}))
            kept.append(levers | dict(rival) | ({"mix": axes} if axes else {}))
        return self.with_(**changes | {stated: kept})

    @staticmethod
    def _places(key: str, value: Any, regimes: list[str]) -> list[tuple[str, ...]]:
        """Where in a document a key of `with_` stands; none if it is no key."""
        if key in TABLES and isinstance(value, dict):  # some tables share their name with a key or a list
            return [(key,)]
        if key in PLURALS or key in LISTS:
            return [(PLURALS.get(key, key),)]
        if key in EXTRAS:
            return [(EXTRAS[key], key)]
        if key in AXES:
            return [("mix", key)]
        if key in REGISTRY:
            return [(REGISTRY[key].section, key)]
        if key in COEFFICIENTS:
            return [("regimes", regime, key) for regime in regimes]
        if key in TABLES:
            return [(key,)]
        parts = tuple(key.split("."))
        return [parts] if parts[0] in TABLES and len(parts) > 1 else []

    @property
    def text(self) -> str:
        """The whole scenario as commented TOML."""
        return written(plain(self.document))

    def save(self, path: str | os.PathLike) -> None:
        """Write the whole scenario as commented TOML; loading it gives an equal scenario."""
        document = plain(self.document)
        edges, folder = Path(document["population"].get("edges", "")), Path(path).absolute().parent
        if edges.is_relative_to(folder):  # the two may then be moved together
            document["population"]["edges"] = edges.relative_to(folder).as_posix()
        try:
            Path(path).write_text(written(document), encoding="utf-8", newline="\n")
        except OSError as error:
            raise ScenarioError([Problem(os.fspath(path), "", f"cannot be written: {error.strerror}")]) from None

    def _settle(self, documents: list[dict], name: str, where: str, problems: list[Problem]) -> None:
        """Become what `documents`, each changing the one before, say of the reference scenario; or raise `problems`."""
        whole = reference_document()
        for document in documents:
            whole = merged(whole, document)
        self.__dict__.update(name=name, document=frozen(normal(whole)))
        problems = problems + [Problem(where, key, text) for key, text in inconsistencies(self)]
        if problems:
            raise ScenarioError(problems)

    def __setattr__(self, key: str, value: Any) -> None:
        raise AttributeError(f"a scenario does not change; use with_({key}=...)")

    def __reduce__(self) -> tuple:
        return type(self), (plain(self.document), self.name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self.digest, self.title, self.description) == (other.digest, other.title, other.description)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Scenario {self.name} {self.digest[:12]}>"

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of all that a run depends on; names and texts of the scenario itself do not count."""
        document = plain(self.document)
        del document["title"], document["description"]
        document["regimes"] = list(document["regimes"].items())  # their order is their number
        if document["population"].pop("edges", None) and self.value("network") == "edges":
            try:
                with open(self.document["population"]["edges"], "rb") as file:
                    document["population"]["edges"] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise self._trouble("population.edges", f"cannot be read: {error.strerror}") from None
        return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    @property
    def title(self) -> Mapping[str, str]:
        """{"en": ..., "it": ...}"""
        return self.document["title"]

    @property
    def description(self) -> Mapping[str, str]:
        """{"en": ..., "it": ...}"""
        return self.document["description"]

    @property
    def mix(self) -> Mapping[str, Any]:
        """The focal enterprise's axes, each a share or a rhythm."""
        return self.document["mix"]

    @property
    def regimes(self) -> Mapping[str, Mapping[str, float]]:
        """Coefficients by regime, in the order of their numbers."""
        return self.document["regimes"]

    @property
    def rivals(self) -> tuple[Mapping[str, Any], ...]:
        """What each rival differs in from the focal enterprise."""
        return self.document["rival"]

    @property
    def shocks(self) -> tuple[Mapping[str, Any], ...]:
        """Dated changes, in the order in which they apply."""
        return self.document["shock"]

    @property
    def enterprise_names(self) -> tuple[str, ...]:
        """The focal enterprise first."""
        return (FOCAL, *(rival["name"] for rival in self.rivals))

    @property
    def regime_names(self) -> tuple[str, ...]:
        """Regimes by number."""
        return tuple(self.regimes)

    @property
    def start_regime(self) -> str | None:
        """Regime at the start, None if chance decides."""
        forced = self.forced_regime(0)
        return self.document["context"].get("start_regime") if forced < 0 else self.regime_names[forced]

    def value(self, key: str) -> float | int | str | bool:
        """The focal enterprise's value of a parameter, before any shock."""
        if key not in REGISTRY:
            near = nearest(key, REGISTRY)
            raise self._trouble(key, "no parameter" + (f"; nearest: {near}" if near else ""))
        return self.document[REGISTRY[key].section][key]

    def choice(self, key: str) -> str:
        """Value of a parameter that names one of its choices."""
        return str(self.value(key))

    def _trouble(self, key: str, text: str) -> ScenarioError:
        return ScenarioError([Problem(self.name, key, text)])

    @cached_property
    def _start(self) -> np.ndarray:
        records = np.zeros(1 + len(self.rivals), RECORD)
        for key, parameter in REGISTRY.items():
            value = self.document[parameter.section][key]
            records[key] = [encode(parameter, rival.get(key, value)) for rival in ({}, *self.rivals)]
        return records

    @cached_property
    def _start_coefficients(self) -> np.ndarray:
        rows = [tuple(row[key] for key in COEFFICIENTS) for row in self.regimes.values()]
        return np.array(rows, COEFFICIENT_RECORD)

    @cached_property
    def change_weeks(self) -> tuple[int, ...]:
        """Weeks in which some shock starts or ends, rising."""
        return tuple(sorted({week for shock in self.shocks for week in (shock["week"], shock.get("until")) if week}))

    def changes_at(self, week: int) -> bool:
        """Whether some shock starts or ends in `week`."""
        return week in self.change_weeks

    def records(self, week: int = 0) -> np.ndarray:
        """(enterprise,) of RECORD: parameters in force in `week`, shocks included; an array of one's own."""
        return self._changed(week)[0]

    def coefficients(self, week: int = 0) -> np.ndarray:
        """(regime,) of COEFFICIENT_RECORD: the regimes' coefficients in force in `week`."""
        return self._changed(week)[1]

    def _changed(self, week: int) -> tuple[np.ndarray, np.ndarray]:
        arrays = self._start.copy(), self._start_coefficients.copy()
        for _ in self._apply(week, *arrays):
            pass
        return arrays

    def changed(self, week: int) -> Iterator[tuple[int, str, np.ndarray]]:
        """Each shock in force in `week`: its place in `shocks`, the key, and the values it leads to."""
        return self._apply(week, self._start.copy(), self._start_coefficients.copy())

    def _apply(self, week: int, records: np.ndarray, coefficients: np.ndarray) -> Iterator[tuple[int, str, np.ndarray]]:
        """Apply the shocks in force in `week`, by date and then in the file's order, to both arrays."""

        def change(key: str, how: Mapping[str, Any], whose: slice) -> np.ndarray:
            values = records[key][whose] if key in REGISTRY else coefficients[key]
            ((way, amount),) = how.items()
            if way == "set":
                values[:] = encode(CHANGEABLE[key], amount)
            elif way == "add":
                values += amount
            else:
                values *= amount
            return values

        for k, shock in sorted(enumerate(self.shocks), key=lambda pair: pair[1]["week"]):
            if not shock["week"] <= week < shock.get("until", week + 1):
                continue
            whose = slice(None)
            if "enterprise" in shock:
                at = self.enterprise_names.index(shock["enterprise"])
                whose = slice(at, at + 1)
            with np.errstate(over="ignore", invalid="ignore"):  # what leaves the bounds is refused by the checks
                changes = [(k, key, change(key, shock[key], whose)) for key in shock if key in CHANGEABLE]
            yield from changes

    def transition(self) -> np.ndarray:
        """(regime, regime): where a regime that is left goes; rows sum to 1."""
        names = self.regime_names
        count = len(names)
        if count == 1:
            return np.ones((1, 1))
        chances = (1.0 - np.eye(count)) / (count - 1)
        for row, said in self.document["context"].get("transition", {}).items():
            chances[names.index(row)] = [said.get(name, 0.0) for name in names]
        return chances / chances.sum(axis=1, keepdims=True)

    def forced_regime(self, week: int) -> int:
        """Number of the regime that the calendar asks for in `week`; -1 without a calendar."""
        calendar = self.document["context"].get("calendar")
        if not calendar:
            return -1
        weeks, names = zip(*calendar, strict=True)
        early = week < weeks[0] and self.document["context"].get("start_regime")
        return self.regime_names.index(early or calendar_target(week, weeks, names))

    def targets(self, week: int) -> np.ndarray:
        """(enterprise, axis): where each mix aims in `week`, in [0, 1]."""
        if self._steady is not None:
            return self._steady.copy()
        return np.clip([[_target(plan, week) for plan in plans] for plans in self._plans], 0.0, 1.0)

    @cached_property
    def _steady(self) -> np.ndarray | None:
        """(enterprise, axis) where all mixes aim in every week; None if a rhythm changes that."""
        if any(isinstance(plan, Mapping) for plans in self._plans for plan in plans):
            return None
        return np.clip(np.array(self._plans, float), 0.0, 1.0)

    @cached_property
    def _plans(self) -> list[list[Any]]:
        mixes = [self.mix, *(self.mix | rival.get("mix", {}) for rival in self.rivals)]
        return [[mix[axis] for axis in AXES] for mix in mixes]

    def missions(self, week: int) -> np.ndarray:
        """(enterprise, 2): people on the missions dated `week`, and insights each brings back."""
        sent = np.zeros((len(self.enterprise_names), 2))
        for mission in self.document["mission"]:
            if mission["week"] == week:
                sent[self.enterprise_names.index(mission["enterprise"])] = mission["people"], mission["insights"]
        return sent

    def renamings(self, week: int) -> np.ndarray:
        """(enterprise,) int64: crafts renamed in the campaigns dated `week`."""
        renamed = np.zeros(len(self.enterprise_names), np.int64)
        for renaming in self.document["renaming"]:
            if renaming["week"] == week:
                renamed[self.enterprise_names.index(renaming["enterprise"])] += renaming["crafts"]
        return renamed

    def edges(self) -> np.ndarray | None:
        """(link, 2) customers who talk with each other, from the scenario's edge list; None for other networks."""
        if self.value("network") != "edges":
            return None
        from equilibrium.networks import read_edges  # compiled code: only who needs links pays for it

        try:
            return read_edges(self.document["population"]["edges"])
        except (OSError, ValueError) as error:
            raise self._trouble("population.edges", " ".join(str(error).split())) from None


def own_keys(changes: Mapping[str, Any]) -> frozenset[str]:
    """Axes and levers among `changes` (of `Scenario.with_`), however they are said: what an enterprise moves of its own."""
    found = set[str]()
    for key, value in changes.items():
        for table, *rest in Scenario._places(key, value, []):
            if table in ("mix", "levers"):
                found |= {*rest[:1]} or set(value if isinstance(value, Mapping) else ())
    return frozenset(found)


def _are_rivals(said: Any) -> bool:
    """Whether these are tables of rivals."""
    return isinstance(said, (list, tuple)) and all(
        isinstance(rival, Mapping) and isinstance(rival.get("mix", {}), Mapping) for rival in said
    )


def _target(plan: float | Mapping[str, Any], week: int) -> float:
    """What one axis's `plan`, a share or a rhythm, aims at in `week`."""
    if not isinstance(plan, Mapping):
        return fixed_target(week, plan)
    if "wave" in plan:
        return wave_target(week, plan["mean"], **plan["wave"])
    if "alternate" in plan:
        return alternate_target(week, **plan["alternate"])
    return calendar_target(week, *zip(*plan["calendar"], strict=True))
