"""Griffin & Hauser (1993), The voice of the customer, Marketing Science 12(1): how many people must be heard.

Each need is noticed by a person with its own probability, Beta(a, b) distributed over needs: beta-binomial. The paper's
estimate for portable food coolers is a = 1.445, b = 2.934. How many kinds were seen only once tells what share of what there
is to see is still unseen (Good 1953, Biometrika 40): a rule for when to stop.
"""

from math import exp, lgamma

import numpy as np

from equilibrium.scenario import Scenario


def share_found(people, a, b):
    """Share of needs that at least one of `people` noticed, 1 - G(a+b) G(b+n) / (G(b) G(a+b+n)); n may be a fraction."""
    return 1.0 - exp(lgamma(a + b) + lgamma(b + people) - lgamma(b) - lgamma(a + b + people))


def found_by_gathering(notice, people, insights):
    """(found, once): needs expected on the wall, and those expected on one card only.

    Parameters: `notice` (need,) chance that one whole mission notices each; each of `people` stays out so long, in missions,
    that a mission's rate would bring `insights` cards.
    """
    notice = np.asarray(notice, float)
    each = 1.0 - (1.0 - notice) ** (insights / notice.sum())
    return (1.0 - (1.0 - each) ** people).sum(), (people * each * (1.0 - each) ** (people - 1)).sum()


def unseen_share(once, cards):
    """Good's estimate of the share of what is out there, by frequency, that no card shows: kinds seen `once` over `cards`."""
    return once / cards


def crowd_error(variance, bias, people, correlation=0.0):
    """Mean squared error of the mean of `people` estimates: bias^2 + variance (rho + (1 - rho)/n) (Page 2007)."""
    return bias**2 + variance * (correlation + (1.0 - correlation) / people)


def scenario(needs, people, insights, a=1.445, b=2.934):
    """One gathering: `people` bring `insights` cards each of a pool of `needs` things to see."""
    facts = next(size for size in range(1, 65) if needs % size == 0 and needs // size <= 64)
    return Scenario.load("known-worlds/cards").with_(
        needs=needs // facts, facts=facts, notice_a=a, notice_b=b,
        missions=[{"week": 1, "people": people, "insights": insights}],
    )  # fmt: skip


def scenario_one_by_one(people, a=1.445, b=2.934):
    """One person a week for `people` weeks, a whole mission each: `facts_seen` in week n is the share found by n."""
    base = Scenario.load("known-worlds/cards")
    hours = base.value("cells") * base.value("people") * base.value("weekly_hours")
    return base.with_(
        weeks=people, needs=60, facts=1, missions=[], antenna=0.5, mission_hours=0.5 * hours, notice_a=a, notice_b=b
    )
