"""Griffin & Hauser (1993), The voice of the customer, Marketing Science 12(1): how many people must be heard.

Each need is noticed by a person with its own probability, Beta(a, b) distributed over needs: beta-binomial. The paper's
estimate for portable food coolers is a = 1.445, b = 2.934. How many kinds were seen only once tells what share of what there
is to see is still unseen (Good 1953, Biometrika 40): a rule for when to stop.
"""

from collections.abc import Iterator
from math import exp, lgamma

import numpy as np

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, between, equal, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "insight cards"
MECHANISM = "antenna"
SOURCE = "Griffin & Hauser (1993), Good (1953)"

A, B = 1.445, 2.934  # portable food coolers
POOLS = {30: (26, 30, 0.013), 100: (66, 88, 0.105), 200: (98, 128, 0.235)}  # found from, to; share of cards seen once

ONCE = (
    "The source does not say how a person comes to exactly ten cards. Tried apart from the model, of a pool of 200: ten by "
    "chance among those noticed .303, ten drawn by weight .306, the race implemented .285, all facts equal .375; none gives "
    ".235 with 98 to 128 found."
)
MISSES = {f"cards seen once, pool of {needs}": ONCE for needs in POOLS}


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


def _unseen(state):
    """(replicate, enterprise) share of all noticing, by chance to be noticed, that no card shows."""
    rate = -np.log1p(-state.context.notice)[:, None]
    return (rate * (state.cards.seen == 0)).sum(-1) / rate.sum(-1)


def _right(state):
    """(replicate, enterprise) share of the cards on the wall that say what is true."""
    shares = np.empty(state.cards.count.shape)
    for r, e in np.ndindex(shares.shape):
        shown = slice(0, int(state.cards.count[r, e]))
        facts = state.cards.fact[r, e, shown]
        shares[r, e] = np.mean(state.cards.value[r, e, shown] == state.context.reality[r, facts])
    return shares


WALL = [
    Figure("once", "facts", "Seen once", "Visti una volta", "last", lambda state: (state.cards.seen == 1).sum(-1) * 1.0),
    Figure("unseen", "share", "Unseen", "Non visto", "last", _unseen),
    Figure("right", "share", "Right", "Giuste", "last", _right),
]  # fmt: skip


def gathered(scenario, seed=1993):
    """What stands on the wall after a gathering (replicate,), a hundred times: `facts_seen`, `insight_cards`, `WALL`."""
    return simulate(scenario, 100, seed, indicators=WALL).weekly.isel(enterprise=0, week=0)


def found_one_by_one(people, a=A, b=B):
    """(replicate, week) share of facts found by one person, two, ..., `people` in the model."""
    weekly = simulate(scenario_one_by_one(people, a, b), 200, 1993).weekly
    return weekly["facts_seen"].isel(enterprise=0).to_numpy()


def findings() -> Iterator[Finding]:
    """What n people find; what a gathering of twenty people with ten cards each finds, and what the wall then tells."""
    for a, b in ((A, B), (1.0, 2.0), (2.0, 4.0)):
        found = found_one_by_one(30, a, b)
        for people in (1, 6, 10, 20, 30):
            yield held(f"share found by {people}, a {a}, b {b}", found[:, people - 1], share_found(people, a, b))
    for needs, (least, most, once) in POOLS.items():
        yield from gathering(needs, least, most, once)
    yield from stop_rule()
    wall = gathered(scenario(30, 20, 10).with_(card_accuracy=0.75))
    yield held("cards that are right, accuracy .75", wall["right"], 0.75)


def gathering(needs, least, most, once) -> Iterator[Finding]:
    """One pool of `needs`: the known range is of single gatherings."""
    wall, middle = gathered(scenario(needs, 20, 10)), (least + most) / 2
    found = wall["facts_seen"].to_numpy() * needs
    yield equal(f"fewest cards on the wall, pool of {needs}", float(wall["insight_cards"].min()), 200, 0)
    inside = np.mean((found >= least - 0.5) & (found <= most + 0.5))
    yield between(f"gatherings that find {least} to {most}, pool of {needs}", inside, 0.95, 1.0)
    yield between(f"found of a pool of {needs}", found.mean(), middle - 0.05 * needs, middle + 0.05 * needs, target=middle,
                  error=found.std(ddof=1) / found.size**0.5, note="the range's middle, 5 % of the pool allowed")  # fmt: skip
    yield held(f"cards seen once, pool of {needs}", wall["once"] / 200, once)


def stop_rule() -> Iterator[Finding]:
    """Good (1953): the share of cards seen once tells what is still unseen."""
    told = []
    for needs in POOLS:
        wall = gathered(scenario(needs, 20, 10), 1953)
        share = unseen_share(wall["once"], 200.0)
        yield held(f"unseen as told by cards seen once, pool of {needs}", share, float(wall["unseen"].mean()), allowance=0.03,
                   note="0.03 allowed: cards of one person differ, which Good's estimate does not know")  # fmt: skip
        told.append(float(share.mean()))
    yield between("cards seen once: least rise from pool to larger pool", min(np.diff(told)), 0.0, 1.0)


def comparison() -> Comparison:
    """Share of facts found over the number of people, model and beta-binomial."""
    lines, people = [], np.arange(1, 31)
    for group, (a, b) in enumerate(((A, B), (1.0, 2.0), (2.0, 4.0))):
        found = found_one_by_one(30, a, b)
        error = found.std(0, ddof=1) / len(found) ** 0.5
        known = [share_found(n, a, b) for n in people]
        lines += [Line(f"beta-binomial, a {a}, b {b}", people, known, reference=True, group=group),
                  Line("model", people[::3], found.mean(0)[::3], error[::3], group=group)]  # fmt: skip
    return Comparison(TITLE, "Six people notice most of what there is to notice; thirty nearly all of it.",
                      "people who were out", "share of facts that somebody noticed", tuple(lines))  # fmt: skip
