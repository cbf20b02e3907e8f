"""One week: the mechanisms in the order the ODD states. A page of calls, nothing else.

Five compiled functions make a week: `before` and `opening` (context and enterprises), `serve` (blocks of customers),
`spread` (moods told to neighbours) and `after` (settlement). They are called from Python one after the other, so that replicates or
blocks of customers may be shared among threads; and each is compiled once, for itself.
"""

from numba import njit

from equilibrium.draws import no_marks
from equilibrium.mechanisms import accounts, alliances, loyalty, regimes, rhythm, word_of_mouth
from equilibrium.state import BLOCK, YEAR, Event
from equilibrium.week_customers import customers
from equilibrium.week_enterprise import (
    ally,
    learn,
    look_out,
    open_doors,
    rename,
    renew,
    settle_in,
    work_hours,
)
from equilibrium.week_settlement import add_up, feel_energy, grow, settle


@njit(cache=True, nogil=True)
def before(first, last, week, seed, ids, parameters, context, firms, cells, craft, cards, allies, missions, renamings):
    """Context and enterprises of replicates `first` to `last`, before doors open."""
    for r in range(first, last):
        ident = ids[r]
        world = parameters[r, 0]
        old = context.regime[r]
        now = regimes.next_regime(old, world.sojourn, context.transition, context.forced[0], seed, ident, week)
        context.regime[r] = now
        if now != old:
            context.entered[r] = week
        at = context.coefficients[now]
        flips = regimes.flip_probability(world.drift, at.drift_factor)
        flipped = regimes.mutate(context.reality[r], context.template[r, now], now != old, flips, seed, ident, week)
        alliances.track(allies.beliefs[r], context.reality[r], world.ally_tracking, world.ally_error, seed, ident, week)
        for e in range(firms.alive.shape[1]):
            firms.events[r, e, :] = 0.0
            firms.hours[r, e, :] = 0.0
            firms.flows[r, e, :] = 0.0
            firms.moved[r, e] = 0.0
            cells.hours[r, e] = 0.0
            cells.work[r, e] = 0.0
            firms.events[r, e, Event.FLIPPED] = flipped
            if firms.alive[r, e]:
                p = parameters[r, e]
                firms.moved[r, e] = rhythm.follow(firms.position[r, e], firms.target[r, e], p)
                work_hours(r, e, week, seed, ident, p, firms, cells)
                learn(r, e, week, seed, ident, p, context, firms, cells)
                look_out(r, e, week, seed, ident, p, context, firms, cells, cards, missions[e])
                renew(r, e, week, seed, ident, p, context, firms, cells, craft)
                rename(r, e, week, seed, ident, p, firms, cells, craft, renamings[e])
                ally(r, e, week, seed, ident, p, context, firms, cells, craft, allies)
                settle_in(r, e, p, context, firms, cells)


@njit(cache=True, nogil=True)
def opening(first, last, week, parameters, context, firms, cells):
    """Enterprises of replicates `first` to `last`, all of them settled in, open their doors."""
    for r in range(first, last):
        at = context.coefficients[context.regime[r]]
        for e in range(firms.alive.shape[1]):
            if firms.alive[r, e]:
                open_doors(r, e, week, parameters[r, e], at, parameters[r, 0], firms, cells)


@njit(cache=True, nogil=True)
def serve(first, last, week, seed, ids, parameters, context, firms, people, network, tally):
    """Blocks `first` to `last` of customers, numbered through all replicates."""
    blocks = tally.counts.shape[1]
    for k in range(first, last):
        customers(k // blocks, k % blocks, week, seed, ids, parameters, context, firms, people, network, tally)


@njit(cache=True, nogil=True)
def spread(first, last, part, parts, people, network):
    """Tell the neighbours in replicates `first` to `last` of every changed mood; customers are cut into `parts`."""
    if network.neighbours.shape[1] == 0:
        return
    size = people.need.shape[1]
    marks = no_marks(BLOCK)
    for r in range(first, last):
        word_of_mouth.tell(people.mood[r], people.told[r], network.start[r], network.neighbours[r], people.glad[r],
                           people.sorry[r], size * part // parts, size * (part + 1) // parts, marks)  # fmt: skip


@njit(cache=True, nogil=True)
def after(first, last, week, seed, ids, parameters, firms, cells, craft, people, tally):
    """Settlement of replicates `first` to `last`: sums, supply, books, energy, growth."""
    for r in range(first, last):
        people.told[r] = people.mood[r]
        add_up(firms.counts[r], firms.requests[r], firms.active[r], firms.failures[r], firms.failure_share[r],
               firms.waiting_share[r], tally.counts[r], tally.by_need[r])  # fmt: skip
        for e in range(firms.alive.shape[1]):
            firms.year[r, e, :, week % YEAR] = 0.0
            if not firms.alive[r, e]:
                continue
            p = parameters[r, e]
            settle(r, e, p, firms, cells)
            feel_energy(r, e, week, seed, ids[r], p, firms, cells)
            firms.year[r, e, 0, week % YEAR] = firms.events[r, e, Event.NEW_CRAFTS]
            firms.year[r, e, 1, week % YEAR] = firms.events[r, e, Event.REENERGISED]
            if p.growth:
                grow(r, e, week, seed, ids[r], p, firms, cells, craft)
            firms.cash[r, e], solvent = accounts.close_books(firms.cash[r, e], firms.flows[r, e], p.credit)
            if not solvent:
                firms.alive[r, e] = 0
                cells.alive[r, e, :] = 0


def begin(parameters, firms, people, network, tally):
    """Moods, neighbours' moods and counts of all replicates before week 1."""
    marks = no_marks(people.need.shape[1])
    tally.counts[:] = 0.0
    tally.by_need[:] = 0.0
    for r in range(len(parameters)):
        world = parameters[r, 0]
        word_of_mouth.feel(people.mood[r], people.supplier[r], people.satisfaction[r], float(world["glad_above"]),
                           float(world["sorry_below"]))  # fmt: skip
        loyalty.census(people.need[r], people.supplier[r], people.tier[r], people.satisfaction[r], people.request[r],
                       people.mood[r], marks, tally.counts[r, 0], tally.by_need[r, 0])  # fmt: skip
        spread(r, r + 1, 0, 1, people, network)
        people.told[r] = people.mood[r]
        add_up(firms.counts[r], firms.requests[r], firms.active[r], firms.failures[r], firms.failure_share[r],
               firms.waiting_share[r], tally.counts[r], tally.by_need[r])  # fmt: skip
