"""Repeat buying at an online grocer: the year 2006 fits, 2007 tests. Platzer & Reutterer (2016), Marketing Science 35(5).

BG/NBD misses this grocer by a sixth: its customers can leave only by buying, and groceries are bought too often for that.
The model's customers have a second way out, a steady weekly lapse (`lapse_natural`). Here the model's own week is fitted by
maximum likelihood: a customer buys at most once a week, may drop out right after, and may lapse in any week.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, roots_genlaguerre

from equilibrium.calibration import bg_nbd
from equilibrium.calibration.purchases import Purchases
from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Grocery log"
MECHANISM = "loyalty"
SOURCE = "Platzer & Reutterer (2016)"
DATASET = "grocery_event_log"
FILE = f"{DATASET}.csv"
BEYOND: dict[str, str] = {}
START, CUT = pd.Timestamp("2006-01-01"), pd.Timestamp("2007-01-01")
YEARS = 104  # weeks of both years
NAMES = ("r", "alpha", "a", "b", "lapse")
BG_NBD = (0.349, 2.582, 0.504, 3.644)  # targets.csv
NODES = 80  # of the quadrature over purchase rates


@dataclass(frozen=True)
class Weeks:
    """One row a kind of customer: weeks with a repeat purchase, the last of them, weeks seen, how many are alike."""

    x: np.ndarray
    last: np.ndarray
    seen: np.ndarray
    number: np.ndarray


def log() -> pd.DataFrame:
    """One row a purchase: customer_id, date, date of the first purchase, whole weeks since it (1: days 1 to 7)."""
    found = table(FILE, ("customer_id", "date"), folder()).drop_duplicates()
    found["date"] = pd.to_datetime(found["date"])
    found["first"] = found.groupby("customer_id")["date"].transform("min")
    found["week"] = ((found["date"] - found["first"]).dt.days + 6) // 7
    return found


def in_days(events: pd.DataFrame) -> bg_nbd.Buyers:
    """The customers of 2006 as BG/NBD takes them, time in weeks and their fractions, up to 31 December."""
    early = events[events["date"] < CUT].groupby("customer_id")
    first, last = early["first"].first(), early["date"].max()
    days = (CUT - pd.Timedelta(days=1) - first).dt.days
    return bg_nbd.Buyers(
        early.size().to_numpy(float) - 1.0, (last - first).dt.days.to_numpy() / 7.0, days.to_numpy() / 7.0
    )


def in_weeks(events: pd.DataFrame) -> Weeks:
    """The customers of 2006 as the model sees them, in whole weeks since the first purchase."""
    first = events.groupby("customer_id")["first"].first()
    seen = (CUT - first).dt.days // 7
    early = events[(events["week"] > 0) & (events["date"] < CUT)].drop_duplicates(["customer_id", "week"])
    weeks = early[early["week"] <= early["customer_id"].map(seen)].groupby("customer_id")["week"]
    rows = pd.DataFrame({"x": weeks.count(), "last": weeks.max()}, index=first.index).fillna(0.0)
    rows["seen"] = seen
    counted = rows.value_counts().reset_index().to_numpy(float).T
    return Weeks(*counted)


def log_likelihood(log_values: np.ndarray, who: Weeks) -> float:
    """Of the model's own weeks; `log_values` are those of r, alpha, a, b and, if lapse is allowed, its weekly hazard.

    A customer is still there; or dropped out after his last purchase; or lapsed in one of the weeks since.
    """
    r, alpha, a, b = np.exp(log_values[:4])
    lapse = float(np.exp(log_values[4])) if len(log_values) > 4 else 0.0
    nodes, weights = roots_genlaguerre(NODES, r - 1.0)
    rate = nodes / alpha
    log_buys = np.log(-np.expm1(-rate))
    weights = weights / weights.sum()
    bought = who.x[:, None] * log_buys

    def bought_and_not(weeks: np.ndarray) -> np.ndarray:
        """Chance of these purchases and of none in the other of `weeks`, over the rates of all customers."""
        return np.exp(bought - (weeks - who.x)[:, None] * rate) @ weights

    kept = np.exp(betaln(a, b + who.x) - betaln(a, b))
    dropped = np.where(who.x > 0, np.exp(betaln(a + 1.0, b + np.maximum(who.x, 1.0) - 1.0) - betaln(a, b)), 0.0)
    here = bought_and_not(who.seen) * kept * np.exp(-lapse * who.seen)
    gone = bought_and_not(who.last) * dropped * np.exp(-lapse * np.maximum(who.last - 1.0, 0.0))
    since = np.maximum(who.last, 1.0)
    each = np.exp(-(lapse + rate))  # weeks without purchase that may end in a lapse: a geometric series
    series = (1.0 - each ** (who.seen - since + 1.0)[:, None]) / (1.0 - each)
    silent = np.exp(bought - (since - who.x)[:, None] * rate - lapse * (since - 1.0)[:, None])
    left = -np.expm1(-lapse) * kept * ((silent * series) @ weights)
    return float(who.number @ np.log(here + gone + left))


def fit(who: Weeks, lapse: bool = True) -> bg_nbd.Fit:
    """Maximum likelihood: r, alpha, a, b and, if allowed, the weekly lapse; covariance of their logarithms."""
    begin = np.log([0.3, 2.0, 0.5, 3.0, 0.005][: 4 + lapse])
    options = {"xatol": 1e-6, "fatol": 1e-6, "maxiter": 4000}
    found = minimize(lambda q: -log_likelihood(q, who), begin, method="Nelder-Mead", options=options)
    size, step = len(begin), 1e-3 * np.eye(len(begin))
    signs = [(s, t) for s in (1, -1) for t in (1, -1)]
    hessian = [[sum(s * t * log_likelihood(found.x + s * step[i] + t * step[j], who) for s, t in signs) / 4e-6
                for j in range(size)] for i in range(size)]  # fmt: skip
    return bg_nbd.Fit(np.exp(found.x), np.linalg.inv(-np.array(hessian)), -float(found.fun))


def scenario(values: np.ndarray, customers: int = 40_000) -> Scenario:
    """Customers who have just bought for the first time, with r, alpha, a, b and maybe a lapse fitted in weeks."""
    r, alpha, a, b = values[:4]
    return Scenario.load("known-worlds/repeat-buying").with_(
        purchase_rate=r / alpha, purchase_shape=r, drop_a=a, drop_b=b, customers=customers, weeks=YEARS,
        lapse_natural=float(values[4]) if len(values) > 4 else 0.0,
    )  # fmt: skip


def history(values: np.ndarray, seed: int = 2006) -> np.ndarray:
    """(week, customer) who of the model's customers buys in each of the 104 weeks after the first purchase."""
    purchases = Purchases()
    simulate(scenario(values), 2, seed, hooks=[purchases])
    return np.concatenate(list(purchases.history), axis=1)


def calendar(bought: np.ndarray, events: pd.DataFrame) -> np.ndarray:
    """(105,) cumulative repeat purchases of as many customers as the data have, by weeks since 1 January 2006.

    In days with a purchase, as the data count them: the seen number of days in a week with a purchase, 2006 only.
    """
    first = events.groupby("customer_id")["first"].first()
    start = ((first - START).dt.days.to_numpy() + 1.0) / 7.0
    track = np.append(0.0, bought.mean(1).cumsum())
    since = np.arange(YEARS + 1)[:, None] - start
    return days_a_week(events) * np.interp(since, np.arange(YEARS + 1), track, left=0.0).sum(1)


def days_a_week(events: pd.DataFrame) -> float:
    """Days with a purchase in a week that has one, repeat purchases of 2006."""
    early = events[(events["week"] > 0) & (events["date"] < CUT)]
    return len(early) / len(early.drop_duplicates(["customer_id", "week"]))


def gaps(bought: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Weeks between purchases that follow each other; customer k is watched for `seen[k]` weeks after the first one."""
    watched = bought & (np.arange(len(bought))[:, None] < seen)
    who, week = np.nonzero(np.vstack([np.ones_like(watched[:1]), watched]).T)
    return np.diff(week)[np.diff(who) == 0]


def findings() -> Iterator[Finding]:
    """BG/NBD as published; what the model's customers, fitted on 2006, buy in 2007 and how far apart."""
    events = log()
    rival = bg_nbd.fit(in_days(events)).values
    for name, value, target in zip(bg_nbd.NAMES, rival, BG_NBD, strict=True):
        yield between(
            f"{DATASET}: BG/NBD r,alpha,a,b fitted on 2006 [{name}]",
            value, 0.85 * target, 1.15 * target, target=target, drawn_from="data",
        )  # fmt: skip
    seen = float((events["date"] >= CUT).sum())
    bought = history(fit(in_weeks(events)).values)
    model = float(np.diff(calendar(bought, events)[[YEARS // 2, YEARS]])[0])
    row = f"{DATASET}: purchases in 2007 (hold-out year)"
    yield between(row, model, 0.9 * seen, 1.1 * seen, target=seen)
    age = in_days(events).age
    ends = [float(bg_nbd.expected_repeats(age + more, rival).sum()) for more in (0.0, YEARS / 2)]
    error = abs(model - seen) / abs(ends[1] - ends[0] - seen)
    yield between(f"{row} [error over BG/NBD's]", error, 0.0, 1.0)
    first = events.groupby("customer_id")["first"].first()
    watched = (START + pd.Timedelta(weeks=YEARS) - first).dt.days.to_numpy() // 7
    between_them = 7.0 * gaps(bought, np.resize(watched, bought.shape[1]))
    note = "the model's customers buy at random moments, in whole weeks; these buy at regular ones"
    for word, value, target in (("median", np.median(between_them), 21.0), ("mean", between_them.mean(), 38.4)):
        yield between(
            f"{DATASET}: median / mean days between purchases [{word}]",
            float(value), 0.9 * target, 1.1 * target, target=target, note=note,
        )  # fmt: skip


def parameters() -> dict[str, tuple[float, float, float]]:
    """Repeat buying and lapse at this grocer, value and 95 % interval, in the model's own weeks: no factor is needed."""
    found = fit(in_weeks(log()))
    exponents = {name: (*weights, 0.0) for name, weights in bg_nbd.PARAMETERS.items()}
    exponents["lapse_natural"] = (0.0, 0.0, 0.0, 0.0, 1.0)
    return {key: found.interval(weights) for key, weights in exponents.items()}


def comparison() -> Comparison:
    """Repeat purchases in four weeks: seen, and by the model's customers with and without a weekly lapse."""
    events = log()
    repeats = events[events["week"] > 0]
    ends = np.arange(0, YEARS + 1, 4)
    seen = np.searchsorted(np.sort((repeats["date"] - START).dt.days.to_numpy()), 7 * ends)
    lines = [Line("seen", ends[1:], np.diff(seen), reference=True)]
    for group, lapse in enumerate((True, False)):
        track = calendar(history(fit(in_weeks(events), lapse).values), events)
        name = "model, fitted on 2006" if lapse else "model without a weekly lapse"
        lines.append(Line(name, ends[1:], np.diff(track[ends]), group=group))
    return Comparison(TITLE, "Customers leave in silence too: with a weekly lapse the second year comes out.",
                      "weeks since 1 January 2006", "repeat purchases in four weeks", tuple(lines))  # fmt: skip
