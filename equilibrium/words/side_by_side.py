"""Scenarios side by side in one sentence: which earns most and how sure that is; then what it costs and brings besides."""

from collections.abc import Sequence

import numpy as np

from equilibrium.studies.comparison import Difference
from equilibrium.studies.leading import Leading, leading
from equilibrium.studies.paired import Comparison
from equilibrium.words import words
from equilibrium.words.differences import size
from equilibrium.words.numbers import PERCENT, counted, readable

FIGURE = "profit"


def answer(comparison: Comparison, names: Sequence[str], language: str) -> list[str]:
    """The sentences, the answer first; `names` are those that the sides are called by."""
    said, lead = words(language)["side_by_side"], leading(comparison, FIGURE)
    if lead is None:
        return [said["nothing"]]
    if len(lead.tied) == len(names):
        return [_open(lead, names, language)]
    lines = []
    if len(lead.tied) > 1:
        lines.append(said["tied"].format(tied=listed([names[k] for k in lead.tied], language)))
    elif lead.best == 0:
        lines.append(_own(comparison, lead, names, language))
    else:
        found, before, unit = _against(comparison, lead.best, FIGURE)
        low, high = (_size(end, before, unit, language) for end in (found.low, found.high))
        change = _size(found.mean, before, unit, language)
        places = {"best": names[lead.best], "base": names[0], "change": change, "low": low, "high": high}
        lines.append(said["leads"].format(**places, times=times(found)))
    behind = [names[k] for k in range(len(names)) if k not in lead.tied]
    if len(lead.tied) > 1 or len(behind) > 1:
        lines.append(said["behind"].format(names=listed(behind, language)))
    if lead.best and len(lead.tied) == 1:
        lines += _besides(comparison, lead.best, language)
    return lines


def change(found: Difference, before: float, unit: str, language: str) -> str:
    """How far a side lies from the first, whose mean is `before`: "+12%", "−3.5 points" of a share, "" for next to nothing."""
    text = _size(found.mean, before, unit, language)
    return text if any(digit in text for digit in "123456789") else ""


def times(found: Difference) -> int:
    """In how many of ten futures the difference has the sign of its mean."""
    return round(10 * (found.higher if found.mean > 0 else 1.0 - found.higher))


def listed(names: Sequence[str], language: str) -> str:
    """ "one, two and three"."""
    return f" {words(language)['and']} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _own(comparison: Comparison, lead: Leading, names: Sequence[str], language: str) -> str:
    """The first leads: how far the next one lies behind."""
    after = max(lead.behind, key=lambda k: lead.behind[k].mean)
    found, before, unit = _against(comparison, after, FIGURE)
    low, high, change = (_size(value, before, unit, language) for value in (found.low, found.high, found.mean))
    said = words(language)["side_by_side"]["own"]
    return said.format(best=names[0], next=names[after], change=change, low=low, high=high)


def _open(lead: Leading, names: Sequence[str], language: str) -> str:
    said, (nearest, *_) = words(language)["side_by_side"], [lead.behind[k] for k in lead.tied[1:]]
    if all(found.verdict == "identical" for found in lead.behind.values()):
        return said["identical"]
    runs = said["runs"].format(runs=counted(nearest.needed, language)) if nearest.needed else ""
    return said["open"].format(names=listed(list(names), language), runs=runs)


def _besides(comparison: Comparison, best: int, language: str) -> list[str]:
    """What the best one loses and wins in the other figures, beyond luck."""
    said = words(language)["side_by_side"]
    costs: list[str] = []
    brings: list[str] = []
    for key in comparison.figures:
        found, before, unit = _against(comparison, best, key)
        told = change(found, before, unit, language)
        if key != FIGURE and found.verdict == "real" and told:
            figure = str(comparison.values[key].attrs[f"label_{language}"]).lower()
            (brings if found.mean > 0 else costs).append(said["item"].format(change=told, figure=figure))
    lines = [said["costs"].format(list=listed(costs, language))] if costs else []
    return [*lines, said["brings"].format(list=listed(brings, language))] if brings else lines


def _against(comparison: Comparison, side: int, key: str) -> tuple[Difference, float, str]:
    """A side's difference from the first, the first's mean, and the unit."""
    values = comparison.values[key]
    found = comparison.differences[side - 1][comparison.figures.index(key)]
    return found, float(np.nanmean(values.to_numpy()[0])), str(values.attrs["unit"])


def _size(value: float | None, before: float, unit: str, language: str) -> str:
    """Relative to `before`; in points if the figure is a share, in its own unit if `before` is next to nothing."""
    if value is None:
        return readable(np.nan, unit, language)
    sign = ("+" if value > 0 else "−") if value else ""
    share = unit in PERCENT or abs(before) < 1e-9
    text = size(abs(value), unit, language) if share else readable(abs(value / before), "share", language)
    return f"{sign}{text}"
