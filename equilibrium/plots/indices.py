"""Indices: Sobol, Morris or PAWN, a row a factor with its interval; lines part the groups that can be told apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from equilibrium.plots import page, rows, style, words
from equilibrium.studies.distribution import Pawn
from equilibrium.studies.screening import Morris
from equilibrium.studies.variance import Sobol
from equilibrium.words.sensitivity import (
    factor_label,
    measure_unit,
    morris_sentences,
    pawn_sentences,
    sobol_sentences,
    subject,
)

MOST = 24


def plot(
    found: Sobol | Morris | Pawn, measure: str, title: str, foot: str, language: str = "en", sides: Sequence[str] = ()
) -> Figure:
    """The picture of whatever was found of a measure, or of the difference of two sides."""
    of = f"{words.words(language)['measured']}: {subject(measure, sides, language)}."
    if isinstance(found, Sobol):
        return _sobol(found, title, f"{of} {foot}", language)
    if isinstance(found, Morris):
        return _morris(found, measure, title, f"{of} {foot}", language)
    return _pawn(found, title, f"{of} {foot}", language)


def ordered(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Rows group by group; within one, and where there is one group only, as the study lists its factors: order says nothing."""
    return table.sort_values("rank", kind="stable").head(MOST)


def _notes(axis: str, entries: list, ranked: bool, foot: str, language: str) -> list[page.Key | str]:
    return [axis, page.Key(entries), *([words.words(language)["apart"]] if ranked else []), foot]


def _dot(color: str, hollow: bool = False) -> dict:
    face = style.PAPER if hollow else color
    return {"marker": "o", "markersize": 5.0, "markerfacecolor": face, "markeredgecolor": color, "markeredgewidth": 1.2}


def _sobol(found: Sobol, title: str, foot: str, language: str) -> Figure:
    said, table = words.words(language), ordered(found.table, "total")
    raw = found.cleaned and bool((abs(table["raw_total"] - table["total"]) > 0.01).any())
    entries = [(said["total"], _dot(style.TEAL)), (said["first"], _dot(style.TERRACOTTA, True)),
               (said["interval"], {"color": style.MUTED, "linewidth": 1.0})]  # fmt: skip
    if raw:
        entries.append((said["raw"], {"marker": "|", "markersize": 8, "color": style.GHOST, "markeredgewidth": 1.6}))
    notes = _notes(said["index_sobol"], entries, found.ranked, foot, language)
    labels = [factor_label(name, language) for name in table["factor"]]
    sheet, axes = rows.begin(labels, title, " ".join(filter(None, sobol_sentences(found, language))), notes)
    for row, (_, each) in enumerate(table.iterrows()):
        for name, shift, look in (("total", -0.14, _dot(style.TEAL)), ("first", 0.17, _dot(style.TERRACOTTA, True))):
            rows.whisker(axes, each[name], each[f"{name}_half"], row + shift, look["markeredgecolor"])
            axes.plot([each[name]], [row + shift], linewidth=0, zorder=5, **look)
        if raw:
            axes.plot(
                [each["raw_total"]], [row - 0.14], marker="|", markersize=8, color=style.GHOST, markeredgewidth=1.6
            )
    rows.parts(axes, list(table["rank"]))
    low = min(0.0, float((table[["first", "total"]].to_numpy() - table[["first_half", "total_half"]].to_numpy()).min()))
    high = float((table[["first", "total"]].to_numpy() + table[["first_half", "total_half"]].to_numpy()).max())
    rows.number_line(
        axes, max(low, -0.6), min(max(high, float(table["raw_total"].max()) if raw else high), 1.6), "share", language
    )
    axes.axvline(0.0, color=style.INK, linewidth=0.9, zorder=1)
    return sheet


def _morris(found: Morris, measure: str, title: str, foot: str, language: str) -> Figure:
    said, table = words.words(language), ordered(found.table, "mu_star")
    entries = [(said["interval"], {"color": style.TEAL, "linewidth": 1.0})]
    if found.replicates > 1:
        entries.append((said["floor_morris"], {"facecolor": style.LINE}))
    axis = said["index_morris"].format(unit=rows.with_unit(measure, language))
    notes = _notes(axis, entries, found.ranked, foot, language)
    labels = [factor_label(name, language) for name in table["factor"]]
    sheet, axes = rows.begin(labels, title, " ".join(filter(None, morris_sentences(found, measure, language))), notes)
    for row, (_, each) in enumerate(table.iterrows()):
        axes.barh(row, each["floor"], height=0.7, color=style.LINE, linewidth=0, zorder=1)
        rows.whisker(axes, each["mu_star"], each["half"], row, style.TEAL)
        axes.plot([each["mu_star"]], [row], linewidth=0, zorder=5, **_dot(style.TEAL, not each["above"]))
    rows.parts(axes, list(table["rank"]))
    rows.number_line(axes, 0.0, float((table["mu_star"] + table["half"]).max()), measure_unit(measure), language)
    return sheet


def _pawn(found: Pawn, title: str, foot: str, language: str) -> Figure:
    said, table = words.words(language), ordered(found.table, "index")
    entries = [
        (said["interval"], {"color": style.TEAL, "linewidth": 1.0}),
        (said["floor_pawn"], {"facecolor": style.LINE}),
    ]
    notes = _notes(said["index_pawn"], entries, found.ranked, foot, language)
    labels = [factor_label(name, language) for name in table["factor"]]
    sheet, axes = rows.begin(labels, title, " ".join(filter(None, pawn_sentences(found, language))), notes)
    axes.axvspan(0.0, found.floor, color=style.LINE, linewidth=0, zorder=0)
    for row, (_, each) in enumerate(table.iterrows()):
        rows.whisker(axes, each["index"], each["half"], row, style.TEAL)
        axes.plot([each["index"]], [row], linewidth=0, zorder=5, **_dot(style.TEAL, not each["above"]))
    rows.parts(axes, list(table["rank"]))
    high = float(np.nanmax(table["index"] + table["half"]))
    rows.number_line(axes, 0.0, max(high, found.floor * 1.1), "", language)
    return sheet
