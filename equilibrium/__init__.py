"""equilibrium: hold opposites in balance. Agent-based model of an enterprise of oxymorons in a context that mutates."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from equilibrium.ensemble import Ensemble
    from equilibrium.figures import Figure
    from equilibrium.model import Cell, Customer, Enterprise, EnterpriseModel
    from equilibrium.scenario import Scenario, ScenarioError
    from equilibrium.simulation import Sight, simulate
    from equilibrium.studies.results import Results
    from equilibrium.studies.study import Study
    from equilibrium.studies.sweep import sweep

_HOMES = {
    "Scenario": "scenario", "ScenarioError": "scenario", "simulate": "simulation", "Sight": "simulation",
    "Ensemble": "ensemble", "Figure": "figures", "EnterpriseModel": "model", "Enterprise": "model", "Cell": "model",
    "Customer": "model", "Study": "studies.study", "sweep": "studies.sweep", "Results": "studies.results",
}  # fmt: skip

__all__ = [
    "Cell",
    "Customer",
    "Enterprise",
    "EnterpriseModel",
    "Ensemble",
    "Figure",
    "Results",
    "Scenario",
    "ScenarioError",
    "Sight",
    "Study",
    "simulate",
    "sweep",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that `import equilibrium` is quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'equilibrium' has no attribute {name!r}")
    return getattr(import_module(f"equilibrium.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
