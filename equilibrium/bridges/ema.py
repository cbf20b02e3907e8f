"""EMA Workbench: a scenario as a model that its evaluators run, for exploration under deep uncertainty.

Source: Kwakkel (2017), Environmental Modelling & Software 96, 239-250.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from equilibrium.bridges.point import Names, Range, known_figure, loaded, mean_and_error, ranges, simulate_point
from equilibrium.parameters import AXES, REGISTRY
from equilibrium.scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    from ema_workbench import Model
    from ema_workbench.em_framework.parameters import Parameter

SIZES = ("weeks", "customers")  # how much is simulated, not what is uncertain
UNCERTAIN = tuple(
    key for key, row in REGISTRY.items()
    if row.section != "levers" and key not in SIZES and not row.choices and row.unit != "switch" and row.low < row.high
)  # fmt: skip
OUTCOMES = ("profit", "market_share", "satisfaction", "energy", "alive")
WANTED = ("profit", "satisfaction", "energy", "alive")  # more of it is better for whoever asks
WEEKLY = "weekly_"  # before the names of time series


@dataclass(frozen=True)
class Runs:
    """What EMA Workbench calls at each point: a record and not a closure, since it travels to other processes."""

    scenario: Scenario
    outcomes: tuple[str, ...]
    weekly: tuple[str, ...]
    replicates: int
    seed: int

    def __call__(self, **values: Any) -> dict[str, Any]:
        """Each outcome at the point `values`; not a number, and a warning, where the scenario's checks refuse it.

        CaseError would be EMA's word for it, but version 2.5.3 then hands out the outcomes of the run before.
        """
        from ema_workbench.util import ema_logging

        try:
            ensemble = simulate_point(self.scenario, values, self.replicates, self.seed)
        except ScenarioError as error:
            ema_logging.get_rootlogger().warning("refused: %s", error)
            nothing = np.full(int(self.scenario.value("weeks")), np.nan)
            return dict.fromkeys(self.outcomes, np.nan) | {WEEKLY + key: nothing for key in self.weekly}
        series = {key: ensemble.weekly[key].to_numpy()[:, :, 0] for key in self.weekly}
        return {key: mean_and_error(ensemble, key)[0] for key in self.outcomes} | {
            WEEKLY + key: values.mean(0) for key, values in series.items()
        }


def to_ema(
    scenario: Scenario | str | os.PathLike, uncertainties: Names = UNCERTAIN, levers: Names = AXES,
    outcomes: Iterable[str] = OUTCOMES, weekly: Iterable[str] = (), replicates: int = 16, seed: int = 0,
) -> "Model":  # fmt: skip
    """An EMA Workbench model of `scenario`, for its evaluators, in one process or many.

    Parameters
    ----------
    uncertainties : parameters that are uncertain, within their plausible ranges; a mapping {name: (low, high)} gives others.
        By default every quantity of the registry but the run's size (weeks, customers) and what an enterprise decides
        (development, antenna, substance). Choices, switches and coefficients of regimes are there for who names them
    levers : what is decided, by default the five axes from 0 to 1
    outcomes : figures of the focal enterprise, weeks summarised as each says, averaged over replicates
    weekly : figures whose weeks are kept, averaged over replicates: time series named `weekly_` and the figure's key
    replicates, seed : as in `simulate`; all experiments share them, so they meet the same luck

    Raises
    ------
    ImportError : without EMA Workbench
    ValueError, ScenarioError : for an unknown figure, name or scenario, or a range that leaves what is allowed
    """
    try:
        from ema_workbench import Model, ScalarOutcome, TimeSeriesOutcome
    except ImportError:
        raise ImportError("EMA Workbench is missing: pip install 'equilibrium[ema]'") from None
    base = loaded(scenario)
    uncertain, decided = ranges(uncertainties), ranges(levers)
    names = [span.name for span in (*uncertain, *decided)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)}: both uncertain and a lever; one of the two is allowed")
    single, series = tuple(map(known_figure, outcomes)), tuple(map(known_figure, weekly))
    if series and "weeks" in names:
        raise ValueError("weeks: cannot vary where weekly figures are kept; time series need one length")
    name = "".join(c for c in base.name if c.isalnum()) or "scenario"  # EMA Workbench allows no others
    model = Model(name, function=Runs(base, single, series, replicates, seed))
    model.uncertainties = [_parameter(span) for span in uncertain]
    model.levers = [_parameter(span) for span in decided]
    kinds = {key: ScalarOutcome.MAXIMIZE if key in WANTED else ScalarOutcome.INFO for key in single}
    model.outcomes = [
        *(ScalarOutcome(key, kind=kind) for key, kind in kinds.items()),
        *(TimeSeriesOutcome(WEEKLY + key) for key in series),
    ]
    return model


def _parameter(span: Range) -> "Parameter":
    from ema_workbench import CategoricalParameter, IntegerParameter, RealParameter

    if span.choices:
        return CategoricalParameter(span.name, span.choices)
    return (
        IntegerParameter(span.name, span.low, span.high)
        if span.whole
        else RealParameter(span.name, span.low, span.high)
    )
