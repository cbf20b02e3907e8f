"""Word of mouth: glad neighbours make a customer consider, sorry ones undo it. Known world: Bass (1969), q."""

from math import expm1

import numpy as np
from numba import njit

from equilibrium.draws import Draw, marked, stream, uniform
from equilibrium.state import Count


@njit(cache=True, nogil=True)
def talk_hazard(strength, glad, sorry, sorry_weight):
    """Weekly hazard that talk makes a customer consider.

    Parameters
    ----------
    strength : float >= 0, 1/week -- per glad neighbour, or if every neighbour is glad, by the influence rule
    glad, sorry : float >= 0 -- neighbours, or their shares
    sorry_weight : float -- a sorry neighbour against a glad one; own assumption
    """
    return strength * max(0.0, glad - sorry_weight * sorry)


@njit(cache=True, nogil=True)
def consideration_probability(hazard):
    """Probability to consider within the week, Bass (1969) in discrete time: 1 - exp(-hazard)."""
    return -expm1(-hazard)


@njit(cache=True, nogil=True)
def talk(considers, need, supplier, glad, sorry, start, by_share, strength, amplification, conceptual, sorry_weight,
         enterprise, seed, replicate, week, first, marks, counts):  # fmt: skip
    """Mark who hears good of the enterprise from neighbours in one block, by last week's moods.

    `glad`, `sorry` (customer,) int16 neighbours; `start` (customer + 1,) gives their number.
    """
    key = stream(seed, replicate, week, Draw.WORD_OF_MOUTH)
    offset = first * 8 + enterprise
    flag = marks.flag
    most = strength * (
        1.0 + amplification * conceptual.max()
    )  # nobody's hazard is above his glad neighbours times this
    for i in range(glad.size):
        flag[i] = uniform(key, offset + 8 * i) < most * glad[i]
    heard = 0
    for i in marks.place[: marked(marks, glad.size)]:
        hazard = talk_hazard(strength, float(glad[i]), float(sorry[i]), sorry_weight)
        if by_share:
            hazard /= start[i + 1] - start[i]
        hazard *= 1.0 + amplification * conceptual[need[i]]
        if uniform(key, offset + 8 * i) < consideration_probability(hazard) and supplier[i] != enterprise:
            considers[i] |= 1 << enterprise
            heard += 1
    counts[Count.TALKED] += heard


@njit(cache=True, nogil=True)
def talk_mixed(considers, need, supplier, glad, sorry, strength, amplification, conceptual, sorry_weight,
               enterprise, seed, replicate, week, first, marks, counts):  # fmt: skip
    """The same in full mixing: everybody meets the same `glad` and `sorry` (number or share) of the population."""
    key = stream(seed, replicate, week, Draw.WORD_OF_MOUTH)
    offset = first * 8 + enterprise
    flag = marks.flag
    base = talk_hazard(strength, glad, sorry, sorry_weight)
    most = base * (1.0 + amplification * conceptual.max())
    for i in range(need.size):
        flag[i] = uniform(key, offset + 8 * i) < most
    heard = 0
    for i in marks.place[: marked(marks, need.size)]:
        hazard = base * (1.0 + amplification * conceptual[need[i]])
        if uniform(key, offset + 8 * i) < consideration_probability(hazard) and supplier[i] != enterprise:
            considers[i] |= 1 << enterprise
            heard += 1
    counts[Count.TALKED] += heard


@njit(cache=True, nogil=True)
def feel(mood, supplier, satisfaction, glad_above, sorry_below):
    """Write `mood` (customer,) uint8: 0 silent, 1 + 2 e glad with enterprise e, 2 + 2 e sorry."""
    for i in range(mood.size):
        value = 1 if satisfaction[i] > glad_above else 2 if satisfaction[i] < sorry_below else -20
        mood[i] = max(0, value + 2 * supplier[i]) if supplier[i] >= 0 else 0


@njit(cache=True, nogil=True)
def tell(mood, told, start, neighbours, glad, sorry, first, last, marks):
    """Tell neighbours `first` to `last` of every changed mood: one pass over all customers, links only on change.

    `glad`, `sorry` (enterprise, customer) int16. Each thread writes its own customers; whole numbers add up in any order.
    """
    flag = marks.flag
    size = flag.size
    for begin in range(0, mood.size, size):
        now, before = mood[begin : begin + size], told[begin : begin + size]
        for i in range(now.size):
            flag[i] = now[i] != before[i]
        flag[now.size : size] = 0
        for place in marks.place[: marked(marks, now.size)]:
            i = begin + place
            for state, step in ((told[i], -1), (mood[i], 1)):
                if state == 0:
                    continue
                heard = glad[(state - 1) // 2] if state % 2 == 1 else sorry[(state - 1) // 2]
                for link in range(start[i], start[i + 1]):
                    j = neighbours[link]
                    if first <= j < last:
                        heard[j] += step
