"""Figures by theme, as lines a manager reads: label, middle value, how far chance moves it, unit."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from equilibrium.ensemble import Ensemble
from equilibrium.parameters import AXES
from equilibrium.words import words
from equilibrium.words.numbers import between, readable, unit_words

THEMES: dict[str, tuple[str, ...]] = {
    "money": ("profit", "revenue", "wages", "cash", "alive"),
    "customers": ("customers", "market_share", "value_share", "satisfaction", "won", "lost", "lapse_rate", "goodwill",
                  "contacts", "convinced_share", "credibility"),
    "people": ("people", "cells", "energy", "people_reenergised", "reenergised_year", "trust", "interference"),
    "crafts": ("new_crafts", "new_crafts_year", "woken_crafts", "absorbed_crafts", "renamings", "found_out", "uniqueness",
               "insight_cards", "facts_seen", "coherence", "partners"),
    "service": ("served_share", "failure_share", "utilisation", "units_volume", "units_value", "ordered", "stock",
                "lost_sales"),
    "mix": AXES,
}  # fmt: skip


class Line(NamedTuple):
    """One figure in words; `between` is empty when nine futures in ten read the same. `values` are the middle and both
    ends of the band, not rounded, in `measure`; `unit` is how a reader says it."""

    key: str
    label: str
    middle: str
    between: str
    unit: str
    values: tuple[float, float, float]
    measure: str


def regime_shares(ensemble: Ensemble) -> pd.DataFrame:
    """Share of a run's weeks that each regime reigns: a row each, mean over replicates (they add up) with 5 % and 95 %."""
    regime = ensemble.weekly["regime"].to_numpy()
    rows = []
    for number, name in enumerate(ensemble.scenario.regime_names):
        shares = (regime == number).mean(1)
        low, high = np.quantile(shares, [0.05, 0.95])
        rows.append((name, shares.mean(), low, high, "share"))
    return pd.DataFrame(rows, columns=["regime", "mean", "5 %", "95 %", "unit"])


def lines_by_theme(ensemble: Ensemble, language: str, enterprise: int | str = 0) -> dict[str, list[Line]]:
    """Every figure of one enterprise by theme, the regimes under "context", a caller's own figures under "own".

    Keys are words of the language, in the order to be read; a theme without figures is left out.
    """
    text = words(language)
    rows = ensemble.summary(enterprise, language).set_index("figure")
    listed = {key for keys in THEMES.values() for key in keys}
    themes = {**THEMES, "own": tuple(key for key in rows.index if key not in listed)}
    lines = {}
    for theme, keys in themes.items():
        lines[theme] = [
            _line(
                key,
                row["label"],
                row,
                f"{unit_words(row['unit'], language)} {text['over'][row['over']]}".strip(),
                language,
            )
            for key, row in ((key, rows.loc[key]) for key in keys if key in rows.index)
        ]
    names = text["regimes"]
    lines["context"] = [
        _line(
            row["regime"],
            names.get(row["regime"], row["regime"]),
            row.rename({"mean": "median"}),
            text["of_the_weeks"],
            language,
        )
        for _, row in regime_shares(ensemble).iterrows()
    ]
    return {text["themes"][theme]: lines[theme] for theme in text["themes"] if lines[theme]}


def _line(key: str, label: str, row: pd.Series, unit: str, language: str) -> Line:
    middle = readable(row["median"], row["unit"], language)
    low, high = row["5 %"], row["95 %"]
    band = between(low, high, row["unit"], language)
    return Line(key, label, middle, band, unit, (row["median"], low, high), row["unit"])
