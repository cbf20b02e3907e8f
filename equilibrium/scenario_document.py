"""A scenario as a document: the tables that TOML holds, complete, merged, and said in one way only.

Tables by section, `mix`, `regimes`, and the lists `rival`, `shock`, `mission`, `renaming`.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from equilibrium.parameters import AXES, COEFFICIENTS, REGIMES, REGISTRY
from equilibrium.scenario_form import default_value

FOCAL = "focal"
LISTS = ("rival", "shock", "mission", "renaming")


def reference_document() -> dict[str, Any]:
    """The reference scenario: the registry's defaults, one rival, and the founding text's mission."""
    document: dict[str, Any] = {
        "title": {
            "en": "A store chain renews its welcome of customers",
            "it": "Una catena di negozi rinnova l'accoglienza dei clienti",
        },
        "description": {
            "en": "The reference: ten cells, one rival, a context that keeps changing, and twenty people who bring "
            "back ten insights each from being customers elsewhere.",
            "it": "Il riferimento: dieci cellule, un rivale, un contesto mutante e venti persone che, vestendo i panni "
            "di clienti altrove, riportano dieci insight a testa.",
        },
        "mix": dict.fromkeys(AXES, 0.5),
    }
    for key, parameter in REGISTRY.items():
        document.setdefault(parameter.section, {})[key] = default_value(parameter)
    document["regimes"] = {name: {key: float(row[key]) for key in COEFFICIENTS} for name, row in REGIMES.items()}
    document["rival"] = [{"name": "rival", "mix": dict.fromkeys(AXES, 0.5)}]
    document["shock"] = []
    document["mission"] = [{"week": 4, "people": 20, "insights": 10, "enterprise": "focal"}]
    document["renaming"] = []
    return document


def merged(base: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """`base` changed by what `said` says.

    Tables merge key by key, regimes coefficient by coefficient (false removes one; a document that extends nothing
    states all its regimes), lists are replaced, and so are texts, rhythms, calendars and transitions.
    """
    out = dict(base)
    for key, value in said.items():
        if key == "regimes":
            regimes = dict(base["regimes"]) if "extends" in said else {}
            for name, row in value.items():
                if row is not False:
                    regimes[name] = {**regimes.get(name, {}), **row}
                elif regimes.pop(name, None) is None:
                    regimes[name] = False  # nothing to remove: left for the checks to report
            out["regimes"] = regimes
        elif key in ("title", "description") or key in LISTS:
            out[key] = value
        elif key != "extends":
            out[key] = {**base.get(key, {}), **value}
    return out


def normal(document: dict[str, Any]) -> dict[str, Any]:
    """`document` said in one way: rhythms and regimes complete, enterprises by name, both languages filled."""
    out = dict(document)
    for key in ("title", "description"):
        said = {language: text for language, text in document[key].items() if text}
        other = next(iter(said.values()), "")
        out[key] = {"en": said.get("en", other), "it": said.get("it", other)}
    out["mix"] = {axis: _rhythm(document["mix"][axis]) for axis in AXES}
    out["context"] = {k: v for k, v in document["context"].items() if v or k in REGISTRY}
    out["population"] = {k: v for k, v in document["population"].items() if v or k in REGISTRY}
    if "edges" in out["population"]:
        out["population"]["edges"] = os.path.abspath(out["population"]["edges"])
    usual = {key: float(p.default) for key, p in COEFFICIENTS.items()}
    out["regimes"] = {
        name: row if row is False else {key: row.get(key, usual[key]) for key in COEFFICIENTS}
        for name, row in document["regimes"].items()
    }
    out["rival"] = []
    for k, rival in enumerate(document["rival"], start=1):
        mix = {axis: _rhythm(plan) for axis, plan in rival.get("mix", {}).items()}
        own = {"name": rival.get("name", f"rival{k}" if k > 1 else "rival")}
        out["rival"].append(own | ({"mix": mix} if mix else {}) | {k: v for k, v in rival.items() if k in REGISTRY})
    names = [FOCAL, *(rival["name"] for rival in out["rival"])]
    for key in ("shock", "mission", "renaming"):
        out[key] = []
        for entry in document[key]:
            whose = entry.get("enterprise", None if key == "shock" else 0)
            if isinstance(whose, int) and 0 <= whose < len(names):
                whose = names[whose]
            out[key].append(entry if whose is None else {**entry, "enterprise": whose})
    return out


def _rhythm(plan: Any) -> Any:
    """One axis's plan; a mean without a wave is a number."""
    if not isinstance(plan, Mapping) or "mean" not in plan:
        return plan
    if "wave" not in plan:
        return plan["mean"]
    return {"mean": plan["mean"], "wave": {key: plan["wave"].get(key, 0.0) for key in ("period", "amplitude", "phase")}}


def put(patch: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    """Enter `value` at `place` of nested tables; tables already there are joined."""
    *parents, last = place
    for parent in parents:
        if not isinstance(patch.get(parent), dict):
            patch[parent] = {}
        patch = patch[parent]
    both = isinstance(value, dict) and isinstance(patch.get(last), dict)
    patch[last] = {**patch[last], **value} if both else value


def frozen(value: Any) -> Any:
    """`value` with its tables read-only and its lists as tuples."""
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(entry) for key, entry in value.items()})
    return tuple(frozen(entry) for entry in value) if isinstance(value, list | tuple) else value


def plain(value: Any) -> Any:
    """`value` in dicts, lists and Python's own numbers, as TOML would give it."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    return os.fspath(value) if isinstance(value, os.PathLike) else value
