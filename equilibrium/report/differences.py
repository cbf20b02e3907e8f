"""What a scenario assumes that the reference does not, in words: parameters, mixes, regimes, rivals, dated events."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from equilibrium.figures import AXIS_LABELS
from equilibrium.parameters import AXES, COEFFICIENTS, REGISTRY, Parameter
from equilibrium.report.facts import exact
from equilibrium.report.words import words
from equilibrium.scenario import Scenario
from equilibrium.words import words as results
from equilibrium.words.numbers import PERCENT


class Difference(NamedTuple):
    """One assumption: where it stands in the scenario, what it is called, and its value here and in the reference."""

    place: str
    label: str
    value: str
    reference: str


def differences(scenario: Scenario, language: str) -> list[Difference]:
    """Every assumption in which `scenario` differs from the reference, mixes first, in the registry's order."""
    said, usual = _assumptions(scenario, language), _assumptions(Scenario(), language)
    none, rows = words(language)["none"], []
    for place in {**said, **usual}:
        if place.startswith("rival.") and place not in said:
            continue  # the list of rivals says that it is not there
        label = (said.get(place) or usual[place])[0]
        value, reference = (named[place][1] if place in named else none for named in (said, usual))
        if value != reference:
            rows.append(Difference(place, label, value, reference))
    return rows


def _assumptions(scenario: Scenario, language: str) -> dict[str, tuple[str, str]]:
    """By place: label and value of all that a scenario assumes."""
    return {place: (label, value) for place, label, value in _all(scenario, language)}


def _all(scenario: Scenario, language: str) -> Iterator[tuple[str, str, str]]:
    text, names = words(language), results(language)["regimes"]
    document = scenario.document
    for axis in AXES:
        yield f"mix.{axis}", text["axes"][axis], _plan(document["mix"][axis], language)
    for key, parameter in REGISTRY.items():
        yield (
            f"{parameter.section}.{key}",
            getattr(parameter, language),
            quantity(scenario.value(key), parameter, language),
        )
    for name, row in document["regimes"].items():
        for key, parameter in COEFFICIENTS.items():
            label = text["in_regime"].format(what=getattr(parameter, language), regime=names.get(name, name))
            yield f"regimes.{name}.{key}", label, quantity(row[key], parameter, language)
    context = document["context"]
    if context.get("start_regime"):
        start = context["start_regime"]
        yield "context.start_regime", text["start_regime"], names.get(start, start)
    if context.get("calendar"):
        dates = (text["from_week"].format(week=w, what=names.get(name, name)) for w, name in context["calendar"])
        yield "context.calendar", text["calendar"], "; ".join(dates)
    if context.get("transition"):
        yield "context.transition", text["transition"], text["own_transition"]
    yield "rival", text["rivals"], ", ".join(rival["name"] for rival in document["rival"]) or text["none"]
    for rival in document["rival"]:
        yield f"rival.{rival['name']}", text["of_rival"].format(name=rival["name"]), _rival(rival, language)
    for k, shock in enumerate(document["shock"]):
        yield f"shock.{k}", text["shock"], _shock(shock, language)
    for k, mission in enumerate(document["mission"]):
        yield f"mission.{k}", text["mission"], text["sent"].format(**mission)
    for k, renaming in enumerate(document["renaming"]):
        yield f"renaming.{k}", text["renaming"], text["renamed"].format(**renaming)


def _rival(rival: Mapping[str, Any], language: str) -> str:
    """What a rival has of its own; all else is as for the enterprise."""
    own = [(label, _plan(plan, language)) for label, plan in _named(rival.get("mix", {}), language)]
    own += [
        (getattr(REGISTRY[key], language), quantity(rival[key], REGISTRY[key], language))
        for key in rival
        if key in REGISTRY
    ]
    return "; ".join(f"{label}: {value}" for label, value in own) or words(language)["as_focal"]


def _named(mix: Mapping[str, Any], language: str) -> Iterator[tuple[str, Any]]:
    """The axes of a mix in words, with where each aims."""
    for axis, plan in mix.items():
        yield AXIS_LABELS[axis][language == "it"], plan


def _shock(shock: Mapping[str, Any], language: str) -> str:
    """A dated change in words: what, how, and from when to when."""
    text, changes = words(language), {**REGISTRY, **COEFFICIENTS}
    what = []
    for key in (key for key in shock if key in changes):
        ((way, amount),) = ((way, amount) for way, amount in shock[key].items() if amount is not None)
        plain = isinstance(amount, int | float) and not isinstance(amount, bool) and way == "factor"
        shown = exact(amount, language) if plain else quantity(amount, changes[key], language)
        what.append(text["ways"][way].format(what=getattr(changes[key], language), value=shown))
    form = "from_week" if "until" not in shock else "in_weeks"
    return text[form].format(week=shock["week"], last=shock.get("until", 0) - 1, what="; ".join(what))


def _plan(plan: Any, language: str) -> str:
    """Where an axis aims: a share, or a rhythm in words."""
    text = words(language)["plans"]
    if not isinstance(plan, Mapping):
        return exact(plan, language)
    if "wave" in plan:
        wave = {key: exact(value, language) for key, value in plan["wave"].items()}
        return text["wave"].format(mean=exact(plan["mean"], language), **wave)
    if "alternate" in plan:
        return text["alternate"].format(**{k: exact(v, language) for k, v in plan["alternate"].items()})
    dates = (text["date"].format(week=week, value=exact(value, language)) for week, value in plan["calendar"])
    return "; ".join(dates)


def quantity(value: float | str | bool, parameter: Parameter, language: str) -> str:
    """A parameter's value with its unit, as exact as the scenario says it."""
    text = words(language)
    if isinstance(value, bool):
        return text["on"] if value else text["off"]
    if isinstance(value, str):
        return text["choices"].get(value, value)
    unit = text["units"].get(parameter.unit, parameter.unit)
    if parameter.unit in PERCENT:
        return f"{exact(round(100 * value, 10), language)}%{unit}"
    return f"{exact(value, language)} {unit}".strip()
