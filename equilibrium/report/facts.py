"""What identifies a run, as a reader sees it; and a number as exact as a scenario states it."""

from math import isinf
from typing import Any

from equilibrium.ensemble import Ensemble
from equilibrium.report.words import words
from equilibrium.words.dates import day
from equilibrium.words.methods import methods
from equilibrium.words.numbers import signs
from equilibrium.words.told import Source, Told


def facts(ensemble: Ensemble, record: dict[str, Any], language: str) -> dict[str, str]:
    """By name: title, description, name, digest, seed, futures, weeks, versions, date, methods (the paragraph a paper needs).

    Parameters
    ----------
    record : what stands beside the data: `created`, a date and time as ISO 8601; the scenario's `name`, or ""
    """
    scenario, sizes = ensemble.scenario, ensemble.weekly.sizes
    return {
        "title": scenario.title[language],
        "description": scenario.description[language],
        "name": record["name"],
        "digest": scenario.digest,
        "short digest": scenario.digest[:12],
        "seed": str(ensemble.seed),
        "futures": exact(sizes["replicate"], language),
        "weeks": exact(sizes["week"], language),
        "version": ensemble.versions["equilibrium"],
        "versions": ", ".join(f"{name} {number}" for name, number in sorted(ensemble.versions.items())),
        "created": record["created"][:10],
        "methods": methods(ensemble, language),
        "date": day(record["created"], language),
    }


def fact(said: dict[str, str], name: str) -> Told:
    """One of `facts`, as a told value."""
    return Told(said[name], "", said[name], Source(name, "fact"))


def exact(value: float, language: str) -> str:
    """`value` with all its digits, ten at most: "0.04", "1,250"; in words where it is infinite."""
    if isinf(value):
        return words(language)["no_limit"]
    text = f"{value:,.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
    if value and float(text.replace(",", "")) == 0.0:
        text = f"{value:.3g}"
    return text.translate(signs(language))
