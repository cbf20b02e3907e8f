"""Flips: which assumption, if wrong, changes the conclusion? One at a time over its plausible range, under the same luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from equilibrium.parameters import COEFFICIENTS, REGISTRY
from equilibrium.scenario import Scenario
from equilibrium.studies.comparison import runs_needed
from equilibrium.studies.factors import Factor, Value
from equilibrium.studies.one_by_one import Line, one_by_one
from equilibrium.studies.response import CONFIDENCE, Broken, Response
from equilibrium.studies.study import Study

STEPS = 3
SIZES = (
    "weeks", "needs", "facts", "customers", "customer_weight", "degree", "cells", "people", "weekly_hours", "links",
    "needs_faced", "cells_most", "allies", "credit", "experience_start",
)  # fmt: skip
LEVERS = ("development", "antenna", "substance")
Verdict = Literal["flips", "may flip", "holds", "cannot tell"]


@dataclass(frozen=True)
class Assumption:
    """What becomes of a difference when one assumption is wrong.

    Attributes
    ----------
    line : the difference along the assumption's range: `level` with `level_half`
    own : the scenario's own value; None if it is not one number
    verdict : "flips" if the other side is better somewhere on the range, by Holm's test over all assumptions; "may flip" if an
        interval includes zero or lies beyond it without passing that test; "holds" if all lie clear of zero on the same side;
        "cannot tell" if a value has fewer than two runs that went well
    p : the smallest chance, over its values and before Holm, of a mean this far on the other side if there were no difference
    turns : values between which linear interpolation puts the difference at zero, in order
    """

    line: Line
    own: Value | None
    verdict: Verdict
    p: float
    turns: tuple[float, ...]

    @property
    def factor(self) -> Factor:
        """Which assumption."""
        return self.line.factor


@dataclass(frozen=True)
class Flips:
    """Whether a comparison stands, assumption by assumption.

    Attributes
    ----------
    sides : the two that are compared; differences are the first's less the second's
    base, half, runs : the difference in the scenario as it is, half width of its 95 % interval, paired by replicate, and how
        many replicates that rests on
    assumptions : those that flip first, then those that may, then the rest; in each those nearest to flipping first
    looks : how many values were tried in all
    chance : how many of these would lie clear beyond zero by chance alone, at most: 2.5 % of them. Holm's test allows for it:
        one or more false "flips" come in at most 2.5 % of studies
    """

    sides: tuple[str, str]
    measure: str
    base: float
    half: float
    runs: int
    assumptions: tuple[Assumption, ...]
    looks: int
    chance: float

    @property
    def clear(self) -> bool:
        """Whether the scenario as it is has a conclusion at all: its interval lies clear of zero."""
        return abs(self.base) > self.half

    @property
    def needed(self) -> int | None:
        """About how many replicates would make a conclusion if there is a difference; None if no number can be named."""
        from scipy.stats import t

        if self.clear or self.half == 0.0:
            return None
        sd = self.half / t.ppf(0.5 + CONFIDENCE / 2, self.runs - 1) * self.runs**0.5
        return runs_needed(self.base, float(sd), self.runs)

    def those(self, verdict: Verdict) -> tuple[Assumption, ...]:
        """The assumptions of one verdict."""
        return tuple(each for each in self.assumptions if each.verdict == verdict)

    def table(self) -> pd.DataFrame:
        """A row an assumption: differences at both ends, where the sign changes, verdict ("no conclusion" if there is none)."""
        rows = []
        for each in self.assumptions:
            line = each.line
            ends = [(line.values[k], line.level[k], line.level_half[k]) for k in (0, -1)]
            turns = ", ".join(f"{turn:.6g}" for turn in each.turns)
            verdict = each.verdict if self.clear else "no conclusion"
            rows.append((each.factor.name, verdict, each.own, *ends[0], *ends[1], turns, each.p))
        columns = [
            "assumption",
            "verdict",
            "own",
            "low",
            "at_low",
            "at_low_half",
            "high",
            "at_high",
            "at_high_half",
            "turns",
            "p",
        ]
        return pd.DataFrame(rows, columns=columns)


def assumptions(scenario: Scenario) -> dict[str, str]:
    """Every quantity of the registry with a plausible range that is no size of the world and no lever of the manager, and
    every coefficient of every regime; each over its plausible range."""
    keys = [
        key for key, p in REGISTRY.items()
        if p.high > p.low and not p.choices and p.unit != "switch" and key not in SIZES + LEVERS
    ]  # fmt: skip
    keys += [f"regimes.{regime}.{key}" for regime in scenario.regime_names for key in COEFFICIENTS]
    return dict.fromkeys(keys, "plausible")


def flip_study(
    scenario: Scenario, contrast: Mapping[str, Mapping[str, Any]], figures: Sequence[str] = ("profit",), *,
    factors: Mapping[str, Any] | None = None, replicates: int = 32, seed: int = 0, steps: int = STEPS, name: str = "flips",
) -> Study:  # fmt: skip
    """The study whose results `flips` reads: the sides of `contrast`, under the scenario as it is and under each assumption's
    values one at a time. `factors` : as a study says them; default all of `assumptions`.

    Raises
    ------
    ScenarioError -- naming all that is wrong at once
    """
    if factors is None:
        changed = {key.split(".")[-1] for side in contrast.values() for key in side}
        factors = {key: said for key, said in assumptions(scenario).items() if key.split(".")[-1] not in changed}
    return Study(
        {
            "scenario": scenario, "contrast": dict(contrast), "factors": dict(factors), "figures": list(figures),
            "design": {"method": "one_at_a_time", "steps": steps}, "replicates": replicates, "seed": seed,
        },
        name,
    )  # fmt: skip


def flips(response: Response, scenario: Scenario | None = None) -> Flips:
    """Verdicts from a one-at-a-time sweep of a contrast; `scenario` says where on its range each assumption stands.

    Raises
    ------
    Broken : without a contrast, for another design, or if the scenario as it is has fewer than two runs that went well
    """
    if len(response.sides) != 2:
        raise Broken("what changes a conclusion is asked of a contrast: two sides that are compared")
    found = one_by_one(response)
    if not np.isfinite(found.base_half):
        raise Broken("one run has no interval: two replicates at least are needed", "one_run")
    sign = 1.0 if found.base >= 0 else -1.0
    chances = [chances_beyond(line, sign) for line in found.lines]
    looks = sum(int(np.isfinite(each).sum()) for each in chances)
    beaten = holm(np.concatenate(chances) if chances else np.array([]))
    judged, first = [], 0
    for line, chance in zip(found.lines, chances, strict=True):
        passed = beaten[first : first + len(chance)]
        first += len(chance)
        own = own_value(scenario, line.factor) if scenario is not None else None
        least = float(np.nanmin(chance)) if np.isfinite(chance).any() else np.nan
        judged.append(Assumption(line, own, verdict(line, passed, sign), least, turns(line, own, found.base)))
    order: dict[str, int] = {"flips": 0, "may flip": 1, "cannot tell": 2, "holds": 3}
    judged.sort(key=lambda each: (order[each.verdict], each.p if np.isfinite(each.p) else 1.0))
    return Flips(
        (response.sides[0], response.sides[1]), response.measure, found.base, found.base_half, found.base_runs, tuple(judged),
        looks, (1.0 - CONFIDENCE) / 2 * looks,
    )  # fmt: skip


def chances_beyond(line: Line, sign: float) -> np.ndarray:
    """(step,) one-sided chance (Student's t) of a mean so far beyond zero, seen from `sign`, if there were no difference."""
    from scipy.stats import t

    freedom = np.maximum(line.runs - 1, 1)
    with np.errstate(all="ignore"):
        error = line.level_half / t.ppf(0.5 + CONFIDENCE / 2, freedom)
        chance = t.cdf(sign * line.level / error, freedom)
    exact = np.where(sign * line.level < 0, 0.0, 1.0)
    return np.where(~np.isfinite(line.level_half), np.nan, np.where(error > 0, chance, exact))


def holm(chances: np.ndarray, level: float = (1.0 - CONFIDENCE) / 2) -> np.ndarray:
    """Which of several tests pass so that one or more false ones come at most with chance `level` (Holm 1979); NaN never."""
    passed = np.zeros(len(chances), bool)
    asked = int(np.isfinite(chances).sum())
    for k, place in enumerate(np.argsort(chances, kind="stable")[:asked]):
        if chances[place] > level / (asked - k):
            break
        passed[place] = True
    return passed


def verdict(line: Line, passed: np.ndarray, sign: float) -> Verdict:
    """What the differences along a line say; `passed` (step,) which are beyond zero by Holm's test."""
    if passed.any():
        return "flips"
    if not np.isfinite(line.level_half).all():
        return "cannot tell"
    return "holds" if (sign * line.level > line.level_half).all() else "may flip"


def turns(line: Line, own: Value | None, base: float) -> tuple[float, ...]:
    """Values at which straight lines between neighbouring means, the scenario's own among them, cross zero."""
    if line.factor.quantile is None:
        return ()
    places = [(float(value), float(level)) for value, level in zip(line.values, line.level, strict=True)]
    if isinstance(own, (int, float)) and float(own) not in [place for place, _ in places]:
        places.append((float(own), base))
    places = sorted(place for place in places if np.isfinite(place[1]))
    return tuple(
        x + (z - x) * y / (y - w) for (x, y), (z, w) in zip(places[:-1], places[1:], strict=True) if y * w < 0
    )  # fmt: skip


def own_value(scenario: Scenario, factor: Factor) -> Value | None:
    """What the scenario itself says of a factor; None if that is not one value."""
    *table, key = factor.name.split(".")
    if len(table) == 2 and table[0] == "regimes":
        found = scenario.document["regimes"].get(table[1], {}).get(key)
        return float(found) if isinstance(found, (int, float)) else None
    if key in REGISTRY:
        return scenario.value(key)
    found = scenario.document["mix"].get(key)
    return float(found) if isinstance(found, (int, float)) else None
