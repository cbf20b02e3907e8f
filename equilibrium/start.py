"""How a run starts: context, enterprises, cells, crafts, allies and customers before week 1."""

from functools import lru_cache

import numpy as np
from numba import njit
from scipy import stats

from equilibrium import networks
from equilibrium.draws import CELLS, FACTS, Draw, stream, uniform
from equilibrium.parameters import AXES
from equilibrium.scenario import Scenario
from equilibrium.state import (
    BLOCK,
    CARD_SLOTS,
    CRAFT_SLOTS,
    HISTORY,
    LEADS,
    NEVER,
    YEAR,
    Account,
    Activity,
    Allies,
    Cards,
    Cells,
    Context,
    Count,
    Crafts,
    Customers,
    Enterprises,
    Event,
    Family,
    Network,
    State,
    Tally,
)

QUANTILES = 8192


def start(scenario: Scenario, seed: int, ids: np.ndarray) -> State:
    """The state before week 1 of replicates `ids` (replicate,) int64 under `seed`."""
    parameters = np.repeat(scenario.records()[None], len(ids), axis=0)
    world = parameters[0, 0]
    shape = {"E": parameters.shape[1], "G": int(world["needs"]), "z": int(world["facts"]), "R": len(ids)}
    shape["N"], shape["A"] = int(world["customers"]), int(world["allies"])
    shape["C"] = max(int(max(row["cells"], row["cells_most"] if row["growth"] else 0)) for row in parameters[0])
    context = _start_context(scenario, world, shape, seed, ids)
    enterprises = _start_enterprises(scenario, parameters, shape)
    cells = _start_cells(parameters, shape)
    crafts, cards, allies = _start_crafts(shape), _start_cards(shape), _start_allies(shape)
    for r, replicate in enumerate(ids):
        start_knowledge(seed, replicate, context.reality[r], enterprises.code[r], cells.beliefs[r], cells.faces[r],
                        cells.neighbours[r], parameters[r])
        start_allies(seed, replicate, context.reality[r], allies.beliefs[r], allies.cares[r], parameters[r, 0])
        found_crafts(enterprises.code[r], crafts.count[r], crafts.need[r], crafts.maturity[r], crafts.matured[r],
                     crafts.content[r], crafts.practised[r], cells.alive[r], cells.faces[r])
    customers, network = _start_customers(scenario, parameters, shape, seed, ids, enterprises)
    blocks = -(-shape["N"] // BLOCK)
    tally = Tally(
        np.zeros((shape["R"], blocks, shape["E"], len(Count))), np.zeros((shape["R"], blocks, shape["E"], shape["G"], 4))
    )
    return State(parameters, context, enterprises, cells, crafts, cards, allies, customers, network, tally, seed, ids)


def prices(parameters: np.ndarray) -> np.ndarray:
    """(..., enterprise, tier) EUR: list prices; a rival's unit margin is multiplied by `rival_margin`."""
    factor = np.where(np.arange(parameters.shape[-1]) > 0, parameters["rival_margin"], 1.0)[..., None]
    cost = np.stack([parameters["cost_volume"], parameters["cost_value"]], -1)
    price = np.stack([parameters["price_volume"], parameters["price_value"]], -1)
    return np.maximum(0.0, cost + factor * (price - cost))


def quantile_table(distribution: str, *shapes: float, scale: float = 1.0) -> np.ndarray:
    """(QUANTILES,) float32 equiprobable values of a distribution of `scipy.stats`, by its name there."""
    return _quantiles(distribution, shapes, scale).astype(np.float32)


@lru_cache(maxsize=64)  # thousands of mixes of one scenario start with the same few
def _quantiles(distribution: str, shapes: tuple[float, ...], scale: float) -> np.ndarray:
    return getattr(stats, distribution)(*shapes, scale=scale).ppf((np.arange(QUANTILES) + 0.5) / QUANTILES)


def _start_context(scenario, world, shape, seed, ids) -> Context:
    coefficients, transition = scenario.coefficients(), scenario.transition()
    regimes, facts = len(coefficients), shape["G"] * shape["z"]
    reality = np.empty((shape["R"], facts), np.int8)
    template = np.empty((shape["R"], regimes, facts), np.int8)
    regime = np.empty(shape["R"], np.int64)
    notice = np.empty((shape["R"], facts))
    table = _quantiles("beta", (float(world["notice_a"]), float(world["notice_b"])), 1.0)
    fixed = -1 if scenario.start_regime is None else scenario.regime_names.index(scenario.start_regime)
    for r, replicate in enumerate(ids):
        drawn = start_reality(seed, replicate, world["template_flip"], template[r], notice[r], table)
        regime[r] = fixed if fixed >= 0 else drawn
        reality[r] = template[r, regime[r]]
    return Context(regime, np.zeros(shape["R"], np.int64), reality, template, notice, transition, coefficients, np.full(1, -1))


@njit(cache=True, nogil=True)
def start_reality(seed, replicate, flip, template, notice, table):
    """Templates of reality (regime, fact): a common one, each regime's own with `flip` of its facts turned.

    Writes `notice` (fact,) too, and returns the regime that chance starts with.
    """
    common = stream(seed, replicate, 0, Draw.START_REALITY)
    own = stream(seed, replicate, 0, Draw.START_TEMPLATE)
    seen = stream(seed, replicate, 0, Draw.START_VISIBILITY)
    for j in range(template.shape[1]):
        fact = 1 if uniform(common, j) < 0.5 else -1
        notice[j] = table[int(uniform(seen, j) * table.size)]
        for k in range(template.shape[0]):
            template[k, j] = -fact if uniform(own, k * template.shape[1] + j) < flip else fact
    return int(uniform(stream(seed, replicate, 0, Draw.REGIME_NEXT), 0) * template.shape[0])


def _start_enterprises(scenario, parameters, shape) -> Enterprises:
    R, E, G = shape["R"], shape["E"], shape["G"]
    facts = G * shape["z"]

    def zeros(*dims, kind=np.float64):
        return np.zeros((R, E, *dims), kind)

    mix = np.broadcast_to(scenario.targets(0), (R, E, len(AXES))).copy()
    return Enterprises(
        alive=np.ones((R, E), np.uint8), target=mix, position=mix.copy(), moved=zeros(), code=zeros(facts, kind=np.int8),
        coherence=zeros(G), imprint=zeros(G), uniqueness=zeros(), own_recent=zeros(G), conceptual=zeros(G),
        method=zeros(), accessory=zeros(), doing=zeros(facts, kind=np.int8),
        evidence=zeros(facts), goodwill=zeros(), credibility=np.ones((R, E)), trust=np.ones((R, E)),
        effort=zeros(3), alliance_stock=zeros(), picture=np.full((R, E, G), 1.0 / G),
        reviewed=np.full((R, E), NEVER, np.int64),
        requests=zeros(G), active=zeros(G), answered=np.ones((R, E, G)), failures=zeros(G), failure_share=zeros(),
        waiting_share=zeros(), load=zeros(), spare=zeros(), yield_push=np.ones((R, E)), yield_pull=np.ones((R, E)),
        contact_chance=zeros(), search_chance=zeros(), attention_chance=zeros(G), supply_gap=zeros(), stock=zeros(),
        pipeline=zeros(LEADS), demand=zeros(HISTORY), level=np.full((R, E), -1.0),
        experience=parameters["experience_start"].copy(), cash=zeros(), price=prices(parameters),
        appeal=zeros(G, 2),
        hours=zeros(len(Activity)), flows=zeros(len(Account)), events=zeros(len(Event)), year=zeros(2, YEAR),
        counts=zeros(len(Count)),
    )


def _start_cells(parameters, shape) -> Cells:
    R, E, C, G = shape["R"], shape["E"], shape["C"], shape["G"]
    alive = (np.arange(C) < parameters["cells"][..., None]).astype(np.uint8)
    energy = np.where(alive, parameters["energy_start"][..., None], 0.0)

    def zeros(*dims, kind=np.float64):
        return np.zeros((R, E, C, *dims), kind)

    return Cells(
        alive=alive, people=np.where(alive, parameters["people"][..., None], 0.0), energy=energy,
        beliefs=zeros(G * shape["z"], kind=np.int8), faces=zeros(G, kind=np.uint8),
        neighbours=np.full((R, E, C, max(1, int(parameters["links"].max()))), -1, np.int64), hours=zeros(len(Activity)),
        work=zeros(len(Activity)), shared=zeros(), load=zeros() + 0.6, hangar=zeros(), energy_before=energy.copy(),
        craft_week=np.full((R, E, C), NEVER, np.int64), lifted=np.ones((R, E, C), np.uint8),
    )


@njit(cache=True, nogil=True)
def start_knowledge(seed, replicate, reality, code, beliefs, faces, neighbours, parameters):
    """Beliefs, code, needs faced and links of all enterprises (enterprise, cell, ...) at the start.

    A belief is right with probability `knowledge_start`, else one of -1, 0, 1 by chance (March 1991).
    Each cell faces `needs_faced` needs in a row, more if the cells are so few that some need would face nobody; links are
    a ring of cells.
    """
    knows = stream(seed, replicate, 0, Draw.START_BELIEF)
    written = stream(seed, replicate, 0, Draw.START_CODE)
    enterprises, cells, facts = beliefs.shape
    needs = faces.shape[2]
    for e in range(enterprises):
        p = parameters[e]
        for j in range(facts):
            if uniform(written, e * FACTS + j) < p.code_start:
                code[e, j] = reality[j]
        for c in range(cells):
            for j in range(facts):
                u = uniform(knows, (e * CELLS + c) * FACTS + j)
                if u < p.knowledge_start:
                    beliefs[e, c, j] = reality[j]
                else:
                    beliefs[e, c, j] = int((u - p.knowledge_start) / (1.0 - p.knowledge_start) * 3.0) - 1
            alive = int(p.cells)
            for k in range(min(needs, max(int(p.needs_faced), -(-needs // alive)))):
                faces[e, c, (c * needs // alive + k) % needs] = 1
            for k in range(min(int(p.links), alive - 1)):
                step = k // 2 + 1
                neighbours[e, c, k] = (c + step if k % 2 == 0 else c + alive - step % alive) % alive


def _start_crafts(shape) -> Crafts:
    dims = (shape["R"], shape["E"], CRAFT_SLOTS)
    return Crafts(
        count=np.zeros(dims[:2], np.int64), need=np.zeros(dims, np.int64), family=np.full(dims, Family.ACCESSORY, np.int8),
        origin=np.zeros(dims, np.int8), born=np.zeros(dims, np.int64), maturity=np.zeros(dims), practice=np.zeros(dims),
        matured=np.zeros(dims, np.uint8), novel=np.zeros(dims, np.uint8), found=np.zeros(dims, np.uint8),
        parent=np.full(dims, -1, np.int64), content=np.zeros((*dims, shape["z"]), np.int8),
        practised=np.zeros((*dims, shape["C"]), np.uint8),
    )


@njit(cache=True, nogil=True)
def found_crafts(code, count, need, maturity, matured, content, practised, alive, faces):
    """One old craft a need, holding the code's facts, practised where the need is faced; arrays (enterprise, ...)."""
    for e in range(count.size):
        for g in range(min(faces.shape[2], need.shape[1] // 2)):
            need[e, g] = g
            maturity[e, g] = 1.0
            matured[e, g] = 1
            for f in range(content.shape[2]):
                content[e, g, f] = code[e, g * content.shape[2] + f]
            for c in range(alive.shape[1]):
                practised[e, g, c] = alive[e, c] * faces[e, c, g]
            count[e] += 1


def _start_cards(shape) -> Cards:
    dims = (shape["R"], shape["E"], CARD_SLOTS)
    return Cards(
        count=np.zeros(dims[:2], np.int64), fact=np.zeros(dims, np.int64), value=np.zeros(dims, np.int8),
        week=np.zeros(dims, np.int64), weight=np.zeros(dims), seen=np.zeros((*dims[:2], shape["G"] * shape["z"]), np.int64),
    )


def _start_allies(shape) -> Allies:
    R, A = shape["R"], shape["A"]
    return Allies(
        np.zeros((R, A, shape["G"] * shape["z"]), np.int8), np.zeros((R, A, shape["G"]), np.uint8),
        np.zeros((R, shape["E"], A), np.uint8),
    )


@njit(cache=True, nogil=True)
def start_allies(seed, replicate, reality, beliefs, cares, p):
    """Allies know reality but for `ally_error` and care for `purposes` of the needs; arrays (ally, ...)."""
    errs = stream(seed, replicate, 0, Draw.START_ALLY)
    purpose = stream(seed, replicate, 0, Draw.START_PURPOSE)
    for a in range(beliefs.shape[0]):
        for j in range(beliefs.shape[1]):
            wrong = uniform(errs, a * beliefs.shape[1] + j) < p.ally_error
            beliefs[a, j] = -reality[j] if wrong else reality[j]
        for g in range(cares.shape[1]):
            cares[a, g] = uniform(purpose, a * cares.shape[1] + g) < p.purposes


def _start_customers(scenario, parameters, shape, seed, ids, enterprises) -> tuple[Customers, Network]:
    R, E, N = shape["R"], shape["E"], shape["N"]
    world = parameters[0, 0]

    def zeros(kind, *dims):
        return np.zeros((R, *dims, N), kind)

    edges, kind = scenario.edges(), scenario.choice("network")
    degree, rewiring = int(world["degree"]), float(world["rewiring"])
    graphs = [networks.build(kind, N, degree, rewiring, seed, int(replicate), edges) for replicate in ids]
    most = max(int(np.diff(start).max()) for start, _ in graphs)
    small = np.int16 if most <= np.iinfo(np.int16).max else np.int32
    customers = Customers(
        need=zeros(np.uint8), seeker=zeros(np.uint8), sensitivity=zeros(np.float32), rate=zeros(np.float32),
        drop=zeros(np.float32), supplier=zeros(np.int8), tier=zeros(np.int8), satisfaction=zeros(np.float32),
        request=zeros(np.uint8), mood=zeros(np.uint8), told=zeros(np.uint8), fatigue=zeros(np.float32, E),
        glad=zeros(small, E), sorry=zeros(small, E),
    )
    shape_rate = min(float(world["purchase_shape"]), 1e6)
    rate, drop = np.zeros(QUANTILES, np.float32), np.zeros(QUANTILES, np.float32)
    if world["purchase_rate"] > 0:
        rate = quantile_table("gamma", shape_rate, scale=float(world["purchase_rate"]) / shape_rate)
    if world["drop_a"] > 0:
        drop = quantile_table("beta", float(world["drop_a"]), float(world["drop_b"]))
    spread = max(float(world["price_spread"]), 1e-9)
    sensitivity = 0 * drop
    if world["price_sensitivity"] > 0:
        sensitivity = quantile_table("lognorm", spread, scale=float(world["price_sensitivity"]))
    for r, replicate in enumerate(ids):
        start_customers(seed, replicate, parameters[r], enterprises.position[r], rate, drop, sensitivity,
                        shape["G"], *(array[r] for array in customers[:8]))
    if R == 1:  # no second copy of a huge graph
        return customers, Network(graphs[0][0][None], graphs[0][1][None])
    links = np.zeros((R, max(neighbours.size for _, neighbours in graphs)), np.int32)  # they differ a little in length
    for r, (_, neighbours) in enumerate(graphs):
        links[r, : neighbours.size] = neighbours
    return customers, Network(np.stack([start for start, _ in graphs]), links)


@njit(cache=True, nogil=True)
def start_customers(seed, replicate, parameters, position, rates, drops, sensitivities, needs,
                    need, seeker, sensitivity, rate, drop, supplier, tier, satisfaction):  # fmt: skip
    """Customers (customer,) at the start: `start_share` of them with each enterprise, in the tiers it offers."""
    p = parameters[0]
    key_need = stream(seed, replicate, 0, Draw.START_NEED)
    key_seeker = stream(seed, replicate, 0, Draw.START_SEEKER)
    key_sensitivity = stream(seed, replicate, 0, Draw.START_SENSITIVITY)
    key_rate = stream(seed, replicate, 0, Draw.START_RATE)
    key_drop = stream(seed, replicate, 0, Draw.START_DROP)
    key_supplier = stream(seed, replicate, 0, Draw.START_SUPPLIER)
    key_tier = stream(seed, replicate, 0, Draw.START_TIER)
    for i in range(need.size):
        need[i] = int(uniform(key_need, i) * needs)
        seeker[i] = uniform(key_seeker, i) < p.seekers
        sensitivity[i] = sensitivities[int(uniform(key_sensitivity, i) * sensitivities.size)]
        rate[i] = rates[int(uniform(key_rate, i) * rates.size)]
        drop[i] = drops[int(uniform(key_drop, i) * drops.size)]
        satisfaction[i] = p.satisfaction_start
        supplier[i] = -1
        u = uniform(key_supplier, i)
        for e in range(parameters.size):
            if 0.0 <= u < parameters[e].start_share:
                supplier[i] = e
                tier[i] = uniform(key_tier, i) < position[e, 1]
                satisfaction[i] = parameters[e].satisfaction_start
            u -= parameters[e].start_share
