"""Learning in expectation: from the code, from a neighbour who knows better, from customers; the code from its best cells."""

from numba import njit

from equilibrium.meanfield.chance import FUSED, binomial
from equilibrium.meanfield.knowledge import FACED, NONE, RIGHT, WRONG
from equilibrium.mechanisms.learning import adoption_probability, code_moves_probability

MANY = 24  # cells beyond which votes are taken at their mean


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def superior(beliefs, e, hits, tail):
    """Write how many of a need's other facts a cell has right, for one that faces the need and for one that does not.

    `hits` (2, facts) chance of so many; `tail` (2, facts + 2) chance of at least so many.
    """
    others = hits.shape[1] - 1
    for kind in range(2):
        right = 0.0
        for f in range(beliefs.shape[1]):
            for s in range(3):
                right += beliefs[e, f, s, kind, RIGHT]
        binomial(others, right, hits[kind])
        tail[kind, others + 1], tail[kind, others + 2] = 0.0, 0.0
        for m in range(others, -1, -1):
            tail[kind, m] = tail[kind, m + 1] + hits[kind, m]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def better(hits, kind, other, own, theirs):
    """Chance that a cell of the kind `other` has more of a need right than one of `kind`; `own` and `theirs` count this fact."""
    total = 0.0
    for i in range(hits.shape[1]):
        for j in range(hits.shape[1]):
            if i + theirs > j + own:
                total += hits[other, i] * hits[kind, j]
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def votes(moved, code_learns, numbers, says, chance, moves):
    """Write `moves` (right, wrong): chance that the code takes that view when cells vote independently.

    `numbers` (2,) whole cells that face and that do not, `says` (2, right or wrong) chance that one is superior and believes
    so; `moved` (net,) chance that the code moves after so many net votes; `chance` (2, 2 * MANY + 5) is room to count in.
    """
    total = int(numbers[0] + numbers[1])
    moves[RIGHT], moves[WRONG] = 0.0, 0.0
    if total > MANY:
        net = numbers[0] * (says[0, 0] - says[0, 1]) + numbers[1] * (says[1, 0] - says[1, 1])
        moves[RIGHT], moves[WRONG] = code_moves_probability(code_learns, net), code_moves_probability(code_learns, -net)
        return
    now, voted = 0, 0
    for k in range(2 * total + 5):
        chance[0, k], chance[1, k] = 0.0, 0.0
    chance[0, 4] = 1.0  # of so many net votes: stands at their number + cells that voted + 4
    for kind in range(2):
        up, down = says[kind, 0], says[kind, 1]
        none, cells = 1.0 - up - down, int(numbers[kind])
        ups, one_up, even, one_down, downs = (
            up * up,
            2.0 * up * none,
            none * none + 2.0 * up * down,
            2.0 * none * down,
            down * down,
        )
        for _ in range(cells // 2):  # two at once
            voted += 2
            a, b, c, d, f = chance[now], chance[now, 1:], chance[now, 2:], chance[now, 3:], chance[now, 4:]
            after = chance[1 - now, 4:]
            for k in range(2 * voted + 1):
                after[k] = a[k] * ups + b[k] * one_up + c[k] * even + d[k] * one_down + f[k] * downs
            now = 1 - now
        if cells % 2:
            voted += 1
            c, d, f, after = chance[now, 2:], chance[now, 3:], chance[now, 4:], chance[1 - now, 4:]
            for k in range(2 * voted + 1):
                after[k] = c[k] * up + d[k] * none + f[k] * down
            now = 1 - now
    right, wrong = 0.0, 0.0
    for net in range(1, total + 1):
        right += chance[now, total + 4 + net] * moved[net]
        wrong += chance[now, total + 4 - net] * moved[net]
    moves[RIGHT], moves[WRONG] = right, wrong


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def code_learns(code, beliefs, e, p, moved, tail, ahead, space):
    """Write `space.moves` (view of the code, 2): chance that the code turns to what is right, or wrong, this week.

    `space.numbers` (2,) whole cells that face a need and that do not, `tail` as `superior` writes it; `moved` as in the tables,
    `ahead` (facts,) is room to count in.
    """
    z, numbers, moves = ahead.size, space.numbers, space.moves
    mass, part, believed, says, chance = space.mass, space.part, space.believed, space.says, space.chance
    for s in range(3):
        total = 0.0
        for f in range(code.shape[1]):
            total += code[e, f, s]
        mass[s] = total
    binomial(z - 1, mass[RIGHT], ahead)
    for s in range(3):
        moves[s, 0], moves[s, 1] = 0.0, 0.0
        if mass[s] <= 1e-12:
            continue
        for kind in range(2):
            right, wrong = 0.0, 0.0
            for f in range(code.shape[1]):
                right += beliefs[e, f, s, kind, RIGHT]
                wrong += beliefs[e, f, s, kind, WRONG]
            believed[kind, 0], believed[kind, 1] = right / mass[s], wrong / mass[s]
        for m in range(z):
            best = m + (s == RIGHT)  # facts of the need that the code has right
            for kind in range(2):
                says[kind, 0] = believed[kind, 0] * tail[kind, best]
                says[kind, 1] = believed[kind, 1] * tail[kind, best + 1]
            votes(moved, p.code_learns, numbers, says, chance, part)
            moves[s, 0] += ahead[m] * part[0]
            moves[s, 1] += ahead[m] * part[1]
    moves[RIGHT, 0] = 0.0
    moves[WRONG, 1] = 0.0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def learn(weight, code, beliefs, e, organism, p, meets, moved, hits, tail, ahead, space):
    """One week of learning from code, neighbours and customers; `meets` (2, 2): whom a cell's neighbour is, given the cell.

    `moved` as in the tables; the rest is room (`room.Facts`), in which `space.numbers` (2,) counts the whole cells that face a
    need and that do not.
    """
    moves, wins, before, after = space.moves, space.wins, space.before, space.after
    superior(beliefs, e, hits, tail)
    code_learns(code, beliefs, e, p, moved, tail, ahead, space)
    from_peer, sensed = p.peer * organism * (p.links > 0.0), p.sense * organism
    from_code = 0.5 * (adoption_probability(p.learn_from_code, p.learning_spread, organism, 0)
                       + adoption_probability(p.learn_from_code, p.learning_spread, organism, 1))  # fmt: skip
    for kind in range(2):
        for other in range(2):
            met = from_peer * meets[kind, other]  # the chance to meet one who knows better, in each case:
            wins[kind, 0, other] = met * better(hits, kind, other, 0, 1)  # is not right, the peer is
            wins[kind, 1, other] = met * better(hits, kind, other, 1, 0)  # is right, the peer is wrong
            wins[kind, 2, other] = met * better(hits, kind, other, 0, 0)  # does not know, the peer is wrong
    false = sensed * p.false_alarm
    for f in range(weight.size):
        if weight[f] <= 1e-12:
            continue
        for s in range(3):
            for kind in range(2):
                for x in range(3):
                    before[s, kind, x] = beliefs[e, f, s, kind, x]
                    after[s, kind, x] = 0.0
        for s in range(3):
            mass = code[e, f, s]
            if mass <= 1e-15:
                continue
            for kind in range(2):
                corrected = (before[s, 0, RIGHT] * wins[kind, 0, 0] + before[s, 1, RIGHT] * wins[kind, 0, 1]) / mass
                misled = (before[s, 0, WRONG] * wins[kind, 1, 0] + before[s, 1, WRONG] * wins[kind, 1, 1]) / mass
                taught = (before[s, 0, WRONG] * wins[kind, 2, 0] + before[s, 1, WRONG] * wins[kind, 2, 1]) / mass
                right, wrong, none = 0.0, 0.0, 0.0
                for x in range(3):
                    obeys = from_code if s != NONE and x != s else 0.0
                    to_right, to_wrong, to_none = 1.0 * (x == RIGHT), 1.0 * (x == WRONG), 1.0 * (x == NONE)
                    to_right += obeys * ((s == RIGHT) - to_right)
                    to_wrong += obeys * ((s == WRONG) - to_wrong)
                    to_none -= obeys * to_none
                    if x != RIGHT:
                        to_right += corrected * (1.0 - to_right)
                        to_wrong *= 1.0 - corrected
                        to_none *= 1.0 - corrected
                    if x != WRONG:
                        take = misled if x == RIGHT else taught
                        to_wrong += take * (1.0 - to_wrong)
                        to_right *= 1.0 - take
                        to_none *= 1.0 - take
                    right += before[s, kind, x] * to_right
                    wrong += before[s, kind, x] * to_wrong
                    none += before[s, kind, x] * to_none
                total = right + wrong + none
                here, alarm = (sensed, false) if kind == FACED else (0.0, 0.0)
                after[s, kind, RIGHT] = (1.0 - here - alarm) * right + here * total
                after[s, kind, WRONG] = (1.0 - here - alarm) * wrong + alarm * total
                after[s, kind, NONE] = (1.0 - here - alarm) * none
        turned_right, turned_wrong = 0.0, 0.0  # the code moves by its view of last week
        for s in range(3):
            turned_right += moves[s, 0] * code[e, f, s]
            turned_wrong += moves[s, 1] * code[e, f, s]
            code[e, f, s] *= 1.0 - moves[s, 0] - moves[s, 1]
        code[e, f, RIGHT] += turned_right
        code[e, f, WRONG] += turned_wrong
        for kind in range(2):
            for x in range(3):
                turned_right, turned_wrong = 0.0, 0.0
                for s in range(3):
                    turned_right += moves[s, 0] * after[s, kind, x]
                    turned_wrong += moves[s, 1] * after[s, kind, x]
                    beliefs[e, f, s, kind, x] = (1.0 - moves[s, 0] - moves[s, 1]) * after[s, kind, x]
                beliefs[e, f, RIGHT, kind, x] += turned_right
                beliefs[e, f, WRONG, kind, x] += turned_wrong
