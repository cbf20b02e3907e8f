"""Chances in closed form: hits of independent trials, and what is above zero of a normal variable."""

from math import erf, exp, pi, sqrt

from numba import njit

FUSED = {"contract"}  # a product and a sum may be one step


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FUSED)
def binomial(n, share, out):
    """Write the probabilities (n + 1,) of 0 to n hits."""
    out[0] = 1.0
    for k in range(1, n + 1):
        out[k] = 0.0
    for i in range(n):
        for k in range(i + 1, 0, -1):
            out[k] = out[k] * (1.0 - share) + out[k - 1] * share
        out[0] *= 1.0 - share


@njit(cache=True, nogil=True, error_model="numpy")
def below(x):
    """The standard normal distribution function."""
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


@njit(cache=True, nogil=True, error_model="numpy")
def excess(mean, deviation):
    """Mean of what is above zero of a normal variable."""
    if deviation <= 1e-12:
        return max(0.0, mean)
    x = mean / deviation
    return mean * below(x) + deviation * exp(-0.5 * x * x) / sqrt(2.0 * pi)
