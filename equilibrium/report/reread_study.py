"""A study's told values measured anew from `runs.parquet`, run by run: another file and other sums than the report's."""

from dataclasses import replace
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from equilibrium.report.facts import exact
from equilibrium.report.study_report import MOST_ROWS, effect_value, shown_value, study_facts
from equilibrium.studies.designs import SAMPLED
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
        if source.statistic == "side name":
            return self._known(source.figure, self.manifest["contrast"])
        if source.statistic == "value":
            return shown_value(self._at(source.point)[source.figure].iloc[0], source.figure, self.language)
        if source.statistic in ("mean", "most", "least"):
            means = self.runs.groupby("point")[source.figure].mean()
            ranked = {"mean": source.point, "most": means.idxmax(), "least": means.idxmin()}
            values = self._at(int(str(ranked[source.statistic])))[["replicate", source.figure]].dropna()
            return self._told(told, values, source.figure, fixed=True)
        if source.statistic in ("ahead", "others"):
            return exact(self._ahead(source.figure)[source.statistic], self.language)
        sampled = self.manifest["design"]["method"] in SAMPLED
        if source.statistic == "side":
            return self._told(told, self._gaps(source.figure, int(source.point or 0)), source.figure, fixed=not sampled)
        measure, _, factor = source.figure.partition(" ")
        value, rows = self._effect(factor, int(source.point or 0), measure)
        if source.statistic == "effect value":
            return effect_value(Effect(factor, value, np.nan, np.nan, 0), self.language)
        return self._told(told, rows, measure, fixed=not sampled)

    def _ahead(self, measure: str) -> dict[str, int]:
        """Of how many points the best is ahead, run by run, and how many others there are."""
        wide = self.runs.pivot(index="replicate", columns="point", values=measure).dropna(axis=1, how="all")
        best, others = wide.mean().idxmax(), wide.shape[1] - 1
        pairs, count = others * (others + 1) / 2, 0
        for point in wide.columns[wide.columns != best]:
            gaps = (wide[best] - wide[point]).dropna()
            if len(gaps) > 1 and (gaps.std() > 0 or gaps.mean() > 0):
                low = gaps.mean() - stats.t.ppf(1 - 0.025 / pairs, len(gaps) - 1) * gaps.std() / len(gaps) ** 0.5
                count += bool(low > 0)
        return {"ahead": count, "others": others}

    def _gaps(self, measure: str, k: int) -> pd.DataFrame:
        """A further side of the contrast less the first, a row a pair of runs."""
        labels = self.manifest["contrast"]
        rows = self.runs.assign(pair=self.runs["point"] // len(labels))
        wide = rows.pivot(index=["pair", "replicate"], columns="contrast", values=measure)
        gaps = (wide[labels[k + 1]] - wide[labels[0]]).dropna().rename(measure).reset_index()
        return gaps.rename(columns={"pair": "point"})

    def _known(self, name: str, names: Any) -> str:
        if name not in names:
            raise KeyError(name)
        return name

    def _at(self, point: int | None) -> pd.DataFrame:
        rows = self.runs[self.runs["point"] == point]
        if rows.empty:
            raise KeyError(point)
        return rows

    def _told(self, told: Told, rows: pd.DataFrame, measure: str, fixed: bool) -> str:
        """Mean of a measure and its interval, as text: the luck of the replicates, and of the points if they are a sample."""
        rows = rows.dropna(subset=[measure])
        if rows.empty:
            return "-"
        ways = [rows.groupby("replicate")[measure].mean()]
        ways += [] if fixed else [rows.groupby("point")[measure].mean()]
        mean, half, fewest = float(rows[measure].mean()), float("nan"), min(map(len, ways))
        if fewest > 1:
            half = float(stats.t.ppf(0.975, fewest - 1) * sum(stats.sem(each) ** 2 for each in ways) ** 0.5)
        meant = told.value if isinstance(told.value, tuple) else (mean, half)
        mean, half = (
            m if isclose(f, m, rel_tol=SAME, abs_tol=SAME) else f for f, m in zip((mean, half), meant, strict=True)
        )
        return with_half(mean, half, told.unit, self.language)

    def _effect(self, factor: str, k: int, measure: str) -> tuple[str | float, pd.DataFrame]:
        """Value `k` of a factor, and the runs there; in a grid those whose other values have runs at every value of it."""
        runs = self.runs.dropna(subset=[measure])
        if self.manifest["design"]["method"] in CROSSED:
            others = [name for name in self._columns() if name != factor]
            levels = self.runs[self._known(factor, self.runs.columns)].nunique()
            if others:
                runs = runs[runs.groupby(others)[factor].transform("nunique") == levels]
        value, at = self._value(factor, k)
        return value, runs[at.loc[runs.index]]

    def _columns(self) -> list[str]:
        return [*(["contrast"] if self.manifest["contrast"] else []), *self.manifest["factors"]]

    def _value(self, factor: str, k: int) -> tuple[str | float, pd.Series]:
        """Value `k` of a factor, and which runs have it."""
        column = self.runs[self._known(factor, self.runs.columns)]
        by_point = self.runs.drop_duplicates("point")[factor].dropna()
        if not pd.api.types.is_numeric_dtype(column):
            levels = [value for value in by_point.unique() if value != ""]
            return str(levels[k]), column == levels[k]
        counts = by_point.value_counts().sort_index()
        alone = self.manifest["design"]["method"] in SAMPLED and counts.min() == 1
        if len(counts) > (3 if alone else MOST_VALUES):
            third = pd.cut(column, [-np.inf, *np.quantile(by_point, [1 / 3, 2 / 3]), np.inf], labels=False)
            return ("low", "middle", "high")[k], third == k
        return float(counts.index[k]), column == counts.index[k]
