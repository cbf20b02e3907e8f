"""BG/NBD by maximum likelihood: Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2).

A customer buys at a Poisson rate, gamma(r, alpha) over customers, and after each purchase drops out with a probability,
beta(a, b) over customers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

NAMES = ("r", "alpha", "a", "b")
PARAMETERS = {  # parameter of the model: exponents of r, alpha, a, b
    "purchase_rate": (1.0, -1.0, 0.0, 0.0),
    "purchase_shape": (1.0, 0.0, 0.0, 0.0),
    "drop_a": (0.0, 0.0, 1.0, 0.0),
    "drop_b": (0.0, 0.0, 0.0, 1.0),
}


@dataclass(frozen=True)
class Buyers:
    """One row a customer: repeat purchases `x`, week of the last `last` and weeks observed `age`, since the first."""

    x: np.ndarray
    last: np.ndarray
    age: np.ndarray


@dataclass(frozen=True)
class Fit:
    """Maximum likelihood: `values` (r, alpha, a, b), covariance of their logarithms, log-likelihood."""

    values: np.ndarray
    covariance: np.ndarray
    log_likelihood: float

    def interval(self, weights: tuple[float, ...]) -> tuple[float, float, float]:
        """Estimate and 95 % interval of exp(weights . log values): by the delta method on the logarithm."""
        w = np.array(weights)
        middle, half = w @ np.log(self.values), 1.96 * np.sqrt(w @ self.covariance @ w)
        return float(np.exp(middle)), float(np.exp(middle - half)), float(np.exp(middle + half))


def log_likelihood(log_values: np.ndarray, who: Buyers) -> float:
    """BG/NBD, equation 6 of the paper, in logarithms; `log_values` are those of r, alpha, a, b."""
    r, alpha, a, b = np.exp(log_values)
    x, repeats = who.x, np.maximum(who.x, 1.0)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    here = betaln(a, b + x) - (r + x) * np.log(alpha + who.age)
    gone = betaln(a + 1.0, b + repeats - 1.0) - (r + x) * np.log(alpha + who.last)
    return float(np.sum(common + np.logaddexp(here, np.where(x > 0, gone, -np.inf))))


def fit(who: Buyers) -> Fit:
    """Estimates and their covariance (inverse Hessian in logarithms, central differences)."""
    rough = minimize(lambda q: -log_likelihood(q, who), np.zeros(4), method="L-BFGS-B")
    fine = minimize(
        lambda q: -log_likelihood(q, who), rough.x, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9}
    )
    step = 1e-3 * np.eye(4)
    hessian = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            corners = (
                sign_i * sign_j * log_likelihood(fine.x + sign_i * step[i] + sign_j * step[j], who)
                for sign_i in (1, -1)
                for sign_j in (1, -1)
            )
            hessian[i, j] = -sum(corners) / 4e-6
    return Fit(np.exp(fine.x), np.linalg.inv(hessian), -float(fine.fun))


def expected_repeats(weeks: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Expected repeat purchases of one customer by `weeks` after the first (BG/NBD, equation 9); a must not be 1."""
    r, alpha, a, b = values
    far = 1.0 - (alpha / (alpha + weeks)) ** r * hyp2f1(r, b, a + b - 1.0, weeks / (alpha + weeks))
    return (a + b - 1.0) / (a - 1.0) * far
