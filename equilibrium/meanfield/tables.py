"""What stays as it is while parameters, prices and regime do: tabulated when they change, not every week."""

from math import exp, expm1

import numpy as np
from numba import njit

from equilibrium.meanfield.customers import COARSE, DROPS, GRID, LEVELS, MEMORY, SENSITIVITIES, aim
from equilibrium.meanfield.firms import STAGES
from equilibrium.meanfield.learning import MANY
from equilibrium.mechanisms import crafts
from equilibrium.mechanisms.choice import loyalty
from equilibrium.mechanisms.learning import code_moves_probability
from equilibrium.mechanisms.loyalty import drop_probability, lapse_hazard

TABLE = np.dtype(
    [(f"{key}_low", "i8", (GRID,)) for key in ("up", "down", "slow")]  # where satisfaction goes: solved, failed, waited
    + [(f"{key}_share", "f8", (GRID,)) for key in ("up", "down", "slow")]
    + [
        ("stays", "f8", (GRID,)),  # chance not to lapse in a week
        ("falls", "f8", (DROPS, GRID)),  # chance to drop out after a purchase
        ("tiring", "f8", (MEMORY,)),  # exp(-scale * fatigue) - 1 of a contact so many weeks ago
        ("loyal", "f8", (COARSE,)),  # the logit's weight of staying
        ("dear", "f8", (2, LEVELS)),  # the logit's weight of the price, by tier; (coarse * sensitivity)
        ("held", "f8", (2, LEVELS)),  # the same for own customers, who are loyal
        ("moved", "f8", (MANY + 1,)),  # chance that the code moves after so many net votes
        ("ripe_hours", "f8", (2,)),  # hours until a craft ripens: a new one, one that is known
        ("maturity", "f8", (2, STAGES)),
    ]
)
"""A record for each enterprise."""


@njit(cache=True, nogil=True, error_model="numpy")
def tabulate(tables, kinds, own):
    """Write `tables` (enterprise,) of `TABLE` but for prices; `own` (enterprise,) records."""
    for e in range(own.size):
        p, table = own[e], tables[e]
        for k in range(GRID):
            s = kinds.satisfaction[k]
            aim(table.up_low, table.up_share, k, s + p.success_up * (1.0 - s))
            aim(table.down_low, table.down_share, k, s * (1.0 - p.failure_down))
            aim(table.slow_low, table.slow_share, k, s * (1.0 - p.wait_down))
            table.stays[k] = exp(-lapse_hazard(p.lapse_natural, p.lapse_dissatisfied, s))
            for d in range(DROPS):
                table.falls[d, k] = drop_probability(kinds.drop[d], p.drop_satisfaction, s)
        left = 1.0
        for j in range(MEMORY):
            left *= p.fatigue_decay
            table.tiring[j] = expm1(-p.fatigue_scale * left)
        for q in range(COARSE):
            table.loyal[q] = exp(loyalty(p.loyalty, p.loyalty_satisfaction, kinds.coarse[q]))
        for net in range(MANY + 1):
            table.moved[net] = code_moves_probability(p.code_learns, net)
        goal = crafts.hours_for(p.mature_at, p.practice_hours, p.practice_power)
        for kind in range(2):
            length = goal if kind == 0 else 0.5 * goal
            table.ripe_hours[kind] = length
            for stage in range(STAGES):
                done = (goal - length) + length * (stage + 0.5) / STAGES
                table.maturity[kind, stage] = crafts.maturity(done, p.practice_hours, p.practice_power)


@njit(cache=True, nogil=True, error_model="numpy")
def tabulate_prices(tables, kinds, price, price_factor):
    """Write what `tables` say of prices, after `tabulate`; `price` (enterprise, tier), and how much the regime makes of it."""
    for e in range(tables.size):
        table = tables[e]
        for t in range(2):
            for n in range(SENSITIVITIES):
                dear = exp(-kinds.sensitivity[n] * price_factor * price[e, t] / 60.0)
                for q in range(COARSE):
                    table.dear[t, q * SENSITIVITIES + n] = dear
                    table.held[t, q * SENSITIVITIES + n] = dear * table.loyal[q]
