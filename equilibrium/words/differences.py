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
        return text.removesuffix("%") if bare else f"{text.removesuffix('%')} {words(language)['differences']['points']}"
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
    """One sentence per difference, those of a scenario together, then what stands in the way of pairing."""
    text = words(language)["differences"]
    told = []
    for name, row, keys in zip(comparison.names[1:], comparison.differences, comparison.otherwise, strict=True):
        told += [_sentence(found, name, comparison, language) for found in row]
        if keys:
            told.append(text["otherwise"].format(other=name, base=comparison.names[0], keys=", ".join(keys)))
    if comparison.older:
        told.append(text["older"].format(names=", ".join(comparison.older)))
    return told


def _sentence(found: Difference, name: str, comparison: Comparison, language: str) -> str:
    text, said = words(language)["differences"], comparison.values[found.figure].attrs
    unit, places = said["unit"], {"figure": said[f"label_{language}"], "other": name, "base": comparison.names[0]}
    if found.n == 0:
        return text["nothing"].format(**places)
    if found.verdict == "identical":
        return text["same_everywhere"].format(**places)
    if found.verdict == "real":
        half = (found.high or 0.0) - found.mean
        measured = {"size": size(abs(found.mean), unit, language), "half": size(half, unit, language, bare=True)}
        return text["higher" if found.mean > 0 else "lower"].format(**places, **measured)
    if found.needed is not None:
        return text["about"].format(**places, runs=readable(found.needed, "", language))
    if found.visible is not None:
        visible = size(found.visible, unit, language)
        return text["visible"].format(**places, visible=visible, runs=readable(found.visible_with or 0, "", language))
    return text["one_pair"].format(**places)
