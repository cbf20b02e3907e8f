"""Innovations and launches: push (p) and talk (q) estimated from yearly adoptions, then walked by the model week by week.

Bass (1969), Management Science 15(5), by non-linear least squares on the differences of the cumulative curve (Srinivasan &
Mason 1986, Marketing Science 5(2)). The model has weeks and the data years: p and q of a year are divided by 52 and the
model's adopters are added up to years, so what is compared is what a reader of the yearly data would see of it.

A launch (games) is another thing: most buy in the first weeks. There the model's enterprise spends all its hours in the week
of the launch, part on push, which reaches its public at once, part on pull, which leaves goodwill that fades.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import brentq, least_squares

from equilibrium.calibration.sources import folder, table
from equilibrium.findings import Comparison, Finding, Line, between
from equilibrium.known_worlds import bass
from equilibrium.known_worlds.goodwill import hours
from equilibrium.scenario import Scenario
from equilibrium.simulation import simulate

TITLE = "Diffusion"
MECHANISM = "word_of_mouth, contacts, goodwill"
SOURCE = "Bass (1969), Van den Bulte & Lilien (1997), VGChartz by CRAN diffusion"

INNOVATIONS, GAMES = "bass_diffusion_series.csv", "game_launch_weekly_units.csv"
WEEKS = 52
# room air conditioners were first sold in quantity in 1949: what is published starts there too
TARGETS = {  # product: p, q, m as estimated, and the shares by which they may differ
    "room_air_conditioners": ((0.0094, 0.3748, 18713.0), (0.25, 0.10, 0.10)),
    "colour_television": ((0.0185, 0.6159, 39659.0), (0.25, 0.10, 0.10)),
    "ultrasound_hospitals": ((0.0013, 0.6206, 167.4), (0.25, 0.15, 0.10)),
    "foreign_language_schools": ((0.0015, 0.7410, 35.8), (0.25, 0.15, 0.10)),
    "accelerated_program_schools": ((0.0007, 0.9283, 64.4), (0.25, 0.20, 0.10)),
}
SHOWN = {"room_air_conditioners": "room AC", "colour_television": "colour TV"}
BEYOND = {
    "bass_diffusion_series: room AC p,q,m by Bass 1969 OLS on 1946-61": (
        "the file starts in 1949, so Bass's own regression cannot be run on it; his figures are those of known_worlds/bass"
    ),
    "ibm_computer_generations: peak installed gen1..gen4": (
        "how large the market of each generation is would be one intercept of the choice for each of the four figures: "
        "the model would be told what it is asked"
    ),
}


@dataclass(frozen=True)
class Fit:
    """Bass's p, q (1/year) and market m, with standard errors of their logarithms; `r2` of yearly adoptions."""

    values: np.ndarray
    log_errors: np.ndarray
    r2: float


def adoptions(product: str) -> tuple[np.ndarray, np.ndarray]:
    """(years, adoptions) of one innovation."""
    rows = table(INNOVATIONS, ("product", "year", "adoptions"), folder())
    rows = rows[rows["product"] == product]
    if rows.empty:
        raise ValueError(f"product: {product!r} found; {INNOVATIONS} has none of that name")
    return rows["year"].to_numpy(int), rows["adoptions"].to_numpy(float)


def explained(seen: np.ndarray, said: np.ndarray) -> float:
    """R2: the share of the variance of `seen` that `said` accounts for."""
    return float(1.0 - ((seen - said) ** 2).sum() / ((seen - seen.mean()) ** 2).sum())


def fit(seen: np.ndarray) -> Fit:
    """p, q, m of yearly adoptions: least squares on the differences of Bass's curve, logarithms as unknowns."""
    years = np.arange(seen.size + 1)

    def rest(logs: np.ndarray) -> np.ndarray:
        p, q, market = np.exp(logs)
        return market * np.diff(bass.curve(p, q, years)) - seen

    found = least_squares(rest, np.log([0.005, 0.5, 1.2 * seen.sum()]), x_scale="jac")
    spread = found.fun @ found.fun / (seen.size - 3)
    errors = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)) * spread)
    return Fit(np.exp(found.x), errors, explained(seen, seen + found.fun))


@cache
def walked(p: float, q: float, years: int, replicates: int = 4) -> np.ndarray:
    """(replicate, year): share of the market that adopts in each year of the model's weeks, p and q in 1/year."""
    share = simulate(bass.scenario(p, q, years, 1.0 / WEEKS, customers=20_000), replicates, 1969).weekly["market_share"]
    ends = share.isel(enterprise=0).to_numpy()[:, WEEKS - 1 :: WEEKS]
    return np.diff(ends, axis=1, prepend=0.0)


def first_weeks(units: np.ndarray) -> tuple[float, float]:
    """(first, first four) weeks' shares of the first 52 weeks' `units`."""
    year = units[:WEEKS].sum()
    return float(units[0] / year), float(units[:4].sum() / year)


def launches() -> np.ndarray:
    """(game, 2): shares of the first week and of the first four, of the games with a full year."""
    titles = [f"ac{k}" for k in range(1, 9)]
    units = table(GAMES, tuple(titles), folder())[titles].to_numpy(float).T
    since = [row[np.flatnonzero(row)[0] :] for row in units]
    return np.array([first_weeks(row) for row in since if row.size >= WEEKS])


def launch(push: float, keep: float = 0.9) -> Scenario:
    """All hours sell in week 1 and none later, share `push` of them by push; `keep` of the goodwill is left each week.

    Every second customer is a seeker; who considers, buys. The pull is weak enough not to empty the market.
    """
    return Scenario.load("known-worlds/still").with_(
        weeks=WEEKS, customers=20_000, seekers=0.5, attraction=20.0, inertia_selling_serving=1.0,
        selling_serving={"calendar": [[0, 0.0], [2, 1.0]]}, push_pull=1.0 - push, goodwill_keep=keep, goodwill_half=1000.0,
        search=0.6, contact_rate=20_000 * 0.02 / hours(Scenario.load("known-worlds/still")), receptivity=1.0,
    )  # fmt: skip


def launched(push: float, keep: float = 0.9, replicates: int = 4) -> np.ndarray:
    """(replicate, 2): shares of the first and of the first four weeks of what the model's launch sells in a year."""
    won = simulate(launch(push, keep), replicates, 2007).weekly["won"].isel(enterprise=0).to_numpy()
    return np.array([first_weeks(row) for row in won])


@cache
def launch_push(share: float, keep: float = 0.9) -> float:
    """The share of push in the week of the launch that makes `share` of the year's sales fall into it."""
    return float(brentq(lambda push: launched(push, keep).mean(0)[0] - share, 0.0, 0.9, xtol=2e-3))


def parameters() -> dict[str, tuple[float, float, float]]:
    """Nothing: p and q belong to a product and its year; talk of the reference scenario counts links, not shares."""
    return {}


def findings() -> Iterator[Finding]:
    """p, q, m of five innovations; fit and peak of the model's own years; how fast a launch is over."""
    for product, (targets, room) in TARGETS.items():
        years, seen = adoptions(product)
        found = fit(seen)
        for name, value, target, share in zip("pqm", found.values, targets, room, strict=True):
            yield between(f"bass_diffusion_series: {product} p,q,m [{name}]", value, target * (1 - share),
                          target * (1 + share), target=target, drawn_from="data")  # fmt: skip
        if product in SHOWN:
            p, q, market = found.values
            model = market * walked(p, q, seen.size).mean(0)
            yield between(f"bass_diffusion_series: R2 of fit, room AC / colour TV [{SHOWN[product]}]",
                          explained(seen, model), 0.90, 1.0,
                          target={"room AC": 0.933, "colour TV": 0.969}[SHOWN[product]], drawn_from="fitted",
                          note="p, q and m are fitted to the same years")  # fmt: skip
            peak = int(years[seen.argmax()])
            yield between(f"bass_diffusion_series: peak year room AC / colour TV [{SHOWN[product]}]",
                          float(years[model.argmax()]), peak - 1, peak + 1, target=peak, drawn_from="fitted",
                          note="the curve's own peak falls there" if product == "room_air_conditioners" else "")  # fmt: skip
    shares = launches()
    name = "game_launch_weekly_units: week-1 share of first-52-week units, 6 games with a full year"
    yield between(f"{name} [least]", shares[:, 0].min(), 0.12, 0.33, target=0.16, drawn_from="data")
    yield between(f"{name} [most]", shares[:, 0].max(), 0.12, 0.33, target=0.29, drawn_from="data")
    for which, share in (("least", shares[:, 0].min()), ("most", shares[:, 0].max())):
        four = launched(launch_push(float(share)))[:, 1]
        yield between(f"game_launch_weekly_units: first 4 weeks' share of first 52 [game with {which} in week 1]",
                      four.mean(), 0.30, 0.58, target=float(shares[shares[:, 0] == share, 1][0]),
                      error=float(four.std(ddof=1) / 2))  # fmt: skip


def comparison() -> Comparison:
    """Yearly adoptions, the data's and the model's."""
    lines = []
    for group, product in enumerate(SHOWN):
        years, seen = adoptions(product)
        p, q, market = fit(seen).values
        year = walked(p, q, seen.size)
        name = product.replace("_", " ")
        lines += [Line(f"{name}, sold", years - years[0] + 1, seen / 1000, reference=True, group=group),
                  Line("model", years - years[0] + 1, market * year.mean(0) / 1000,
                       error=market * year.std(0, ddof=1) / len(year) ** 0.5 / 1000, group=group)]  # fmt: skip
    return Comparison(TITLE, "Weekly push and talk, added up to years, beside what was sold: air conditioners sold best "
                      "two years before Bass's peak.",
                      "year", "million units a year", tuple(lines))  # fmt: skip
