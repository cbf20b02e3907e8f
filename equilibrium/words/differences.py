"""Differences between scenarios in words: how large, how sure, and what would tell."""

from equilibrium.studies.comparison import Difference
from equilibrium.studies.paired import Comparison
from equilibrium.words import words
from equilibrium.words.numbers import NOTHING, PERCENT, euros, readable, unit_words


def size(value: float | None, unit: str, language: str, bare: bool = False) -> str:
    """A difference as text with its unit, unless `bare`; a share's is told in points."""
    if value is None:
        return NOTHING
    text = readable(value, unit, language)
    if unit in PERCENT:
        return (
            text.removesuffix("%") if bare else f"{text.removesuffix('%')} {words(language)['differences']['points']}"
        )
    if bare:
        return text
    return euros(text, language) if unit == "EUR" else f"{text} {unit_words(unit, language)}".strip()


def verdict(found: Difference, language: str) -> str:
    """The verdict in a few words, for a table."""
    text = words(language)["differences"]
    if found.verdict != "too close to call":
        return text[found.verdict]
    return text["close_runs"].format(runs=readable(found.needed, "", language)) if found.needed else text["close"]


def sentences(comparison: Comparison, language: str) -> list[str]:
    """What is real, a sentence each; what is too close to call, in one per scenario; what stands in the way of pairing."""
    text = words(language)["differences"]
    told = []
    for name, row, keys in zip(comparison.names[1:], comparison.differences, comparison.otherwise, strict=True):
        places = {"other": name, "base": comparison.names[0]}
        told += [_sentence(found, places, comparison, language) for found in row if found.needed is None]
        close = [
            text["figure_runs"].format(
                figure=_label(found, comparison, language), runs=readable(found.needed, "", language)
            )
            for found in row
            if found.needed is not None
        ]
        if close:
            told.append(text["about"].format(figures="; ".join(close), **places))
        if keys:
            told.append(text["otherwise"].format(keys=", ".join(keys), **places))
    if comparison.older:
        told.append(text["older"].format(names=", ".join(comparison.older)))
    return told


def _label(found: Difference, comparison: Comparison, language: str) -> str:
    return str(comparison.values[found.figure].attrs[f"label_{language}"])


def _sentence(found: Difference, names: dict[str, str], comparison: Comparison, language: str) -> str:
    text, unit = words(language)["differences"], comparison.values[found.figure].attrs["unit"]
    places = names | {"figure": _label(found, comparison, language)}
    if found.n == 0:
        return text["nothing"].format(**places)
    if found.verdict == "identical":
        return text["same_everywhere"].format(**places)
    if found.verdict == "real":
        half = (found.high or 0.0) - found.mean
        measured = {"size": size(abs(found.mean), unit, language), "half": size(half, unit, language, bare=True)}
        which = ("higher" if found.mean > 0 else "lower") + ("" if half else "_always")
        return text[which].format(**places, **measured)
    if found.visible is not None:
        visible = size(found.visible, unit, language)
        return text["visible"].format(**places, visible=visible, runs=readable(found.visible_with or 0, "", language))
    return text["one_pair"].format(**places)
