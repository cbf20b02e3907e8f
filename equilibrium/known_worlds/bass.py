"""Bass (1969), A new product growth for model consumer durables, Management Science 15(5): push (p) and talk (q).

dF/dt = (p + q F)(1 - F). The trap: agents who all look at last week's F lag this by about a tick, so weekly agents are
held to `recursion`, and to the differential equation only as the tick shrinks.
"""

from math import expm1, log

import numpy as np

from equilibrium.scenario import Scenario

# name: (p, q, market in thousands, printed peak time in years); Bass (1969), tables 1 and 2
DURABLES = {
    "electric refrigerators": (0.0026167, 0.21566, 40001, 20.1),
    "black and white television": (0.027877, 0.25105, 96717, 7.8),
    "room air conditioners": (0.010399, 0.41861, 16895, 8.6),
    "clothes dryers": (0.017206, 0.35688, 15092, 8.1),
    "power lawnmowers": (0.0091837, 0.33790, 44751, 10.3),
    "steam irons": (0.028632, 0.32791, 55696, 6.8),
}


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
