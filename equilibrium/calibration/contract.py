"""Lapse under contract: Fader & Hardie (2007), How to project customer retention, J. of Interactive Marketing 21(1).

Shifted beta geometric: at each renewal a customer leaves with his own chance, beta(alpha, beta) over customers. The restless
go first, so that yearly churn falls though nobody changes. The model's customers do this when each of them buys once a
period: `drop_a`, `drop_b` are alpha and beta then, and a week stands for a year of contract.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln

from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Contract renewal"
MECHANISM = "loyalty"
SOURCE = "Fader & Hardie (2007)"
DATASET = "contract_retention_curves"
FILE = f"{DATASET}.csv"
SEGMENTS = {"high_end_pct": "high-end", "regular_pct": "regular"}
SEEN = 7  # years the fit sees
AT_START = 1000.0  # customers behind the published percentages, as the authors count them
PUBLISHED = {"high-end": (0.668, 3.806), "regular": (0.704, 1.182)}
BEYOND: dict[str, str] = {}


def curves() -> dict[str, np.ndarray]:
    """Share of the first year's customers still there after years 0, 1, ..., 12, by segment."""
    found = table(FILE, ("year", *SEGMENTS), folder())
    return {name: found[column].to_numpy(float) / 100.0 for column, name in SEGMENTS.items()}


def survival(alpha: float, beta: float, periods: int) -> np.ndarray:
    """Expected share still there after 0, 1, ..., `periods` renewals, B(alpha, beta + t) / B(alpha, beta)."""
    return np.exp(betaln(alpha, beta + np.arange(periods + 1)) - betaln(alpha, beta))


def fit(curve: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Maximum likelihood on a survival `curve` (year + 1,): (alpha, beta), covariance of their logarithms."""

    def log_likelihood(logs: np.ndarray) -> float:
        expected = survival(np.exp(logs[0]), np.exp(logs[1]), len(curve) - 1)
        return AT_START * float(-np.diff(curve) @ np.log(-np.diff(expected)) + curve[-1] * np.log(expected[-1]))

    options = {"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4000}
    best = minimize(lambda q: -log_likelihood(q), np.zeros(2), method="Nelder-Mead", options=options).x
    step = 1e-3 * np.eye(2)
    hessian = [[sum(s * t * log_likelihood(best + s * step[i] + t * step[j]) for s in (1, -1) for t in (1, -1)) / 4e-6
                for j in range(2)] for i in range(2)]  # fmt: skip
    return np.exp(best), np.linalg.inv(-np.array(hessian))


def scenario(alpha: float, beta: float, periods: int = 12, customers: int = 100_000) -> Scenario:
    """Everybody is a customer, buys once a period (a week) and renews or leaves right after it; nothing else happens."""
    return Scenario.load("known-worlds/repeat-buying").with_(
        purchase_rate=50.0, purchase_shape=float("inf"), drop_a=alpha, drop_b=beta, weeks=periods, customers=customers
    )


def retained(alpha: float, beta: float, periods: int = 12, seed: int = 2007) -> np.ndarray:
    """Share of the model's own customers still there after 0, 1, ..., `periods` renewals."""
    weekly = simulate(scenario(alpha, beta, periods), 2, seed).weekly["market_share"].isel(enterprise=0)
    return np.append(1.0, weekly.mean("replicate").to_numpy())


def mape(forecast: np.ndarray, curve: np.ndarray) -> float:
    """Mean absolute error of the years that the fit has not seen, as a share of what was seen."""
    return float(np.mean(np.abs(forecast[SEEN + 1 :] / curve[SEEN + 1 :] - 1.0)))


def findings() -> Iterator[Finding]:
    """Estimates against the published ones (5 %); the model's customers in the years the fit has not seen."""
    for name, curve in curves().items():
        estimates, _ = fit(curve[: SEEN + 1])
        for word, value, target in zip(("alpha", "beta"), estimates, PUBLISHED[name], strict=True):
            yield between(
                f"{DATASET}: sBG alpha,beta {name} (fit years 1-7) [{word}]",
                value, 0.95 * target, 1.05 * target, target=target, drawn_from="data",
            )  # fmt: skip
    for name, curve in curves().items():
        model = retained(*fit(curve[: SEEN + 1])[0])
        target = {"high-end": 0.028, "regular": 0.015}[name]
        yield between(
            f"{DATASET}: MAPE years 8-12, high-end / regular [{name}]", mape(model, curve), 0.0, 0.05, target=target
        )


def parameters() -> dict[str, tuple[float, float, float]]:
    """drop_a, drop_b of the regular segment where a purchase is a year's renewal: value and 95 % interval."""
    estimates, covariance = fit(curves()["regular"][: SEEN + 1])
    half = 1.96 * np.sqrt(np.diag(covariance))
    return {
        key: (float(value), float(value * np.exp(-reach)), float(value * np.exp(reach)))
        for key, value, reach in zip(("drop_a", "drop_b"), estimates, half, strict=True)
    }


def comparison() -> Comparison:
    """Customers left by year of contract; the model is fitted on the first seven years."""
    lines = []
    for group, (name, curve) in enumerate(curves().items()):
        model = retained(*fit(curve[: SEEN + 1])[0])
        lines += [Line(f"{name}, published", np.arange(13), 100 * curve, reference=True, group=group),
                  Line("model, fitted on years 1-7", np.arange(13), 100 * model, group=group)]  # fmt: skip
    return Comparison(TITLE, "The restless leave first: churn falls by itself, and the model's customers go on as seen.",
                      "years of contract", "% of customers left", tuple(lines))  # fmt: skip
