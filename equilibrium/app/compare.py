"""Side by side: up to four mixes and scenarios under the same luck, how they differ, and which mix is robust across contexts."""

import io
import zipfile
from dataclasses import asdict, dataclass, replace
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from equilibrium.app import charts, following, frame, live, robust_choice, sides
from equilibrium.app.setting import Setting
from equilibrium.app.words import words
from equilibrium.app.work import Progress
from equilibrium.figures import FIGURES
from equilibrium.plots import trajectories
from equilibrium.plots.words import quantity
from equilibrium.scenario import Scenario
from equilibrium.studies.paired import Comparison, compare
from equilibrium.words.differences import sentences, verdict
from equilibrium.words.numbers import readable
from equilibrium.words.reproduce_compare import as_command, as_python, files

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Found:
    """What is shown of a comparison: all differences, and of every figure and side the quantiles (5, grid) in `weeks`."""

    comparison: Comparison
    weeks: np.ndarray
    bands: dict[str, list[np.ndarray]]
    flows: dict[str, bool]


def show() -> None:
    """Draw the page."""
    language = st.session_state.language
    text = words(language)
    heading, choice = st.columns([4, 1], vertical_alignment="center")
    heading.title(text["compare"]["title"])
    with choice:
        frame.language_choice(text)
    said, setting = text["compare"], frame.setting()
    chosen = _choice(setting, said, language)
    names = sides.names(setting, chosen, language, said)
    _key(names)
    if len(chosen) < 2:
        st.info(said["more"])
        return
    scenarios = [sides.scenario(setting, side) for side in chosen]
    key = ("compare", *(each.digest for each in scenarios), setting.seed)
    result = following.result(
        key, lambda progress: found(scenarios, setting.seed, progress), "compare", "sketch", text["work"]
    )
    if result is not None:
        named = _named(result, names)
        frame.check(named.comparison.receipt.short, text)
        _cards(named, said, language)
        _beside(named, scenarios, said, language)
    robust_choice.show(setting, chosen, names, said, language)


def _choice(setting: Setting, said: dict[str, str], language: str) -> list[str]:
    """What is set side by side, as the visitor picks it."""
    there, chosen = sides.there(setting), sides.chosen(setting)
    called = dict(zip(there, sides.names(setting, there, language, said), strict=True))
    st.session_state.sides_choice = chosen

    def picked() -> None:
        frame.change(sides=tuple(st.session_state.sides_choice))

    st.multiselect(
        said["sides"].format(most=sides.MOST), there, key="sides_choice", format_func=called.__getitem__, on_change=picked,
        max_selections=sides.MOST, help=said["help"],
    )  # fmt: skip
    return chosen


def _key(names: list[str]) -> None:
    """A letter and a colour for each side."""
    colours = charts.look(st.context.theme.type)
    chips = "".join(
        f'<span style="display:inline-flex;align-items:center;gap:.45em;margin:0 1.4em .3em 0">'
        f'<b style="background:{colour};color:{colours.paper};border-radius:50%;width:1.5em;height:1.5em;display:inline-flex;'
        f'align-items:center;justify-content:center;font-size:.85em">{letter}</b>{escape(name)}</span>'
        for name, letter, colour in zip(names, sides.LETTERS, colours.sides, strict=False)
    )
    st.html(f'<div style="line-height:1.7">{chips}</div>')


def found(scenarios: list[Scenario], seed: int, progress: Progress, replicates: int = live.REPLICATES) -> Found:
    """Simulate all sides, or take what is kept, and compare them with the first."""
    runs = []
    for k, scenario in enumerate(scenarios):
        progress(k, len(scenarios))
        runs.append(live.ensemble(scenario, seed, replicates))
    comparison = compare(runs, figures=live.SIX, names=[str(k) for k in range(len(runs))])
    weeks = np.unique(np.linspace(0, comparison.weeks - 1, min(live.GRID, comparison.weeks)).round().astype(int))
    bands: dict[str, list[np.ndarray]] = {key: [] for key in live.SIX}
    flows = {}
    for key in live.SIX:
        for run in runs:
            values, how = trajectories.seen(run, key)
            flows[key] = how == "sum_52"
            bands[key].append(trajectories.quantile(values[:, weeks], QUANTILES, flows[key]))
    return Found(comparison, weeks + 1, bands, flows)


def _named(found: Found, names: list[str]) -> Found:
    """With the sides' names in the visitor's language."""
    values = found.comparison.values.assign_coords(scenario=names)
    return replace(found, comparison=replace(found.comparison, names=tuple(names), values=values))


def _cards(found: Found, said: dict[str, str], language: str) -> None:
    """Of each figure the sides' panels, and under them how far each lies from the first."""
    colours = charts.look(st.context.theme.type)
    columns = st.columns(3, gap="medium")
    for at, key in enumerate(live.SIX):
        with columns[at % 3]:
            _card(found, at, key, said, language, colours)
    count = found.comparison.values.sizes["replicate"]
    st.caption(said["how"].format(count=count, weeks=found.comparison.weeks))


def _card(found: Found, at: int, key: str, said: dict[str, str], language: str, colours: charts.Look) -> None:
    figure, bands = FIGURES[key], found.bands[key]
    shown = np.concatenate([band.ravel() for band in bands])
    least, most = (np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else (np.nan, np.nan)
    low, high, ticks = trajectories.scale(float(least), float(most), figure.unit)
    panels = [
        charts.Panel(
            sides.LETTERS[k],
            found.weeks,
            band,
            quantity(float(band[2, -1]), "" if found.flows[key] else figure.unit, language),
        )
        for k, band in enumerate(bands)
    ]
    told = changes(found.comparison, at, said, language)
    st.markdown(f"**{getattr(figure, language)}**")
    marks = [(tick, trajectories.tick(tick, figure.unit, language)) for tick in ticks]
    chart = charts.small_multiples(panels, low, high, marks, colours)
    alt = said["alt"].format(figure=getattr(figure, language), changes="; ".join(told))
    st.altair_chart(chart, theme=None, width="stretch", key=f"panels.{key}", alt=alt)
    rows = [
        charts.Interval(
            k,
            k + 1,
            row[at].mean,
            _end(row[at].low, row[at].mean),
            _end(row[at].high, row[at].mean),
            row[at].verdict == "real",
            told[k],
        )
        for k, row in enumerate(found.comparison.differences)
    ]
    st.altair_chart(
        charts.intervals(rows, len(bands), colours), theme=None, width="stretch", key=f"gaps.{key}", alt=alt
    )


def _end(end: float | None, mean: float) -> float:
    return mean if end is None else end


def changes(comparison: Comparison, at: int, said: dict[str, str], language: str) -> list[str]:
    """How each side but the first differs from it in the figure at `at`: "B: +12% profit, 9 times out of 10"."""
    before = float(np.nanmean(comparison.values[comparison.figures[at]].to_numpy()[0]))
    return [
        said["against"].format(letter=sides.LETTERS[k + 1], change=live.told(row[at], before, language))
        for k, row in enumerate(comparison.differences)
    ]


def table(comparison: Comparison) -> pd.DataFrame:
    """Every difference in full, a row for each side and figure."""
    return pd.DataFrame([
        {"side": name, "baseline": comparison.names[0], "unit": comparison.values[found.figure].attrs["unit"], **asdict(found)}
        for name, row in zip(comparison.names[1:], comparison.differences, strict=True) for found in row
    ])  # fmt: skip


def _beside(found: Found, scenarios: list[Scenario], said: dict[str, str], language: str) -> None:
    """In words and as a table, made again, taken along."""
    comparison = found.comparison
    name = f"equilibrium-{comparison.receipt.short}"
    left, middle, right = st.columns(3)
    with left.expander(said["words"]):
        for line in sentences(comparison, language):
            st.write(line)
        st.dataframe(_readable(comparison, said, language), hide_index=True)
    with middle.expander(said["again"]):
        again(comparison, scenarios, said, name)
    with right.expander(said["take"]):
        values = comparison.values.to_dataframe(["scenario", "replicate"]).reset_index()
        st.download_button(
            said["values"], values.to_csv(index=False), f"{name}-values.csv", "text/csv", on_click="ignore"
        )
        st.download_button(
            said["differences"], table(comparison).to_csv(index=False), f"{name}-differences.csv", "text/csv", on_click="ignore"
        )  # fmt: skip
    note = words(language)["results"]["note"]
    version = comparison.versions["equilibrium"]
    st.caption(note.format(seed=comparison.seed, digest=comparison.receipt.short, version=version))


def again(comparison: Comparison, scenarios: list[Scenario], said: dict[str, str], name: str) -> None:
    """Python and command, each giving the same digest, with the files that they read."""
    command, needed = as_command(comparison, scenarios)
    st.code(as_python(comparison, scenarios), language="python", wrap_lines=True)
    st.code(command, language="bash", wrap_lines=True)
    needed = needed | files(scenarios)
    if needed:
        st.caption(said["files"])
        st.download_button(said["files_button"], _zip(needed), f"{name}.zip", "application/zip", on_click="ignore")


def _zip(scenarios: dict[str, Scenario]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, scenario in sorted(scenarios.items()):
            archive.writestr(name, scenario.text)
    return made.getvalue()


def _readable(comparison: Comparison, said: dict[str, str], language: str) -> pd.DataFrame:
    """The differences as a reader reads them."""
    rows = []
    for letter, row in zip(sides.LETTERS[1:], comparison.differences, strict=False):
        for found in row:
            attrs = comparison.values[found.figure].attrs
            unit = attrs["unit"]
            rows.append({
                " ": letter, said["figure"]: attrs[f"label_{language}"], said["mean"]: readable(found.mean, unit, language),
                said["low"]: readable(_end(found.low, np.nan), unit, language),
                said["high"]: readable(_end(found.high, np.nan), unit, language),
                said["often"]: readable(found.higher, "share", language), said["verdict"]: verdict(found, language),
            })  # fmt: skip
    return pd.DataFrame(rows)
