"""Margins, wages, holding, cash, ruin. Cash accounting: what is made is paid when made, what is sold is paid when sold."""

from numba import njit


@njit(cache=True, nogil=True)
def close_books(cash, flows, credit):
    """Closing cash (EUR) after the week's signed `flows` (account,), and whether the credit line still holds."""
    closing = cash
    for k in range(flows.size):
        closing += flows[k]
    return closing, closing >= -credit
