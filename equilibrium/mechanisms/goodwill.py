"""Pull: the stock that attracts seekers. Known world: the steady state of Nerlove & Arrow (1962)."""

from numba import njit

from equilibrium.draws import marked, stream, uniform


@njit(cache=True, nogil=True)
def next_goodwill(goodwill, hours, keep):
    """Goodwill (100 hours) after a week: `keep` of the old plus the effective pull `hours` put in."""
    return keep * goodwill + hours / 100.0


@njit(cache=True, nogil=True)
def search_probability(search, credibility, goodwill, half):
    """Probability that a seeker considers this week: the regime's search times saturating goodwill."""
    return search * credibility * goodwill / (goodwill + half)


@njit(cache=True, nogil=True)
def attract(considers, supplier, chance_seeker, chance_other, seeker, mechanism, channel,
            enterprise, seed, replicate, week, first, marks, counts):  # fmt: skip
    """Mark who comes by himself in one block; seekers and others with their own chance; counts under `channel`."""
    if chance_seeker <= 0.0 and chance_other <= 0.0:
        return
    key = stream(seed, replicate, week, mechanism)
    offset = first * 8 + enterprise
    flag = marks.flag
    for i in range(seeker.size):
        flag[i] = uniform(key, offset + 8 * i) < (chance_seeker if seeker[i] else chance_other)
    came = 0
    for i in marks.place[: marked(marks, seeker.size)]:
        if supplier[i] != enterprise:
            considers[i] |= 1 << enterprise
            came += 1
    counts[channel] += came
