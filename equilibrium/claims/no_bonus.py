"""No term pays for a position as such: where what an axis divides is worth the same at both ends, the axis has no effect.

For each axis, the reference scenario in which both poles' uses are worth the same, and what the axis itself costs or
interferes with is switched off. Then profit must not depend on the position: as customers choose between enterprises by
one number whatever tiers those have, it is the same to the last digits but those of rounding.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from equilibrium.claims.landscape import FRESH, GRID, profit, reference
from equilibrium.figures import AXIS_LABELS
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.parameters import AXES, REGIMES
from equilibrium.scenario import Scenario

TITLE = "No bonus for a place"
MECHANISM = "all"
SOURCE = "MODEL, rule 1"
REPLICATES = 4
STILL_COSTS = {"interference": 0.0, "interference_sides": 0.0, "move_cost": 0.0}
SAME: dict[str, dict[str, float | str]] = {
    # contacts and goodwill win nobody, and all is sold in the tier that keeps no stock
    "push_pull": {"volume_value": 1.0, "contact_rate": 0.0, "buzz": 0.0, "local": 0.0},
    # two tiers of the same price, cost, quality and care, made on demand; shelf space proportional
    "volume_value": {"push_pull": 1.0, "price_value": 60.0, "cost_value": 38.0, "value_quality": 0.0,
                     "uniqueness_quality": 0.0, "shelf": 1.0, "wright": 0.0, "supply_wait": 0.0, "request_value": 0.09},
    # nothing to sell by hours and nothing to serve
    "selling_serving": {"contact_rate": 0.0, "request_volume": 0.0, "request_value": 0.0, "care": 0.0, "cross_selling": 0.0,
                        "listening": 0.0, "practice_share": 0.0},
    # nothing to learn, nothing local: code and cells know the same and may decide the same
    "organization_organism": {"coordination": 0.0, "standard_gain": 0.0, "local": 0.0, "energy_autonomy": 0.0,
                              "learn_from_code": 0.0, "code_learns": 0.0, "peer": 0.0, "sense": 0.0, "turnover": 0.0,
                              "request_volume": 0.0, "request_value": 0.0, "knowledge_start": 1.0, "code_start": 1.0,
                              "newcomer_knows": 1.0, "inherit_error": 0.0, "card_belief": 0.0},
    # neither crafts nor allies change anything
    "indie_weconomy": {"make_hours": 1e12, "absorb_hours": 1e12, "ally_attention": 0.0, "alliance_forms": 0.0,
                       "alliance_cost": 0.0},
}  # fmt: skip


def world(axis: str) -> Scenario:
    """The reference scenario in which both ends of `axis` are worth the same."""
    scenario = reference().with_(**STILL_COSTS, **SAME[axis], growth=False, credit=1e9, weeks=104, missions=[])
    if axis in ("push_pull", "selling_serving"):
        scenario = scenario.with_(**{f"regimes.{name}.search": 0.0 for name in REGIMES})
    if axis == "organization_organism":
        scenario = scenario.with_(drift=0.0, template_flip=0.0, development=0.0, antenna=0.0)
    return scenario


@cache
def line(axis: str) -> np.ndarray:
    """(position, replicate) profit of two years along `axis` in its world, thousand EUR."""
    return np.stack([profit(world(axis), {axis: position}, REPLICATES, FRESH) for position in GRID])


def findings() -> Iterator[Finding]:
    """Spread of profit along each axis, as a share of profit's size."""
    for axis in AXES:
        against = (line(axis) - line(axis)[2]) / np.abs(line(axis)[2]).mean()
        yield between(f"{axis}: largest change of profit along it", np.abs(against).max(), 0.0, 1e-9)


def comparison() -> Comparison:
    """Profit along each axis, beside the flat line through its middle."""
    lines = []
    for group, axis in enumerate(AXES):
        means = line(axis).mean(1)
        lines += [Line(AXIS_LABELS[axis][0], GRID, means, group=group),
                  Line("its middle", GRID, np.full(len(GRID), means[2]), reference=True, group=group)]  # fmt: skip
    return Comparison(
        TITLE, "Where both uses that an axis divides are worth the same, its position changes nothing.",
        "position on the axis, 0 the first pole, 1 the second", "profit of two years, thousand EUR", tuple(lines),
    )  # fmt: skip
