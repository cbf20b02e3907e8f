"""The lifetime value of a customer, m r / (1 + i - r): Gupta & Lehmann (2003), Journal of Interactive Marketing
17(1).

A customer who has just bought pays a margin m at the end of each period in which he is still there; he stays with
chance r (retention), and money is worth 1 / (1 + i) a period later. The sum over t >= 1 of m (r / (1 + i))^t is the
formula.

In the model a period is a number of weeks, `weeks_a_period`: the weekly hazard to lapse is -ln(r) / weeks_a_period,
so r stay over a period. Customers buy every week, before those who leave do. Week 1 is today's purchase, which the
formula does not count; what a cohort pays in the first week of each later period is the formula's payment. Counting
all weeks but the first is another reading, a margin paid all through the period: the same formula with weekly m, r
and i, and worth more.
"""

from collections.abc import Iterator
from math import ceil, log

import numpy as np

from equilibrium.findings import Comparison, Finding, Line, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "lifetime value"
MECHANISM = "loyalty, accounts"
SOURCE = "Gupta & Lehmann (2003)"

LEFT = 1e-3  # share of the value that lies beyond the simulated periods; allowed for


def value(margin, retention, interest):
    """Lifetime value of a customer (money of `margin`, paid once a period), retention and interest a period."""
    return margin * retention / (1.0 + interest - retention)


def elasticity(retention, interest):
    """Percent by which the lifetime value rises per percent of retention."""
    return (1.0 + interest) / (1.0 + interest - retention)


def value_paid_weekly(margin, retention, interest, weeks_a_period):
    """Lifetime value if a `margin` is paid every week; retention and interest stay those of a period."""
    return value(margin, retention ** (1.0 / weeks_a_period), (1.0 + interest) ** (1.0 / weeks_a_period) - 1.0)


def periods(retention, interest, left=LEFT):
    """Periods after which only the share `left` of the value is still to come."""
    return ceil(log(left) / log(retention / (1.0 + interest)))


def scenario(retention, interest=0.12, weeks_a_period=1, customers=4000):
    """The scenario of a closed cohort; `interest` only says how long it must be watched."""
    return Scenario.load("known-worlds/lifetime-value").with_(
        lapse_natural=-log(retention) / weeks_a_period,
        customers=customers,
        weeks=periods(retention, interest) * weeks_a_period + 1,
    )


def profits(scenario, replicates=16, seed=2003):
    """(replicate, week) profit per customer of the cohort, EUR."""
    weekly = simulate(scenario, replicates, seed).weekly.isel(enterprise=0)
    return weekly["profit"].to_numpy() / scenario.value("customers")


def values(retention, interest, weeks_a_period=1, replicates=16, customers=4000):
    """(replicate,) lifetime value in the model's books, at a margin of EUR 1 a period."""
    paid = profits(scenario(retention, interest, weeks_a_period, customers), replicates)[
        :, weeks_a_period::weeks_a_period
    ]
    return (paid / (1.0 + interest) ** np.arange(1, paid.shape[1] + 1)).sum(1)


def values_paid_weekly(retention, interest, weeks_a_period, replicates=16, customers=1000):
    """(replicate,) lifetime value in the model's books, at a margin of EUR 1 a week, all weeks counted but today's."""
    paid = profits(scenario(retention, interest, weeks_a_period, customers), replicates)[:, 1:]
    return (paid / (1.0 + interest) ** (np.arange(1, paid.shape[1] + 1) / weeks_a_period)).sum(1)


def elasticities(retention, interest, step=0.02, replicates=16):
    """(replicate,) elasticity in the books: the same customers with retention `step` higher and lower, relatively."""
    more, less = (values(retention * factor, interest, replicates=replicates) for factor in (1.0 + step, 1.0 - step))
    return np.log(more / less) / log((1.0 + step) / (1.0 - step))


def findings() -> Iterator[Finding]:
    """Lifetime values with a period of a week and of a quarter, and what a percent of retention is worth."""
    for r, i in ((0.9, 0.12), (0.8, 0.12), (0.6, 0.12), (0.95, 0.05), (0.7, 0.0)):
        known = value(1.0, r, i)
        yield held(f"lifetime value, r {r:g}, i {i:g}", values(r, i), known, allowance=LEFT * known)
    known, quarter = value(1.0, 0.8, 0.12), values(0.8, 0.12, 13, customers=1000)
    yield held("lifetime value, r .8, i .12, a period of 13 weeks", quarter, known, allowance=LEFT * known)
    known = value_paid_weekly(1.0, 0.8, 0.12, 13)
    yield held("the same, EUR 1 paid each week", values_paid_weekly(0.8, 0.12, 13), known, allowance=LEFT * known)
    for r, i in ((0.9, 0.12), (0.6, 0.12)):
        known = elasticity(r, i)
        yield held(f"elasticity to retention, r {r:g}, i {i:g}", elasticities(r, i), known, allowance=0.003 * known,
                   note="allowed: steps of 2 % (0.2 %), periods left out")  # fmt: skip


def comparison() -> Comparison:
    """Lifetime value over retention, at two interests."""
    r = np.linspace(0.5, 0.95, 91)
    lines = []
    for group, i in enumerate((0.05, 0.12)):
        dots = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
        measured = [values(share, i) for share in dots]
        error = [v.std(ddof=1) / v.size**0.5 for v in measured]
        lines += [Line(f"m r / (1 + i - r), i {i:g}", r, value(1.0, r, i), reference=True, group=group),
                  Line("model", dots, [v.mean() for v in measured], np.array(error), group=group)]  # fmt: skip
    return Comparison(TITLE, "The longer customers stay already, the more a further point of retention is worth.",
                      "retention, share a period", "EUR per EUR of margin a period", tuple(lines))  # fmt: skip
