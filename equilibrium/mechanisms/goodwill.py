"""Pull: the stock that attracts seekers. Known world: the steady state of Nerlove & Arrow (1962)."""

from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import Count


@njit(cache=True, nogil=True)
def next_goodwill(goodwill, hours, keep):
    """Goodwill (100 hours) after a week: `keep` of the old plus the effective pull `hours` put in."""
    return keep * goodwill + hours / 100.0


@njit(cache=True, nogil=True)
def search_probability(search, credibility, goodwill, half):
    """Probability that a seeker considers this week: the regime's search times saturating goodwill."""
    return search * credibility * goodwill / (goodwill + half)


@njit(cache=True, nogil=True)
def attract(considers, supplier, seeker, chance, enterprise, seed, replicate, week, first, marks, counts):
    """Mark the seekers of one block who search and find the enterprise, each with `chance` a week."""
    if chance <= 0.0:
        return
    key = stream(seed, replicate, week, Draw.SEARCH)
    offset = first * 8 + enterprise
    flag = marks.flag
    for i in range(seeker.size):
        flag[i] = uniform(key, offset + 8 * i) < chance * seeker[i]
    came = 0
    for i in marks.place[: marked(marks, seeker.size)]:
        if supplier[i] != enterprise:
            considers[i] |= 1 << enterprise
            came += 1
    counts[Count.SEARCHED] += came
