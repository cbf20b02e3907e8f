"""Repeat buying and lapse, from real buyers (CDNOW): BG/NBD by maximum likelihood, then the model's own customers.

Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2). A customer buys at a Poisson
rate, gamma(r, alpha) over customers, and after each purchase drops out with a probability, beta(a, b) over customers.
The model's customers do the same in weeks (`mechanisms/loyalty.py`), so r / alpha, r, a, b are its parameters, but for one
thing: they buy at most once a week, which costs the eager ones some purchases. `weekly_factor` is what r / alpha must be
multiplied with for the model's customers to buy as much as the formula's by some week: by the last week of the fit to hold
the model to later ones (set later, the factor would decide beforehand how near to BG/NBD it comes), by week 78 for the
parameter of scenarios that last for years.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import root_scalar

from equilibrium.calibration import results
from equilibrium.calibration.bg_nbd import NAMES, PARAMETERS, Buyers, Fit, expected_repeats, fit
from equilibrium.calibration.purchases import Purchases
from equilibrium.calibration.sources import SHIPPED, table
from equilibrium.findings import Comparison, Finding, Line, between, equal
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "CDNOW"
MECHANISM = "loyalty"
SOURCE = "Fader, Hardie & Lee (2005)"
SUMMARY, TRANSACTIONS, MASTER = "cdnow_customer_summary", "cdnow_transactions", "cdnow_master_weekly"
BEYOND = {
    f"{SUMMARY}: gamma-gamma spend p; q; gamma": "the model's customers pay the price of their tier: purchases of one tier "
    "do not differ in what they cost",
}
CALIBRATION, HORIZON = 39, 78  # weeks the fit sees, weeks the track lasts


def buyers() -> Buyers:
    """CDNOW's 2,357 sampled customers in weeks 1 to 39."""
    columns = ("repeat_purchases", "recency_weeks", "age_weeks")
    found = table("cdnow_customer_summary.csv", columns, SHIPPED)
    return Buyers(*(found[column].to_numpy(float) for column in columns))


def start_of(who: Buyers) -> np.ndarray:
    """Weeks from the beginning of week 1 to the end of each customer's first day."""
    return CALIBRATION - who.age


def track() -> np.ndarray:
    """(78,) repeat purchases of the same customers, week by week; the fit sees the first 39 weeks only."""
    return table("cdnow_sample_weekly.csv", ("repeat_purchases",), SHIPPED)["repeat_purchases"].to_numpy(float)


def cohort() -> pd.DataFrame:
    """New customers and repeat purchases of the whole cohort of 23,570, week by week."""
    return table("cdnow_master_weekly.csv", ("new_customers", "repeat_purchases"), SHIPPED)


def scenario(fitted: Fit, factor: float = 1.0) -> Scenario:
    """Customers who buy and drop out as fitted, purchase rates times `factor`, and do nothing else."""
    estimates = {key: fitted.interval(weights)[0] for key, weights in PARAMETERS.items()}
    estimates["purchase_rate"] *= factor
    return Scenario.load("known-worlds/repeat-buying").with_(**estimates, weeks=HORIZON)


def model_repeats(fitted: Fit, factor: float = 1.0, replicates: int = 4, seed: int = 1997) -> np.ndarray:
    """(replicate, 79) the same by the model's own customers, for weeks 0 to 78; purchase rates times `factor`."""
    world = scenario(fitted, factor)
    ensemble = simulate(world, replicates, seed)
    units = ensemble.weekly["units_volume"].isel(enterprise=0).to_numpy() / float(world.value("customers"))
    return np.pad(units.cumsum(1), ((0, 0), (1, 0)))


@cache
def forecast() -> tuple[Fit, np.ndarray, np.ndarray]:
    """The fit on weeks 1 to 39; (79,) repeats of one of the model's customers so far; (customer,) those by the end of 39.

    The customers of the last came when those of the data came. The factor is the recorded one of week 39.
    """
    who, purchases = buyers(), Purchases()
    fitted = fit(who)
    simulate(scenario(fitted, recorded("factor_week_39")), 2, 39, hooks=[purchases])
    bought = np.concatenate(list(purchases.history), axis=1)
    weeks = np.resize(who.age, bought.shape[1]) + np.random.default_rng(39).random(bought.shape[1])  # a week is whole
    by_39 = (bought & (np.arange(len(bought))[:, None] < np.floor(weeks))).sum(0)
    return fitted, np.append(0.0, bought.mean(1).cumsum()), by_39


def recorded(name: str) -> float:
    """A figure of what whole weeks do, from `results.toml`."""
    return results.load()["repeat_buying"]["discretisation"][name]


def weekly_factor(fitted: Fit, week: int, replicates: int = 4) -> float:
    """Factor on r / alpha at which the model's customers have bought as often as BG/NBD's by `week`.

    Secant on runs that share their luck; the sampling error of the runs is that of `model_repeats`.
    """
    goal = float(expected_repeats(np.array([float(week)]), fitted.values)[0])

    def gap(factor: float) -> float:
        return float(np.log(model_repeats(fitted, factor, replicates)[:, week].mean() / goal))

    return float(root_scalar(gap, x0=1.0, x1=1.06, xtol=1e-3).root)


def calendar(per_customer: np.ndarray, start: np.ndarray, number: np.ndarray | float = 1.0) -> np.ndarray:
    """(79,) cumulative repeat purchases by the end of calendar weeks 0 to 78.

    `per_customer` (79,) are those of one customer by weeks since the first purchase, interpolated within a week;
    `start` (cohort,) is when each cohort of `number` customers came. Customers do not influence each other, so the
    cohort is the sum of its entrants' tracks.
    """
    since = np.arange(HORIZON + 1)[:, None] - start[None]
    return (np.interp(since, np.arange(HORIZON + 1), per_customer) * (since > 0) * number).sum(1)


def gaps(forecast: np.ndarray, seen: np.ndarray) -> dict[str, float]:
    """How far a cumulative track (79,) is from the weekly counts `seen` (78,), within and beyond the weeks of the fit."""
    total, weekly = seen.cumsum(), np.diff(forecast)
    late = slice(CALIBRATION, HORIZON)
    early = slice(12, CALIBRATION)  # once all customers have come
    return {
        "week_39": float(forecast[CALIBRATION]),
        "week_78": float(forecast[HORIZON]),
        "mape_cumulative_13_39": float(np.mean(np.abs(forecast[1:][early] / total[early] - 1.0))),
        "mape_cumulative_40_78": float(np.mean(np.abs(forecast[1:][late] / total[late] - 1.0))),
        "mape_weekly_40_78": float(np.mean(np.abs(weekly[late] / seen[late] - 1.0))),
    }


def study(replicates: int = 4) -> dict[str, dict[str, float]]:
    """Everything this page claims, by section: estimates, parameters of the model, tracks against the data."""
    who, seen = buyers(), track()
    found = fit(who)
    errors = found.values * np.sqrt(np.diag(found.covariance))
    weeks = np.arange(HORIZON + 1.0)
    formula = expected_repeats(weeks, found.values)
    plain = model_repeats(found, 1.0, replicates)
    ratio = plain / np.maximum(formula, 1e-12)
    factors = {week: weekly_factor(found, week, replicates) for week in (CALIBRATION, HORIZON)}
    model = model_repeats(found, factors[CALIBRATION], replicates).mean(0)
    longer = model_repeats(found, factors[HORIZON], replicates).mean(0)
    everyone = cohort()
    came = np.arange(HORIZON) + 0.5
    whole = {
        "seen": float(everyone["repeat_purchases"].sum()),
        "bg_nbd": float(calendar(formula, came, everyone["new_customers"].to_numpy())[-1]),
        "model": float(calendar(model, came, everyone["new_customers"].to_numpy())[-1]),
    }
    out = {
        "estimates": {
            **dict(zip(NAMES, map(float, found.values), strict=True)),
            "log_likelihood": found.log_likelihood,
        },
        "standard_errors": dict(zip(NAMES, map(float, errors), strict=True)),
        "data": {"week_39": float(seen[:CALIBRATION].sum()), "week_78": float(seen.sum())},
        "bg_nbd": gaps(calendar(formula, start_of(who)), seen),
        "model": gaps(calendar(model, start_of(who)), seen),
        "model_by_factor_of_week_78": gaps(calendar(longer, start_of(who)), seen),
        "model_without_factor": gaps(calendar(plain.mean(0), start_of(who)), seen),
        "discretisation": {
            "ratio_week_39": float(ratio[:, CALIBRATION].mean()),
            "ratio_week_78": float(ratio[:, HORIZON].mean()),
            "standard_error": float(ratio[:, HORIZON].std(ddof=1) / replicates**0.5),
            "factor_week_39": factors[CALIBRATION],
            "factor_week_78": factors[HORIZON],
        },
        "whole_cohort_week_78": whole,
    }
    for key, weights in PARAMETERS.items():
        scale = factors[HORIZON] if key == "purchase_rate" else 1.0
        value, low, high = (scale * number for number in found.interval(weights))
        out[key] = {"value": value, "low": low, "high": high}
    return out


def findings() -> Iterator[Finding]:
    """BG/NBD's estimates; the model's own customers in the weeks of the fit, beyond them, and in the whole cohort."""
    fitted, model, repeats = forecast()
    who, seen, everyone = buyers(), track(), cohort()
    for name, value, target, room in zip(
        ("r", "alpha (weeks)", "a", "b"),
        fitted.values,
        (0.243, 4.414, 0.793, 2.426),
        (0.02, 0.2, 0.1, 0.3),
        strict=True,
    ):
        yield between(
            f"{SUMMARY}: BG/NBD {name}", value, target - room, target + room, target=target, drawn_from="data"
        )
    best = fitted.log_likelihood
    yield between(f"{SUMMARY}: BG/NBD log-likelihood", best, -9600.0, 0.0, target=-9582.4, drawn_from="data")
    none = float(np.mean(repeats == 0))
    yield equal(f"{SUMMARY}: share of customers with 0 repeat purchases in calibration", none, float(np.mean(who.x == 0)), 0.02,
                "the same customers are fitted", drawn_from="fitted")  # fmt: skip
    yield between(f"{SUMMARY}: customers with 0,1,2,3,4,5,6,7+ repeats [p of chi-square]", agreement(repeats, who.x), 0.05, 1.0,
                  drawn_from="fitted", note="the same customers are fitted, which costs four degrees of freedom")  # fmt: skip
    found = gaps(calendar(model, start_of(who)), seen)
    formula = expected_repeats(np.arange(HORIZON + 1.0), fitted.values)
    rival = gaps(calendar(formula, start_of(who)), seen)
    for week, room, kind in ((CALIBRATION, 0.03, "fitted"), (HORIZON, 0.06, "model")):
        total = float(seen[:week].sum())
        name = f"{TRANSACTIONS}: cumulative repeat purchases at week {week}"
        yield equal(name, found[f"week_{week}"], total, room * total, drawn_from=kind)
    for word, most in (("cumulative", 0.05), ("weekly", 0.22)):
        key, name = f"mape_{word}_40_78", f"{TRANSACTIONS}: MAPE of {word} repeats weeks 40-78"
        yield between(name, found[key], 0.0, most, target=rival[key], note="target: BG/NBD in this script")
    ratio = found["mape_cumulative_40_78"] / rival["mape_cumulative_40_78"]
    before = results.load()["repeat_buying"]["model_by_factor_of_week_78"]["mape_cumulative_40_78"]
    note = f"factor for whole weeks set at week 39; set at week 78, {before / rival['mape_cumulative_40_78']:.2f}"
    yield between(
        f"{TRANSACTIONS}: MAPE of cumulative repeats weeks 40-78 [over BG/NBD's]",
        ratio,
        0.0,
        1.5,
        target=1.0,
        note=note,
    )
    came = everyone["new_customers"].to_numpy(float)
    name = f"{MASTER}: new customers weeks 1-12"
    yield between(name, came[:12].sum(), 23570.0, 23570.0, target=23570.0, drawn_from="data")
    total = float(everyone["repeat_purchases"].sum())
    all_of_them = float(calendar(model, np.arange(HORIZON) + 0.5, came)[-1])
    yield equal(f"{MASTER}: repeat purchase-days weeks 1-78", all_of_them, total, 0.06 * total)


def agreement(model: np.ndarray, seen: np.ndarray) -> float:
    """p of the chi-square test that repeats `seen` are drawn like the model's, in 0, 1, ..., 7 and more.

    Degrees of freedom: eight classes less one, less the four parameters fitted to the same customers.
    """
    counts = [np.bincount(np.minimum(repeats.astype(int), 7), minlength=8) for repeats in (seen, model)]
    expected = counts[1] / counts[1].sum() * counts[0].sum()
    return float(stats.chi2(8 - 1 - 4).sf(((counts[0] - expected) ** 2 / expected).sum()))


def parameters() -> dict[str, tuple[float, float, float]]:
    """Value and 95 % interval; the purchase rate times the recorded factor for whole weeks (week 78: for scenarios of years)."""
    fitted = fit(buyers())
    found = {key: fitted.interval(weights) for key, weights in PARAMETERS.items()}
    factor = recorded("factor_week_78")
    value, low, high = found["purchase_rate"]
    return {**found, "purchase_rate": (factor * value, factor * low, factor * high)}


def comparison() -> Comparison:
    """Repeat purchases so far of the 2,357 buyers: seen, BG/NBD, the model's customers."""
    fitted, model, _ = forecast()
    start, weeks = start_of(buyers()), np.arange(HORIZON + 1)
    formula = expected_repeats(weeks.astype(float), fitted.values)
    lines = (
        Line("seen", weeks, np.append(0.0, track().cumsum()), reference=True),
        Line("BG/NBD", weeks, calendar(formula, start), reference=True, group=1),
        Line("model, fitted on weeks 1-39", weeks[::3], calendar(model, start)[::3]),
    )
    return Comparison(TITLE, "Fitted on 39 weeks, the model's customers buy in the next 39 nearly as those of the data do.",
                      "weeks since 1 January 1997", "repeat purchases so far", lines)  # fmt: skip
