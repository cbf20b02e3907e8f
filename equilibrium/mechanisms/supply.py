"""Made to forecast or on demand. Known worlds: newsvendor fill; bullwhip of Chen et al. (2000); Wright's law (1936)."""

from math import erfc, exp, pi, sqrt

from numba import njit


@njit(cache=True, nogil=True)
def unit_cost(first_cost, made, before, exponent):
    """Wright's law: unit cost (EUR) after `made` units, `first_cost` being that after `before` units."""
    return first_cost * (made / before) ** -exponent


@njit(cache=True, nogil=True)
def critical_fractile(under, over):
    """Newsvendor fractile: cost of a missing unit over that of a missing plus that of a spare one."""
    return under / (under + over) if under + over > 0.0 else 0.5


@njit(cache=True, nogil=True)
def normal_quantile(share):
    """Standard normal quantile of `share` in (0, 1), Newton on the distribution; clipped to +-4."""
    if share <= 3.2e-5:
        return -4.0
    if share >= 1.0 - 3.2e-5:
        return 4.0
    z = 0.0
    for _ in range(30):
        gap = 0.5 * erfc(-z / sqrt(2.0)) - share
        step = gap * sqrt(2.0 * pi) * exp(0.5 * min(z * z, 30.0))
        z -= max(-1.0, min(1.0, step))
        if abs(step) < 1e-12:
            break
    return z


@njit(cache=True, nogil=True)
def order_up_to(history, window, lead, safety_units, z):
    """Order-up-to level (units): `lead` weeks of the moving average of demand, `safety_units`, and `z` of its deviations.

    `history` (week,) units, newest first, of which `window` count. Chen et al. (2000), Management Science 46(3).
    """
    mean, square = 0.0, 0.0
    for k in range(window):
        mean += history[k]
    mean /= window
    for k in range(window):
        square += (history[k] - mean) ** 2
    deviation = sqrt(square / max(1, window - 1) * lead)
    return max(0.0, lead * mean + safety_units + z * deviation)


@njit(cache=True, nogil=True)
def supply(asked, ahead, stock, pipeline, history, level, window, lead, safety_units, z):
    """Meet `asked` units: share `ahead` from stock, the rest made on demand; then order up to the level.

    Writes `pipeline` (weeks to arrival,) and `history` (week,). Unmet demand on stock is lost.
    Returns (sold, lost, on_demand, ordered, stock, level).
    """
    stock += pipeline[0]
    for k in range(pipeline.size - 1):
        pipeline[k] = pipeline[k + 1]
    pipeline[pipeline.size - 1] = 0.0
    wanted = asked * ahead
    from_stock = min(stock, wanted)
    stock -= from_stock
    on_demand = asked - wanted
    if level < 0.0:  # first week: the history starts at today's demand
        history[:] = wanted
    for k in range(history.size - 1, 0, -1):
        history[k] = history[k - 1]
    history[0] = wanted
    level = order_up_to(history, window, lead, safety_units, z)
    ordered = max(0.0, level - stock - pipeline.sum())
    pipeline[lead - 1] += ordered
    return from_stock + on_demand, wanted - from_stock, on_demand, ordered, stock, level


@njit(cache=True, nogil=True)
def written_off(stock, writeoff, flipped_share):
    """Units of stock that a change of facts makes unsaleable."""
    return stock * writeoff * flipped_share
