"""Trajectories: what happens to the enterprise's figures, in how many futures, with the regimes as a ribbon underneath."""

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from equilibrium.ensemble import Ensemble
from equilibrium.plots import page, regimes, style, words
from equilibrium.scenario_form import CHANGEABLE

DEFAULT = ("profit", "customers", "satisfaction", "energy", "coherence", "new_crafts")
BANDS = ((0.05, 0.95, 0.16), (0.25, 0.75, 0.26))
RARE = ("crafts/week", "persons/week", "cards/week")  # counted over a year: in most weeks there is none
CLEAR = 0.6  # share of futures that must agree before a sentence names a direction
FEW = 5  # below so many futures there are no bands: each is a line
TICKS, ENDS, PANEL, HEIGHT = 0.52, 0.68, 1.45, 2.56  # inches: left and right of a panel, its own height, with its words


def plot(
    ensemble: Ensemble, figures: Sequence[str] | None = None, enterprise: int | str = 0, language: str = "en",
    compare: Ensemble | None = None,
) -> Figure:  # fmt: skip
    """Figures over the weeks: the middle future, the bands of half and of 90 % of all, and the regimes below.

    Parameters
    ----------
    figures : keys of `ensemble.weekly`; six by default. An indicator of one's own is drawn like the others
    enterprise : position or name; 0 is the focal one
    language : "en" or "it"
    compare : another ensemble, whose middle future is drawn as a grey dashed line

    Raises
    ------
    ValueError : for a figure, enterprise or language that is not there
    """
    said = words.words(language)
    keys = _known(ensemble, DEFAULT if figures is None else figures)
    e = page.which(ensemble, enterprise)
    weeks, futures = ensemble.weekly.sizes["week"], ensemble.weekly.sizes["replicate"]
    columns = len(keys) if len(keys) <= 3 else 2 if len(keys) == 4 else 3
    rows = -(-len(keys) // columns)
    width = max(7.0, 1.0 + 3.5 * columns)
    notes = shocks(ensemble, language)
    below = 0.88 + 0.2 * len(notes) + (0.2 if compare else 0.0)
    title = page.title_of(ensemble, language, e)
    sheet, top = page.begin(width, rows * HEIGHT + 0.1 + below, title, headline(ensemble, e, language))
    room = (width - 2 * page.MARGIN) / columns
    for place, key in enumerate(keys):
        row, column = divmod(place, columns)
        left, at = page.MARGIN + column * room, top + row * HEIGHT
        figure = ensemble.weekly[key].isel(enterprise=e)
        other = None
        if compare is not None and key in compare.weekly:
            other = compare.weekly[key].isel(enterprise=min(e, compare.weekly.sizes["enterprise"] - 1))
        _panel(sheet, left, at, room, figure, language, other)
        axes = sheet.axes[-1]
        _mark_shocks(axes, ensemble)
        if key == "profit":
            _mark_ruin(axes, ensemble, e, said["ruined"])
        strip = style.axes_at(sheet, left + TICKS, at + 0.57 + PANEL, room - TICKS - ENDS, 0.17)
        regimes.ribbon(strip, ensemble)
        page.time_axis(strip, weeks, language)
    at = top + rows * HEIGHT + 0.1
    at = _key(sheet, at, futures, language, compare)
    at = regimes.key(sheet, page.MARGIN, at, ensemble, language)
    for text in notes:
        at = style.say(sheet, page.MARGIN, at, text, 8.5, style.MUTED) + 0.04
    page.footer(sheet, at + 0.02, ensemble, language, first_only=False)
    return sheet


def _known(ensemble: Ensemble, figures: Sequence[str]) -> list[str]:
    there = [str(key) for key in ensemble.weekly if "enterprise" in ensemble.weekly[key].dims]
    for key in figures:
        if key not in there:
            near = get_close_matches(key, there, 1)
            raise ValueError(f"figures: {key!r} found; " + (f"did you mean {near[0]!r}?" if near else ", ".join(there)))
    if not figures:
        raise ValueError("figures: none found; at least one is needed")
    return list(figures)


def seen(figure: xr.DataArray) -> tuple[np.ndarray, str]:
    """The weekly values (replicate, week) as they are drawn, and how: "mean_13", "sum_52" or "".

    What flows is drawn as the mean of the last 13 weeks, what is rare as the sum of the last 52 (of those there are,
    at the beginning); what stands is drawn as it is.
    """
    values = figure.transpose("replicate", "week").to_numpy().astype(float)
    if figure.attrs.get("over") != "sum":
        return values, ""
    rare = figure.attrs.get("unit") in RARE
    span = 52 if rare else 13
    total = np.cumsum(values, axis=1)
    total[:, span:] = total[:, span:] - total[:, :-span]
    if rare:
        return total, "sum_52"
    return total / np.minimum(np.arange(values.shape[1]) + 1, span), "mean_13"


def quantile(values: np.ndarray, q: float | Sequence[float]) -> np.ndarray:
    """Quantiles over futures, week by week; not a number in weeks in which no future has a value."""
    out = np.full((*np.shape(q), values.shape[1]), np.nan)
    there = ~np.isnan(values).all(0)
    out[..., there] = np.nanquantile(values[:, there], q, axis=0)
    return out


def _panel(sheet: Figure, left: float, top: float, room: float, figure: xr.DataArray, language: str,
           other: xr.DataArray | None) -> None:  # fmt: skip
    """One figure: label and unit, its sentence, its bands."""
    said = words.words(language)
    values, how = seen(figure)
    unit = figure.attrs.get("unit", "")
    label = figure.attrs.get(f"label_{language}") or figure.attrs.get("label_en") or str(figure.name)
    style.say(sheet, left, top, style.wrapped(label, room - 0.2, 10, True).split("\n")[0], 10, bold=True)
    shown = "" if unit == "share" else words.unit(unit.removesuffix("/week") if how == "sum_52" else unit, language)
    shown = "" if shown.lower() in label.lower() else shown
    shown = ", ".join(part for part in (shown, said.get(how, "")) if part)
    if style.width_of(label, 10, True) + style.width_of(shown, 8.5) < room - 0.3:
        style.say(sheet, left + 0.1 + style.width_of(label, 10, True), top + 0.02, shown, 8.5, style.MUTED)
    style.say(sheet, left, top + 0.2, style.wrapped(sentence(figure, language), room - 0.2, 8.5), 8.5, style.MUTED)
    axes = style.axes_at(sheet, left + TICKS, top + 0.56, room - TICKS - ENDS, PANEL)
    weeks = np.arange(1, values.shape[1] + 1)
    start = 51 if how == "sum_52" and weeks.size > 104 else 0  # the first full year
    values, weeks = values[:, start:], weeks[start:]
    _draw(axes, weeks, values)
    if other is not None:
        grey = quantile(seen(other)[0], 0.5)[start:]
        axes.plot(np.arange(start + 1, start + 1 + grey.size), grey, color=style.GHOST, linewidth=1.4, linestyle=(0, (4, 2)))
    _scale(axes, unit, language)
    axes.set_xlim(0, figure.sizes["week"])
    axes.set_xticks([])
    middle = quantile(values, 0.5)
    if not np.isnan(middle).all():
        last = int(np.flatnonzero(~np.isnan(middle))[-1])
        text = words.quantity(middle[last], unit if how != "sum_52" else "", language)
        style.note(axes, figure.sizes["week"] * 1.02, middle[last], text, 9, style.TEAL, bold=True)


def _draw(axes: Axes, weeks: np.ndarray, values: np.ndarray) -> None:
    """Bands and middle line; each future a line where they are few; a dot where there is a single week."""
    marker = "o" if weeks.size == 1 else None
    if len(values) >= FEW:
        for low, high, alpha in BANDS:
            a, b = quantile(values, (low, high))
            axes.fill_between(weeks, a, b, color=style.TEAL, alpha=alpha, linewidth=1.2 if weeks.size == 1 else 0)
        axes.plot(weeks, values[0], color=style.INK, linewidth=0.55, alpha=0.55, marker=marker, markersize=2)
    elif len(values) > 1:
        axes.plot(weeks, values.T, color=style.TEAL, linewidth=0.7, alpha=0.6, marker=marker, markersize=2)
    axes.plot(weeks, quantile(values, 0.5), color=style.TEAL, linewidth=1.9, marker=marker, solid_capstyle="round")


def _scale(axes: Axes, unit: str, language: str) -> None:
    """Range and ticks: shares from 0 to 100 % unless all are small, other figures from zero, which is always there."""
    low, high = axes.get_ylim()
    data = axes.dataLim
    counts = unit.removesuffix("/week") in ("crafts", "cards", "persons", "allies", "cells", "customers")
    if not np.isfinite([data.y0, data.y1]).all():
        low, high = 0.0, 1.0
    elif unit in ("share", "0 to 1") and data.y0 >= 0 and 0.3 < data.y1 <= 1:
        low, high = 0.0, 1.0
    elif data.y0 >= 0:
        low, high = 0.0, max(data.y1 * 1.06, 1e-9)
    else:
        low, high = min(low, 0.0), max(high, 0.0)
    axes.set_ylim(low, high)
    ticks = [t for t in MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=counts).tick_values(low, high) if low <= t <= high * 1.0001]
    style.tick(axes, [(t, _tick(t, unit, language)) for t in ticks])
    if low < 0:
        axes.axhline(0.0, color=style.INK, linewidth=0.8, alpha=0.6, zorder=1)


def _tick(value: float, unit: str, language: str) -> str:
    if unit in ("share", "1/week"):
        return words.number(value * 100, language) + "%"
    if unit.startswith("EUR") and abs(value) >= 1e6:
        return words.money(value, language)
    return words.number(value, language)


def headline(ensemble: Ensemble, e: int, language: str) -> str:
    """In how many futures enterprise `e` earns money over the whole run, and in how many it is ruined."""
    said = words.words(language)
    earned = ensemble.weekly["profit"].isel(enterprise=e).sum("week").to_numpy() > 0
    ruined = int((ensemble.weekly["alive"].isel(enterprise=e, week=-1) < 0.5).sum())
    total, time = earned.size, words.duration(ensemble.weekly.sizes["week"], language)
    who = page.subject(ensemble, language, e)
    wins = int(earned.sum())
    key = "earns" if 2 * wins >= total else "loses"
    where = words.futures(wins if key == "earns" else total - wins, total, language)
    if total == 1:
        end = "ruin_here" if ruined else "ruin_not_here"
    else:
        end = {0: "ruin_none", 1: "ruin_one", total: "ruin_all"}.get(ruined, "ruin_some")
    return f"{said[key].format(where=where, who=who, time=time)}; {said[end].format(k=ruined)}"


def sentence(figure: xr.DataArray, language: str) -> str:
    """A figure in one sentence: in how many futures it rises or falls; what is rare, how much of it there was."""
    said = words.words(language)
    values = figure.transpose("replicate", "week").to_numpy().astype(float)
    total, weeks = values.shape
    unit = figure.attrs.get("unit", "")
    if np.isnan(values).all():
        return said["nothing"]
    rare = figure.attrs.get("over") == "sum" and unit in RARE
    if rare or weeks == 1:
        last = values[:, -52:].sum(1)
        unit = "" if rare else unit
        some = np.nanquantile(last, (0.05, 0.5, 0.95), method="inverted_cdf")
        low, median, high = (words.quantity(x, unit, language) for x in some)
        time = words.duration(min(weeks, 52), language)
        when = said["last_year"] if weeks >= 104 else said["whole_run"].format(time=time)
        return said["alone" if total == 1 else "typical"].format(when=when, median=median, low=low, high=high)
    span, name = (52, "span_year") if weeks >= 104 else (13, "span_quarter") if weeks >= 26 else (weeks // 2, "span_half")
    first, last = _mean(values[:, :span]), _mean(values[:, -span:])
    there = ~np.isnan(first) & ~np.isnan(last)
    moved = np.where(there, last - first, 0.0)
    small = 1e-9 * np.nanmax(np.abs(values))
    up, down = int((moved > small).sum()), int((moved < -small).sum())
    still = int(there.sum()) - up - down
    count, key = max((up, "rises"), (down, "falls"), (still, "same"))
    if key != "same" and total >= FEW and count < CLEAR * total and up + down + still == total:
        return said["unclear"].format(up=words.futures(up, total, language, start=False), down=down)
    return said[key].format(span=said[name], where=words.futures(count, total, language, start=False))


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over weeks of each future, not a number where it has no value."""
    count = (~np.isnan(values)).sum(1)
    return np.divide(np.nansum(values, axis=1), count, out=np.full(len(values), np.nan), where=count > 0)


def shocks(ensemble: Ensemble, language: str) -> list[str]:
    """The scenario's dated shocks within the run, in words, numbered as in the picture."""
    said = words.words(language)
    weeks = ensemble.weekly.sizes["week"]
    out = []
    for k, shock in enumerate(s for s in ensemble.scenario.shocks if s["week"] <= weeks):
        what = []
        for key, change in shock.items():
            if key in CHANGEABLE:
                name = getattr(CHANGEABLE[key], language).rsplit(",", 1)[0]
                sign = "× " if "factor" in change else "+ " if "add" in change else "= "
                value = next(v for v in change.values() if v is not None)
                text = words.number(value, language) if isinstance(value, (int, float)) else str(value)
                what.append(f"{name} {sign}{text}")
        form = "shock" if "until" in shock else "shock_on"
        text = said[form].format(a=shock["week"], b=shock.get("until"), what=", ".join(what))
        out.append(f"{k + 1}  {text}")
    return out


def _mark_shocks(axes: Axes, ensemble: Ensemble) -> None:
    """A pale stripe while a shock lasts, its number above where it begins."""
    weeks = ensemble.weekly.sizes["week"]
    free = 0.0
    for k, shock in enumerate(s for s in ensemble.scenario.shocks if s["week"] <= weeks):
        a, b = shock["week"] - 1, min(shock.get("until", weeks + 1) - 1, weeks)
        axes.axvspan(a, b, color=style.ATTENTION, alpha=0.12, linewidth=0, zorder=0)
        at = max(a, free)
        free = at + 0.05 * weeks
        style.note(axes, at, axes.get_ylim()[1], str(k + 1), 7.5, bold=True, anchor="bottom")


def _mark_ruin(axes: Axes, ensemble: Ensemble, e: int, word: str) -> None:
    """A cross at the foot in each week in which some future ends in ruin."""
    alive = ensemble.weekly["alive"].isel(enterprise=e).to_numpy() > 0.5
    ends = alive.sum(1)[~alive[:, -1]]
    if ends.size:
        foot = axes.get_ylim()[0] + 0.06 * np.ptp(axes.get_ylim())
        axes.plot(ends, np.full(ends.size, foot), "x", color=style.TERRACOTTA, markersize=5, markeredgewidth=1.4)
        style.note(axes, ends.min() - 2, foot, word, 8, style.TERRACOTTA, align="right")


def _key(sheet: Figure, top: float, futures: int, language: str, compare: Ensemble | None) -> float:
    """How to read lines and bands; returns where it ends."""
    said = words.words(language)
    width, height = sheet.get_size_inches()
    entries = [("only" if futures == 1 else "median", 1.9, 1.0, style.TEAL)]
    if futures >= FEW:
        entries += [("half", 8.0, 0.4, style.TEAL), ("nine", 8.0, 0.16, style.TEAL), ("one", 0.6, 0.7, style.INK)]
    elif futures > 1:
        entries += [("each", 0.7, 0.6, style.TEAL)]
    x = page.MARGIN
    for name, line, alpha, color in entries:
        _stroke(sheet, x, top, line, alpha, color)
        style.say(sheet, x + 0.32, top, said[name], 8.5, style.MUTED)
        x += 0.32 + style.width_of(said[name], 8.5) + 0.28
    if compare is not None:
        top += 0.2
        _stroke(sheet, page.MARGIN, top, 1.4, 1.0, style.GHOST, (0, (4, 2)))
        text = said["compare"].format(title=page.title_of(compare, language))
        style.say(sheet, page.MARGIN + 0.32, top, text, 8.5, style.MUTED)
    return top + 0.22


def _stroke(sheet: Figure, x: float, top: float, width: float, alpha: float, color: str, dash: object = "solid") -> None:
    y = sheet.get_size_inches()[1] - top - 0.07
    line = Line2D([x, x + 0.24], [y, y], linewidth=width, alpha=alpha, color=color, linestyle=dash,
                  transform=sheet.dpi_scale_trans, solid_capstyle="butt")  # fmt: skip
    sheet.add_artist(line)
