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
def divide(mother, daughter, people, alive, persons, energy, beliefs, faces, neighbours, links, load, requests, needs,
           practised, count, error, enterprise, seed, replicate, week):  # fmt: skip
    """A `daughter` cell of newly hired `people` inherits the mother's beliefs, forgetting some, and differentiates.

    She faces the mother's most asked-for need and one of her own by chance, and practises the crafts of these needs.
    Of at most `links` neighbours each, mother and daughter become one.
    """
    forgets = stream(seed, replicate, week, Draw.INHERIT)
    alive[daughter] = 1
    persons[daughter] = people
    energy[daughter] = energy[mother]
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
        practised[k, daughter] = faces[daughter, needs[k]] and practised[k].any()
    neighbours[daughter] = neighbours[mother]
    link(neighbours[daughter, :links], mother)
    link(neighbours[mother, :links], daughter)


@njit(cache=True, nogil=True)
def link(neighbours, other):
    """Enter `other` among a cell's `neighbours` (link,), -1 where none: in a free place, else in place of the last."""
    for place in range(neighbours.size):
        if neighbours[place] < 0 or place == neighbours.size - 1:
            neighbours[place] = other
            return


@njit(cache=True, nogil=True)
def die(cell, alive, people, hours, work, needs, practised, count, faces, neighbours):
    """A cell dies and leaves its neighbours; a need that none else faces goes, with its craft, to the cell that faces fewest."""
    alive[cell] = 0
    people[cell] = 0.0
    hours[cell, :] = 0.0
    work[cell, :] = 0.0
    for c in range(alive.size):
        for place in range(neighbours.shape[1]):
            if c == cell or neighbours[c, place] == cell:
                neighbours[c, place] = -1
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
            for k in range(count):
                if needs[k] == g and practised[k, cell]:
                    practised[k, heir] = 1
    for k in range(count):
        practised[k, cell] = 0
