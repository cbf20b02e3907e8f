"""What must hold between a scenario's keys: shares that fit together, names that exist, changes that stay in bounds."""

import os
import stat
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from equilibrium.parameters import COEFFICIENTS, REGISTRY
from equilibrium.scenario_errors import found, nearest, plain_number
from equilibrium.scenario_form import CHANGEABLE, ENDLESS, allowed, rising

if TYPE_CHECKING:
    from equilibrium.scenario import Scenario

MOST_FACTS = 512
MOST_MEMORY = 64e9  # bytes
SLACK = 1e-9
GROWN = ("watts_strogatz", "random", "barabasi_albert", "ring")  # networks built from a degree
Finding = tuple[str, str]  # dotted key, what was found and what is allowed


def inconsistencies(scenario: "Scenario") -> list[Finding]:
    """Everything that does not fit together in `scenario`, whose single values are sound."""
    findings = [
        *_sizes(scenario), *_enterprises(scenario), *_regimes(scenario), *_dated(scenario), *_edge_file(scenario),
    ]  # fmt: skip
    return findings or [*_shares(scenario), *_shocks(scenario)]


def memory(customers: int, enterprises: int, degree: float) -> float:
    """Bytes that the customers and their network take in one replicate: 23 each, 8 per enterprise, 8 and 4 per link."""
    return customers * (23.0 + 8.0 * enterprises + 8.0 + 4.0 * degree)


def _sizes(scenario: "Scenario") -> Iterator[Finding]:
    needs, facts, customers, degree = (int(scenario.value(key)) for key in ("needs", "facts", "customers", "degree"))
    if needs * facts > MOST_FACTS:
        yield "context.facts", f"found {needs} needs of {facts} facts, allowed: at most {MOST_FACTS} facts in all"
    grown = scenario.value("network") in GROWN
    if grown and degree >= customers:
        yield "population.degree", f"found {degree} with {customers} customers, allowed: fewer than the customers"
    size = memory(customers, len(scenario.enterprise_names), degree if grown else 0)
    if size > MOST_MEMORY:
        text = f"found {customers}: about {size / 1e9:.0f} GB of memory, allowed: at most {MOST_MEMORY / 1e9:.0f} GB"
        yield "population.customers", text


def _enterprises(scenario: "Scenario") -> Iterator[Finding]:
    names = scenario.enterprise_names
    for k, name in enumerate(names):
        if name in names[:k]:
            yield f"rival[{k - 1}].name", f"found {found(name)} again, allowed: a name of its own"
    for kind in ("shock", "mission", "renaming"):
        for k, entry in enumerate(scenario.document[kind]):
            whose = entry.get("enterprise", names[0])
            if whose not in names:
                near = nearest(str(whose), names)
                hint = f"; nearest valid name: {near}" if near else ""
                yield f"{kind}[{k}].enterprise", f"found {found(whose)}, allowed: one of {', '.join(names)}{hint}"


def _regimes(scenario: "Scenario") -> Iterator[Finding]:
    names = [name for name, row in scenario.regimes.items() if row is not False]
    for name in scenario.regimes:
        if name not in names:
            near = nearest(name, names)
            yield f"regimes.{name}", "found false, but there is no such regime" + (f"; nearest: {near}" if near else "")
    if not names:
        yield "regimes", "found none, allowed: at least one regime"
    context = scenario.document["context"]
    mentioned = [("context.start_regime", name) for name in [context.get("start_regime")] if name is not None]
    mentioned += [(f"context.calendar[{k}]", name) for k, (_, name) in enumerate(context.get("calendar", ()))]
    for row, chances in context.get("transition", {}).items():
        mentioned += [(f"context.transition.{row}", name) for name in (row, *chances)]
        total = sum(chances.values())
        if abs(total - 1.0) > 1e-6:
            yield f"context.transition.{row}", f"found shares that sum to {plain_number(total)}, allowed: a sum of 1"
    for key, name in mentioned:
        if name not in names:
            near = nearest(name, names)
            hint = f"; nearest valid name: {near}" if near else ""
            yield key, f"found regime {found(name)}, allowed: one of {', '.join(names)}{hint}"
    if not rising(week for week, _ in context.get("calendar", ())):
        yield "context.calendar", "found dates out of order, allowed: dates that rise"


def _dated(scenario: "Scenario") -> Iterator[Finding]:
    seen = set()
    for k, mission in enumerate(scenario.document["mission"]):
        when = (mission["week"], mission["enterprise"])
        if when in seen:
            yield f"mission[{k}].week", f"found week {when[0]} again, allowed: one mission a week and enterprise"
        seen.add(when)
    for k, shock in enumerate(scenario.document["shock"]):
        if shock.get("until", shock["week"] + 1) <= shock["week"]:
            yield f"shock[{k}].until", f"found {shock['until']}, allowed: a week after {shock['week']}"
        for key in shock:
            if "enterprise" in shock and key in CHANGEABLE and not CHANGEABLE[key].own:
                yield f"shock[{k}].{key}", "found with an enterprise, allowed: without; it is the same for all"


def _edge_file(scenario: "Scenario") -> Iterator[Finding]:
    edges = scenario.document["population"].get("edges")
    if scenario.value("network") != "edges":
        return
    if edges is None:
        yield "population.edges", 'missing; network = "edges" reads its links from this file'
        return
    try:
        regular = stat.S_ISREG(os.stat(edges).st_mode)
    except (OSError, ValueError):
        regular = False
    if not regular:
        yield "population.edges", f"found {found(edges)}, allowed: a file that exists"


def _shares(scenario: "Scenario", week: int = 0) -> Iterator[Finding]:
    """Shares that must fit together, before the run or while the shocks of `week` last."""
    records = scenario.records(week)
    when = f" in week {week}" if week else ""
    for name, row in zip(scenario.enterprise_names, records, strict=True):
        for a, b, most in (("conceptual", "method", 1.0), ("development", "antenna", 0.95)):
            total = row[a] + row[b]
            if total > most + SLACK:
                text = f"found {a} + {b} = {plain_number(total)} for {name}{when}"
                yield f"{REGISTRY[a].section}.{a}", f"{text}, allowed: at most {plain_number(most)}"
    if records["sorry_below"][0] > records["glad_above"][0]:
        low, high = plain_number(records["sorry_below"][0]), plain_number(records["glad_above"][0])
        yield "talk.sorry_below", f"found {low}{when}, allowed: at most glad_above = {high}"
    total = records["start_share"].sum()
    if not week and total > 1.0 + SLACK:
        yield "loyal.start_share", f"found {plain_number(total)} over all enterprises, allowed: a sum of at most 1"


def _shocks(scenario: "Scenario") -> Iterator[Finding]:
    """Changes that leave a parameter's bounds, alone or on top of each other."""
    told: set = set()
    for week in scenario.change_weeks:
        for k, key, values in scenario.changed(week):
            p = {**REGISTRY, **COEFFICIENTS}[key]
            for value in values.tolist():
                inside = p.least <= value <= p.most and (isfinite(value) or key in ENDLESS)
                if (k, key) not in told and not (inside and (not p.whole or value == int(value))):
                    told.add((k, key))
                    yield f"shock[{k}].{key}", f"found {plain_number(value)} in week {week}, allowed: {allowed(p)}"
        for key, text in _shares(scenario, week):
            if key not in told:
                told.add(key)
                yield key, text
