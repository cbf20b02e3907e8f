"""The context that mutates: regimes that return, slow drift. Known world: sojourn times and shares of a Markov chain."""

from numba import njit

from equilibrium.draws import Draw, stream, uniform


@njit(cache=True, nogil=True)
def leave_probability(sojourn):
    """Probability that a regime ends this week, from its mean stay `sojourn` (weeks >= 1)."""
    return 1.0 / max(1.0, sojourn)


@njit(cache=True, nogil=True)
def flip_probability(drift, factor):
    """Probability that one fact flips this week: `drift` (1/week) times the regime's `factor`, at most 1."""
    return min(1.0, drift * factor)


@njit(cache=True, nogil=True)
def next_regime(regime, sojourn, transition, forced, seed, replicate, week):
    """The regime of this week (int).

    Parameters
    ----------
    regime : int -- last week's
    sojourn : float, weeks -- mean stay
    transition : (regime, regime) -- where a left regime goes; rows sum to one
    forced : int -- the regime a calendar asks for, -1 for the chain
    """
    if forced >= 0:
        return forced
    if uniform(stream(seed, replicate, week, Draw.REGIME_LEAVE), 0) >= leave_probability(sojourn):
        return regime
    u = uniform(stream(seed, replicate, week, Draw.REGIME_NEXT), 0)
    for k in range(transition.shape[1]):
        u -= transition[regime, k]
        if u < 0.0:
            return k
    return regime


@njit(cache=True, nogil=True)
def mutate(reality, template, entered, probability, seed, replicate, week):
    """Bring a newly `entered` regime's facts back, then let facts drift; returns how many facts flipped.

    Parameters
    ----------
    reality : (fact,) int8, written -- what is true now, -1 or 1
    template : (fact,) int8 -- what the present regime brings back each time; drift within a stay is forgotten
    probability : float -- of a flip, per fact and week
    """
    flipped = 0
    key = stream(seed, replicate, week, Draw.DRIFT)
    for j in range(reality.size):
        before = reality[j]
        if entered:
            reality[j] = template[j]
        if uniform(key, j) < probability:
            reality[j] = -reality[j]
        flipped += reality[j] != before
    return flipped
