"""Optuna searches over axes and parameters: an objective for `study.optimize`.

Source: Akiba, Sano, Yanase, Ohta & Koyama (2019), KDD '19.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from equilibrium.bridges.point import Names, Range, known_figure, loaded, mean_and_error, ranges, simulate_point
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario, ScenarioError

if TYPE_CHECKING:
    from optuna import Trial


def objective(
    scenario: Scenario | str | os.PathLike,
    axes: Names = AXES,
    figure: str = "profit",
    replicates: int = 16,
    seed: int = 0,
) -> Callable[["Trial"], float]:
    """A function of a trial: mean over replicates of the focal enterprise's `figure`.

    Parameters
    ----------
    axes : axes and parameters to search over, within their plausible ranges; a mapping {name: (low, high)} gives others
    figure : key of a figure; weeks are summarised as the figure says
    replicates, seed : as in `simulate`; all trials share them, so a better trial is not a luckier one

    A trial's user attributes are `scenario` (digest of what was simulated), `replicates`, `seed`, and from two replicates
    on `standard_error`. A point that the scenario's checks refuse is pruned; `refused` says why.

    Raises
    ------
    ImportError : without Optuna
    ValueError, ScenarioError : for an unknown figure, name or scenario, or a range that leaves what is allowed
    """
    try:
        from optuna import TrialPruned
    except ImportError:
        raise ImportError("Optuna is missing: pip install 'equilibrium[optuna]'") from None
    base, spans = loaded(scenario), ranges(axes)
    known_figure(figure)

    def mean(trial: "Trial") -> float:
        point = {span.name: _suggested(trial, span) for span in spans}
        try:
            ensemble = simulate_point(base, point, replicates, seed)
        except ScenarioError as error:
            trial.set_user_attr("refused", str(error))
            raise TrialPruned(str(error)) from None
        value, standard_error = mean_and_error(ensemble, figure)
        said = {"scenario": ensemble.scenario.digest, "replicates": replicates, "seed": seed}
        if replicates > 1:
            said["standard_error"] = standard_error
        for key, attribute in said.items():
            trial.set_user_attr(key, attribute)
        return value

    return mean


def _suggested(trial: "Trial", span: Range) -> Any:
    if span.choices:
        return trial.suggest_categorical(span.name, span.choices)
    if span.whole:
        return trial.suggest_int(span.name, int(span.low), int(span.high))
    return trial.suggest_float(span.name, span.low, span.high)
