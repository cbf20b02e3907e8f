"""Cells divide, differentiate, die."""

from numba import njit

from equilibrium.draws import Draw, stream, uniform


@njit(cache=True, nogil=True)
def smoothed(load, seen, weeks):
    """A cell's load judged over `weeks`: exponential smoothing of what is `seen` this week."""
    return load + (seen - load) / max(1.0, weeks)


@njit(cache=True, nogil=True)
def heaviest(load, alive):
    """The living cell with the highest load, -1 if none lives."""
    best = -1
    for c in range(alive.size):
        if alive[c] and (best < 0 or load[c] > load[best]):
            best = c
    return best


@njit(cache=True, nogil=True)
def lightest(load, alive):
    """The living cell with the lowest load, -1 if none lives."""
    best = -1
    for c in range(alive.size):
        if alive[c] and (best < 0 or load[c] < load[best]):
            best = c
    return best


@njit(cache=True, nogil=True)
def divide(mother, daughter, people, alive, persons, energy, energy_before, beliefs, faces, neighbours, load, requests,
           practised, count, error, enterprise, seed, replicate, week):  # fmt: skip
    """A `daughter` cell of newly hired `people` inherits the mother's beliefs, forgetting some, and differentiates.

    She faces the mother's most asked-for need and one of her own by chance; mother and daughter become neighbours.
    """
    forgets = stream(seed, replicate, week, Draw.INHERIT)
    alive[daughter] = 1
    persons[daughter] = people
    energy[daughter] = energy[mother]
    energy_before[daughter] = energy[mother]
    load[mother] = load[daughter] = 0.6
    for j in range(beliefs.shape[1]):
        kept = uniform(forgets, enterprise * beliefs.shape[1] + j) >= error
        beliefs[daughter, j] = beliefs[mother, j] if kept else 0
    own = int(uniform(stream(seed, replicate, week, Draw.INHERIT_NEED), enterprise) * faces.shape[1])
    asked = -1
    for g in range(faces.shape[1]):
        faces[daughter, g] = 0
        if faces[mother, g] and (asked < 0 or requests[g] > requests[asked]):
            asked = g
    faces[daughter, own] = 1
    if asked >= 0:
        faces[daughter, asked] = 1
    for k in range(count):
        practised[k, daughter] = practised[k, mother]
    for link in range(neighbours.shape[1]):
        neighbours[daughter, link] = neighbours[mother, link]
    last = neighbours.shape[1] - 1
    neighbours[daughter, 0] = mother
    neighbours[mother, last] = daughter


@njit(cache=True, nogil=True)
def die(cell, alive, people, hours, work, practised, count, faces):
    """A cell dies; its needs go to the living cell that faces fewest, so that none is left alone."""
    alive[cell] = 0
    people[cell] = 0.0
    hours[cell, :] = 0.0
    work[cell, :] = 0.0
    for k in range(count):
        practised[k, cell] = 0
    for g in range(faces.shape[1]):
        if not faces[cell, g]:
            continue
        faces[cell, g] = 0
        heir, covered = -1, False
        for c in range(alive.size):
            if alive[c]:
                covered = covered or faces[c, g] > 0
                if heir < 0 or faces[c].sum() < faces[heir].sum():
                    heir = c
        if not covered and heir >= 0:
            faces[heir, g] = 1
