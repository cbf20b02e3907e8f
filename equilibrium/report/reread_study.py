"""A study's told values measured anew from `runs.parquet`, run by run: another file and other sums than the report's."""

from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from equilibrium.report.study_report import MOST_ROWS, effect_value, shown_value, study_facts
from equilibrium.studies.effects import CROSSED, MOST_VALUES, Effect
from equilibrium.studies.results import Results
from equilibrium.words.sensitivity import factor_label, measure_label, with_half
from equilibrium.words.told import Told

SAME = 1e-9  # relative; sums in another order differ in their last bits


class RereadStudy:
    """Reads what told values say of the sweep in `folder`, from its files."""

    def __init__(self, folder: Path, created: str, language: str) -> None:
        self.runs = pd.read_parquet(folder / "runs.parquet")
        results = Results.load(folder)
        self.manifest = {**results.manifest, "runs": len(self.runs)}
        counted = {**results.receipt, "failed": int((self.runs["error"] != "").sum())}
        self.facts = study_facts(replace(results, manifest=self.manifest, receipt=counted), created, language)
        self.language = language

    def __call__(self, told: Told) -> str:
        """What `told` should read as.

        Raises
        ------
        KeyError : for a source that is not there
        """
        source = told.source
        if source.statistic == "fact":
            return self.facts[source.figure]
        if source.statistic == "measure":
            return measure_label(self._known(source.figure, self.manifest["measures"]), self.language)
        if source.statistic == "factor":
            return factor_label(self._known(source.figure, self.runs.columns), self.language)
        if source.statistic == "count":
            return str(min(MOST_ROWS, self.runs["point"].nunique()))
        if source.statistic == "value":
            return shown_value(self._at(source.point)[source.figure].iloc[0], source.figure, self.language)
        if source.statistic == "mean":
            values = self._at(source.point)[source.figure].dropna().to_numpy()
            return self._told(told, values, values)
        measure, _, factor = source.figure.partition(" ")
        effect = self._effect(factor, int(source.point or 0))
        if source.statistic == "effect value":
            return effect_value(Effect(factor, effect[0], np.nan, np.nan, 0), self.language)
        rows = effect[1]
        crossed = self.manifest["design"]["method"] in CROSSED or rows["point"].nunique() == 1
        each = rows.groupby("replicate" if crossed else "point")[measure].mean()
        return self._told(told, rows[measure].dropna().to_numpy(), each.dropna().to_numpy())

    def _known(self, name: str, names: Any) -> str:
        if name not in names:
            raise KeyError(name)
        return name

    def _at(self, point: int | None) -> pd.DataFrame:
        rows = self.runs[self.runs["point"] == point]
        if rows.empty:
            raise KeyError(point)
        return rows

    def _told(self, told: Told, values: np.ndarray, each: np.ndarray) -> str:
        """Mean of `values` and the interval that `each` gives, as text."""
        if values.size == 0:
            return "-"
        mean, half = float(values.mean()), float("nan")
        if each.size > 1:
            half = float(stats.sem(each) * stats.t.ppf(0.975, each.size - 1))
        meant = told.value if isinstance(told.value, tuple) else (mean, half)
        mean, half = (
            m if isclose(f, m, rel_tol=SAME, abs_tol=SAME) else f for f, m in zip((mean, half), meant, strict=True)
        )
        return with_half(mean, half, told.unit, self.language)

    def _effect(self, factor: str, k: int) -> tuple[str | float, pd.DataFrame]:
        """Value `k` of a factor, and the runs there."""
        column = self.runs[self._known(factor, self.runs.columns)]
        if pd.api.types.is_numeric_dtype(column):
            by_point = self.runs.drop_duplicates("point")[factor].dropna()
            distinct = sorted(by_point.unique())
            if len(distinct) > MOST_VALUES:
                low, high = np.quantile(by_point, [1 / 3, 2 / 3])
                third = pd.cut(column, [-np.inf, low, high, np.inf], labels=False)
                return ("low", "middle", "high")[k], self.runs[third == k]
            return float(distinct[k]), self.runs[column == distinct[k]]
        levels = [value for value in self.runs.drop_duplicates("point")[factor].dropna().unique() if value != ""]
        return str(levels[k]), self.runs[column == levels[k]]
