"""Margins, wages, holding, cash, ruin. Cash accounting: what is made is paid when made, what is sold is paid when sold."""

from numba import njit

from equilibrium.state import Account


@njit(cache=True, nogil=True)
def trade(flows, sold, value, ordered, on_demand, stock, price, unit, early, p):
    """Enter the week's trade into `flows` (account,), EUR: what is sold of either tier, what was made ahead and on demand, what
    is held.

    Parameters: units of the volume tier `sold`, `ordered` ahead, made `on_demand` and in `stock`, units of `value`; `price`
    (tier,), `unit` cost and that of what is made `early`, EUR.
    """
    flows[Account.SALES_VOLUME] = sold * price[0]
    flows[Account.SALES_VALUE] = value * price[1]
    flows[Account.COST_AHEAD] = -ordered * early
    flows[Account.COST_DEMAND] = -on_demand * unit
    flows[Account.COST_VALUE] = -value * p.cost_value
    flows[Account.HOLDING] = -p.holding * early * stock


@njit(cache=True, nogil=True)
def close_books(cash, flows, credit):
    """Closing cash (EUR) after the week's signed `flows` (account,), and whether the credit line still holds."""
    closing = cash
    for k in range(flows.size):
        closing += flows[k]
    return closing, closing >= -credit
