"""Points of balance in words: what was found, how sure, what it costs to be off, part by part.

Every number is told with its place in the answer (`best.gain.value`), so that a report can read it again from the file.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equilibrium.figures import FIGURES
from equilibrium.parameters import AXES
from equilibrium.words import words
from equilibrium.words.differences import size
from equilibrium.words.numbers import counted, readable
from equilibrium.words.told import Part, Passage, Source, Told, filled, joined

if TYPE_CHECKING:
    from equilibrium.balance.answer import Answer

STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[([^\]]+)\]")
MOST = 3  # names or pairs in one sentence


@dataclass(frozen=True)
class Teller:
    """Tells values of an answer in one language."""

    answer: "Answer"
    language: str

    @property
    def text(self) -> dict[str, Any]:
        """The catalogue's part on balance."""
        return words(self.language)["balance"]

    @property
    def unit(self) -> str:
        """The objective's unit: a figure's, or none for an expression."""
        return unit(self.answer.objective.said)

    def at(self, place: str) -> Any:
        """What stands at a place of the answer, such as `best.price[2][0].value` or `pareto.mean[0][3]`."""
        found: Any = self.answer
        for name, key in STEP.findall(place):
            if name:
                found = getattr(found, name)
            else:
                found = found[int(key) if key.lstrip("-").isdecimal() else tuple(key.split("|")) if "|" in key else key]
        return found

    def told(self, place: str, kind: str) -> Told:
        """The value at `place`, shown as `kind` says: "worth" (of the objective), "place NAME" (of an axis or lever),
        "count", "share", "word", "figure KEY" (of another objective)."""
        value = self.at(place)
        return Told(value if isinstance(value, str) else float(value), "", self.shown(value, kind), Source(place, kind))

    def shown(self, value: Any, kind: str) -> str:
        """`value` as a reader meets it."""
        what, _, of = kind.partition(" ")
        if what == "worth":
            return size(abs(float(value)) if of == "plain" else float(value), self.unit, self.language)
        if what == "figure":
            return size(float(value), unit(of), self.language)
        if what == "place":
            return readable(float(value), "0 to 1" if of in AXES else "share", self.language)
        if what == "share":
            return readable(float(value), "share", self.language)
        if what == "count":
            return counted(round(float(value)), self.language)
        return str(value)

    def interval(self, place: str, kind: str) -> dict[str, Part]:
        """{low} and {high} of what is measured at `place`."""
        return {"low": self.told(f"{place}.low", kind), "high": self.told(f"{place}.high", kind)}

    def say(self, key: str, **places: Part) -> Passage:
        """A sentence of the catalogue, filled."""
        return filled(self.text[key], **places)


def unit(said: str) -> str:
    """The unit of an objective: that of the figure it names, its weeks added up where they are; none for an expression."""
    figure = FIGURES.get(said.lstrip("-").partition("@")[0])
    if figure is None:
        return ""
    return figure.unit.removesuffix("/week") if figure.over == "sum" else figure.unit


def name(dimension: str, language: str) -> str:
    """An axis by its poles, a lever by its word."""
    return words(language)["dimensions"][dimension]


def pole(dimension: str, second: bool, language: str) -> str:
    """The pole of an axis, or "less" and "more" of a lever."""
    poles = words(language)["poles"]
    if dimension in poles:
        return poles[dimension][second]
    text = words(language)["balance"]
    return text["more_of" if second else "less_of"].format(name=name(dimension, language))


def listed(names: list[str], language: str) -> str:
    """ "a, b and c"; of many the first, and how many more is not said."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words(language)['and']} {names[-1]}"


def best(teller: Teller) -> list[Passage]:
    """What the best mix brings, its ridge, where missing it costs, what more runs would buy."""
    found, language = teller.answer.best, teller.language
    real = "gain" if found.gain.low > 0 else "loss" if found.gain.high < 0 else "no_gain"
    said = [teller.say(real, value=teller.told("best.gain.value", "worth"), **teller.interval("best.gain", "worth"))]
    ridge = found.ridge
    if ridge.free:
        said.append(teller.say("free", names=listed([name(each, language) for each in ridge.free[:MOST]], language)))
    for first, second, tied in ridge.pairs[:2]:
        key = "together" if tied > 0 else "instead"
        said.append(teller.say(key, first=name(first, language), second=name(second, language)))
    dear = [
        (side.low, k, way)
        for k, sides in enumerate(found.price)
        for way, side in enumerate(sides)
        if side is not None and side.low > 0
    ]
    if dear:
        _, k, way = max(dear)
        place = f"best.price[{k}][{way}]"
        said.append(teller.say(
            "dear", name=name(found.names[k], language), pole=pole(found.names[k], way == 1, language),
            value=teller.told(f"{place}.value", "worth"), **teller.interval(place, "worth"),
        ))  # fmt: skip
    else:
        said.append(teller.say("cheap"))
    wide = np.ptp(found.interval, axis=1) / np.ptp(found.surface.bounds, axis=1)
    k = int(np.argmax(wide))
    times = max(found.more)
    said.append(teller.say(
        "more", runs=teller.told("best.runs", "count"), name=name(found.names[k], language),
        times=teller.text["times"][str(times)],
        low=teller.told(f"best.more[{times}][{k}][0]", f"place {found.names[k]}"),
        high=teller.told(f"best.more[{times}][{k}][1]", f"place {found.names[k]}"),
        now_low=teller.told(f"best.interval[{k}][0]", f"place {found.names[k]}"),
        now_high=teller.told(f"best.interval[{k}][1]", f"place {found.names[k]}"),
    ))  # fmt: skip
    return said
