"""A card for each figure: its course on every side as small multiples, and under them how far each side lies from the first."""

from dataclasses import dataclass, replace
from html import escape

import altair as alt
import numpy as np
import streamlit as st
from matplotlib.ticker import MaxNLocator

from equilibrium.app import charts, live, sides
from equilibrium.app.work import Progress
from equilibrium.figures import FIGURES, Figure
from equilibrium.plots import trajectories
from equilibrium.plots import words as quantities
from equilibrium.scenario import Scenario
from equilibrium.studies.paired import Comparison, compare
from equilibrium.words.side_by_side import change, times

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Found:
    """What is shown of a comparison: all differences, and of every figure and side the quantiles (5, grid) in `weeks`.

    `how` says of each figure what is drawn of it (`trajectories.seen`).
    """

    comparison: Comparison
    weeks: np.ndarray
    bands: dict[str, list[np.ndarray]]
    how: dict[str, str]


def found(scenarios: list[Scenario], seed: int, progress: Progress, replicates: int = live.REPLICATES) -> Found:
    """Simulate all sides, or take what is kept, and compare them with the first."""
    runs = []
    for k, scenario in enumerate(scenarios):
        progress(k, len(scenarios))
        runs.append(live.ensemble(scenario, seed, replicates))
    comparison = compare(runs, figures=live.SIX, names=[str(k) for k in range(len(runs))])
    weeks = np.unique(np.linspace(0, comparison.weeks - 1, min(live.GRID, comparison.weeks)).round().astype(int))
    bands: dict[str, list[np.ndarray]] = {key: [] for key in live.SIX}
    drawn: dict[str, str] = {}
    for key in live.SIX:
        for run in runs:
            values, drawn[key] = trajectories.seen(run, key)
            bands[key].append(trajectories.quantile(values[:, weeks], QUANTILES, drawn[key] == "sum_52"))
    return Found(comparison, weeks + 1, bands, drawn)


def named(found: Found, names: list[str]) -> Found:
    """With the sides' names in the visitor's language."""
    values = found.comparison.values.assign_coords(scenario=names)
    return replace(found, comparison=replace(found.comparison, names=tuple(names), values=values))


def cards(found: Found, said: dict[str, str], language: str) -> None:
    """Of each figure the sides' panels, and under them how far each lies from the first."""
    colours = charts.look(st.context.theme.type)
    count = 3 if len(found.comparison.names) == 2 else 2
    for first in range(0, len(live.SIX), count):
        for column, key in zip(st.columns(count, gap="large"), live.SIX[first : first + count], strict=False):
            with column:
                _card(found, key, said, language, colours)
    st.caption(said["how"].format(count=found.comparison.values.sizes["replicate"]))


def _card(found: Found, key: str, said: dict[str, str], language: str, colours: charts.Look) -> None:
    figure, how = FIGURES[key], found.how[key]
    unit = f"{quantities.unit(figure.unit, language)}, {said[how]}" if how == "mean_13" else said[how] if how else ""
    st.html(f'<div style="line-height:1.3"><b>{getattr(figure, language)}</b> {quiet(unit, colours)}</div>')
    told = changes(found.comparison, key, said, language)
    text = said["alt"].format(
        figure=getattr(figure, language),
        changes="; ".join(f"{letter}: {line}" for letter, line in zip(sides.LETTERS[1:], told, strict=False)),
    )
    st.altair_chart(
        _panels(found, key, said, language, colours), theme=None, width="stretch", key=f"panels.{key}", alt=text
    )
    lines = "".join(row(k + 1, escape(line), colours) for k, line in enumerate(told))
    st.html(f'<div class="changes" style="font-size:.9rem;line-height:1.5">{lines}</div>')
    gaps = _gaps(found, key, said, language, colours)
    if gaps is not None:
        st.altair_chart(gaps, theme=None, width="stretch", key=f"gaps.{key}", alt=text)


def _panels(found: Found, key: str, said: dict[str, str], language: str, colours: charts.Look) -> alt.LayerChart:
    bands, unit = found.bands[key], FIGURES[key].unit
    shown = np.concatenate([band.ravel() for band in bands])
    least, most = (np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else (np.nan, np.nan)
    low, high, ticks = trajectories.scale(float(least), float(most), unit)
    last = "" if found.how[key] == "sum_52" else unit
    panels = [
        charts.Panel(letter, found.weeks, band, quantities.quantity(float(band[2, -1]), last, language))
        for letter, band in zip(sides.LETTERS, bands, strict=False)
    ]
    marks = [(tick, trajectories.tick(tick, unit, language)) for tick in ticks]
    return charts.small_multiples(panels, low, high, marks, colours, said["week"])


def _gaps(found: Found, key: str, said: dict[str, str], language: str, colours: charts.Look) -> alt.LayerChart | None:
    at = found.comparison.figures.index(key)
    differences = [row[at] for row in found.comparison.differences]
    gaps = [
        charts.Interval(0, k, each.mean, or_else(each.low, each.mean), or_else(each.high, each.mean), each.verdict == "real")
        for k, each in enumerate(differences) if each.n
    ]  # fmt: skip
    if not gaps:
        return None
    shown = slice(1, 1 + len(differences))
    marks = _marks(gaps, FIGURES[key], said, language)
    return charts.dots(gaps, sides.LETTERS[shown], colours.sides[shown], marks, colours)


def _marks(gaps: list[charts.Interval], figure: Figure, said: dict[str, str], language: str) -> list[tuple[float, str]]:
    """Where the scale of differences is marked: zero is the first side itself."""
    ends = [0.0, *(end for gap in gaps for end in (gap.low, gap.high))]
    unit = figure.unit.removesuffix("/week") if figure.over == "sum" else figure.unit
    ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(min(ends), max(ends))
    return [
        (float(at), said["as_first"] if at == 0.0 else difference_tick(float(at), unit, language))
        for at in ticks if min(ends) <= at <= max(ends)
    ]  # fmt: skip


def difference_tick(value: float, unit: str, language: str) -> str:
    """A difference as a mark of a scale: signed, money short, shares in points."""
    sign = "+" if value > 0 else "−"
    if unit.startswith("EUR"):
        return f"{sign}{quantities.money(abs(value), language)}"
    return f"{sign}{quantities.number(abs(value) * (100 if unit == 'share' else 1), language)}"


def or_else(end: float | None, value: float) -> float:
    """An end of an interval; `value` where it has none."""
    return value if end is None else end


def changes(comparison: Comparison, key: str, said: dict[str, str], language: str) -> list[str]:
    """How each side but the first differs from it in a figure: "+12%, in 9 futures out of 10"."""
    at = comparison.figures.index(key)
    before = float(np.nanmean(comparison.values[key].to_numpy()[0]))
    unit = str(comparison.values[key].attrs["unit"])
    told = []
    for differences in comparison.differences:
        found = differences[at]
        if not found.n or found.verdict == "identical":
            told.append(said["identical" if found.n else "nothing"])
            continue
        how = change(found, before, unit, language)
        told.append(said[found.verdict].format(change=how, times=times(found)) if how else said["same"])
    return told


def row(side: int, inside: str, colours: charts.Look) -> str:
    """A line that begins with a side's letter in its colour; `inside` is HTML."""
    chip = (
        f"flex:none;background:{colours.sides[side]};color:{colours.paper};border-radius:50%;width:1.6em;height:1.6em;"
        "display:inline-flex;align-items:center;justify-content:center;font-size:.8em"
    )
    return (
        '<div style="display:flex;gap:.55em;align-items:baseline;margin-bottom:.2em">'
        f'<b style="{chip}">{sides.LETTERS[side]}</b><span>{inside}</span></div>'
    )


def quiet(text: str, colours: charts.Look) -> str:
    """HTML of what is not read first."""
    return f'<span style="color:{colours.muted}">{escape(text)}</span>'
