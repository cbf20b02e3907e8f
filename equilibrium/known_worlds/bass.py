"""Bass (1969), A new product growth for model consumer durables, Management Science 15(5): push (p) and talk (q).

dF/dt = (p + q F)(1 - F). The trap: agents who all look at last week's F lag this by about a tick, so weekly agents are
held to `recursion`, and to the differential equation only as the tick shrinks.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import expm1, log

import numpy as np

from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, clear, held
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.state import Count

TITLE = "Bass"
MECHANISM = "contacts, word_of_mouth, choice, networks"
SOURCE = "Bass (1969)"

P, Q = 0.03, 0.38  # the means of Sultan, Farley & Lehmann (1990)

# name: (p, q, market in thousands, printed peak time in years); Bass (1969), tables 1 and 2
DURABLES = {
    "electric refrigerators": (0.0026167, 0.21566, 40001, 20.1),
    "black and white television": (0.027877, 0.25105, 96717, 7.8),
    "room air conditioners": (0.010399, 0.41861, 16895, 8.6),
    "clothes dryers": (0.017206, 0.35688, 15092, 8.1),
    "power lawnmowers": (0.0091837, 0.33790, 44751, 10.3),
    "steam irons": (0.028632, 0.32791, 55696, 6.8),
}

NETWORKS = {  # network, influence: periods until half have adopted; p = .002, q = .4, degree 10, rewiring .1
    ("mixing", "share"): 13.2,
    ("random", "share"): 15.2,
    ("barabasi_albert", "share"): 16.0,
    ("watts_strogatz", "share"): 18.4,
    ("ring", "share"): 22.2,
    ("barabasi_albert", "link"): 11.6,
}

LARGE = 20_000  # customers of a market in which hubs weigh little
IN_LARGE = f"half time, barabasi_albert by share, {LARGE} customers"
OVER_RANDOM = "half time by share, barabasi_albert over random"
MISSES = dict.fromkeys(
    (IN_LARGE, OVER_RANDOM, f"{OVER_RANDOM}, {LARGE} customers"),
    "the half time on a graph of Barabasi and Albert depends on its size, which the target does not say: at a thousand customers "
    "it is near the target and not clear of a random graph's, at more it falls to that",
)


def curve(p, q, t):
    """F(t) in [0, 1], share that has adopted by time `t` (periods, an array), in continuous time."""
    gone = np.exp(-(p + q) * np.asarray(t, float))
    return (1.0 - gone) / (1.0 + q / p * gone)


def peak_time(p, q):
    """Time of most adoptions, ln(q/p) / (p + q); 0 if adoption falls from the start (q <= p)."""
    return max(0.0, log(q / p) / (p + q)) if q > 0.0 else 0.0


def peak_rate(p, q, market=1.0):
    """Adoptions per period at the peak, `market` (p + q)^2 / (4 q)."""
    return market * (p + q) ** 2 / (4.0 * q) if q > p else market * p


def push_share(p, q):
    """Share of all adoptions that push wins, (p/q) ln((p + q)/p)."""
    return p / q * log((p + q) / p)


def mean_time(p, q):
    """Mean time of adoption, ln((p + q)/p) / q periods."""
    return log((p + q) / p) / q


def recursion(p, q, periods, tick=1.0):
    """Share that has adopted after 0, 1, ..., `periods` periods, if all decide at once each `tick` by last tick's share.

    The hazard p + q F of a tick gives the chance 1 - exp(-(p + q F) tick). Returns (periods + 1,).
    """
    ticks = round(1.0 / tick)
    share, path = 0.0, [0.0]
    for now in range(1, periods * ticks + 1):
        share -= expm1(-(p + q * share) * tick) * (1.0 - share)
        if now % ticks == 0:
            path.append(share)
    return np.array(path)


def scenario(p, q, periods=40, tick=1.0, customers=20_000):
    """The scenario whose `market_share` follows `recursion(p, q, periods, tick)`: a week is one `tick` of a period.

    `receptivity` is a chance per contact, so a hazard of p needs 1 - exp(-p tick). `network` and `influence` may be
    changed in it: with influence "link" give `word_of_mouth` q over the degree.
    """
    return Scenario.load("known-worlds/bass").with_(
        customers=customers, weeks=periods * round(1.0 / tick), receptivity=-expm1(-p * tick), word_of_mouth=q * tick
    )


def scenario_on_network(network, influence, periods=45, customers=1_000):
    """The scenario of `NETWORKS`, ten ticks a period: q is spread over the links, or each hears the share of his own.

    The targets are met by a thousand `customers`: in larger markets the hubs of Barabasi and Albert weigh less.
    """
    strength = 0.4 * 0.1 / (10 if influence == "link" else 1)
    return scenario(0.002, 0.4, periods, tick=0.1, customers=customers).with_(
        network=network, degree=10, rewiring=0.1, influence=influence, word_of_mouth=strength
    )


def adopted(scenario, replicates=16, seed=1969):
    """(replicate, week) share of adopters in the model."""
    return simulate(scenario, replicates, seed).weekly["market_share"].isel(enterprise=0).to_numpy()


def half_times(scenario, tick, replicates, seed=1969):
    """(replicate,) periods until half have adopted, a week being a `tick`."""
    paths = adopted(scenario, replicates, seed)
    return np.array([np.interp(0.5, path, np.arange(1, path.size + 1) * tick) for path in paths])


def pushed(scenario, replicates=16, seed=7):
    """(replicate,) share of all adoptions that push won; who is reached by both in one tick counts for both."""
    reached = [
        Figure(name, "customers", name, name, "sum", lambda state, k=k: state.enterprises.counts[..., k].copy())
        for name, k in (("pushed", Count.CONVINCED), ("talked", Count.TALKED))
    ]
    weekly = simulate(scenario, replicates, seed, indicators=reached).weekly.isel(enterprise=0).sum("week")
    return (weekly["pushed"] / (weekly["pushed"] + weekly["talked"])).to_numpy()


def sup_gap(customers=2_000, tick=0.1, replicates=32):
    """(replicate,) largest distance of a single run from the recursion, times the root of the market."""
    share = adopted(scenario(P, Q, 20, tick, customers), replicates)
    path = recursion(P * tick, Q * tick, 200)[1:]  # every tick is a period of its own
    return np.abs(share - path).max(1) * customers**0.5


def findings() -> Iterator[Finding]:
    """Adopters in full mixing against the recursion and the equation; push's share; luck; hubs by share and per link."""
    finite = "0.001 allowed for a finite market, in which early luck is carried on"
    for p, q in ((P, Q), *(row[:2] for row in DURABLES.values()), (0.1, 0.0), (0.002, 0.8)):
        share, path = adopted(scenario(p, q, periods=25)), recursion(p, q, 25)
        for week in (5, 10, 20):
            yield held(f"F({week}), p {p:.4g}, q {q:.4g}", share[:, week - 1], path[week], allowance=0.001, note=finite)
    share = adopted(scenario(P, Q, periods=10, tick=0.05, customers=10_000))
    tick = "0.005 allowed for the tick: the recursion's own distance from the curve is 0.0046"
    for period in (5, 10):
        yield held(f"F({period}) of the equation, twenty ticks a period", share[:, 20 * period - 1],
                   curve(P, Q, period), allowance=0.005, note=tick)  # fmt: skip
    yield held("share of adoptions due to push", pushed(scenario(P, Q, 20, 0.05, 2_000)), push_share(P, Q),
               allowance=0.004, note="0.004 allowed for the tick: who is reached by both in one counts for both")  # fmt: skip
    yield held("sup gap of a run x sqrt(N)", sup_gap(), 1.33, allowance=0.2, note="0.2 allowed: the source says about")
    by_share, per_link = (
        half_times(scenario_on_network("barabasi_albert", influence, periods=30), 0.1, 16, seed=5)
        for influence in ("share", "link")
    )
    yield clear("half time by share over per link, Barabasi-Albert", by_share - per_link, note="hubs speed the start")


def slow_findings() -> Iterator[Finding]:
    """Half times on networks, and their order."""
    times = {}
    for (network, influence), target in NETWORKS.items():
        times[network, influence] = half_times(scenario_on_network(network, influence), 0.1, 200)
        yield held(f"half time, {network} by {influence}", times[network, influence], target, allowance=0.3,
                   note="0.3 allowed: the target's own error is not known")  # fmt: skip
    for sooner, later in pairwise(name for name, influence in NETWORKS if influence == "share"):
        yield clear(f"half time by share, {later} over {sooner}", times[later, "share"] - times[sooner, "share"])
    yield clear("half time, mixing by share over Barabasi-Albert by link",
                times["mixing", "share"] - times["barabasi_albert", "link"])  # fmt: skip
    hubs, none = (
        half_times(scenario_on_network(network, "share", 20, LARGE), 0.1, 32, seed=5)
        for network in ("barabasi_albert", "random")
    )
    yield held(IN_LARGE, hubs, NETWORKS["barabasi_albert", "share"], allowance=0.3)
    yield clear(f"{OVER_RANDOM}, {LARGE} customers", hubs - none)


def comparison() -> Comparison:
    """Adopters over time, model and recursion."""
    lines = []
    pairs = {
        "the usual durable": (P, Q),
        "dryers": DURABLES["clothes dryers"][:2],
        "refrigerators": DURABLES["electric refrigerators"][:2],
    }
    for group, (name, (p, q)) in enumerate(pairs.items()):
        share = adopted(scenario(p, q, periods=30))
        error = share.std(0, ddof=1) / len(share) ** 0.5
        lines += [Line(f"recursion, {name}", np.arange(31), recursion(p, q, 30), reference=True, group=group),
                  Line("model", np.arange(1, 31, 2), share[:, ::2].mean(0), error[::2], group=group)]  # fmt: skip
    return Comparison(TITLE, "Adopters by push and by talk follow Bass's recursion in whole periods.",
                      "periods", "share that has adopted", tuple(lines))  # fmt: skip
