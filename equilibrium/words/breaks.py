"""What breaks a mix, in plain words: natural frequencies, counted in futures that were not used to find it."""

from equilibrium.balance.discovery import Box, Breaks, Restriction
from equilibrium.balance.surface import Measured
from equilibrium.balance.thresholds import Thresholds, span
from equilibrium.studies.factors import parameter_of
from equilibrium.words import words
from equilibrium.words.dimensions import context
from equilibrium.words.numbers import counted, euros, readable, unit_words
from equilibrium.words.sensitivity import factor_label, measure_label, measure_unit, value_text

MOST = 3  # restrictions that a sentence names
SPOKEN = ("EUR", "EUR/hour", "EUR/week", "EUR/person", "weeks", "customers", "persons")  # units that are said


def breaks_sentences(found: Breaks, language: str) -> list[str]:
    """How often the mix breaks, and where above all; or why nothing can be said of that."""
    said = words(language)["breaks"]
    n = found.runs
    lines = [
        said["all"].format(
            thresholds=thresholds_text(found.thresholds, language), k=counted(round(found.broken.value * n), language),
            n=counted(n, language), low=hundred(found.broken.low), high=hundred(found.broken.high),
        )
    ]  # fmt: skip
    if not found.boxes:
        few = "never" if found.broken.value < 0.1 else "always" if found.broken.value > 0.9 else "nothing"
        return [*lines, said[few]]
    for k, box in enumerate(found.boxes):
        key = "also" if k and found.boxes[0].confirmed else "box"
        lines.append(
            said[key if box.confirmed else "unconfirmed"].format(
                where=box_text(box, language), **ranged("inside", box.inside), **ranged("outside", box.outside),
                n=counted(found.fresh, language),
            )
        )  # fmt: skip
    return lines


def box_text(box: Box, language: str) -> str:
    """The surest restrictions of a box: "“Credit line” is below 480,000 EUR and ..."."""
    texts = [restriction_text(each, language) for each in box.restrictions[:MOST]]
    return {"en": " and ", "it": " e "}[language].join(texts)


def restriction_text(each: Restriction, language: str) -> str:
    """One restriction as a clause."""
    said = words(language)["breaks"]
    if each.contexts:
        return said["context"].format(names=", ".join(context(name, language) for name in each.contexts))
    low, high = (amount(value, each.name, language) for value in (each.low, each.high))
    key = "below" if each.low <= each.least else "above" if each.high >= each.most else "within"
    return said[key].format(label=factor_label(each.name, language), low=low, high=high)


def amount(value: float, name: str, language: str) -> str:
    """A parameter's value, money and time with their units."""
    text = value_text(value, name, language)
    parameter = parameter_of(name)
    if parameter is None or parameter.unit not in SPOKEN:
        return text
    return euros(text, language) if parameter.unit == "EUR" else f"{text} {unit_words(parameter.unit, language)}"


def thresholds_text(thresholds: Thresholds, language: str) -> str:
    """What is asked for: "satisfaction at least 60%, ..."."""
    said = words(language)["breaks"]
    texts = []
    for measure, asked in thresholds.items():
        low, high = span(asked)
        if (measure, low, high) in (("alive", 1.0, float("inf")), ("profit", 0.0, float("inf"))):
            texts.append(said["alive" if measure == "alive" else "gain"])
            continue
        unit = measure_unit(measure)
        ends = [readable(value, unit, language) for value in (low, high)]
        ends = [euros(text, language) if unit == "EUR" and text != "-" else text for text in ends]
        key = "most" if low == -float("inf") else "least" if high == float("inf") else "span"
        texts.append(said[key].format(measure=measure_label(measure, language), low=ends[0], high=ends[1]))
    return ", ".join(texts)


def ranged(name: str, share: Measured) -> dict[str, str]:
    """A share and the ends of its interval, of 100, by `name`, `name`_low and `name`_high."""
    return {name: hundred(share.value), f"{name}_low": hundred(share.low), f"{name}_high": hundred(share.high)}


def hundred(share: float) -> str:
    """A share as "of 100"."""
    return f"{round(100.0 * share)}"
