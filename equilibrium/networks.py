"""Social graphs: who talks with whom, as (start, neighbours) arrays.

Neighbours of customer i are `neighbours[start[i]:start[i + 1]]`, rising, without i and without repeats; every link
stands with both its ends. A link is a function of (seed, replicate, number of the link), so nothing is stored twice:
one pass counts, a second one fills. `mixing` and `none` have no links at all.
"""

import os

import numpy as np
from numba import njit

from equilibrium.draws import Draw, stream, uniform

LATTICE, RANDOM, LISTED = 0, 1, 2
LARGEST = 2**31 - 1  # neighbours are int32


def build(
    kind: str, customers: int, degree: int, rewiring: float, seed: int, replicate: int, edges: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The graph `kind` (a choice of the parameter `network`) among `customers`.

    Parameters
    ----------
    degree : mean number of neighbours; a ring or small world has its even part
    rewiring : share of a small world's links that lead anywhere instead of to the nearest
    edges : (link, 2) whole numbers, for kind "edges"

    Returns
    -------
    start (customers + 1,) int64, neighbours (2 links,) int32

    References
    ----------
    Watts & Strogatz (1998), Nature 393; Barabasi & Albert (1999), Science 286; Erdos & Renyi (1959), with a given
    number of links.
    """
    nothing = np.empty((0, 2), np.int64)
    half = min(degree // 2, (customers - 1) // 2)
    if kind in ("ring", "watts_strogatz"):
        beta = rewiring if kind == "watts_strogatz" else 0.0
        return _linked(LATTICE, customers, customers * half, beta, seed, replicate, nothing)
    if kind == "random":
        links = min(customers * degree // 2, customers * (customers - 1) // 2)
        return _linked(RANDOM, customers, links, 0.0, seed, replicate, nothing)
    if kind == "barabasi_albert":
        half = max(1, half) if degree > 0 and customers > 1 else 0
        return _linked(LISTED, customers, -1, 0.0, seed, replicate, attached(customers, half, seed, replicate))
    if kind == "edges":
        assert edges is not None, 'network = "edges" comes with its links'
        listed = np.ascontiguousarray(edges, np.int64)
        if listed.size and int(listed.max()) >= customers:
            raise ValueError(f"edges: customer {int(listed.max())} found; customers are 0 to {customers - 1}")
        return _linked(LISTED, customers, -1, 0.0, seed, replicate, listed)
    return np.zeros(customers + 1, np.int64), np.empty(0, np.int32)


def read_edges(path: str | os.PathLike) -> np.ndarray:
    """(link, 2) int64 customers who talk, from a text file: two whole numbers a line, apart by comma or space.

    Raises
    ------
    OSError, ValueError -- naming the line, if it cannot be read or is no edge list
    """
    links: list[tuple[int, int]] = []
    with open(path, encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#")[0].replace(",", " ").replace(";", " ").split()
            if not words:
                continue
            try:
                a, b = map(int, words)
            except ValueError:
                if number == 1 and not any(word.lstrip("+-").isdigit() for word in words):
                    continue  # a header
                raise ValueError(f"{path}: line {number} is {line.strip()[:60]!r}; two whole numbers needed") from None
            if not (0 <= a <= LARGEST and 0 <= b <= LARGEST):
                raise ValueError(f"{path}: line {number} names a customer below 0 or above {LARGEST}")
            links.append((a, b))
    return np.array(links, np.int64).reshape(-1, 2)


@njit(cache=True, nogil=True)
def lattice_link(link, customers, half, rewiring, key_rewire, key_target):
    """Ends of one link of a small world: customer i to the `half` next ones, or, if rewired, to anybody."""
    a = link // half
    b = (a + link % half + 1) % customers
    if rewiring > 0.0 and uniform(key_rewire, link) < rewiring:
        b = int(uniform(key_target, link) * (customers - 1))
        b += b >= a
    return a, b


@njit(cache=True, nogil=True)
def random_link(link, customers, key):
    """Ends of one link between any two different customers."""
    a = int(uniform(key, 2 * link) * customers)
    b = int(uniform(key, 2 * link + 1) * (customers - 1))
    return a, b + (b >= a)


@njit(cache=True, nogil=True)
def attached(customers, half, seed, replicate):
    """(link, 2) links of preferential attachment: each newcomer to `half` earlier customers, by their links so far."""
    core = half + 1
    links = np.empty((half * (half + 1) // 2 + max(0, customers - core) * half, 2), np.int64)
    key = stream(seed, replicate, 0, Draw.NETWORK_TARGET)
    made, draw = 0, 0
    for a in range(min(core, customers)):  # everybody of the core knows everybody
        for b in range(a):
            links[made] = a, b
            made += 1
    for a in range(core, customers):
        before = made
        while made < before + half:
            end = int(uniform(key, draw) * 2 * before)
            draw += 1
            b = links[end // 2, end % 2]
            known = False
            for k in range(before, made):
                known = known or links[k, 1] == b
            if not known:
                links[made] = a, b
                made += 1
    return links[:made]


@njit(cache=True, nogil=True)
def _linked(rule, customers, count, rewiring, seed, replicate, listed):
    """Arrays of a graph whose links follow a `rule`, or are `listed` (link, 2)."""
    key_rewire = stream(seed, replicate, 0, Draw.NETWORK_REWIRE)
    key_target = stream(seed, replicate, 0, Draw.NETWORK_TARGET)
    count = len(listed) if rule == LISTED else count
    half = count // customers
    start = np.zeros(customers + 1, np.int64)
    neighbours = np.empty(0, np.int32)
    for filling in range(2):
        if filling:
            for i in range(customers):
                start[i + 1] += start[i]
            neighbours = np.empty(start[customers], np.int32)
        for link in range(count):
            if rule == LATTICE:
                a, b = lattice_link(link, customers, half, rewiring, key_rewire, key_target)
            elif rule == RANDOM:
                a, b = random_link(link, customers, key_target)
            else:
                a, b = listed[link, 0], listed[link, 1]
            if a == b:
                continue
            if filling:  # from the back of each customer's place, so that start ends where it should
                start[a + 1] -= 1
                neighbours[start[a + 1]] = b
                start[b + 1] -= 1
                neighbours[start[b + 1]] = a
            else:
                start[a + 1] += 1
                start[b + 1] += 1
    return _tidy(start, neighbours)


@njit(cache=True, nogil=True)
def _tidy(start, neighbours):
    """Neighbours rising and without repeats. `start[i + 1]` comes in as the first place of customer i."""
    customers = start.size - 1
    kept = 0
    for i in range(customers):
        first = start[i + 1]
        last = start[i + 2] if i + 1 < customers else neighbours.size
        for k in range(first + 1, last):  # few neighbours: sort by insertion
            value, j = neighbours[k], k
            while j > first and neighbours[j - 1] > value:
                neighbours[j] = neighbours[j - 1]
                j -= 1
            neighbours[j] = value
        start[i] = kept
        for k in range(first, last):
            if k == first or neighbours[k] != neighbours[k - 1]:
                neighbours[kept] = neighbours[k]
                kept += 1
    start[customers] = kept
    return start, neighbours[:kept]
