"""How an objective and an axis are shown: the figure's own name, unit and direction; what an axis's two ends are called."""

from dataclasses import dataclass

from equilibrium.balance.trials import bounds
from equilibrium.plots import words
from equilibrium.studies.measures import FORM
from equilibrium.words.sensitivity import factor_label, measure_label, measure_unit

POLES = " ↔ "


@dataclass(frozen=True)
class Reading:
    """How an objective is shown: the figure's own name, unit and sign (-1 where less is better)."""

    label: str
    unit: str
    sign: float

    def text(self, value: float, language: str) -> str:
        """A mean of the objective, as the figure is usually written."""
        return words.quantity(self.sign * value, self.unit, language)


def reading(said: str, language: str) -> Reading:
    """The reading of an objective as it was said: "profit", "-lost"; an expression stays as it is."""
    bare = said.strip().removeprefix("-").strip()
    sign = -1.0 if said.strip().startswith("-") else 1.0
    if FORM.fullmatch(bare) and measure_label(bare, language) != bare:
        return Reading(measure_label(bare, language), measure_unit(bare), sign)
    return Reading(said or words.words(language)["objective_only"], "", 1.0)


def ends(name: str, language: str) -> tuple[str, str]:
    """What an axis or lever is called at its lowest and at its highest place."""
    label = factor_label(name, language)
    low, _, high = label.partition(POLES)
    if high:
        return low, high
    box = bounds([name])[0]
    return words.quantity(float(box[0]), "share", language), words.quantity(float(box[1]), "share", language)
