"""Two call centres: how uneven calls arrive, and who hangs up. What a weekly model can say of half hours and of seconds.

A bank of North America (R. J. Hyndman, CRAN fpp2, fpp3), calls by half hour: here a step of the model is read as half an hour.
Regimes carry the day's level (the weekday and its luck), and the question is whether counts within it are as uneven as they
should be, far more than a Poisson stream's. A bank of Israel in 1999 (Brown et al. 2005, JASA 100): totals of a year.
Waits are seconds there, a small random queue's matter: Erlang A has it, and the model's week, which is the fluid limit of many
requests, has not; both are asked.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.linalg import expm
from scipy.optimize import brentq, root

from equilibrium.calibration.sources import folder, table
from equilibrium.figures import Figure
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.known_worlds import erlang
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate
from equilibrium.state import Count

TITLE = "Call centres"
MECHANISM = "service, regimes"
SOURCE = "Hyndman, CRAN fpp3; Brown et al. (2005)"

CALLS, YEAR_1999 = "bank_calls_half_hourly.csv", "bank_callcentre_1999_summary.csv"
FULL = 6  # five-minute slots of a whole half hour
HALF_HOURS = 28  # whole ones of a day, 07:00 to 21:00
BEYOND = {
    "bank_calls_half_hourly: busiest half hour mean (10:00); quietest full (20:30)": "the model has no time of day",
    "bank_callcentre_1999_summary: mean service time (s), median": (
        "every request takes the same hours in the model: it has a mean effort and no distribution of it"
    ),
}
ASKED = Figure("asked", "requests/step", "Requests handled", "Richieste trattate", "sum",
               lambda state: state.enterprises.counts[..., Count.SERVED].copy())  # fmt: skip


def calls() -> pd.DataFrame:
    """Calls of each half hour, with the weekday (0 Monday)."""
    rows = table(CALLS, ("date", "half_hour", "calls", "five_min_slots"), folder())
    rows["weekday"] = pd.to_datetime(rows["date"]).dt.day_of_week
    return rows


class Days(NamedTuple):
    """Day totals in a year of weekdays: mean, standard deviation, mean by weekday, relative luck beside the weekday."""

    mean: float
    deviation: float
    by_weekday: np.ndarray
    luck: float


def days(rows: pd.DataFrame) -> Days:
    """What the day totals say."""
    total = rows.groupby("date").agg(calls=("calls", "sum"), weekday=("weekday", "first"))
    usual = total.groupby("weekday")["calls"].transform("mean")
    return Days(float(total["calls"].mean()), float(total["calls"].std()),
                total.groupby("weekday")["calls"].mean().to_numpy(float), float((total["calls"] / usual - 1).std()))  # fmt: skip


def dispersion(counts: np.ndarray) -> float:
    """Variance over mean of (day, half hour) counts, half hour by half hour, then averaged."""
    return float((counts.var(0, ddof=1) / counts.mean(0)).mean())


def arrivals(mean: float, by_weekday: np.ndarray, luck: float, weeks: int, seed: int = 2003) -> Scenario:
    """A queue that answers all; a step is half an hour, and each day has a regime: its weekday at one of three levels.

    `mean` requests a step; `by_weekday` (weekday,) factors on it; the three levels have the standard deviation `luck`.
    """
    step = luck * np.sqrt(1.5)
    levels = {"slack": 1.0 - step, "usual": 1.0, "busy": 1.0 + step}
    regimes = {f"{level}-{day}": {"service": float(factor * share)}
               for day, share in enumerate(by_weekday) for level, factor in levels.items()}  # fmt: skip
    drawn = np.random.default_rng(seed).choice(list(levels), weeks * len(by_weekday))
    calendar = [[1 + k * HALF_HOURS, f"{level}-{k % len(by_weekday)}"] for k, level in enumerate(drawn)]
    customers = 20_000
    base = erlang.scenario(-np.log1p(-mean / customers), 10.0 * mean, 1.0, len(calendar) * HALF_HOURS + 1, customers)
    empty = dict.fromkeys(base.regimes["still"], 0.0)
    return base.with_(regimes={name: empty | change for name, change in regimes.items()}, calendar=calendar,
                      start_regime=None)  # fmt: skip


def handled(scenario: Scenario, replicates: int = 2) -> np.ndarray:
    """(replicate, day, half hour): requests raised in each step, which are those answered in the next."""
    found = simulate(scenario, replicates, 2003, indicators=[ASKED]).weekly["asked"].isel(enterprise=0).to_numpy()
    return found[:, 1:].reshape(replicates, -1, HALF_HOURS)


@cache
def uneven() -> tuple[float, np.ndarray]:
    """(data's variance over mean, (replicate,) the model's), with the level, weekdays and luck of the data's days."""
    rows = calls()
    whole = rows[rows["five_min_slots"] == FULL]
    counts = whole.pivot(index="date", columns="half_hour", values="calls").to_numpy(float)
    found = days(rows)
    world = arrivals(float(counts.mean()), found.by_weekday / found.by_weekday.mean(), found.luck, 33)
    return dispersion(counts), np.array([dispersion(run) for run in handled(world)])


def totals() -> dict[str, float]:
    """The year 1999: "group item" to value."""
    rows = table(YEAR_1999, ("group", "item", "value"), folder())
    return {f"{group} {item}": float(value) for group, item, value in rows.itertuples(index=False)}


def later(servers: int, arrivals: float, impatience: float, service: float, time: float) -> float:
    """Share of all calls that have waited longer than `time` in M/M/c+M; who hung up before has not."""
    most = servers + 200
    states = np.arange(1, most + 1)
    leaving = np.minimum(states, servers) * service + np.maximum(states - servers, 0) * impatience
    logs = np.append(0.0, np.cumsum(np.log(arrivals / leaving)))
    share = np.exp(logs - logs.max())
    busy = (share / share.sum())[servers:]  # by how many are before one in the queue
    busy = busy[: np.flatnonzero(busy > 1e-12)[-1] + 1]
    pace = servers * service + impatience * np.arange(busy.size)
    moves = np.diag(-pace) + np.diag(pace[1:], -1)
    return float((busy @ expm(moves * time)).sum() * np.exp(-impatience * time))


@cache
def small_queue(servers: int) -> tuple[float, float]:
    """(load, mean patience in s) at which Erlang A with so many `servers` has 1999's mean wait and share not waiting."""
    said = totals()
    pace = 1.0 / said["service mean_all_calls"]

    def gaps(logs: np.ndarray) -> tuple[float, float]:
        queue = erlang.erlang_a(servers, np.exp(logs[0]) * servers * pace, np.exp(logs[1]), pace)
        return queue.wait - 1.0 + said["wait share_zero_wait"], queue.time / said["wait mean_all_calls"] - 1.0

    load, impatience = np.exp(root(gaps, np.log([0.9, 1 / 300])).x)
    return float(load), float(1.0 / impatience)


def given_up(load: float, patience: float, replicates: int = 2) -> np.ndarray:
    """(replicate,) share of requests given up in the model, at `load` new ones per one that can be answered."""
    capacity, customers = 900.0, 20_000
    gone = 1.0 - 1.0 / max(1.0, load)
    waiting = load * capacity * gone * np.exp(-1.0 / patience) / -np.expm1(-1.0 / patience)
    hazard = -np.log1p(-load * capacity / (customers - waiting))
    world = erlang.scenario(hazard, capacity, patience, customers=customers)
    found = simulate(world, replicates, 1999, indicators=[ASKED, GONE]).weekly.isel(enterprise=0, week=slice(52, None))
    served, left = (found[key].sum("week").to_numpy() for key in ("asked", "gone"))
    return left / (served + left)


GONE = Figure("gone", "requests/step", "Requests given up", "Richieste abbandonate", "sum",
              lambda state: state.enterprises.counts[..., Count.ABANDONED].copy())  # fmt: skip


def parameters() -> dict[str, tuple[float, float, float]]:
    """Nothing: patience on the phone is minutes, and the registry's is weeks for a request that may wait."""
    return {}


def findings() -> Iterator[Finding]:
    """Arrivals: their unevenness from the days' levels. 1999: Erlang A on two figures, asked for the others."""
    rows = calls()
    found = days(rows)
    name = "bank_calls_half_hourly: calls per weekday mean, sd"
    yield between(f"{name} [mean]", found.mean, 0.98 * 32461, 1.02 * 32461, target=32461, drawn_from="data")
    yield between(f"{name} [sd]", found.deviation, 0.98 * 2915, 1.02 * 2915, target=2915, drawn_from="data")
    for day, value, target in zip(("Mon", "Tue", "Wed", "Thu", "Fri"), found.by_weekday,
                                  (36424, 32668, 30798, 30770, 31974), strict=True):  # fmt: skip
        yield between(f"bank_calls_half_hourly: calls by weekday Mon..Fri [{day}]", value, 0.98 * target, 1.02 * target,
                      target=target, drawn_from="data")  # fmt: skip
    yield between("bank_calls_half_hourly: CV of day totals after weekday effect", found.luck, 0.048, 0.078, target=0.063,
                  drawn_from="data")  # fmt: skip
    counted, model = uneven()
    name = "bank_calls_half_hourly: variance/mean of half-hour counts"
    yield between(f"{name} [counted]", counted, 5.0, np.inf, target=14.2, drawn_from="data")
    yield between(f"{name} [model, regimes carry the day's level]", model.mean(), 5.0, np.inf, target=14.2,
                  error=float(model.std(ddof=1) / len(model) ** 0.5))  # fmt: skip
    said = totals()
    share = said["outcome hang_up"] / said["year calls_all_year"]
    name = "bank_callcentre_1999_summary: abandoned (hang-up) share"
    yield between(f"{name} [counted]", share, 0.1773, 0.2173, target=0.1973, drawn_from="data")
    servers = 2  # that come nearest to the abandoned share: the year's 24 hours, busy and idle, as one small queue
    load, patience = small_queue(servers)
    pace = 1.0 / said["service mean_all_calls"]
    queue = erlang.erlang_a(servers, load * servers * pace, 1.0 / patience, pace)
    yield between(f"{name} [closed form: Erlang A, 2 servers]", queue.abandon, 0.1773, 0.2173, target=0.1973,
                  drawn_from="closed form")  # fmt: skip
    yield between(f"{name} [model, fluid limit at that load]", given_up(load, 2.0).mean(), 0.1773, 0.2173,
                  target=0.1973, note="many requests a week: no queue below capacity")  # fmt: skip
    name = "bank_callcentre_1999_summary: mean / median wait (s); share not waiting"
    yield between(f"{name} [mean]", said["wait mean_all_calls"], 0.85 * 59, 1.15 * 59, target=59, drawn_from="data")
    yield between(f"{name} [share not waiting]", said["wait share_zero_wait"], 0.3878, 0.4278, target=0.408,
                  drawn_from="data")  # fmt: skip
    median = brentq(lambda time: later(servers, load * servers * pace, 1.0 / patience, pace, time) - 0.5, 0.0, 1000.0)
    yield between(f"{name} [closed form: median by Erlang A, 2 servers]", median, 0.85 * 16, 1.15 * 16, target=16,
                  drawn_from="closed form")  # fmt: skip


def comparison() -> Comparison:
    """Share given up by load: the small queue of 1999, its fluid limit, the model's weeks."""
    _, patience = small_queue(2)
    pace = 1.0 / totals()["service mean_all_calls"]
    loads = np.linspace(0.6, 1.6, 41)
    small = [erlang.erlang_a(2, load * 2 * pace, 1.0 / patience, pace).abandon for load in loads]
    fluid = [erlang.fluid(1.0, load, 1.0)[0] for load in loads]
    dots = np.linspace(0.6, 1.6, 6)
    model = [given_up(load, 2.0) for load in dots]
    return Comparison(TITLE, "A week with many requests loses only what exceeds capacity; a queue of two servers loses callers "
                      "long before.", "load, requests per one that can be answered", "share given up",
                      (Line("Erlang A, 2 servers (1999)", loads, small, reference=True, group=1),
                       Line("fluid limit", loads, fluid, reference=True),
                       Line("model", dots, [run.mean() for run in model])))  # fmt: skip
