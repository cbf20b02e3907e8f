"""A told value measured anew in an ensemble, by ways of its own: plain arrays, no summary, no counting done before."""

from math import isclose

import numpy as np

from equilibrium.ensemble import Ensemble
from equilibrium.parameters import AXES
from equilibrium.report.differences import differences
from equilibrium.report.facts import facts
from equilibrium.words import words
from equilibrium.words.numbers import between, readable
from equilibrium.words.themes import THEMES
from equilibrium.words.told import Source, Told

MIDDLE, ENDS = 0.5, (0.05, 0.95)
SAME = 1e-9  # relative; sums in another order differ in their last bits


class Reread:
    """Reads what told values say of `ensemble`, which should come straight from its file."""

    def __init__(self, ensemble: Ensemble, record: dict, language: str) -> None:
        self.ensemble, self.language = ensemble, language
        self.facts = facts(ensemble, record, language)
        self.scenario = {row.place: row for row in differences(ensemble.scenario, language)}

    def __call__(self, told: Told) -> str:
        """What `told` should read as.

        Raises
        ------
        KeyError : for a source that is not there
        """
        source, language = told.source, self.language
        if source.statistic in ("median", "mean of weeks"):
            by_weeks = source.statistic == "mean of weeks"
            number = float(self.shares(source.figure).mean()) if by_weeks else self.quantile(source, MIDDLE)
            return readable(_settled(number, told.value), told.unit, language)
        if source.statistic in ("band", "band of weeks"):
            by_weeks = source.statistic == "band of weeks"
            ends = [
                float(np.quantile(self.shares(source.figure), q)) if by_weeks else self.quantile(source, q)
                for q in ENDS
            ]
            meant = told.value if isinstance(told.value, tuple) else (told.value, told.value)
            low, high = (_settled(end, value) for end, value in zip(ends, meant, strict=True))
            return between(low, high, told.unit, language)
        if source.statistic == "fact":
            return self.facts[source.figure]
        if source.statistic in ("label", "scenario", "reference"):
            return self.said(source)
        return str(self.count(source))

    def quantile(self, source: Source, q: float) -> float:
        """The `q` quantile over the replicates of a figure, its weeks made into one number as the figure says."""
        figure = self.ensemble.weekly[source.figure]
        values = figure.transpose("replicate", "week", "enterprise").to_numpy()[:, :, source.enterprise]
        first, last = source.weeks or (1, values.shape[1])
        runs = [run[first - 1 : last] for run in values]
        if figure.attrs["over"] == "last":
            each = [run[-1] for run in runs]
        elif figure.attrs["over"] == "sum":
            each = [run.sum() for run in runs]
        else:
            each = [run[~np.isnan(run)].mean() for run in runs if not np.isnan(run).all()]
        there = [value for value in each if not np.isnan(value)]
        return float(np.quantile(there, q)) if there else np.nan

    def shares(self, regime: str) -> np.ndarray:
        """Share of the weeks in which `regime` reigns, a replicate each."""
        number = list(self.ensemble.scenario.regime_names).index(regime)
        return np.array([np.mean(run == number) for run in self.ensemble.weekly["regime"].to_numpy()])

    def said(self, source: Source) -> str:
        """Words of the scenario, of a figure or of a parameter."""
        place, text = source.figure, words(self.language)
        if source.statistic != "label":
            row = self.scenario[place]
            return row.value if source.statistic == "scenario" else row.reference
        if place in self.scenario:
            return self.scenario[place].label
        if place in self.ensemble.scenario.enterprise_names:
            return place
        if place.startswith("theme "):
            return text["themes"][place.removeprefix("theme ")]
        if place in THEMES or place in AXES or place in self.ensemble.weekly:
            return self.ensemble.weekly[place].attrs[f"label_{self.language}"]
        if place in self.ensemble.scenario.regime_names:
            return text["regimes"].get(place, place)
        raise KeyError(place)

    def count(self, source: Source) -> int:
        """How many weeks, futures, or futures in which something came about."""
        weekly, names = self.ensemble.weekly, self.ensemble.scenario.enterprise_names
        profit = weekly["profit"].transpose("week", "replicate", "enterprise").to_numpy()
        total = np.array([profit[:, r].sum(0) for r in range(profit.shape[1])])
        open_at_the_end = [run[-1] > 0 for run in weekly["alive"].isel(enterprise=0).to_numpy()]
        counts = {
            ("weeks", "count"): profit.shape[0],
            ("weeks", "last year"): min(52, profit.shape[0]),
            ("futures", "count"): profit.shape[1],
            ("profit", "profitable"): sum(total[:, 0] > 0),
            ("alive", "surviving"): sum(open_at_the_end),
            ("alive", "closed"): profit.shape[1] - sum(open_at_the_end),
            ("scenario", "differences"): len(self.scenario),
            **{(name, "ahead"): sum(total[:, 0] > total[:, k]) for k, name in enumerate(names) if k},
        }
        return int(counts[source.figure, source.statistic])


def _settled(measured: float, meant: object) -> float:
    """`meant` if it is what was measured but for the order of sums, so that 76.5 does not read as 76 once and 77 once."""
    return meant if isinstance(meant, float) and isclose(measured, meant, rel_tol=SAME, abs_tol=SAME) else measured
